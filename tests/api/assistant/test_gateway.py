"""What the gateway does around the dialogue engine: contacts, cries for help, traces, pace."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.assistant.contacts import names_a_contact
from api.assistant.repository import MessageRow
from api.complaints.repository import ContactRow
from knowledge_base.search.engine import Search
from tests.api.assistant.acts import BIRTH, post
from tests.api.conftest import Visitor
from tests.api.conversing import (
    PHONE,
    Engine,
    client_of,
    context_of,
    count,
    everything_stored,
    said,
)

ADDRESS = "so 5 ngo 12 pho Hue"
CRY = "cứu tôi với, có cháy"


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.stop()


@pytest.fixture
def talk(engine: Engine, tmp_path: Path, search: Search) -> Iterator[Visitor]:
    """A visitor whose messages go to the engine; it has time."""
    with client_of(engine, tmp_path, search, bot_timeout_s=30) as client:
        yield Visitor(client)


def ask_for_a_contact(engine: Engine, talk: Visitor) -> None:
    """The engine asks how the visitor wants to be reached; then it hands the complaint in."""
    metadata = {"expects": "contact"}
    engine.answer = lambda _: said("Trung tâm liên hệ qua số nào ạ?", metadata=metadata)
    talk.say("tôi muốn phản ánh")

    def hand_in(_: dict[str, Any]) -> bytes:
        told = {"what": "Đường hỏng", "wants_answer": True}
        filed = post(talk.client, "complaints", conversation_id=talk.opened["id"], **told)
        return json.dumps({"messages": [{"custom": filed.json()}]}).encode()

    engine.answer = hand_in


def contacts(talk: Visitor) -> list[str]:
    with context_of(talk.client).database.read() as session:
        return list(session.scalars(select(ContactRow.contact)))


def traces(talk: Visitor) -> list[dict[str, Any]]:
    with context_of(talk.client).database.read() as session:
        return list(session.scalars(select(MessageRow.trace).order_by(MessageRow.position)))


# ---- how a complaint's visitor is reached ----


@pytest.mark.parametrize("contact", [PHONE, f"gọi số {PHONE}", ADDRESS, "binh@example.vn"])
def test_a_contact_reaches_the_complaint(engine: Engine, talk: Visitor, contact: str) -> None:
    ask_for_a_contact(engine, talk)
    assert talk.say(contact).json()["status"] == "done"
    assert contacts(talk) == [contact]


def test_a_contact_stands_in_no_message_and_is_not_heard_by_the_engine(
    engine: Engine, talk: Visitor
) -> None:
    ask_for_a_contact(engine, talk)
    talk.say(ADDRESS)
    assert engine.messages[-1] == "***"
    assert contacts(talk) == [ADDRESS]
    assert everything_stored(talk.client).count(ADDRESS) == 1
    history = talk.client.get(f"{talk.path}/messages", headers=talk.headers)
    assert ADDRESS not in history.text


def test_a_contact_sent_again_is_taken_once(engine: Engine, talk: Visitor) -> None:
    ask_for_a_contact(engine, talk)
    first, again = (talk.say(ADDRESS, **{"Idempotency-Key": "a"}) for _ in range(2))
    assert again.json() == first.json()
    assert contacts(talk) == [ADDRESS]
    assert engine.messages[-1:] == ["***"]
    assert len(engine.heard) == 2


def test_a_contact_is_gone_from_the_conversation_when_the_turn_is_over(
    engine: Engine, talk: Visitor
) -> None:
    ask_for_a_contact(engine, talk)
    engine.answer = lambda _: said("Dạ.")  # no complaint is handed in
    talk.say(ADDRESS)
    assert ADDRESS not in everything_stored(talk.client)


def test_who_wants_no_call_is_heard_as_said(engine: Engine, talk: Visitor) -> None:
    ask_for_a_contact(engine, talk)
    talk.say("thôi không cần")
    assert engine.messages[-1] == "thôi không cần"
    assert contacts(talk) == []


def test_without_the_question_for_it_an_address_is_a_text_like_any_other(
    engine: Engine, talk: Visitor
) -> None:
    talk.say(ADDRESS)
    assert engine.messages == [ADDRESS]


def test_the_question_for_a_contact_stands_for_one_turn(engine: Engine, talk: Visitor) -> None:
    ask_for_a_contact(engine, talk)
    talk.say("thôi không cần")
    talk.say("quầy 5 ở đâu")
    assert engine.messages[-1] == "quầy 5 ở đâu"


@pytest.mark.parametrize("text", [PHONE, "a@b.vn", ADDRESS])
def test_a_number_or_an_address_may_be_a_contact(text: str) -> None:
    assert names_a_contact(text)


@pytest.mark.parametrize("text", ["", "không", "thôi khỏi ạ"])
def test_a_refusal_is_no_contact(text: str) -> None:
    assert not names_a_contact(text)


# ---- cries for help ----


def test_a_cry_for_help_is_answered_without_the_engine(engine: Engine, talk: Visitor) -> None:
    answer = talk.say(CRY).json()
    assert (answer["status"], answer["replies"][0]["kind"]) == ("handed_off", "handoff")
    assert "114" in answer["replies"][0]["text"]
    assert engine.heard == []
    assert traces(talk)[0]["decision"] == "crisis"


def test_a_cry_for_help_in_place_of_a_contact_is_heard(engine: Engine, talk: Visitor) -> None:
    ask_for_a_contact(engine, talk)
    answer = talk.say(f"{CRY} ở tầng 2")
    assert answer.json()["status"] == "handed_off"
    assert contacts(talk) == []


def test_after_a_cry_for_help_the_question_for_a_contact_still_stands(
    engine: Engine, talk: Visitor
) -> None:
    ask_for_a_contact(engine, talk)
    talk.say(CRY)
    talk.say(ADDRESS)
    assert contacts(talk) == [ADDRESS]
    assert engine.messages[-1] == "***"


# ---- traces ----


def test_a_trace_tells_where_the_time_went_and_nothing_that_was_said(
    engine: Engine, talk: Visitor
) -> None:
    engine.answer = lambda _: json.dumps(
        {"messages": [{"text": "Dạ"}], "trace": {"intent": "greet", "intent_ms": 4.0}}
    ).encode()
    talk.say("xin chào cô Bình ở quầy năm")
    trace = traces(talk)[0]
    assert trace["engine"] == "up"
    assert trace["intent"] == "greet"
    assert all(trace[name] >= 0 for name in ("privacy_ms", "engine_ms", "intent_ms"))
    assert "Bình" not in json.dumps(trace, ensure_ascii=False)


def test_a_trace_of_a_search_tells_its_decision_and_scores(engine: Engine, talk: Visitor) -> None:
    engine.stop()
    talk.say("lam giay khai sinh can gi")
    trace = traces(talk)[0]
    assert (trace["engine"], trace["decision"]) == ("down", "answer")
    assert trace["results"][0]["code"] == trace["procedure_code"] == BIRTH
    assert trace["search_ms"] >= 0
    assert "khai sinh" not in json.dumps(trace, ensure_ascii=False)


# ---- language and pace ----


def test_the_language_that_was_asked_for_stays(engine: Engine, talk: Visitor) -> None:
    engine.answer = lambda _: said("In English from now on.", metadata={"locale": "en"})
    assert talk.say("nói tiếng Anh được không").json()["locale"] == "en"
    engine.answer = lambda _: said("Hello")
    assert talk.say("hello").json()["locale"] is None
    assert engine.heard[-1]["metadata"]["locale"] == "en"


@pytest.mark.parametrize("pace", ["slow", "normal"])
def test_the_pace_that_was_asked_for_reaches_the_page(
    engine: Engine, talk: Visitor, pace: str
) -> None:
    engine.answer = lambda _: said("Dạ.", metadata={"pace": pace})
    assert talk.say("nói chậm lại").json()["pace"] == pace
    assert count(talk.client, MessageRow) == 1


def test_a_pace_that_does_not_exist_is_an_answer_of_no_use(engine: Engine, talk: Visitor) -> None:
    engine.answer = lambda _: said("Dạ.", metadata={"pace": "backwards"})
    assert talk.say("lam giay khai sinh can gi").json()["replies"][0]["text"] != "Dạ."
