"""The life-cycle of a ticket: one table of allowed transitions."""

from __future__ import annotations

from enum import StrEnum


class TicketState(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CANCELLED = "cancelled"


class TicketAction(StrEnum):
    """What can be done to a ticket."""

    CANCEL = "cancel"


TRANSITIONS: dict[tuple[TicketState, TicketAction], TicketState] = {
    (TicketState.WAITING, TicketAction.CANCEL): TicketState.CANCELLED,
}


def next_state(state: TicketState, action: TicketAction) -> TicketState | None:
    """Gives the state after an action, or ``None`` where it is not allowed."""
    return TRANSITIONS.get((state, action))
