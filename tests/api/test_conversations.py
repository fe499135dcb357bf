"""Conversations as visitors have them, with the API answering by itself."""

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.feedback.repository import FeedbackRow
from tests.api.conftest import SetClock, Visitor
from tests.api.conversing import BIRTH, code_of, context_of, everything_stored, ticket_of

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
