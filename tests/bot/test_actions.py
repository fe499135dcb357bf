"""The actions: one call of the API a turn, its turn said as it is, and what is remembered."""

from typing import Any

import pytest
from conftest import Conversation, run
from fake_api import BIRTH, LOST_BIRTH, FakeApi
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answers import ActionAnswer, ActionChooseOption, ActionNoneOfThese
from bot.actions.client import WardApi
from bot.actions.feedback import ActionGiveFeedback, ValidateFeedbackForm
from bot.actions.repair import ActionHandOff, ActionRepeat
from bot.actions.settings import Settings
from bot.actions.tickets import (
    ActionAskServiceGroup,
    ActionCancelTicket,
    ActionShowTicket,
    ActionTakeTicket,
)

CHOICES = [
    {"choice": f"procedure:{BIRTH}", "title": "Đăng ký khai sinh"},
    {"choice": f"procedure:{LOST_BIRTH}", "title": "Đăng ký lại khai sinh"},
]
LOST = "tôi làm mất giấy khai sinh thì lệ phí bao nhiêu"


async def test_a_question_is_passed_on_and_its_answer_said_as_it_is(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("làm khai sinh cần giấy tờ gì")
    messages = await run(ActionAnswer(ward_api), dispatcher, conversation)
    assert messages[0]["custom"]["replies"][0]["text"] == "Trả lời về documents."
    assert len(fake_api.seen) == 1
    assert conversation.slots["procedure_code"] == BIRTH
    assert conversation.slots["last_aspect"] == "documents"
    assert conversation.slots["pending_question"] is None


async def test_a_follow_up_names_the_procedure_in_hand(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["procedure_code"] = BIRTH
    conversation.says("thế bao lâu thì xong", "ask_aspect")
    await run(ActionAnswer(ward_api), dispatcher, conversation)
    assert fake_api.last().body["procedure_code"] == BIRTH  # type: ignore[index]


async def test_a_tapped_aspect_is_asked_without_text(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["procedure_code"] = BIRTH
    conversation.taps("choose_aspect", aspect="fee")
    await run(ActionAnswer(ward_api), dispatcher, conversation)
    body = fake_api.last().body or {}
    assert (body["aspect"], body["text"]) == ("fee", None)


@pytest.mark.parametrize("by_tap", [True, False])
async def test_a_choice_answers_the_question_that_was_waiting(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    by_tap: bool,
) -> None:
    conversation.says(LOST)
    await run(ActionAnswer(ward_api), dispatcher, conversation)
    assert conversation.slots["pending_question"] == LOST
    if by_tap:
        conversation.taps("choose_procedure", procedure_code=LOST_BIRTH)
        await run(ActionAnswer(ward_api), dispatcher, conversation)
    else:
        conversation.says("cái thứ hai", "choose_option")
        await run(ActionChooseOption(ward_api), dispatcher, conversation)
    body = fake_api.last().body or {}
    assert (body["chosen_code"], body["text"]) == (LOST_BIRTH, LOST)
    assert conversation.slots["procedure_code"] == LOST_BIRTH
    assert conversation.slots["last_aspect"] == "fee"
    assert conversation.slots["pending_question"] is None


async def test_the_other_option_can_be_asked_for_after_a_choice(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says(LOST)
    await run(ActionAnswer(ward_api), dispatcher, conversation)
    conversation.says("cái thứ hai", "choose_option")
    await run(ActionChooseOption(ward_api), dispatcher, conversation)
    conversation.says("thế còn cái đầu tiên", "choose_option")
    await run(ActionChooseOption(ward_api), dispatcher, conversation)
    body = fake_api.last().body or {}
    assert (body["chosen_code"], body["aspect"]) == (BIRTH, "fee")


async def test_a_new_question_drops_the_old_options(
    ward_api: WardApi, dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.slots["options"] = CHOICES[1:]
    conversation.says("khai sinh cho con")
    await run(ActionAnswer(ward_api), dispatcher, conversation)
    assert conversation.slots["options"] is None


async def test_words_without_a_position_go_to_the_search(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["options"] = CHOICES
    conversation.says("cái đăng ký khai sinh ấy", "choose_option")
    await run(ActionChooseOption(ward_api), dispatcher, conversation)
    assert fake_api.last().body["text"] == "cái đăng ký khai sinh ấy"  # type: ignore[index]


async def test_a_part_of_a_name_that_only_one_option_has_chooses_it(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["options"] = CHOICES
    conversation.says("cái đăng ký lại ấy", "choose_option")
    await run(ActionChooseOption(ward_api), dispatcher, conversation)
    assert fake_api.last().body["chosen_code"] == LOST_BIRTH  # type: ignore[index]


@pytest.mark.parametrize(
    ("options", "response"),
    [(None, "utter_nothing_to_choose"), (CHOICES, "utter_option_out_of_range")],
)
async def test_a_position_that_names_nothing_calls_no_api(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    options: list[dict[str, str]] | None,
    response: str,
) -> None:
    conversation.slots["options"] = options
    conversation.says("cái thứ tư", "choose_option")
    messages = await run(ActionChooseOption(ward_api), dispatcher, conversation)
    assert messages[0]["response"] == response
    assert not fake_api.seen


async def test_none_of_these_forgets_the_options(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.slots.update(pending_question=LOST, options=CHOICES)
    conversation.says("không phải cái nào", "none_of_these")
    messages = await run(ActionNoneOfThese(), dispatcher, conversation)
    assert messages[0]["response"] == "utter_none_of_these"
    assert conversation.slots["pending_question"] is None
    assert conversation.slots["options"] is None


async def test_a_number_for_the_procedure_in_hand_is_issued_at_once(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["procedure_code"] = BIRTH
    conversation.says("lấy số luôn đi", "take_ticket", message_id="m-7")
    messages = await run(ActionTakeTicket(ward_api), dispatcher, conversation)
    assert messages[0]["custom"]["replies"][0]["ticket"]["number"] == "A001"
    assert conversation.slots["ticket_id"] == "ticket-1"
    assert conversation.slots["ticket_needs_group"] is None
    call = fake_api.last()
    assert call.key == "m-7:ticket"
    assert (call.body or {})["text"] is None


async def test_a_number_whose_errand_is_named_sends_the_words(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("lấy số chứng thực", "take_ticket")
    await run(ActionTakeTicket(ward_api), dispatcher, conversation)
    assert fake_api.last().body["text"] == "lấy số chứng thực"  # type: ignore[index]
    assert conversation.slots["ticket_id"]


@pytest.mark.parametrize("answer", ["tap", "chứng thực giấy tờ", "cái thứ hai"])
async def test_the_group_asked_for_can_be_tapped_said_or_counted(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    answer: str,
) -> None:
    conversation.says("lấy số", "take_ticket")
    await run(ActionTakeTicket(ward_api), dispatcher, conversation)
    assert conversation.slots["ticket_needs_group"] is True
    if answer == "tap":
        conversation.taps("choose_group", message_id="m-2", service_group="chung-thuc")
    else:
        intent = "choose_option" if "thứ" in answer else "ask_procedure"
        conversation.says(answer, intent, message_id="m-2")
    await run(ActionTakeTicket(ward_api), dispatcher, conversation)
    ticket = fake_api.tickets[conversation.slots["ticket_id"]]["replies"][0]["ticket"]
    assert ticket["service_group"] == "chung-thuc"
    assert conversation.slots["ticket_needs_group"] is None
    assert conversation.slots["service_group"] is None


async def test_the_form_asks_again_only_when_the_api_has_not_just_asked(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.says("lấy số", "take_ticket")
    conversation.events.append({"event": "action", "name": "action_take_ticket"})
    assert await run(ActionAskServiceGroup(), dispatcher, conversation) == []
    conversation.says("lệ phí bao nhiêu", "ask_aspect")
    conversation.events.append({"event": "action", "name": "action_answer"})
    messages = await run(ActionAskServiceGroup(), dispatcher, conversation)
    assert messages[0]["response"] == "utter_back_to_ticket"


async def test_a_ticket_unknown_to_the_api_is_forgotten(
    ward_api: WardApi, dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.slots["ticket_id"] = "gone"
    conversation.says("số của tôi", "show_ticket")
    messages = await run(ActionShowTicket(ward_api), dispatcher, conversation)
    assert messages[0]["response"] == "utter_api_refused"
    assert messages[0]["detail"] == "Không tìm thấy phiếu này."
    assert conversation.slots["ticket_id"] is None


@pytest.mark.parametrize("confirmed", [True, False])
async def test_a_ticket_is_cancelled_only_when_confirmed(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    confirmed: bool,
) -> None:
    taken = await ward_api.take_ticket("vi", "key", service_group="ho-tich")
    conversation.slots.update(ticket_id=taken.ticket_id, cancel_confirmed=confirmed)
    conversation.says("có" if confirmed else "không", "affirm" if confirmed else "deny")
    await run(ActionCancelTicket(ward_api), dispatcher, conversation)
    assert bool(fake_api.calls_to("/cancel")) is confirmed
    assert (conversation.slots["ticket_id"] is None) is confirmed
    assert conversation.slots["cancel_confirmed"] is None


@pytest.mark.parametrize(("comment", "sent"), [("-", None), ("Cô rất vui vẻ", "Cô rất vui vẻ")])
async def test_a_rating_is_sent_with_its_comment_and_forgotten(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    comment: str,
    sent: str | None,
) -> None:
    conversation.slots.update(rating="4", comment=comment, ticket_id="ticket-1")
    conversation.says("bỏ qua", "skip")
    await run(ActionGiveFeedback(ward_api), dispatcher, conversation)
    body = fake_api.last().body or {}
    assert (body["rating"], body["comment"], body["ticket_id"]) == (4, sent, "ticket-1")
    assert conversation.slots["rating"] is None


async def test_a_comment_is_added_to_the_rating_that_is_stored(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots.update(rating="4", comment="chờ lâu", feedback_id="feedback-1")
    conversation.says("chờ lâu", "give_feedback")
    await run(ActionGiveFeedback(ward_api), dispatcher, conversation)
    assert fake_api.last().path.endswith("/feedback/feedback-1")
    assert (fake_api.last().body or {})["comment"] == "chờ lâu"
    assert conversation.slots["feedback_id"] is None
    assert conversation.slots["comment"] is None


async def test_a_rating_in_words_is_stored_at_once_and_nonsense_refused(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    form = ValidateFeedbackForm(ward_api)
    conversation.slots["requested_slot"] = "rating"
    tracker = conversation.says("hài lòng lắm", "rate")
    read = await form.validate_rating("hài lòng lắm", dispatcher, tracker, {})
    assert read == {"rating": "4", "feedback_id": "feedback-1"}
    assert (fake_api.last().body or {})["rating"] == 4
    assert await form.validate_rating("hôm qua", dispatcher, tracker, {}) == {"rating": None}
    assert dispatcher.messages[-1]["response"] == "utter_rating_not_understood"


async def test_another_rating_corrects_the_stored_one(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["feedback_id"] = "feedback-1"
    tracker = conversation.says("tệ lắm", "rate")
    await ValidateFeedbackForm(ward_api).validate_rating("tệ lắm", dispatcher, tracker, {})
    assert fake_api.last().path.endswith("/feedback/feedback-1")
    assert (fake_api.last().body or {})["rating"] == 1


async def test_a_rating_that_could_not_be_stored_goes_with_the_comment(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    api = WardApi(Settings(api_url="http://127.0.0.1:9", api_timeout_s=1))
    tracker = conversation.says("hài lòng lắm", "rate")
    read = await ValidateFeedbackForm(api).validate_rating("4", dispatcher, tracker, {})
    assert read == {"rating": "4", "feedback_id": None}
    await api.close()


async def test_a_person_is_asked_for_in_the_visitors_language(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["locale"] = "en"
    conversation.says("talk to a person", "ask_person")
    await run(ActionHandOff(ward_api), dispatcher, conversation)
    assert fake_api.last().body == {"locale": "en"}


async def test_the_last_answer_is_repeated_whole(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.says("xin chào", "greet")
    conversation.hears_back(text="Chào", data={"buttons": [{"title": "A", "payload": "greet"}]})
    conversation.says("khai sinh")
    conversation.hears_back(text=None, data={"custom": {"status": "answered", "replies": []}})
    conversation.hears_back(text="Còn gì nữa?", data={}, metadata={"metadata": {"status": "done"}})
    conversation.says("nói lại đi", "repeat")
    messages = await run(ActionRepeat(), dispatcher, conversation)
    assert messages[0]["custom"] == {"status": "answered", "replies": []}
    assert (messages[1]["text"], messages[1]["metadata"]) == ("Còn gì nữa?", {"status": "done"})
    assert len(messages) == 2


async def test_nothing_said_yet_is_nothing_to_repeat(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    conversation.says("nói lại đi", "repeat")
    messages = await run(ActionRepeat(), dispatcher, conversation)
    assert messages[0]["response"] == "utter_nothing_to_repeat"


@pytest.mark.parametrize(
    "action", [ActionAnswer, ActionTakeTicket, ActionHandOff, ActionGiveFeedback]
)
async def test_an_api_that_cannot_be_reached_is_told_politely(
    dispatcher: CollectingDispatcher, conversation: Conversation, action: type[Any]
) -> None:
    api = WardApi(Settings(api_url="http://127.0.0.1:9", api_timeout_s=1))
    conversation.slots["rating"] = "4"
    conversation.says("khai sinh")
    messages = await run(action(api), dispatcher, conversation)
    assert [message["response"] for message in messages] == ["utter_api_down"]
    await api.close()
