"""A complaint for the ward."""

import pytest
from conftest import Conversation, run
from fake_api import FakeApi
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.client import WardApi
from bot.actions.complaints import ActionMakeComplaint, ValidateComplaintForm

QUESTIONS = ["complaint_what", "complaint_where", "complaint_when", "wants_answer", "contact"]
TOLD = {
    "complaint_what": "rác không ai dọn",
    "complaint_where": "ngõ 5",
    "complaint_when": "-",
    "wants_answer": True,
    "contact": "đã cho",
    "ticket_id": "t-1",
}


@pytest.mark.parametrize(
    ("wants_answer", "asked"), [(None, QUESTIONS), (True, QUESTIONS), (False, QUESTIONS[:-1])]
)
async def test_the_contact_is_asked_for_unless_no_answer_is_wished_for(
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    wants_answer: bool | None,
    asked: list[str],
) -> None:
    conversation.slots["wants_answer"] = wants_answer
    form = ValidateComplaintForm()
    slots = await form.required_slots(QUESTIONS, dispatcher, conversation.tracker(), {})
    assert slots == asked


@pytest.mark.parametrize(
    ("words", "intent", "what"),
    [
        ("tôi muốn phản ánh", "make_complaint", None),
        ("   ", "ask_procedure", None),
        (" rác đầy ngõ ", "out_of_scope", "rác đầy ngõ"),
        (
            "tôi muốn phản ánh chuyện rác không ai dọn ở ngõ",
            "make_complaint",
            "tôi muốn phản ánh chuyện rác không ai dọn ở ngõ",
        ),
    ],
)
def test_that_there_is_a_complaint_is_not_yet_what_it_is(
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    words: str,
    intent: str,
    what: str | None,
) -> None:
    tracker = conversation.says(words, intent)
    read = ValidateComplaintForm().validate_complaint_what(words, dispatcher, tracker, {})
    assert read == {"complaint_what": what}


async def test_a_complaint_is_handed_in_once_and_forgotten(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots.update(TOLD)
    conversation.says("bỏ qua", "skip", message_id="m-9")
    await run(ActionMakeComplaint(ward_api), dispatcher, conversation)
    call = fake_api.last()
    assert call.key == "m-9:complaint"
    assert call.body == {
        "what": "rác không ai dọn",
        "where": "ngõ 5",
        "when": None,
        "wants_answer": True,
        "conversation_id": "visitor",
        "ticket_id": "t-1",
        "locale": "vi",
    }
    assert [conversation.slots[slot] for slot in QUESTIONS] == [None] * len(QUESTIONS)


@pytest.mark.parametrize("contact", [None, "-"])
async def test_without_a_contact_the_complaint_names_no_conversation(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    contact: str | None,
) -> None:
    conversation.slots.update(TOLD, contact=contact)
    conversation.says("bỏ qua", "skip")
    await run(ActionMakeComplaint(ward_api), dispatcher, conversation)
    assert (fake_api.last().body or {})["conversation_id"] is None


async def test_what_was_told_is_kept_when_the_api_fails(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    fake_api.fail_with = (503, {"code": "down"})
    conversation.slots.update(TOLD)
    conversation.says("bỏ qua", "skip")
    messages = await run(ActionMakeComplaint(ward_api), dispatcher, conversation)
    assert messages[0]["response"] == "utter_api_down"
    assert conversation.slots["complaint_what"] == "rác không ai dọn"
    assert conversation.slots["contact"] is None
