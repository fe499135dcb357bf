"""What is said aloud of the replies that a visitor gets."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.assistant.repository import MessageRow
from api.assistant.schemas import Choice, Reply, ReplyKind
from api.assistant.speaking import Voice
from knowledge_base.answers.texts import Locale
from knowledge_base.speech.reader import load_reader
from tests.api.conftest import Visitor

FIGURES = set("0123456789")


def spoken(
    kind: ReplyKind, text: str, *choices: tuple[str, str], locale: Locale = Locale.VI
) -> str:
    """What is said of one reply."""
    buttons = [Choice(title=title, choice=choice) for title, choice in choices]
    reply = Reply(kind=kind, text=text, choices=buttons or None)
    return Voice(load_reader()).speak([reply], locale)[0].speech


def test_the_greeting_is_said(visitor: Visitor) -> None:
    speech = visitor.opened["replies"][0]["speech"]
    assert speech.startswith("Xin chào anh chị.")


@pytest.mark.parametrize(
    "said",
    [
        {"text": "đăng ký khai sinh cần giấy tờ gì"},
        {"text": "lệ phí chứng thực bản sao"},
        {"text": "abcxyz qwerty"},
        {"choice": "ticket:take"},
        {"choice": "group:ho-tich"},
        {"choice": "feedback:give"},
        {"choice": "rate:4"},
        {"choice": "person"},
        {"choice": "yes"},
    ],
)
def test_every_kind_of_reply_is_said_in_words(visitor: Visitor, said: dict[str, str]) -> None:
    for reply in visitor.post(said).json()["replies"]:
        assert reply["speech"]
        assert not set(reply["speech"]) & FIGURES


def test_an_answer_is_said_in_its_short_form(visitor: Visitor) -> None:
    [reply] = visitor.say("đăng ký kết hôn cần giấy tờ gì").json()["replies"]
    assert len(reply["speech"].split()) < len(reply["text"].split())
    assert "Nguồn" not in reply["speech"]


def test_who_asks_for_it_hears_every_paper(visitor: Visitor) -> None:
    [first] = visitor.say("đăng ký kết hôn cần giấy tờ gì").json()["replies"]
    [reply] = visitor.say("Đọc từng giấy tờ").json()["replies"]
    assert reply["procedure"]["code"] == first["procedure"]["code"]
    papers = [paper for case in reply["procedure"]["documents"] for paper in case["items"]]
    assert len(papers) > 1
    for paper in papers:
        assert load_reader().read(paper["name"].rstrip(".")) in reply["speech"]


def test_a_ticket_is_said_figure_by_figure(visitor: Visitor) -> None:
    [reply] = visitor.choose("group:ho-tich").json()["replies"]
    assert reply["ticket"]["number"] == "A001"
    assert "A không không một" in reply["speech"]


def test_what_a_stored_message_said_is_in_the_history(visitor: Visitor) -> None:
    [reply] = visitor.choose("person").json()["replies"]
    history = visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers).json()
    greeting, _, answer = history["messages"]
    assert greeting["replies"][0]["speech"] == visitor.opened["replies"][0]["speech"]
    assert answer["replies"][0]["speech"] == reply["speech"]


def test_replies_stored_before_there_was_speech_still_load(visitor: Visitor) -> None:
    visitor.choose("person")
    with visitor.client.app.state.context.database.write() as session:  # type: ignore[attr-defined]
        session.execute(update(MessageRow).values(replies=[{"kind": "text", "text": "Xin chào"}]))
    history = visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers)
    assert history.json()["messages"][-1]["replies"][0]["speech"] == ""


def test_the_stream_carries_what_is_said(client: TestClient, visitor: Visitor) -> None:
    with client.websocket_connect(
        f"/api/v1{visitor.path}/stream", headers=visitor.headers
    ) as stream:
        stream.send_json({"choice": "person"})
        assert stream.receive_json()["replies"][0]["speech"]


def test_options_are_said_with_the_numbers_that_choose_them() -> None:
    speech = spoken(
        ReplyKind.CHOICES,
        "Anh/chị muốn làm thủ tục nào?",
        ("Đăng ký khai sinh", "procedure:1.001193"),
        ("Đăng ký lại khai sinh", "procedure:1.004884"),
        ("Không phải các mục trên", "none_of_these"),
    )
    assert speech == (
        "Anh chị muốn làm thủ tục nào? một là Đăng ký khai sinh. hai là Đăng ký lại khai sinh."
    )


def test_at_most_four_options_are_said() -> None:
    groups = [(f"Quầy {letter}", f"group:{letter}") for letter in "abcde"]
    speech = spoken(ReplyKind.CHOICES, "Nhóm nào?", *groups)
    assert "bốn là Quầy d. Các mục khác có trên màn hình." in speech
    assert "Quầy e" not in speech


def test_a_rating_is_said_with_its_own_number_whatever_the_order_of_the_faces() -> None:
    faces = [("Rất hài lòng", "rate:4"), ("Hài lòng", "rate:3"), ("Rất không hài lòng", "rate:1")]
    speech = spoken(ReplyKind.FEEDBACK, "Anh/chị thấy thế nào?", *faces)
    assert speech.endswith("một là Rất không hài lòng. ba là Hài lòng. bốn là Rất hài lòng.")


def test_buttons_that_are_no_options_are_not_said() -> None:
    speech = spoken(ReplyKind.TEXT, "Tôi chưa rõ.", ("Gặp cán bộ", "person"), ("Có", "yes"))
    assert speech == "Tôi chưa rõ."


def test_a_long_option_is_said_without_its_circumstance() -> None:
    name = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con"
    when = "trẻ chưa có giấy khai sinh và cha mẹ chưa đăng ký kết hôn với nhau"
    speech = spoken(
        ReplyKind.CHOICES,
        "Chọn:",
        (f"{name} – khi {when}", "procedure:1.000689"),
        ("Đăng ký khai sinh", "procedure:1.001193"),
    )
    assert "nhận cha, mẹ, con. hai là" in speech


def test_english_is_said_in_english() -> None:
    speech = spoken(ReplyKind.TICKET, "Your number is A012. You are next.", locale=Locale.EN)
    assert speech == "Your number is A 0 1 2. You are next."
