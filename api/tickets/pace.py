"""How fast a line moves now: counters at work and recent turns, read anew every few seconds."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from api.clock import Clock, business_day
from api.tickets.policy import WaitPolicy
from api.tickets.repository import line_counts
from api.tickets.turns import recent_turns

_FRESH = timedelta(seconds=10)


class OpenCounters(Protocol):
    """Knows which counters are open."""

    def groups_served(self, session: Session, day: date) -> list[Set[str]]:
        """Gives the groups that each open counter serves on a day."""
        ...


class Pace:
    """Counters and turns of each line; hundreds ask, and they change slowly."""

    def __init__(self, clock: Clock, counters: OpenCounters, policy: WaitPolicy) -> None:
        """Takes where the counters are known and how many turns count."""
        self._clock = clock
        self._counters = counters
        self._policy = policy
        self._known: dict[tuple[date, str], tuple[datetime, float, list[float]]] = {}

    def of(self, session: Session, day: date, group: str) -> tuple[float, list[float]]:
        """Gives the counters that serve a line, and the seconds of its recent turns."""
        now = self._clock.now()
        known = self._known.get((day, group))
        if known is None or not timedelta(0) <= now - known[0] < _FRESH:
            counters = self._share(session, business_day(now), day, group)
            since = day - timedelta(days=self._policy.most_days)
            turns = recent_turns(session, group, since, self._policy.most_turns)
            if len(self._known) > 1000:  # lines of days long past
                self._known.clear()
            known = self._known[day, group] = (now, counters, turns)
        return known[1], known[2]

    def _share(self, session: Session, today: date, day: date, group: str) -> float:
        """A counter that serves several lines counts for each by the share that waits there."""
        served = [
            groups for groups in self._counters.groups_served(session, today) if group in groups
        ]
        if not served:
            return 0.0
        waiting = line_counts(session, day)
        waiting[group] = max(1, waiting.get(group, 0))
        return sum(
            waiting[group] / sum(waiting.get(slug, 0) for slug in groups) for groups in served
        )
