"""The life-cycle of a ticket: one table of allowed transitions."""

from __future__ import annotations

from enum import StrEnum


class TicketState(StrEnum):
    """Where a ticket stands; ``TRANSFERRED`` waits in the line of another group."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    TRANSFERRED = "transferred"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class TicketAction(StrEnum):
    """What is done to a ticket."""

    ISSUE = "issue"
    CALL = "call"
    RECALL = "recall"
    SERVE = "serve"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    FINISH = "finish"
    MISS = "no_show"
    CANCEL = "cancel"
    REOPEN = "reopen"
    CARRY_OVER = "carry_over"


IN_LINE = frozenset({TicketState.WAITING, TicketState.TRANSFERRED})
"""States in which a ticket can be called."""

AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})
"""States in which a ticket occupies a counter."""

TRANSITIONS: dict[tuple[TicketState | None, TicketAction], TicketState] = {
    (None, TicketAction.ISSUE): TicketState.WAITING,
    (TicketState.WAITING, TicketAction.CALL): TicketState.CALLED,
    (TicketState.WAITING, TicketAction.CANCEL): TicketState.CANCELLED,
    (TicketState.WAITING, TicketAction.CARRY_OVER): TicketState.WAITING,
    (TicketState.TRANSFERRED, TicketAction.CALL): TicketState.CALLED,
    (TicketState.TRANSFERRED, TicketAction.CANCEL): TicketState.CANCELLED,
    (TicketState.TRANSFERRED, TicketAction.CARRY_OVER): TicketState.TRANSFERRED,
    (TicketState.CALLED, TicketAction.RECALL): TicketState.CALLED,
    (TicketState.CALLED, TicketAction.SERVE): TicketState.SERVING,
    (TicketState.CALLED, TicketAction.HOLD): TicketState.ON_HOLD,
    (TicketState.CALLED, TicketAction.TRANSFER): TicketState.TRANSFERRED,
    (TicketState.CALLED, TicketAction.MISS): TicketState.NO_SHOW,
    (TicketState.CALLED, TicketAction.CANCEL): TicketState.CANCELLED,
    (TicketState.CALLED, TicketAction.CARRY_OVER): TicketState.WAITING,
    (TicketState.SERVING, TicketAction.HOLD): TicketState.ON_HOLD,
    (TicketState.SERVING, TicketAction.TRANSFER): TicketState.TRANSFERRED,
    (TicketState.SERVING, TicketAction.FINISH): TicketState.DONE,
    (TicketState.ON_HOLD, TicketAction.RESUME): TicketState.SERVING,
    (TicketState.ON_HOLD, TicketAction.TRANSFER): TicketState.TRANSFERRED,
    (TicketState.ON_HOLD, TicketAction.MISS): TicketState.NO_SHOW,
    (TicketState.ON_HOLD, TicketAction.CANCEL): TicketState.CANCELLED,
    (TicketState.ON_HOLD, TicketAction.CARRY_OVER): TicketState.WAITING,
    (TicketState.NO_SHOW, TicketAction.RECALL): TicketState.CALLED,
    (TicketState.DONE, TicketAction.REOPEN): TicketState.SERVING,
    (TicketState.CANCELLED, TicketAction.REOPEN): TicketState.WAITING,
}


def next_state(state: TicketState | None, action: TicketAction) -> TicketState | None:
    """Gives the state after an action, or ``None`` where it is not allowed.

    Args:
        state: The state before; ``None`` before the ticket is issued.
        action: What is done.
    """
    return TRANSITIONS.get((state, action))
