"""Queue tickets: take, show, cancel."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, entity, forget, say
from bot.actions.client import ApiError, ApiRefusedError, WardApi
from bot.actions.words import chosen_index, errand_in

_ASKED_BY = frozenset({"action_take_ticket", "action_repeat"})


async def issue(
    api: WardApi,
    dispatcher: CollectingDispatcher,
    said: Said,
    service_group: str | None = None,
    procedure_code: str | None = None,
    text: str | None = None,
) -> list[EventType]:
    """Issue a ticket, or say the API's question for the group and remember its options."""
    turn = await api.take_ticket(
        said.locale,
        f"{said.message_id}:ticket",
        service_group=service_group,
        procedure_code=procedure_code,
        text=text,
    )
    say(dispatcher, turn)
    waits = turn.status == "clarifying"
    events = forget("service_group", "pending_question")
    events.append(SlotSet("ticket_needs_group", True if waits else None))
    events.append(SlotSet("options", turn.offered if waits else None))
    if turn.ticket_id:
        events.append(SlotSet("ticket_id", turn.ticket_id))
    return events


class ActionTakeTicket(ApiAction):
    """Takes a number: for a tapped group, for what was said, or for the procedure in hand."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_take_ticket"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API for a ticket."""
        group = entity(tracker, "service_group")
        in_hand = tracker.get_slot("procedure_code")
        if group:
            return await issue(self.api, dispatcher, said, service_group=group)
        option = _spoken_option(tracker, said)
        if option:
            kind, _, value = option.partition(":")
            target = "service_group" if kind == "group" else "procedure_code"
            return await issue(self.api, dispatcher, said, **{target: value})
        return await issue(
            self.api, dispatcher, said, procedure_code=in_hand, text=errand_in(said.text)
        )

    def after_failure(self, error: ApiError) -> list[EventType]:
        """Leave the form: the visitor can ask again."""
        return forget("service_group", "ticket_needs_group")


class ActionAskServiceGroup(Action):
    """Comes back to the question for the group, unless the API has just asked it."""

    def name(self) -> str:
        """Name by which the form finds it."""
        return "action_ask_ticket_form_service_group"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say the question; no call of the API."""
        if not any(name in _ASKED_BY for name in _actions_of_this_turn(tracker)):
            dispatcher.utter_message(response="utter_back_to_ticket")
        return []


class ActionShowTicket(ApiAction):
    """Shows the visitor's ticket."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_show_ticket"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API how the ticket stands."""
        ticket_id = tracker.get_slot("ticket_id")
        if not ticket_id:
            dispatcher.utter_message(response="utter_no_ticket")
            return []
        say(dispatcher, await self.api.show_ticket(said.locale, ticket_id))
        return []

    def after_failure(self, error: ApiError) -> list[EventType]:
        """Forget a ticket that the API does not know."""
        return forget("ticket_id") if _is_unknown(error) else []


class ActionCancelTicket(ApiAction):
    """Cancels the visitor's ticket once that is confirmed."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_cancel_ticket"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Cancel, or keep the ticket."""
        ticket_id = tracker.get_slot("ticket_id")
        if not tracker.get_slot("cancel_confirmed"):
            dispatcher.utter_message(response="utter_ticket_kept")
            return forget("cancel_confirmed")
        if not ticket_id:
            dispatcher.utter_message(response="utter_no_ticket_to_cancel")
            return forget("cancel_confirmed")
        say(dispatcher, await self.api.cancel_ticket(said.locale, ticket_id))
        return forget("cancel_confirmed", "ticket_id")

    def after_failure(self, error: ApiError) -> list[EventType]:
        """Ask for the confirmation anew next time."""
        unknown = ["ticket_id"] if _is_unknown(error) else []
        return forget("cancel_confirmed", *unknown)


def _spoken_option(tracker: Tracker, said: Said) -> str | None:
    """The option that words such as "số 2" name while the ticket form asks."""
    if said.intent != "choose_option" or not said.text:
        return None
    options: list[str] = tracker.get_slot("options") or []
    index = chosen_index(said.text, len(options))
    return options[index] if index is not None and index >= 0 else None


def _actions_of_this_turn(tracker: Tracker) -> Iterator[str]:
    """Names of the actions that ran since the visitor's message, latest first."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return
        if event.get("event") == "action":
            yield str(event.get("name"))


def _is_unknown(error: ApiError) -> bool:
    return isinstance(error, ApiRefusedError) and error.status == 404
