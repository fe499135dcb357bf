"""Conversations as visitors have them, with the API answering by itself and with an engine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

from api.app import create_app
from api.assistant.repository import ConversationRow, MessageRow
from api.assistant.schemas import MessageRequest
from api.context import Context
from api.database import Table
from api.feedback.repository import FeedbackRow
from api.ids import digest
from api.tickets.repository import TicketRow
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, Visitor, settings_for

BIRTH = "1.001193"
SECRET = "secret-of-the-tests"
CARD, PHONE = "012345678901", "0912 345 678"


def context_of(client: TestClient) -> Context:
    context: Context = client.app.state.context  # type: ignore[attr-defined]
    return context


def count(client: TestClient, table: type[Table]) -> int:
    with context_of(client).database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def code_of(response: Any) -> str:
    return str(response.json()["replies"][0]["procedure"]["code"])


def everything_stored(client: TestClient) -> str:
    """All values of all tables, as one text."""
    with context_of(client).database.read() as session:
        names = [table.name for table in Table.metadata.sorted_tables]
        return json.dumps(
            [
                [list(row) for row in session.execute(text(f"SELECT * FROM {name}"))]
                for name in names
            ],
            default=str,
        )


# ---- opening ----


def test_opening_gives_a_token_and_greets(client: TestClient, clock: SetClock) -> None:
    response = client.post("/conversations", json={"channel": "web", "locale": "vi"})
    assert response.status_code == 201
    opened = response.json()
    assert len(opened["token"]) > 40
    assert opened["expires_at"] == "2026-11-23T05:00:00Z"
    assert opened["replies"][0]["text"].startswith("Xin chào")


def test_a_conversation_in_english_is_greeted_in_english(client: TestClient) -> None:
    assert Visitor(client, "en").opened["replies"][0]["text"].startswith("Hello")


def test_the_token_is_stored_only_as_a_digest(client: TestClient, visitor: Visitor) -> None:
    assert visitor.opened["token"] not in everything_stored(client)


# ---- asking ----


def test_a_question_without_accents_is_answered_with_a_card_and_its_source(
    visitor: Visitor,
) -> None:
    answer = visitor.say("lam giay khai sinh can gi").json()
    card = answer["replies"][0]["procedure"]
    assert answer["status"] == "answered"
    assert (card["code"], card["aspect"]) == (BIRTH, "documents")
    assert card["documents"]
    assert card["source"]["retrieved"]


def test_a_follow_up_asks_about_the_procedure_in_hand(visitor: Visitor) -> None:
    visitor.say("lam giay khai sinh can gi")
    card = visitor.say("thế lệ phí bao nhiêu").json()["replies"][0]["procedure"]
    assert (card["code"], card["aspect"]) == (BIRTH, "fee")


def test_another_procedure_that_is_named_takes_the_place_of_the_one_in_hand(
    visitor: Visitor,
) -> None:
    visitor.say("lam giay khai sinh can gi")
    visitor.say("đăng ký kết hôn cần giấy tờ gì")
    assert code_of(visitor.choose("aspect:fee")) == "1.000894"


def test_the_button_of_an_aspect_asks_about_the_procedure_in_hand(visitor: Visitor) -> None:
    visitor.choose(f"procedure:{BIRTH}")
    card = visitor.choose("aspect:time_limit").json()["replies"][0]["procedure"]
    assert (card["code"], card["aspect"]) == (BIRTH, "time_limit")


def test_an_aspect_without_a_procedure_in_hand_asks_which_procedure(visitor: Visitor) -> None:
    assert visitor.say("lệ phí bao nhiêu").json()["status"] == "clarifying"


def test_an_unclear_question_is_asked_back_and_the_choice_answered(visitor: Visitor) -> None:
    asked = visitor.say("làm căn cước").json()
    assert asked["status"] == "clarifying"
    option = asked["replies"][0]["choices"][1]["choice"]
    assert code_of(visitor.choose(option)) == option.removeprefix("procedure:")


def test_what_no_office_handles_is_out_of_scope(visitor: Visitor) -> None:
    assert visitor.say("giá vàng hôm nay").json()["status"] == "out_of_scope"


def test_what_means_nothing_is_not_found(visitor: Visitor) -> None:
    assert visitor.say("xyz qwerty").json()["status"] == "not_found"


def test_an_emoji_is_a_message_like_any_other(visitor: Visitor) -> None:
    assert visitor.say("😀").json()["status"] == "not_found"


def test_a_message_of_300_characters_is_taken(visitor: Visitor) -> None:
    assert visitor.say("a" * 300).status_code == 200


def test_two_visitors_have_each_their_own_procedure_in_hand(client: TestClient) -> None:
    first, second = Visitor(client), Visitor(client)
    first.choose(f"procedure:{BIRTH}")
    second.choose("procedure:1.000894")
    assert code_of(first.choose("aspect:fee")) == BIRTH


# ---- tickets, rating, a person ----


def ticket_of(response: Any) -> dict[str, Any]:
    ticket: dict[str, Any] = response.json()["replies"][0]["ticket"]
    return ticket


def test_a_ticket_is_for_the_group_of_the_procedure_in_hand(visitor: Visitor) -> None:
    visitor.choose("procedure:2.000815")
    assert ticket_of(visitor.choose("ticket:take"))["service_group"] == "chung-thuc"


def test_without_a_procedure_the_group_is_asked_and_then_taken(visitor: Visitor) -> None:
    asked = visitor.choose("ticket:take").json()
    assert asked["status"] == "clarifying"
    choice = asked["replies"][0]["choices"][0]["choice"]
    assert ticket_of(visitor.choose(choice))["service_group"] == choice.removeprefix("group:")


def test_the_visitors_own_ticket_is_shown(visitor: Visitor) -> None:
    taken = ticket_of(visitor.choose("group:ho-tich"))
    assert ticket_of(visitor.choose("ticket:show"))["id"] == taken["id"]


def test_the_visitors_own_ticket_is_cancelled(client: TestClient, visitor: Visitor) -> None:
    taken = ticket_of(visitor.choose("group:ho-tich"))
    assert ticket_of(visitor.choose("ticket:cancel"))["state"] == "cancelled"
    assert client.get(f"/tickets/{taken['id']}").json()["state"] == "cancelled"


def test_another_visitors_ticket_is_out_of_reach(client: TestClient) -> None:
    Visitor(client).choose("group:ho-tich")
    reply = Visitor(client).choose("ticket:show").json()["replies"][0]
    assert reply["ticket"] is None


def test_a_rating_is_stored_with_the_ticket(client: TestClient, visitor: Visitor) -> None:
    ticket = ticket_of(visitor.choose("group:ho-tich"))
    faces = visitor.choose("feedback:give").json()["replies"][0]
    assert [face["choice"] for face in faces["choices"]] == [f"rate:{n}" for n in range(1, 5)]
    assert visitor.choose("rate:3").json()["status"] == "done"
    with context_of(client).database.read() as session:
        row = session.scalars(select(FeedbackRow)).one()
    assert (row.rating, row.ticket_id) == (3, ticket["id"])


def test_a_person_is_pointed_out(visitor: Visitor) -> None:
    assert visitor.choose("person").json()["status"] == "handed_off"


def test_a_choice_that_cannot_be_followed_gets_a_useful_reply(visitor: Visitor) -> None:
    reply = visitor.choose("procedure:9.999999").json()["replies"][0]
    assert {"ticket:take", "person"} <= {item["choice"] for item in reply["choices"]}


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


# ---- with a dialogue engine ----


class Engine:
    """A real HTTP server in the place of Rasa: keeps what it hears, answers what it is told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], bytes] = lambda _: said("Rasa")
        self.status = 200
        self.secret = SECRET
        self.pause_s = 0.0
        self.drip_s = 0.0
        self.closing = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    @property
    def messages(self) -> list[str]:
        return [request["message"] for request in self.heard]

    def start(self) -> None:
        self.closing.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.closing.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(200, b"Hello from Rasa: 3.6.21")

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.headers["Authorization"] != f"Bearer {engine.secret}":
                    self.reply(401, b"{}")
                    return
                engine.heard.append(request | {"path": self.path})
                body = engine.answer(request)
                engine.closing.wait(engine.pause_s)
                self.reply(engine.status, body)

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                parts = [bytes([byte]) for byte in body] if engine.drip_s else [body]
                for part in parts:
                    self.wfile.write(part)
                    if engine.closing.wait(engine.drip_s):
                        return

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    """The API has stopped waiting."""

            def log_message(self, *_: object) -> None:
                """Keeps quiet."""

        return Handler


def said(text: str, **more: object) -> bytes:
    return json.dumps([{"text": text, **more}]).encode()


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.stop()


def client_of(engine: Engine, folder: Path, search: Search, **values: object) -> TestClient:
    settings = settings_for(
        folder,
        **{"bot_url": f"http://127.0.0.1:{engine.port}", "bot_secret": SECRET} | values,
    )
    client = TestClient(create_app(settings, SetClock(), search), raise_server_exceptions=False)
    client.base_url = client.base_url.join("/api/v1")
    return client


@pytest.fixture
def talk(engine: Engine, tmp_path: Path, search: Search) -> Iterator[Visitor]:
    """A visitor whose messages go to the engine; it has half a second."""
    with client_of(engine, tmp_path, search, bot_timeout_s=0.5) as client:
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
            "metadata": {"locale": "vi", "channel": "web", "message_id": answer["id"]},
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
    engine.answer = lambda _: json.dumps([{"custom": turn}]).encode()
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
    engine.answer = lambda _: json.dumps([{"custom": turn}]).encode()
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
    together = threading.Barrier(2, timeout=0.4)

    def answer(request: dict[str, Any]) -> bytes:
        together.wait()
        return said("Rasa")

    engine.answer = answer
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: one.say("xin chào").json(), [talk, Visitor(talk.client)])
        assert [answer["replies"][0]["text"] for answer in answers] == ["Rasa", "Rasa"]


# ---- a dialogue engine that does not help ----


def assert_search_answers(visitor: Visitor) -> None:
    started = time.monotonic()
    answer = visitor.say("lam giay khai sinh can gi")
    assert time.monotonic() - started < 3
    assert code_of(answer) == BIRTH


def test_search_answers_within_3_seconds_while_the_engine_is_slow(
    engine: Engine, tmp_path: Path, search: Search
) -> None:
    engine.pause_s = 10
    with client_of(engine, tmp_path, search) as client:  # with the time limit as installed
        assert_search_answers(Visitor(client))


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
        b"",
        b"null",
        b"{}",
        b"<html>Bad gateway</html>",
        b"\xff\xfe",
        b'[{"text": null}]',
        b'[{"text": "x", "metadata": {"status": "unheard"}}]',
        b'[{"custom": {"replies": "none"}}]',
        b'[{"custom": {"status": "answered", "replies": []}}]',
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
