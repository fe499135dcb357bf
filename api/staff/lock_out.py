"""How long signing in is refused after wrong passwords: a pure rule."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE_TRIES = 5
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)


def locked_until(wrong: int, last_at: datetime) -> datetime | None:
    """Gives until when a name is locked; each wrong password from the fifth on doubles the wait.

    Args:
        wrong: Wrong passwords in a row.
        last_at: When the last one was typed.
    """
    if wrong < FREE_TRIES:
        return None
    doublings = min(wrong - FREE_TRIES, 10)
    return last_at + min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
