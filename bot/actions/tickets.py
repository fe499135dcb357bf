"""Queue tickets: take, show, cancel."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, actions_of_this_turn, entity, forget, say
from bot.actions.client import ApiError, ApiRefusedError, WardApi
from bot.actions.words import chosen_option, errand_in

_ASKED_BY = frozenset({"action_take_ticket", "action_repeat"})


async def issue(
    api: WardApi,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
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
        priority=tracker.get_slot("priority"),
    )
    say(dispatcher, turn)
    waits = turn.status == "clarifying"
    events = forget("service_group", "pending_question")
    events.append(SlotSet("ticket_needs_group", True if waits else None))
    events.append(SlotSet("options", turn.offered if waits else None))
    if turn.ticket_id:
        events += [SlotSet("ticket_id", turn.ticket_id), SlotSet("priority", None)]
    return events


async def claim(
    api: WardApi,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    said: Said,
    priority: str | None,
) -> list[EventType]:
    """Claim to be served earlier, for the number in hand or for the next one."""
    turn = await api.claim_priority(said.locale, tracker.get_slot("ticket_id"), priority, said.text)
    say(dispatcher, turn)
    events: list[EventType] = [SlotSet("options", turn.offered or None)]
    if turn.ticket_id:
        return [*events, SlotSet("ticket_id", turn.ticket_id), SlotSet("priority", None)]
    return [*events, SlotSet("priority", turn.priority)]


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
            return await issue(self.api, dispatcher, tracker, said, service_group=group)
        option = _spoken_option(tracker, said)
        if option:
            kind, _, value = option.partition(":")
            target = "service_group" if kind == "group" else "procedure_code"
            return await issue(self.api, dispatcher, tracker, said, **{target: value})
        return await issue(
            self.api, dispatcher, tracker, said, procedure_code=in_hand, text=errand_in(said.text)
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
        if not any(name in _ASKED_BY for name in actions_of_this_turn(tracker)):
            dispatcher.utter_message(response="utter_back_to_ticket")
        return []


class ActionClaimPriority(ApiAction):
    """Notes that the visitor may be served earlier, or asks on what ground."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_claim_priority"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Pass on what was tapped or said."""
        return await claim(self.api, dispatcher, tracker, said, entity(tracker, "priority"))


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
    options: list[dict[str, str]] = tracker.get_slot("options") or []
    index = chosen_option(said.text, [option["title"] for option in options])
    return options[index]["choice"] if index is not None and index >= 0 else None


def _is_unknown(error: ApiError) -> bool:
    return isinstance(error, ApiRefusedError) and error.status == 404
