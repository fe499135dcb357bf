"""When the counters are open: the week of a group, and the days on which everything is closed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from knowledge_base.policy import policy_file
from knowledge_base.schema import Text
from knowledge_base.yaml_file import read_yaml

if TYPE_CHECKING:
    from knowledge_base.policy.service_groups import ServiceGroup

WARD_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FARTHEST = 400
"""Days that are searched for the next opening: no closing is longer than a year."""

_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
# One text, since YAML would read 13:30 alone as a number of the base 60.
Span = Annotated[str, StringConstraints(pattern=rf"^{_HOUR}-{_HOUR}$")]
"""From when to when, such as ``07:30-11:30``; at the second time it is closed."""

Spans = tuple[tuple[time, time], ...]


class OpeningHours(RootModel[dict[str, list[Span]]]):
    """The hours of a week: ``{mon-fri: [07:30-11:30, 13:30-17:00]}``; a day not named is closed."""

    model_config = ConfigDict(frozen=True)

    @field_validator("root")
    @classmethod
    def _ordered(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        named = [day for key in value for day in _days(key)]
        if len(named) != len(set(named)):
            raise ValueError("a day is named twice")
        for key, spans in value.items():
            times = _times(spans)
            if any(first >= last for first, last in times):
                raise ValueError(f"{key}: a span ends before it begins")
            if any(earlier[1] > later[0] for earlier, later in pairwise(times)):
                raise ValueError(f"{key}: spans overlap or are out of order")
        return value

    @cached_property
    def week(self) -> tuple[Spans, ...]:
        """The spans of each day, Monday first."""
        by_day = {day: _times(spans) for key, spans in self.root.items() for day in _days(key)}
        return tuple(by_day.get(day, ()) for day in range(len(DAYS)))


class ClosedDays(BaseModel):
    """Days on which every counter is closed, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    name: Text

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, data: Any) -> Any:
        """Takes ``day`` for a closing of one day."""
        if isinstance(data, Mapping) and "day" in data and not {"from", "to"} & data.keys():
            return {"from": data["day"], "to": data["day"]} | {
                key: value for key, value in data.items() if key != "day"
            }
        return data

    @field_validator("last")
    @classmethod
    def _after_first(cls, value: date, info: ValidationInfo) -> date:
        if "first" in info.data and value < info.data["first"]:
            raise ValueError("is before the first day")
        return value


class Holidays(BaseModel):
    """The data file ``holidays.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    closed: list[ClosedDays]

    @model_validator(mode="after")
    def _apart(self) -> Self:
        ordered = sorted(self.closed, key=lambda closing: closing.first)
        for earlier, later in pairwise(ordered):
            if later.first <= earlier.last:
                raise ValueError(f"{earlier.name} and {later.name} hold the same day")
        return self

    def name_of(self, day: date) -> str | None:
        """Gives the name of the holiday that a day belongs to."""
        found = (closing for closing in self.closed if closing.first <= day <= closing.last)
        return next((closing.name for closing in found), None)


def is_open(group: ServiceGroup, moment: datetime, holidays: Holidays) -> bool:
    """Says whether a group of counters is open.

    A group whose hours the ward does not state counts as open: nobody is turned away for a gap in
    the data.

    Args:
        group: The group of counters.
        moment: With its zone.
        holidays: The ward's closed days.

    Raises:
        ValueError: The moment has no zone.
    """
    if group.hours is None:
        return True
    local = _local(moment)
    return any(
        first <= local.time() < last for first, last in _spans(group, local.date(), holidays)
    )


def next_opening(group: ServiceGroup, moment: datetime, holidays: Holidays) -> datetime | None:
    """Gives the first moment from the given one on at which a group is open.

    Returns:
        The moment itself while the group is open, in the ward's zone; ``None`` where the group
        does not open within a year.

    Raises:
        ValueError: The moment has no zone.
    """
    local = _local(moment)
    if is_open(group, moment, holidays):
        return local
    for ahead in range(_FARTHEST):
        day = local.date() + timedelta(days=ahead)
        for first, _ in _spans(group, day, holidays):
            opening = datetime.combine(day, first, WARD_ZONE)
            if opening > local:
                return opening
    return None


def load_holidays(ward_dir: Path | None = None) -> Holidays:
    """Reads the ward's closed days.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(policy_file("holidays.yaml", ward_dir), Holidays)


def _spans(group: ServiceGroup, day: date, holidays: Holidays) -> Spans:
    if group.hours is None or holidays.name_of(day):
        return ()
    return group.hours.week[day.weekday()]


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(WARD_ZONE)


def _days(key: str) -> list[int]:
    """Gives the days of ``mon`` or ``mon-fri``, Monday being 0."""
    match = re.fullmatch(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))?", key)
    if match is None:
        raise ValueError(f"{key!r} is neither a day such as mon nor days such as mon-fri")
    first = DAYS.index(match[1])
    last = DAYS.index(match[2]) if match[2] else first
    if last < first:
        raise ValueError(f"{key!r} ends before it begins")
    return list(range(first, last + 1))


def _times(spans: list[str]) -> Spans:
    pairs = (span.split("-") for span in spans)
    return tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in pairs)
