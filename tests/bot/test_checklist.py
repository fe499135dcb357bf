"""The papers of the visitor's own case."""

from typing import Any

import pytest
from conftest import Conversation, run
from fake_api import BIRTH, LOST_BIRTH, FakeApi
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.checklist import (
    ActionAskCase,
    ActionCloseChecklist,
    ActionStartChecklist,
    ValidateChecklistForm,
)
from bot.actions.client import WardApi

WISH = "lập danh sách giấy tờ cho tôi"


@pytest.fixture
async def asked(
    ward_api: WardApi, dispatcher: CollectingDispatcher, conversation: Conversation
) -> Conversation:
    """A conversation in which the first question for the case was just asked."""
    conversation.slots["procedure_code"] = BIRTH
    conversation.says(WISH, "ask_checklist")
    await run(ActionStartChecklist(ward_api), dispatcher, conversation)
    return conversation


async def read(
    api: WardApi, dispatcher: CollectingDispatcher, talk: Conversation, value: str
) -> dict[str, Any]:
    """Validate what the visitor said, apply the slots and return them."""
    dispatcher.messages.clear()
    form = ValidateChecklistForm(api)
    slots = await form.validate_case(value, dispatcher, talk.tracker(), {})
    talk.slots.update(slots)
    return slots


async def test_the_first_question_opens_the_form(asked: Conversation, fake_api: FakeApi) -> None:
    body = fake_api.last().body or {}
    assert (body["procedure_code"], body["answers"], body["text"]) == (BIRTH, [], None)
    assert asked.slots["checklist_open"] is True
    assert [option["choice"] for option in asked.slots["options"]] == [
        "case:0",
        "case:1",
        "case:none",
    ]
    assert asked.slots["pending_question"] is None


async def test_a_procedure_with_one_case_is_listed_at_once(
    ward_api: WardApi, dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.slots["procedure_code"] = LOST_BIRTH
    conversation.says(WISH, "ask_checklist")
    await run(ActionStartChecklist(ward_api), dispatcher, conversation)
    assert not conversation.slots.get("checklist_open")


@pytest.mark.parametrize(
    ("words", "intent", "case"),
    [
        ("cái thứ hai", "choose_option", 1),
        ("chưa đăng ký", "deny", None),
        ("chưa đăng ký", "ask_procedure", 1),
        ("không cái nào", "none_of_these", None),
        ("cái cuối cùng", "choose_option", None),
    ],
)
async def test_a_case_is_named_by_position_by_words_or_denied(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    asked: Conversation,
    words: str,
    intent: str,
    case: int | None,
) -> None:
    asked.says(words, intent, message_id="m-2")
    slots = await read(ward_api, dispatcher, asked, words)
    assert (fake_api.last().body or {})["answers"] == [case]
    assert slots["case"] is None


async def test_the_list_is_given_when_every_question_is_answered(
    ward_api: WardApi, fake_api: FakeApi, dispatcher: CollectingDispatcher, asked: Conversation
) -> None:
    asked.taps("choose_case", message_id="m-2", case="none")
    await read(ward_api, dispatcher, asked, "none")
    asked.says("có", "affirm", message_id="m-3")
    slots = await read(ward_api, dispatcher, asked, "có")
    assert (fake_api.last().body or {})["answers"] == [None, 0]
    assert slots["case"] == "done"
    assert slots["checklist_answers"] == ["none", 0]
    asked.apply(await ActionCloseChecklist().run(dispatcher, asked.tracker(), {}))
    assert asked.slots["checklist_answers"] is None
    assert asked.slots["checklist_open"] is None


async def test_a_yes_among_several_cases_names_none(
    ward_api: WardApi, fake_api: FakeApi, dispatcher: CollectingDispatcher, asked: Conversation
) -> None:
    calls = len(fake_api.seen)
    asked.says("có", "affirm", message_id="m-2")
    slots = await read(ward_api, dispatcher, asked, "có")
    assert slots == {"case": None, "checklist_failed": 1.0}
    assert dispatcher.messages[0]["response"] == "utter_case_not_understood"
    assert len(fake_api.seen) == calls


async def test_who_is_not_understood_twice_is_taken_for_no_case(
    ward_api: WardApi, fake_api: FakeApi, dispatcher: CollectingDispatcher, asked: Conversation
) -> None:
    for number in (2, 3):
        asked.says("mây bay gió thổi", "out_of_scope", message_id=f"m-{number}")
        await read(ward_api, dispatcher, asked, "mây bay gió thổi")
    assert (fake_api.last().body or {})["answers"] == [None]
    assert asked.slots["checklist_failed"] is None


async def test_an_api_that_is_down_leaves_the_question_open(
    ward_api: WardApi, fake_api: FakeApi, dispatcher: CollectingDispatcher, asked: Conversation
) -> None:
    fake_api.fail_with = (503, {"code": "down"})
    asked.says("cái thứ hai", "choose_option", message_id="m-2")
    assert await read(ward_api, dispatcher, asked, "cái thứ hai") == {"case": None}
    assert dispatcher.messages[0]["response"] == "utter_api_down"


async def test_the_question_is_not_asked_twice_in_a_turn(
    ward_api: WardApi, fake_api: FakeApi, dispatcher: CollectingDispatcher, asked: Conversation
) -> None:
    asked.says("cái thứ hai", "choose_option", message_id="m-2")
    await read(ward_api, dispatcher, asked, "cái thứ hai")
    calls = len(fake_api.seen)
    assert await run(ActionAskCase(ward_api), dispatcher, asked) == []
    assert len(fake_api.seen) == calls


async def test_after_another_question_the_form_asks_for_the_case_again(
    ward_api: WardApi, fake_api: FakeApi, dispatcher: CollectingDispatcher, asked: Conversation
) -> None:
    asked.slots["options"] = None
    asked.says("lệ phí bao nhiêu", "ask_aspect", message_id="m-2")
    messages = await run(ActionAskCase(ward_api), dispatcher, asked)
    assert messages[0]["custom"]["replies"][0]["text"] == "Cha mẹ có đăng ký kết hôn không?"
    assert len(asked.slots["options"]) == 3
