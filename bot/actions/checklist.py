"""The papers of the visitor's own case, by a few questions."""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answers import remember
from bot.actions.base import ApiAction, Said, actions_of_this_turn, forget, say
from bot.actions.client import ApiError, Turn, WardApi, shared_api
from bot.actions.words import chosen_option, listed_for

DONE = "done"
_NONE = "none"
_MOST_FAILURES = 2


class ActionStartChecklist(ApiAction):
    """Asks for the visitor's case, or lists the papers where all cases need the same."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_start_checklist"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Begin anew for the procedure named, or for the one in hand."""
        turn = await self.api.list_papers(
            said.locale, tracker.get_slot("procedure_code"), [], listed_for(said.text or "")
        )
        say(dispatcher, turn)
        events = remember(tracker, turn, said.text, options_before=None)
        if _asks_for_case(turn):
            events += [
                SlotSet("checklist_open", True),
                SlotSet("pending_question", None),
                SlotSet("failed_rounds", None),
            ]
        return events + forget("checklist_answers", "checklist_failed", "case")


class ActionAskCase(ApiAction):
    """Comes back to the question for the case, unless the API has just asked it."""

    def name(self) -> str:
        """Name by which the form finds it."""
        return "action_ask_checklist_form_case"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API for the question again."""
        asked_by = {"action_start_checklist", "action_repeat"}
        if asked_by & set(actions_of_this_turn(tracker)) or said.intent is None:
            return []
        if tracker.get_slot("checklist_asked") == said.message_id:
            return []
        turn = await self.api.list_papers(
            said.locale, tracker.get_slot("procedure_code"), _answers(tracker)
        )
        say(dispatcher, turn)
        return [SlotSet("options", turn.offered)]


class ValidateChecklistForm(FormValidationAction):
    """Reads which case is meant and asks the next question, or gives the list."""

    def __init__(self, api: WardApi | None = None) -> None:
        """Use the shared client of the API unless one is given."""
        self._given_api = api

    def name(self) -> str:
        """Name by which the form finds it."""
        return "validate_checklist_form"

    async def validate_case(
        self,
        slot_value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """`done` when the list was given; None, which makes the form wait, until then."""
        said = Said.latest(tracker)
        case = _case_of(str(slot_value), tracker)
        failures = int(tracker.get_slot("checklist_failed") or 0)
        if case is None and failures + 1 < _MOST_FAILURES:
            dispatcher.utter_message(response="utter_case_not_understood")
            return {"case": None, "checklist_failed": float(failures + 1)}
        # Who cannot be understood twice gets the list for none of these cases.
        answers = [*_answers(tracker), None if case in (None, _NONE) else int(case or 0)]
        try:
            turn = await (self._given_api or shared_api()).list_papers(
                said.locale, tracker.get_slot("procedure_code"), answers
            )
        except ApiError:
            dispatcher.utter_message(response="utter_api_down")
            return {"case": None}
        say(dispatcher, turn)
        kept = {
            "checklist_answers": [_NONE if at is None else at for at in answers],
            "checklist_failed": None,
            "checklist_asked": said.message_id,
            "options": turn.offered,
        }
        return {**kept, "case": None if _asks_for_case(turn) else DONE}


class ActionCloseChecklist(Action):
    """Forgets the answers once the list was given."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_close_checklist"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Empty the slots; the list was said already."""
        return forget(
            "case", "checklist_open", "checklist_answers", "checklist_failed", "checklist_asked"
        )


def _asks_for_case(turn: Turn) -> bool:
    return any(option["choice"].startswith("case:") for option in turn.offered)


def _answers(tracker: Tracker) -> list[int | None]:
    given: list[int | str] = tracker.get_slot("checklist_answers") or []
    return [None if at == _NONE else int(at) for at in given]


def _case_of(said: str, tracker: Tracker) -> str | None:
    """The position of the case that a tap or words name, "none" for none of them."""
    if said == _NONE or (said.isdigit() and len(said) <= 2 and _was_tapped(tracker)):
        return said
    options: list[dict[str, str]] = tracker.get_slot("options") or []
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    if intent in ("deny", "none_of_these", "skip"):
        return _NONE
    if intent == "affirm" and len(options) == 2:  # one case, and none of these
        return options[0]["choice"].removeprefix("case:")
    index = chosen_option(said, [option["title"] for option in options])
    if index is None or index < 0:
        return None
    return options[index]["choice"].removeprefix("case:")


def _was_tapped(tracker: Tracker) -> bool:
    return str(tracker.latest_message.get("text") or "").startswith("/")
