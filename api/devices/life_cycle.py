"""The life-cycle of a mission: one table of allowed transitions."""

from __future__ import annotations

from enum import StrEnum


class MissionState(StrEnum):
    """Where a mission stands."""

    REQUESTED = "requested"
    ASSIGNED = "assigned"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MissionAction(StrEnum):
    """What can be done with a mission."""

    ASSIGN = "assign"
    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"
    LOSE = "lose"


_S, _A = MissionState, MissionAction

TRANSITIONS: dict[tuple[MissionState, MissionAction], MissionState] = {
    (_S.REQUESTED, _A.ASSIGN): _S.ASSIGNED,
    (_S.REQUESTED, _A.CANCEL): _S.CANCELLED,
    # Nobody took it while the visitor waited.
    (_S.REQUESTED, _A.LOSE): _S.FAILED,
    (_S.ASSIGNED, _A.START): _S.RUNNING,
    (_S.ASSIGNED, _A.FAIL): _S.FAILED,
    (_S.ASSIGNED, _A.CANCEL): _S.CANCELLED,
    # The robot went silent before it began: another one may take it.
    (_S.ASSIGNED, _A.LOSE): _S.REQUESTED,
    (_S.RUNNING, _A.FINISH): _S.DONE,
    (_S.RUNNING, _A.FAIL): _S.FAILED,
    (_S.RUNNING, _A.CANCEL): _S.CANCELLED,
    # It went silent on the way: nobody knows where the visitor is, so it is not begun again.
    (_S.RUNNING, _A.LOSE): _S.FAILED,
}

HELD = (MissionState.ASSIGNED, MissionState.RUNNING)
"""States in which a robot has the mission; it has one at most."""

OPEN = (MissionState.REQUESTED, *HELD)
"""States from which something still follows."""


def next_state(state: MissionState, action: MissionAction) -> MissionState | None:
    """Gives the state after an action, or ``None`` where it is not allowed."""
    return TRANSITIONS.get((state, action))
