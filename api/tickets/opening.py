"""To which day a number belongs, and from when it can be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from api.clock import business_day
from knowledge_base.policy.opening_hours import Holidays, is_open, next_opening
from knowledge_base.policy.service_groups import ServiceGroup


@dataclass(frozen=True)
class Opening:
    """What opening hours mean for a number asked for at a moment.

    Attributes:
        day: The business day of the number.
        opens_at: When the counters open next; ``None`` while they are open, or where they do not
            open within a year.
        today: Whether the counters are open now or open again today.
    """

    day: date
    opens_at: datetime | None
    today: bool


def opening_at(group: ServiceGroup, moment: datetime, holidays: Holidays) -> Opening:
    """Says when the counters of a group serve, seen from a moment.

    A group that does not open within a year has its numbers on the day itself: a fault in the
    ward's hours must not stop the numbers.
    """
    today = business_day(moment)
    if is_open(group, moment, holidays):
        return Opening(today, None, today=True)
    opens_at = next_opening(group, moment, holidays)
    if opens_at is None:
        return Opening(today, None, today=True)
    return Opening(opens_at.date(), opens_at, today=opens_at.date() == today)
