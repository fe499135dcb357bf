"""Conversations that the dialogue engine holds, and what happens when it does not help."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api.assistant.repository import MessageRow
from api.assistant.schemas import MessageRequest
from api.ids import digest
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, Visitor
from tests.api.conversing import (
    BIRTH,
    CARD,
    PHONE,
    Engine,
    client_of,
    code_of,
    context_of,
    said,
    ticket_of,
)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.stop()


@pytest.fixture
def talk(engine: Engine, tmp_path: Path, search: Search) -> Iterator[Visitor]:
    """A visitor whose messages go to the engine; it has time."""
    with client_of(engine, tmp_path, search, bot_timeout_s=20) as client:
        yield Visitor(client)


def test_the_engine_hears_the_message_its_language_and_its_channel(
    engine: Engine, talk: Visitor
) -> None:
    answer = talk.say("xin chào").json()
    assert engine.heard == [
        {
            "path": "/webhooks/assistant/webhook",
            "sender": talk.opened["id"],
            "message": "xin chào",
            "metadata": {
                "locale": "vi",
                "channel": "web",
                "message_id": answer["id"],
                "procedure_code": None,
                "ticket_id": None,
            },
        }
    ]


def test_the_engines_text_and_buttons_reach_the_visitor(engine: Engine, talk: Visitor) -> None:
    buttons = [{"title": "Lấy số", "payload": "ticket:take"}]
    metadata = {"status": "out_of_scope"}
    engine.answer = lambda _: said("Tôi không biết.", buttons=buttons, metadata=metadata)
    answer = talk.say("giá vàng").json()
    assert answer["status"] == "out_of_scope"
    assert answer["replies"][0]["choices"] == [{"title": "Lấy số", "choice": "ticket:take"}]


def test_the_turn_of_an_action_reaches_the_visitor_whole(engine: Engine, talk: Visitor) -> None:
    turn = {
        "status": "answered",
        "replies": [{"kind": "text", "text": "Một"}, {"kind": "notice", "text": "Hai"}],
        "procedure_code": BIRTH,
    }
    engine.answer = lambda _: json.dumps({"messages": [{"custom": turn}]}).encode()
    answer = talk.say("xin chào").json()
    assert [(reply["kind"], reply["text"]) for reply in answer["replies"]] == [
        ("text", "Một"),
        ("notice", "Hai"),
    ]


def test_the_procedure_in_hand_of_the_engine_is_known_when_the_engine_is_down(
    engine: Engine, talk: Visitor
) -> None:
    turn = {
        "status": "answered",
        "replies": [{"kind": "text", "text": "Khai sinh"}],
        "procedure_code": BIRTH,
    }
    engine.answer = lambda _: json.dumps({"messages": [{"custom": turn}]}).encode()
    talk.say("khai sinh")
    engine.stop()
    assert code_of(talk.say("lệ phí bao nhiêu")) == BIRTH


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ("procedure:1.001193", '/choose_procedure{"procedure_code": "1.001193"}'),
        ("aspect:fee", '/choose_aspect{"aspect": "fee"}'),
        ("ticket:take", "/take_ticket"),
        ("ticket:show", "/show_ticket"),
        ("ticket:cancel", '/cancel_ticket{"cancel_confirmed": true}'),
        ("group:ho-tich", '/choose_group{"service_group": "ho-tich"}'),
        ("feedback:give", "/give_feedback"),
        ("rate:4", '/rate{"rating": "4"}'),
        ("person", "/ask_person"),
        ("yes", "/affirm"),
        ("no", "/deny"),
        ("repeat", "/repeat"),
        ("skip", "/skip"),
        ("none_of_these", "/none_of_these"),
        ("greet", "/greet"),
    ],
)
def test_a_choice_reaches_the_engine_as_an_intent(
    engine: Engine, talk: Visitor, choice: str, message: str
) -> None:
    talk.choose(choice)
    assert engine.messages == [message]


@pytest.mark.parametrize(
    "text", ["/restart", "  //take_ticket", "\u200b/take_ticket", "/ /rate", '/rate{"rating":"4"}']
)
def test_a_text_never_reaches_the_engine_as_an_intent(
    engine: Engine, talk: Visitor, text: str
) -> None:
    talk.say(text)
    assert len(engine.messages) == 1
    assert not engine.messages[0].startswith("/")


def test_numbers_of_persons_do_not_reach_the_engine(engine: Engine, talk: Visitor) -> None:
    talk.say(f"căn cước {CARD}, điện thoại {PHONE}")
    assert engine.messages == ["căn cước ***, điện thoại ***"]


def test_a_message_sent_again_does_not_reach_the_engine_again(
    engine: Engine, talk: Visitor
) -> None:
    for _ in range(2):
        talk.say("xin chào", **{"Idempotency-Key": "a"})
    assert len(engine.heard) == 1


def test_messages_of_one_conversation_follow_each_other(engine: Engine, talk: Visitor) -> None:
    busy: list[str] = []
    most: list[int] = []

    def answer(request: dict[str, Any]) -> bytes:
        busy.append(request["message"])
        most.append(len(busy))
        time.sleep(0.05)
        busy.remove(request["message"])
        return said("Rasa")

    engine.answer = answer
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(talk.say, [f"câu {n}" for n in range(5)]))
    assert most == [1] * 5


def test_conversations_do_not_wait_for_each_other(engine: Engine, talk: Visitor) -> None:
    together = threading.Barrier(2, timeout=20)

    def answer(request: dict[str, Any]) -> bytes:
        together.wait()
        return said("Rasa")

    engine.answer = answer
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: one.say("xin chào").json(), [talk, Visitor(talk.client)])
        assert [answer["replies"][0]["text"] for answer in answers] == ["Rasa", "Rasa"]


# ---- a dialogue engine that does not help ----


def assert_search_answers(visitor: Visitor) -> None:
    answer = visitor.say("lam giay khai sinh can gi")
    assert code_of(answer) == BIRTH


def test_search_answers_without_waiting_for_a_slow_engine(
    engine: Engine, tmp_path: Path, search: Search
) -> None:
    engine.pause_s = 300
    with client_of(engine, tmp_path, search) as client:  # with the time limit as installed
        assert_search_answers(Visitor(client))
    assert engine.heard
    assert not engine.answered


def test_search_answers_while_the_engine_sends_its_answer_in_drops(
    engine: Engine, tmp_path: Path, search: Search
) -> None:
    engine.drip_s = 0.4
    with client_of(engine, tmp_path, search, bot_timeout_s=1) as client:
        assert_search_answers(Visitor(client))


def test_search_answers_while_the_engine_is_dead(engine: Engine, talk: Visitor) -> None:
    engine.stop()
    assert_search_answers(talk)


def test_search_answers_when_the_engine_refuses_our_secret(engine: Engine, talk: Visitor) -> None:
    engine.secret = "another"
    assert_search_answers(talk)


@pytest.mark.parametrize("status", [500, 503, 404])
def test_search_answers_when_the_engine_fails(engine: Engine, talk: Visitor, status: int) -> None:
    engine.status = status
    assert_search_answers(talk)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"messages": []}',
        b"",
        b"null",
        b"{}",
        b"<html>Bad gateway</html>",
        b"\xff\xfe",
        b'{"messages": [{"text": null}]}',
        b'{"messages": [{"text": "x", "metadata": {"status": "unheard"}}]}',
        b'{"messages": [{"custom": {"replies": "none"}}]}',
        b'{"messages": [{"custom": {"status": "answered", "replies": []}}]}',
    ],
)
def test_search_answers_when_the_engines_answer_is_of_no_use(
    engine: Engine, talk: Visitor, body: bytes
) -> None:
    engine.answer = lambda _: body
    assert_search_answers(talk)


def test_a_ticket_can_be_taken_while_the_engine_is_dead(engine: Engine, talk: Visitor) -> None:
    engine.stop()
    assert ticket_of(talk.choose("group:ho-tich"))["number"] == "A001"


def test_the_engine_is_used_again_when_it_is_back(engine: Engine, talk: Visitor) -> None:
    engine.stop()
    assert_search_answers(talk)
    engine.start()
    assert talk.say("xin chào").json()["replies"][0]["text"] == "Rasa"


def test_readiness_tells_that_the_engine_is_dead_and_visitors_are_served(
    engine: Engine, talk: Visitor
) -> None:
    assert talk.client.get("/health/ready").json()["bot"] is True
    engine.stop()
    state = talk.client.get("/health/ready")
    assert (state.status_code, state.json()["ready"], state.json()["bot"]) == (200, True, False)


def test_the_service_is_not_ready_before_the_engine_was_up(
    engine: Engine, tmp_path: Path, search: Search
) -> None:
    engine.stop()
    with client_of(engine, tmp_path, search) as client:
        assert client.get("/health/ready").status_code == 503


def test_a_message_cut_off_before_its_reply_is_answered_when_sent_again(
    engine: Engine, talk: Visitor
) -> None:
    with context_of(talk.client).database.write() as session:
        session.add(
            MessageRow(
                id="cut-off",
                conversation_id=talk.opened["id"],
                position=1,
                client_key="a",
                request_digest=digest(MessageRequest(text="xin chào").model_dump_json()),
                text="xin chào",
                status=None,
                replies=[],
                trace={},
                said_at=SetClock().now(),
            )
        )
    assert talk.say("xin chào", **{"Idempotency-Key": "a"}).json()["id"] == "cut-off"
    assert engine.messages == ["xin chào"]
