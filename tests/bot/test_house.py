"""Places, opening hours, the robot, and help in danger."""

from typing import Any

import pytest
from conftest import Conversation, run
from fake_api import FakeApi
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.client import WardApi
from bot.actions.house import (
    ActionCrisis,
    ActionGuide,
    ActionOffer,
    ActionTellOpening,
    ActionTellPlace,
)


@pytest.mark.parametrize(
    ("action", "path"),
    [(ActionTellPlace, "/places"), (ActionTellOpening, "/opening"), (ActionCrisis, "/crisis")],
)
async def test_the_visitors_words_are_passed_on_whole(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    action: type[Any],
    path: str,
) -> None:
    conversation.says("có người ngất ở quầy số 3")
    await run(action(ward_api), dispatcher, conversation)
    assert fake_api.last().path.endswith(path)
    assert (fake_api.last().body or {})["text"] == "có người ngất ở quầy số 3"


async def test_there_is_the_place_spoken_of_before(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("nhà vệ sinh ở đâu", "ask_place")
    await run(ActionTellPlace(ward_api), dispatcher, conversation)
    conversation.says("dẫn tôi ra đó", "robot_guide", message_id="m-2")
    await run(ActionGuide(ward_api), dispatcher, conversation)
    call = fake_api.last()
    assert call.body == {
        "kind": "guide",
        "text": "nhà vệ sinh ở đâu",
        "place": None,
        "locale": "vi",
    }
    assert call.key == "m-2:mission"


async def test_there_without_a_place_spoken_of_stays_as_it_was_said(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.says("dẫn tôi ra đó", "robot_guide")
    await run(ActionGuide(ward_api), dispatcher, conversation)
    assert (fake_api.last().body or {})["text"] == "dẫn tôi ra đó"


async def test_a_tapped_place_is_asked_for_without_words(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
) -> None:
    conversation.slots["place_spoken_of"] = "quầy số 3"
    conversation.taps("robot_guide", place="toilet")
    await run(ActionGuide(ward_api), dispatcher, conversation)
    body = fake_api.last().body or {}
    assert (body["place"], body["text"]) == ("toilet", "")


@pytest.mark.parametrize(
    ("words", "kind"), [("khát nước quá", "water"), ("cháu xin cái kẹo", "sweets")]
)
async def test_the_robot_brings_what_is_named(
    ward_api: WardApi,
    fake_api: FakeApi,
    dispatcher: CollectingDispatcher,
    conversation: Conversation,
    words: str,
    kind: str,
) -> None:
    conversation.says(words, "robot_offer")
    await run(ActionOffer(ward_api), dispatcher, conversation)
    assert (fake_api.last().body or {})["kind"] == kind
