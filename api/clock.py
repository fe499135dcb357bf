"""The one clock. Nothing else reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

WARD_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Gives the present moment in UTC, with its zone."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Gives the present moment in UTC."""
        return datetime.now(UTC)


def business_day(moment: datetime) -> date:
    """Gives the ward's local date of a moment."""
    return moment.astimezone(WARD_ZONE).date()
