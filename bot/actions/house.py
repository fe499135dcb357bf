"""The house: places, opening hours, the robot, and help in danger."""

from collections.abc import Awaitable

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, say
from bot.actions.client import Turn
from bot.actions.words import wanted_treat


class _Told(ApiAction):
    """Says what the API answers to the visitor's words."""

    def _call(self, said: Said) -> Awaitable[Turn]:
        raise NotImplementedError

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Pass the words on."""
        say(dispatcher, await self._call(said))
        return []


class ActionTellPlace(_Told):
    """Tells where something is in the house."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_tell_place"

    def _call(self, said: Said) -> Awaitable[Turn]:
        return self.api.tell_place(said.locale, said.text)


class ActionTellOpening(_Told):
    """Tells opening hours, telephone and address."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_tell_opening"

    def _call(self, said: Said) -> Awaitable[Turn]:
        return self.api.tell_opening(said.locale, said.text)


class ActionCrisis(_Told):
    """Tells whom to call, and sends for a person at once."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_crisis"

    def _call(self, said: Said) -> Awaitable[Turn]:
        return self.api.help_in_danger(said.locale, said.text)


class ActionGuide(_Told):
    """Asks the robot to lead the visitor somewhere."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_guide"

    def _call(self, said: Said) -> Awaitable[Turn]:
        key = f"{said.message_id}:mission"
        return self.api.send_robot(said.locale, key, "guide", said.text)


class ActionOffer(_Told):
    """Asks the robot for water or sweets."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_offer"

    def _call(self, said: Said) -> Awaitable[Turn]:
        key = f"{said.message_id}:mission"
        return self.api.send_robot(said.locale, key, wanted_treat(said.text or ""), said.text)
