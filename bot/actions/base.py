"""What all actions share: reading the visitor's message, saying a turn, and failing politely."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.client import ApiError, ApiRefusedError, Turn, WardApi, shared_api

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """The visitor's latest message."""

    locale: str
    intent: str | None
    text: str | None  # None when a button was tapped
    message_id: str

    @classmethod
    def latest(cls, tracker: Tracker) -> "Said":
        """Read it from the tracker."""
        message = tracker.latest_message or {}
        text = message.get("text")
        spoken = text if text and not text.startswith("/") else None
        return cls(
            locale=tracker.get_slot("locale") or "vi",
            intent=(message.get("intent") or {}).get("name"),
            text=spoken,
            message_id=_message_id(tracker),
        )


def entity(tracker: Tracker, name: str) -> str | None:
    """The value that the latest message gives for an entity, if any."""
    return next((str(value) for value in tracker.get_latest_entity_values(name)), None)


def say(dispatcher: CollectingDispatcher, turn: Turn) -> None:
    """Hand a turn over to the channel as it is."""
    dispatcher.utter_message(json_message=turn.payload)


def actions_of_this_turn(tracker: Tracker) -> Iterator[str]:
    """Names of the actions that ran since the visitor's message, latest first."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return
        if event.get("event") == "action":
            yield str(event.get("name"))


def forget(*slots: str) -> list[EventType]:
    """Events that empty slots."""
    return [SlotSet(slot, None) for slot in slots]


class ApiAction(Action, ABC):
    """An action that calls the API once and speaks politely when the API does not help."""

    def __init__(self, api: WardApi | None = None) -> None:
        """Use `api`, or the client that all actions share."""
        self._given_api = api

    @property
    def api(self) -> WardApi:
        """The client of the API."""
        return self._given_api or shared_api()

    @abstractmethod
    def name(self) -> str:
        """Name of the action in the domain."""

    @abstractmethod
    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Call the API, say its turn and return the slot events."""

    def after_failure(self, error: ApiError) -> list[EventType]:
        """Slot events for when the API has not helped."""
        return []

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Act, or apologise."""
        try:
            return await self.act(dispatcher, tracker, Said.latest(tracker))
        except ApiRefusedError as error:
            logger.warning("%s was refused: %s", self.name(), error)
            if error.detail:
                dispatcher.utter_message(response="utter_api_refused", detail=error.detail)
            else:
                dispatcher.utter_message(response="utter_api_down")
            return self.after_failure(error)
        except ApiError as error:
            logger.error("%s got no turn from the API: %s", self.name(), error)
            dispatcher.utter_message(response="utter_api_down")
            return self.after_failure(error)


def _message_id(tracker: Tracker) -> str:
    """The API's id of the message, or Rasa's."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            stated = (event.get("metadata") or {}).get("message_id")
            return str(stated or event.get("message_id") or tracker.sender_id)
    return str(tracker.sender_id)
