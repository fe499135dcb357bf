"""A complaint for the ward: what, where, when, and whether an answer is wished for."""

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.actions.base import ApiAction, Said, forget, say
from bot.actions.client import ApiError

SKIPPED = "-"
_ANNOUNCEMENT_WORDS = 6
_SLOTS = ("complaint_what", "complaint_where", "complaint_when", "wants_answer", "contact")


class ValidateComplaintForm(FormValidationAction):
    """Asks how to reach the visitor only where an answer is wished for."""

    def name(self) -> str:
        """Name by which the form finds it."""
        return "validate_complaint_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """The questions of the form."""
        if tracker.get_slot("wants_answer") is False:
            return [slot for slot in domain_slots if slot != "contact"]
        return domain_slots

    def validate_complaint_what(
        self,
        slot_value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> dict[str, Any]:
        """What happened, or None, which makes the form ask again.

        Who says only once more that there is a complaint has not said what it is.
        """
        what = str(slot_value).strip()
        only_announced = Said.latest(tracker).intent == "make_complaint"
        if only_announced and len(what.split()) <= _ANNOUNCEMENT_WORDS:
            return {"complaint_what": None}
        return {"complaint_what": what or None}


class ActionMakeComplaint(ApiAction):
    """Hands the complaint in and tells its receipt."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_make_complaint"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Send what the form collected; the API adds the contact, which only it has heard."""
        turn = await self.api.make_complaint(
            said.locale,
            f"{said.message_id}:complaint",
            what=tracker.get_slot("complaint_what"),
            where=_told(tracker, "complaint_where"),
            when=_told(tracker, "complaint_when"),
            wants_answer=bool(tracker.get_slot("wants_answer")),
            conversation_id=tracker.sender_id if _told(tracker, "contact") else None,
            ticket_id=tracker.get_slot("ticket_id"),
        )
        say(dispatcher, turn)
        return forget(*_SLOTS)

    def after_failure(self, error: ApiError) -> list[EventType]:
        """Keep what was told: the visitor may send it again by saying so."""
        return [SlotSet("contact", None)]


def _told(tracker: Tracker, slot: str) -> str | None:
    value = tracker.get_slot(slot)
    return None if value in (None, SKIPPED) else str(value)
