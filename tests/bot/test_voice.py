"""Shorter, in another language, and into silence."""

from typing import Any

import pytest
from conftest import Conversation, run
from fake_api import BIRTH, FakeApi
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.client import WardApi
from bot.actions.repair import ActionStayCalm
from bot.actions.voice import (
    ActionNoticeSilence,
    ActionShorten,
    ActionSpeakEnglish,
    ActionSpeakVietnamese,
)


async def test_the_last_answer_is_asked_for_in_short(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots.update(procedure_code=BIRTH, last_aspect="fee")
    conversation.says("nói ngắn gọn thôi", "shorter")
    await run(ActionShorten(ward_api), dispatcher, conversation)
    assert fake_api.last().body == {
        "chosen_code": BIRTH,
        "aspect": "fee",
        "brief": True,
        "locale": "vi",
    }


async def test_nothing_told_of_is_nothing_to_shorten(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("nói ngắn gọn thôi", "shorter")
    messages = await run(ActionShorten(ward_api), dispatcher, conversation)
    assert messages[0]["response"] == "utter_nothing_to_shorten"
    assert not fake_api.seen


@pytest.mark.parametrize(
    ("action", "before", "after", "response"),
    [
        (ActionSpeakEnglish, "vi", "en", "utter_now_english"),
        (ActionSpeakVietnamese, "en", "vi", "utter_now_vietnamese"),
    ],
)
async def test_the_last_answer_is_told_again_in_the_other_language(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    action: type[Any],
    before: str,
    after: str,
    response: str,
) -> None:
    conversation.slots.update(locale=before, procedure_code=BIRTH, last_aspect="fee")
    conversation.says("nói tiếng khác đi", "speak_english")
    messages = await run(action(ward_api), dispatcher, conversation)
    assert messages[0]["response"] == response
    assert messages[1]["custom"]["procedure_code"] == BIRTH
    assert (fake_api.last().body or {})["locale"] == after
    assert conversation.slots["locale"] == after


async def test_the_language_changes_without_a_procedure_too(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("speak English please", "speak_english")
    messages = await run(ActionSpeakEnglish(ward_api), dispatcher, conversation)
    assert [message["response"] for message in messages] == ["utter_now_english"]
    assert conversation.slots["locale"] == "en"
    assert not fake_api.seen


async def test_silences_in_a_row_are_counted_and_words_begin_anew(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    heard = []
    for intent in ("silence", "silence", "silence", "silence", "greet", "silence"):
        conversation.says("", intent)
        if intent == "silence":
            heard += await run(ActionNoticeSilence(), dispatcher, conversation)
    assert [message["response"] for message in heard] == [
        "utter_silence_first",
        "utter_silence_again",
        "utter_silence_last",
        "utter_silence_last",
        "utter_silence_first",
    ]


async def test_an_insult_is_answered_at_length_only_once(
    dispatcher: CollectingDispatcher, conversation: Conversation
) -> None:
    heard = []
    for _ in range(3):
        conversation.says("ngu quá", "insult")
        heard += await run(ActionStayCalm(), dispatcher, conversation)
    assert [m["response"] for m in heard] == ["utter_calm", "utter_calm_again", "utter_calm_again"]
