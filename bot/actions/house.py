"""The house: places, opening hours, the robot, and help in danger."""

from abc import abstractmethod
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, entity, say
from bot.actions.client import Turn
from bot.actions.words import means_there, wanted_treat


class _TellingAction(ApiAction):
    """Says what the API answers to the visitor's words, or to the place that was tapped."""

    @abstractmethod
    async def ask(self, said: Said, place: str | None) -> Turn:
        """Ask the API."""

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Say its turn; nothing is remembered."""
        say(dispatcher, await self.ask(said, entity(tracker, "place")))
        return []


class _PlaceAction(_TellingAction):
    """Remembers what place was spoken of, for "dẫn tôi ra đó"."""

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Put the place spoken of last in the place of "there"."""
        spoken_of = tracker.get_slot("place_spoken_of")
        if spoken_of and said.text and means_there(said.text):
            said = replace(said, text=spoken_of)
        await super().act(dispatcher, tracker, said)
        return [SlotSet("place_spoken_of", said.text or spoken_of)]


class ActionTellPlace(_PlaceAction):
    """Tells where something is in the house."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_tell_place"

    async def ask(self, said: Said, place: str | None) -> Turn:
        """Ask for the place."""
        return await self.api.tell_place(said.locale, said.text, place)


class ActionTellOpening(_TellingAction):
    """Tells opening hours, telephone and address."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_tell_opening"

    async def ask(self, said: Said, place: str | None) -> Turn:
        """Ask for what the words name."""
        return await self.api.tell_opening(said.locale, said.text)


class ActionCrisis(_TellingAction):
    """Tells whom to call, and sends for a person at once."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_crisis"

    async def ask(self, said: Said, place: str | None) -> Turn:
        """Ask for the hotlines that fit the words."""
        return await self.api.help_in_danger(said.locale, said.text)


class ActionGuide(_PlaceAction):
    """Asks the robot to lead the visitor somewhere."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_guide"

    async def ask(self, said: Said, place: str | None) -> Turn:
        """Ask for the way."""
        key = f"{said.message_id}:mission"
        return await self.api.send_robot(said.locale, key, "guide", said.text, place)


class ActionOffer(_TellingAction):
    """Asks the robot for water or sweets."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_offer"

    async def ask(self, said: Said, place: str | None) -> Turn:
        """Ask for what the words name."""
        treat = wanted_treat(said.text or "")
        return await self.api.send_robot(
            said.locale, f"{said.message_id}:mission", treat, said.text
        )
