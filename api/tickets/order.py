"""Who is called next: one pure rule.

1. Someone was overtaken as often as allowed: the first by arrival.
2. Priority was called so often in a row as allowed, and someone waits without: the first of those.
3. Otherwise the best class, and in it the first by arrival; who waited long without priority counts
   as the last class that waits.

So in every class the order is that of arrival, nobody is overtaken more often than allowed, and
others get their turn between priority calls. Rule 1 goes before rule 2: where many come with
priority before the first without, they would be overtaken without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.tickets.policy import OrderPolicy

Arrival = tuple[datetime, int]
"""When a ticket was issued, and its place among those of the same moment."""

_NO_PRIORITY = 99


@dataclass(frozen=True, slots=True)
class Place:
    """One who waits in a line.

    Attributes:
        joined: Since when the ticket stands in this line; later than its arrival where it came
            from another one.
        rank: Rank of its class of priority; ``None`` without.
    """

    ticket_id: str
    arrival: Arrival
    joined: datetime
    rank: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """One who was called from the line."""

    arrival: Arrival
    at: datetime
    priority: bool


def call_order(
    line: Sequence[Place],
    history: Sequence[Call],
    policy: OrderPolicy,
    now: datetime,
    between: timedelta = timedelta(0),
) -> Iterator[Place]:
    """Gives those who wait in the order in which they would be called if nobody came any more.

    Args:
        line: Who waits.
        history: Who was called from this line today, oldest first.
        policy: The caps.
        now: The moment of the first call.
        between: The time from one call to the next: who waits now will have waited long then.
    """
    left = sorted(line, key=lambda place: place.arrival)
    overtaken = [_overtaken(place, history) for place in left]
    run = _priority_run(history)
    aged_after = timedelta(minutes=policy.aged_after_min)
    aged_rank = max((place.rank for place in left if place.rank is not None), default=_NO_PRIORITY)

    def preference(index: int) -> tuple[int, int]:
        rank = left[index].rank
        if rank is None:
            rank = aged_rank if now - left[index].arrival[0] >= aged_after else _NO_PRIORITY
        return rank, index

    while left:
        without = next((index for index, place in enumerate(left) if place.rank is None), None)
        if max(overtaken) >= policy.most_overtaken:
            chosen = 0
        elif run >= policy.most_priority_in_a_row and without is not None:
            chosen = without
        else:
            chosen = min(range(len(left)), key=preference)
        overtaken = [count + 1 for count in overtaken[:chosen]] + overtaken[chosen + 1 :]
        place = left.pop(chosen)
        run = run + 1 if place.rank is not None else 0
        now += between
        yield place


def choose_next(
    line: Sequence[Place], history: Sequence[Call], policy: OrderPolicy, now: datetime
) -> Place | None:
    """Gives the one who is called next, or ``None`` where nobody waits."""
    return next(call_order(line, history, policy, now), None)


def _overtaken(place: Place, history: Sequence[Call]) -> int:
    return sum(call.arrival > place.arrival and call.at >= place.joined for call in history)


def _priority_run(history: Sequence[Call]) -> int:
    run = 0
    for call in reversed(history):
        if not call.priority:
            break
        run += 1
    return run
