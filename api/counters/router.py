"""Endpoints of the counters and of the tickets at them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.context import ContextOf
from api.counters.schemas import (
    CarriedOver,
    CounterDesk,
    CounterView,
    Emergency,
    Finish,
    LinesView,
    Opening,
    Transfer,
)
from api.staff.access import Clerk, Manager
from api.tickets.life_cycle import TicketAction
from api.tickets.schemas import ClerkTicket

router = APIRouter()
counters = APIRouter(prefix="/counters", tags=["counters"])
tickets = APIRouter(prefix="/tickets", tags=["counters"])
lines = APIRouter(prefix="/lines", tags=["lines"])

CounterId = Annotated[str, Path(max_length=20)]
TicketId = Annotated[str, Path(max_length=64)]


@counters.get("")
def list_counters(staff: Clerk, context: ContextOf) -> list[CounterView]:
    """Lists the counters of the hall."""
    return context.counters.list_counters()


@counters.get("/{counter_id}")
def show_desk(counter_id: CounterId, staff: Clerk, context: ContextOf) -> CounterDesk:
    """Shows a counter with all that its clerk works on."""
    return context.counters.show_desk(counter_id)


@counters.post("/{counter_id}/open")
def open_counter(
    counter_id: CounterId, staff: Clerk, context: ContextOf, body: Opening | None = None
) -> CounterDesk:
    """Opens a counter, ends a pause, or changes what the counter serves."""
    return context.counters.open_counter(staff, counter_id, body or Opening())


@counters.post("/{counter_id}/pause")
def pause_counter(counter_id: CounterId, staff: Clerk, context: ContextOf) -> CounterDesk:
    """Stops calling until the counter is opened again."""
    return context.counters.pause_counter(staff, counter_id)


@counters.post("/{counter_id}/close")
def close_counter(counter_id: CounterId, staff: Clerk, context: ContextOf) -> CounterDesk:
    """Closes a counter; a manager may close anyone's."""
    return context.counters.close_counter(staff, counter_id)


@counters.post(
    "/{counter_id}/call-next",
    response_model=ClerkTicket,
    responses={204: {"description": "Nobody waits."}},
)
def call_next(counter_id: CounterId, staff: Clerk, context: ContextOf) -> ClerkTicket | Response:
    """Calls the next ticket; 204 where nobody waits."""
    return context.counters.call_next(staff, counter_id) or Response(status_code=204)


@tickets.post("/{ticket_id}/recall")
def recall(ticket_id: TicketId, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Calls a ticket again, or a latecomer who was absent."""
    return context.counters.act(staff, ticket_id, TicketAction.RECALL)


@tickets.post("/{ticket_id}/serve")
def serve(ticket_id: TicketId, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Begins to serve who was called."""
    return context.counters.act(staff, ticket_id, TicketAction.SERVE)


@tickets.post("/{ticket_id}/hold")
def hold(ticket_id: TicketId, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Puts a ticket aside, so that the counter can call another."""
    return context.counters.act(staff, ticket_id, TicketAction.HOLD)


@tickets.post("/{ticket_id}/resume")
def resume(ticket_id: TicketId, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Takes up a ticket that was put aside."""
    return context.counters.act(staff, ticket_id, TicketAction.RESUME)


@tickets.post("/{ticket_id}/no-show")
def no_show(ticket_id: TicketId, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Marks who was called as absent."""
    return context.counters.act(staff, ticket_id, TicketAction.MISS)


@tickets.post("/{ticket_id}/reopen")
def reopen(ticket_id: TicketId, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Takes back a finish, or a cancellation by mistake."""
    return context.counters.act(staff, ticket_id, TicketAction.REOPEN)


@tickets.post("/{ticket_id}/finish")
def finish(
    ticket_id: TicketId, staff: Clerk, context: ContextOf, body: Finish | None = None
) -> ClerkTicket:
    """Ends a visit with its outcome."""
    return context.counters.finish(staff, ticket_id, (body or Finish()).outcome)


@tickets.post("/{ticket_id}/transfer")
def transfer(ticket_id: TicketId, body: Transfer, staff: Clerk, context: ContextOf) -> ClerkTicket:
    """Sends a ticket to the line of another group; it keeps its number."""
    return context.counters.transfer(staff, ticket_id, body.service_group, body.note)


@lines.get("")
def show_lines(staff: Clerk, context: ContextOf) -> LinesView:
    """Shows how each line stands."""
    return context.lines.show_lines()


@lines.post("/stop")
def stop_numbers(staff: Manager, context: ContextOf, body: Emergency | None = None) -> LinesView:
    """Gives no more numbers today."""
    return context.lines.stop_numbers(body or Emergency())


@lines.post("/resume")
def give_numbers(staff: Manager, context: ContextOf, body: Emergency | None = None) -> LinesView:
    """Gives numbers again."""
    return context.lines.give_numbers(body or Emergency())


@lines.post("/carry-over")
def carry_over(staff: Manager, context: ContextOf, body: Emergency | None = None) -> CarriedOver:
    """Sends all who still wait to the next working day."""
    return context.lines.carry_over(staff, body or Emergency())


for part in (counters, tickets, lines):
    router.include_router(part)
