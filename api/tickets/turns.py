"""How long counters took for each of their last visitors, read from the history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.tickets.events import TicketEventRow
from api.tickets.life_cycle import AT_COUNTER
from api.tickets.repository import TicketRow

_LONGEST_PAUSE = timedelta(minutes=20)
"""A longer pause is a counter that was closed, not one that makes people wait."""


class Step(NamedTuple):
    """A step of a ticket at a counter."""

    counter: str
    group: str
    before: str | None
    after: str
    at: datetime
    issued_at: datetime


def recent_turns(session: Session, group: str, since: date, most: int) -> list[float]:
    """Gives the seconds that the last turns of a group's line took.

    Args:
        session: Any session.
        group: The group of the line.
        since: The first day that counts.
        most: How many turns count.
    """
    event = TicketEventRow
    ended = (
        select(event.ticket_id)
        .where(
            event.line_group == group,
            event.line_day >= since,
            event.before.in_(sorted(AT_COUNTER)),
            event.after.not_in(sorted(AT_COUNTER)),
        )
        .order_by(event.id.desc())
        .limit(most)
        .subquery()
    )
    of_ended = (event.ticket_id.in_(select(ended.c.ticket_id)), event.counter.is_not(None))
    first = select(func.min(event.id)).where(*of_ended).scalar_subquery()
    counters = select(event.counter).where(*of_ended)
    columns = (event.counter, event.line_group, event.before, event.after, event.at)
    steps = session.execute(
        select(*columns, TicketRow.issued_at)
        .join(TicketRow, TicketRow.id == event.ticket_id)
        .where(event.id >= first, event.counter.in_(counters))
        .order_by(event.id)
    )
    return turns([Step._make(step) for step in steps], group)[-most:]


def turns(steps: Iterable[Step], group: str) -> list[float]:
    """Gives the seconds of the turns of a group, the last ones last.

    A turn lasts from a visitor's arrival at the counter until the next one's, if the next one
    already waited: the pauses of clerks are part of what others wait for. Otherwise it ends when
    the visitor leaves.

    Args:
        steps: The steps at the counters, in their order.
        group: The group whose turns are wanted.
    """
    here: dict[str, tuple[str, datetime]] = {}
    left: dict[str, tuple[str, datetime, datetime]] = {}
    found: list[float] = []
    for counter, line, before, after, at, issued_at in steps:
        if after in AT_COUNTER and before not in AT_COUNTER:
            last = left.pop(counter, None)
            if last is not None and last[0] == group:
                _, began, ended = last
                waited = issued_at <= ended and at - ended <= _LONGEST_PAUSE
                found.append(((at if waited else ended) - began).total_seconds())
            here[counter] = (line, at)
        elif before in AT_COUNTER and after not in AT_COUNTER and counter in here:
            left[counter] = (*here.pop(counter), at)
    found += [
        (ended - began).total_seconds() for line, began, ended in left.values() if line == group
    ]
    return [max(0.0, seconds) for seconds in found]
