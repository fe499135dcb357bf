"""The WebSocket of a conversation."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from api.app import create_app
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, Visitor, settings_for

BIRTH = "1.001193"


def connect(visitor: Visitor, **options: Any) -> WebSocketTestSession:
    return visitor.client.websocket_connect(f"/api/v1{visitor.path}/stream", **options)


def opened(visitor: Visitor) -> WebSocketTestSession:
    return connect(visitor, headers=visitor.headers)


def exchange(stream: WebSocketTestSession, frame: object) -> dict[str, Any]:
    stream.send_json(frame)
    answer: dict[str, Any] = stream.receive_json()
    return answer


def test_a_message_is_answered_with_the_token_in_the_header(visitor: Visitor) -> None:
    with opened(visitor) as stream:
        answer = exchange(stream, {"text": "lam giay khai sinh can gi"})
    assert answer["status"] == "answered"
    assert answer["replies"][0]["procedure"]["code"] == BIRTH


def test_a_message_is_answered_with_the_token_as_a_subprotocol(visitor: Visitor) -> None:
    with connect(visitor, subprotocols=["bearer", visitor.opened["token"]]) as stream:
        assert stream.accepted_subprotocol == "bearer"
        assert exchange(stream, {"choice": "person"})["status"] == "handed_off"


def test_the_stream_and_the_calls_are_one_conversation(visitor: Visitor) -> None:
    visitor.choose(f"procedure:{BIRTH}")
    with opened(visitor) as stream:
        answer = exchange(stream, {"choice": "aspect:fee"})
    assert answer["replies"][0]["procedure"]["code"] == BIRTH
    history = visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers).json()
    assert len(history["messages"]) == 5


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"headers": {"Authorization": "Bearer wrong"}},
        {"subprotocols": ["bearer", "wrong"]},
        {"subprotocols": ["bearer"]},
        {"subprotocols": ["chat", "wrong"]},
    ],
)
def test_without_the_token_the_stream_is_closed_with_a_problem(
    visitor: Visitor, options: dict[str, Any]
) -> None:
    with connect(visitor, **options) as stream:
        assert stream.receive_json()["code"] == "unauthorised"
        with pytest.raises(WebSocketDisconnect) as closed:
            stream.receive_json()
    assert closed.value.code == 1008


def test_an_unknown_conversation_closes_the_stream_with_a_problem(visitor: Visitor) -> None:
    path = "/api/v1/conversations/none/stream"
    with visitor.client.websocket_connect(path, headers=visitor.headers) as stream:
        assert stream.receive_json()["code"] == "conversation_not_found"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "invalid_request"),
        ("xin chào", "invalid_request"),
        ("[" * 20_000, "invalid_request"),
        ("[]", "invalid_request"),
        ("{}", "invalid_request"),
        ('{"text": 1}', "invalid_request"),
        ('{"text": "a", "choice": "person"}', "invalid_request"),
        ('{"text": "a", "unknown": 1}', "invalid_request"),
        ('{"choice": "unheard"}', "invalid_request"),
        ('{"text": "\\ud800"}', "invalid_request"),
        (json.dumps({"text": "a" * 1_000_000}), "invalid_request"),
        ('{"text": "\\u200b"}', "empty_text"),
        (json.dumps({"text": "a" * 301}), "text_too_long"),
    ],
    ids=lambda value: value[:30],
)
def test_a_bad_frame_gets_a_problem_and_the_stream_stays_open(
    visitor: Visitor, frame: str, code: str
) -> None:
    with opened(visitor) as stream:
        stream.send_text(frame)
        problem = stream.receive_json()
        assert (problem["status"], problem["code"]) == (422, code)
        assert exchange(stream, {"choice": "person"})["status"] == "handed_off"


def test_a_frame_of_bytes_is_read_like_one_of_text(visitor: Visitor) -> None:
    with opened(visitor) as stream:
        stream.send_bytes(b'{"choice": "person"}')
        assert stream.receive_json()["status"] == "handed_off"
        stream.send_bytes(b"\xff\x00")
        assert stream.receive_json()["code"] == "invalid_request"


def test_a_token_that_expires_while_the_stream_is_open_is_refused(
    visitor: Visitor, clock: SetClock
) -> None:
    with opened(visitor) as stream:
        assert exchange(stream, {"choice": "person"})["status"] == "handed_off"
        clock.advance(hours=5)
        assert exchange(stream, {"choice": "person"})["code"] == "unauthorised"


def test_the_stream_is_limited_like_the_calls(tmp_path: Any, search: Search) -> None:
    app = create_app(settings_for(tmp_path, rate_limits="on"), SetClock(), search)
    with TestClient(app) as client:
        client.base_url = client.base_url.join("/api/v1")
        with opened(Visitor(client)) as stream:
            answers = [exchange(stream, {"choice": "person"}) for _ in range(31)]
    assert [answer["status"] for answer in answers] == ["handed_off"] * 30 + [429]
