"""What a conversation keeps, for whom and how long."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.assistant.repository import ConversationRow, MessageRow
from api.tickets.repository import TicketRow
from tests.api.conftest import SetClock, Visitor
from tests.api.conversing import CARD, PHONE, context_of, count, everything_stored, ticket_of

# ---- tokens ----


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "wrong"},
    ],
    ids=["missing", "wrong", "empty", "no scheme"],
)
def test_without_the_token_nothing_is_said_or_told(
    client: TestClient, visitor: Visitor, headers: dict[str, str]
) -> None:
    for response in (
        client.post(f"{visitor.path}/messages", json={"text": "xin chào"}, headers=headers),
        client.get(f"{visitor.path}/messages", headers=headers),
        client.patch(visitor.path, json={"locale": "en"}, headers=headers),
    ):
        assert (response.status_code, response.json()["code"]) == (401, "unauthorised")
        assert response.headers["content-type"] == "application/problem+json"


def test_the_token_of_another_conversation_is_refused(client: TestClient, visitor: Visitor) -> None:
    visitor.headers = Visitor(client).headers
    assert visitor.say("xin chào").status_code == 401


def test_a_token_expires(visitor: Visitor, clock: SetClock) -> None:
    clock.advance(hours=3, minutes=59)
    assert visitor.say("xin chào").status_code == 200
    clock.advance(minutes=1)
    refused = visitor.say("xin chào")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorised")


def test_an_unknown_conversation_is_said_to_be_unknown(
    client: TestClient, visitor: Visitor
) -> None:
    response = client.get("/conversations/none/messages", headers=visitor.headers)
    assert (response.status_code, response.json()["code"]) == (404, "conversation_not_found")


# ---- history and language ----


def history(visitor: Visitor) -> list[dict[str, Any]]:
    response = visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers)
    assert response.status_code == 200
    messages: list[dict[str, Any]] = response.json()["messages"]
    return messages


def test_a_reloaded_page_gets_the_greeting_and_all_that_was_said(visitor: Visitor) -> None:
    said = visitor.say("lam giay khai sinh can gi").json()
    visitor.post({"choice": "aspect:fee", "title": "Lệ phí"})
    messages = history(visitor)
    assert [message["role"] for message in messages] == ["assistant", *["visitor", "assistant"] * 2]
    assert messages[0]["replies"] == visitor.opened["replies"]
    assert messages[1]["text"] == "lam giay khai sinh can gi"
    assert messages[2]["replies"] == said["replies"]
    assert (messages[3]["choice"], messages[3]["title"]) == ("aspect:fee", "Lệ phí")


def test_messages_stay_in_their_order(visitor: Visitor, clock: SetClock) -> None:
    for n in range(6):
        visitor.say(f"câu hỏi {n}")
        clock.advance(seconds=1)
    said = [message["text"] for message in history(visitor) if message["role"] == "visitor"]
    assert said == [f"câu hỏi {n}" for n in range(6)]


def test_a_changed_language_is_used_from_then_on(client: TestClient, visitor: Visitor) -> None:
    changed = client.patch(visitor.path, json={"locale": "en"}, headers=visitor.headers)
    assert changed.status_code == 204
    assert visitor.choose("person").json()["replies"][0]["text"].startswith("Please")
    assert history(visitor)[0]["replies"][0]["text"].startswith("Hello")


def test_a_language_that_we_do_not_speak_is_refused(client: TestClient, visitor: Visitor) -> None:
    refused = client.patch(visitor.path, json={"locale": "fr"}, headers=visitor.headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


# ---- one key, one effect ----


def test_a_message_sent_again_gets_the_same_reply_and_does_nothing_twice(
    client: TestClient, visitor: Visitor
) -> None:
    first, again = (
        visitor.choose("group:ho-tich", **{"Idempotency-Key": "a"}).json() for _ in range(2)
    )
    assert again == first
    assert (count(client, TicketRow), count(client, MessageRow)) == (1, 1)


def test_the_key_of_another_message_is_refused(visitor: Visitor) -> None:
    visitor.say("xin chào", **{"Idempotency-Key": "a"})
    refused = visitor.say("tạm biệt", **{"Idempotency-Key": "a"})
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_reused")


def test_a_key_counts_within_its_conversation(client: TestClient) -> None:
    replies = [Visitor(client).say("xin chào", **{"Idempotency-Key": "a"}) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [200, 200]


def test_two_sendings_of_one_message_at_once_have_one_effect(
    client: TestClient, visitor: Visitor
) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(visitor.choose, "group:ho-tich", **{"Idempotency-Key": "a"})
            for _ in range(4)
        ]
    assert len({ticket_of(response.result())["number"] for response in sent}) == 1
    assert count(client, TicketRow) == 1


# ---- forgetting ----


def test_conversations_are_forgotten_after_their_days(
    client: TestClient, visitor: Visitor, clock: SetClock
) -> None:
    visitor.say("xin chào")
    clock.advance(days=29)
    recent = Visitor(client)
    recent.say("xin chào")
    clock.advance(days=2)
    context_of(client).forget_old()
    with context_of(client).database.read() as session:
        assert session.scalars(select(ConversationRow.id)).all() == [recent.opened["id"]]
    assert count(client, MessageRow) == 1


# ---- numbers that identify a person ----


def test_numbers_of_persons_are_masked_in_the_database(
    client: TestClient, visitor: Visitor
) -> None:
    visitor.say(f"căn cước {CARD}, điện thoại {PHONE}")
    visitor.post({"choice": "person", "title": CARD})
    stored = everything_stored(client)
    assert CARD not in stored
    assert PHONE not in stored


def test_numbers_of_persons_are_masked_in_the_history(visitor: Visitor) -> None:
    visitor.say(f"căn cước {CARD}, điện thoại {PHONE}")
    assert history(visitor)[1]["text"] == "căn cước ***, điện thoại ***"
