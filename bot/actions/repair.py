"""Repeating the last answer, staying calm, and handing over to a person."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, say

_ASKING_AGAIN = frozenset({"feedback_form", "complaint_form", "cancel_ticket_form"})


class ActionHandOff(ApiAction):
    """Tells where a person can be found."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_hand_off"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API for the desk and the telephone."""
        say(dispatcher, await self.api.hand_off(said.locale))
        return []


class ActionRepeat(Action):
    """Says once more what was said last."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take the replies of the last turn that had any from the tracker.

        These forms put their question again by themselves.
        """
        if (tracker.active_loop or {}).get("name") in _ASKING_AGAIN:
            return []
        replies = last_replies(tracker.events)
        for reply in replies:
            data, kept = reply.get("data") or {}, reply.get("metadata") or {}
            if data.get("custom"):
                dispatcher.utter_message(json_message=data["custom"])
            else:
                dispatcher.utter_message(
                    text=reply.get("text"),
                    buttons=data.get("buttons"),
                    metadata=kept.get("metadata"),
                )
        if not replies:
            dispatcher.utter_message(response="utter_nothing_to_repeat")
        return []


class ActionStayCalm(Action):
    """Answers an insult calmly, at length only once."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_stay_calm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer help and a person; no call of the API."""
        heard = tracker.get_slot("insults") or 0.0
        dispatcher.utter_message(response="utter_calm_again" if heard else "utter_calm")
        return [SlotSet("insults", heard + 1)]


def last_replies(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bot's events of the last turn in which it said something, in order."""
    replies: list[dict[str, Any]] = []
    for event in reversed(events):
        if event.get("event") == "bot":
            replies.append(event)
        elif event.get("event") == "user" and replies:
            break
    return replies[::-1]
