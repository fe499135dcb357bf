"""How the assistant speaks: shorter, in another language, and into silence."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, say

_SILENCES = ("utter_silence_first", "utter_silence_again", "utter_silence_last")


class ActionShorten(ApiAction):
    """Says the last answer in one or two short sentences."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_shorten"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API for the short form of what was told last."""
        in_hand = tracker.get_slot("procedure_code")
        if in_hand is None:
            dispatcher.utter_message(response="utter_nothing_to_shorten")
            return []
        aspect = tracker.get_slot("last_aspect")
        say(
            dispatcher,
            await self.api.answer(said.locale, chosen_code=in_hand, aspect=aspect, brief=True),
        )
        return []


class _ActionSpeak(ApiAction):
    """Goes on in another language and says the last answer in it."""

    locale: str
    response: str

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Change the language; repeat what was told of the procedure in hand."""
        dispatcher.utter_message(response=self.response)
        in_hand = tracker.get_slot("procedure_code")
        if in_hand:
            aspect = tracker.get_slot("last_aspect")
            say(dispatcher, await self.api.answer(self.locale, chosen_code=in_hand, aspect=aspect))
        return [SlotSet("locale", self.locale)]


class ActionSpeakEnglish(_ActionSpeak):
    """Goes on in English."""

    locale, response = "en", "utter_now_english"

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_speak_english"


class ActionSpeakVietnamese(_ActionSpeak):
    """Goes on in Vietnamese."""

    locale, response = "vi", "utter_now_vietnamese"

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_speak_vietnamese"


class ActionNoticeSilence(Action):
    """Asks once, then offers other ways, then stops."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_notice_silence"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Count silences in a row; no call of the API."""
        in_a_row = 0
        for event in reversed(tracker.events):
            if event.get("event") != "user":
                continue
            if ((event.get("parse_data") or {}).get("intent") or {}).get("name") != "silence":
                break
            in_a_row += 1
        response = _SILENCES[min(max(in_a_row, 1), len(_SILENCES)) - 1]
        dispatcher.utter_message(response=response)
        return []
