"""Comparing, coming back, the list of a field, corrections, and why the assistant asks."""

import pytest
from conftest import Conversation, run
from fake_api import BIRTH, LOST_BIRTH, FakeApi
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answers import ActionAnswer, ActionCorrect
from bot.actions.client import WardApi
from bot.actions.guidance import ActionCompare, ActionExplain, ActionGoBack, ActionListField

CHOICES = [
    {"choice": f"procedure:{BIRTH}", "title": "Đăng ký khai sinh"},
    {"choice": f"procedure:{LOST_BIRTH}", "title": "Đăng ký lại khai sinh"},
]


@pytest.mark.parametrize(
    ("options", "recent", "compared"),
    [
        (CHOICES, ["9.9"], [BIRTH, LOST_BIRTH]),
        (None, [LOST_BIRTH, BIRTH], [LOST_BIRTH, BIRTH]),
        ([{"choice": "group:ho-tich", "title": "Hộ tịch"}], ["9.9"], ["9.9"]),
        (None, None, []),
    ],
)
async def test_what_is_offered_is_compared_and_else_what_was_told_of(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    options: list[dict[str, str]] | None,
    recent: list[str] | None,
    compared: list[str],
) -> None:
    conversation.slots.update(options=options, recent=recent)
    conversation.says("hai cái này khác nhau chỗ nào", "compare_procedures")
    await run(ActionCompare(ward_api), dispatcher, conversation)
    assert fake_api.last().body == {
        "text": "hai cái này khác nhau chỗ nào",
        "known_codes": compared,
        "locale": "vi",
    }
    assert conversation.slots["options"] == options


async def test_coming_back_takes_the_earlier_procedure_in_hand_again(
    ward_api: WardApi, dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.slots.update(procedure_code=LOST_BIRTH, recent=[LOST_BIRTH, BIRTH])
    conversation.says("quay lại cái đầu đi", "back_to_procedure")
    await run(ActionGoBack(ward_api), dispatcher, conversation)
    assert conversation.slots["procedure_code"] == BIRTH
    assert conversation.slots["recent"] == [BIRTH, LOST_BIRTH]


async def test_with_nothing_to_come_back_to_the_procedure_in_hand_stays(
    ward_api: WardApi, dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.slots.update(procedure_code=BIRTH, recent=[BIRTH])
    conversation.says("quay lại cái trước", "back_to_procedure")
    await run(ActionGoBack(ward_api), dispatcher, conversation)
    assert conversation.slots["procedure_code"] == BIRTH
    assert conversation.slots["failed_rounds"] == 1.0


@pytest.mark.parametrize(("tapped", "page"), [("ho-tich/2", 2), ("ho-tich", 0)])
async def test_a_field_is_listed_page_by_page_and_its_lines_can_be_chosen(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    tapped: str,
    page: int,
) -> None:
    conversation.taps("choose_field", field=tapped)
    await run(ActionListField(ward_api), dispatcher, conversation)
    assert fake_api.last().body == {"field": "ho-tich", "page": page, "locale": "vi"}
    assert conversation.slots["options"] == CHOICES


@pytest.mark.parametrize(
    ("form", "options", "response"),
    [
        ("ticket_form", CHOICES, "utter_why_group"),
        ("checklist_form", None, "utter_why_case"),
        ("feedback_form", None, "utter_why_rating"),
        ("complaint_form", None, "utter_why_complaint"),
        ("cancel_ticket_form", None, "utter_why_cancel"),
        (None, CHOICES, "utter_why_options"),
        (None, None, "utter_why_nothing"),
    ],
)
async def test_the_reason_given_is_that_of_the_question_asked(
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    form: str | None,
    options: list[dict[str, str]] | None,
    response: str,
) -> None:
    conversation.form = form
    conversation.slots["options"] = options
    conversation.says("hỏi để làm gì", "ask_why")
    messages = await run(ActionExplain(), dispatcher, conversation)
    assert [message["response"] for message in messages] == [response]


async def test_a_correction_is_searched_without_its_first_words(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("không phải, ý tôi là làm khai sinh", "correct")
    await run(ActionCorrect(ward_api), dispatcher, conversation)
    body = fake_api.last().body or {}
    assert (body["text"], body["corrects"]) == ("làm khai sinh", True)


async def test_a_bare_correction_asks_for_other_words_and_counts_as_a_failure(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots.update(options=CHOICES, pending_question="khai sinh", failed_rounds=1.0)
    conversation.says("không phải", "correct")
    messages = await run(ActionCorrect(ward_api), dispatcher, conversation)
    assert messages[0]["response"] == "utter_rephrase"
    assert not fake_api.seen
    assert conversation.slots["options"] is None
    assert conversation.slots["failed_rounds"] == 2.0


async def test_an_answer_ends_the_count_of_failures(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    for words in ("mây bay", "gió thổi"):
        conversation.says(words)
        await run(ActionAnswer(ward_api), dispatcher, conversation)
    assert [(call.body or {})["failed_rounds"] for call in fake_api.seen] == [0, 1]
    conversation.says("làm khai sinh")
    await run(ActionAnswer(ward_api), dispatcher, conversation)
    assert conversation.slots["failed_rounds"] is None
