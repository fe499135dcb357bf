"""The life-cycle of a complaint: one table of allowed transitions."""

from __future__ import annotations

from enum import StrEnum


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    CLOSED = "closed"


class ComplaintAction(StrEnum):
    """What can be done with a complaint."""

    HAND_OVER = "hand_over"
    ANSWER = "answer"
    CLOSE = "close"


_S, _A = ComplaintState, ComplaintAction

TRANSITIONS: dict[tuple[ComplaintState, ComplaintAction], ComplaintState] = {
    (_S.RECEIVED, _A.HAND_OVER): _S.HANDED_OVER,
    # An answer may be quicker than the news of the hand-over, and may be put right.
    (_S.ANSWERED, _A.HAND_OVER): _S.ANSWERED,
    (_S.RECEIVED, _A.ANSWER): _S.ANSWERED,
    (_S.HANDED_OVER, _A.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, _A.ANSWER): _S.ANSWERED,
    (_S.RECEIVED, _A.CLOSE): _S.CLOSED,
    (_S.HANDED_OVER, _A.CLOSE): _S.CLOSED,
    (_S.ANSWERED, _A.CLOSE): _S.CLOSED,
}


def next_state(state: ComplaintState, action: ComplaintAction) -> ComplaintState | None:
    """Gives the state after an action, or ``None`` where it is not allowed."""
    return TRANSITIONS.get((state, action))
