"""Comparing, coming back, the list of a field, and why the assistant asks."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answers import remember
from bot.actions.base import ApiAction, Said, entity, say

_WHY_IN_FORM = {
    "ticket_form": "utter_why_group",
    "checklist_form": "utter_why_case",
    "feedback_form": "utter_why_rating",
    "complaint_form": "utter_why_complaint",
    "cancel_ticket_form": "utter_why_cancel",
}


class ActionCompare(ApiAction):
    """Tells two procedures apart."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_compare"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Compare those named, else those offered, else those talked about."""
        offered = [
            option["choice"].removeprefix("procedure:")
            for option in tracker.get_slot("options") or []
            if option["choice"].startswith("procedure:")
        ]
        known = offered or tracker.get_slot("recent") or []
        turn = await self.api.compare(said.locale, said.text, known[:20])
        say(dispatcher, turn)
        return [SlotSet("options", turn.offered)] if turn.offered else []


class ActionGoBack(ApiAction):
    """Comes back to a procedure of earlier in the conversation."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_go_back"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API which of the earlier ones is meant."""
        turn = await self.api.go_back(
            said.locale,
            text=said.text,
            procedure_code=tracker.get_slot("procedure_code"),
            recent=tracker.get_slot("recent") or [],
        )
        say(dispatcher, turn)
        return remember(tracker, turn, question=None, options_before=None)


class ActionListField(ApiAction):
    """Lists the procedures of a field, a page at a time."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_list_field"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API for the page that the button names."""
        field, _, page = (entity(tracker, "field") or "").partition("/")
        turn = await self.api.list_field(said.locale, field, int(page or 0))
        say(dispatcher, turn)
        return [SlotSet("options", turn.offered), SlotSet("failed_rounds", None)]


class ActionExplain(Action):
    """Says why the assistant asks what it has just asked."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_explain"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Choose by the form that is open, or by the options that wait; no call of the API."""
        form = (tracker.active_loop or {}).get("name")
        waits = "utter_why_options" if tracker.get_slot("options") else "utter_why_nothing"
        dispatcher.utter_message(response=_WHY_IN_FORM.get(form or "", waits))
        return []
