"""The versions of a procedure: which of them counts on which day.

The newest version of a record is ``<folder>/<code>.yaml``. The former ones stand beside it as
``<code>@<first day>.yaml``, and ``<code>@start.yaml`` where the first day is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge_base.errors import Fault
from knowledge_base.schema import Procedure, Status

if TYPE_CHECKING:
    from knowledge_base.catalogue import Catalogue

ONE_DAY = timedelta(days=1)
_OPEN = "start"


@dataclass(frozen=True)
class History:
    """All versions of one procedure, oldest first, without overlap; there may be gaps."""

    versions: tuple[Procedure, ...]

    @property
    def newest(self) -> Procedure:
        """The version that was published last; its first day may lie ahead."""
        return self.versions[-1]

    def on(self, day: date) -> Procedure | None:
        """Gives the version that counts on a day, whatever its status."""
        return next((version for version in self.versions if counts_on(version, day)), None)

    def in_force_on(self, day: date) -> Procedure | None:
        """Gives the version by which the procedure could be carried out on a day."""
        version = self.on(day)
        return version if version and version.status is Status.IN_FORCE else None


@dataclass(frozen=True)
class Change:
    """What counts from a day on in place of what counted before; ``None``: nothing."""

    old: Procedure | None
    new: Procedure | None
    on: date


def counts_on(version: Procedure, day: date) -> bool:
    """Says whether a day lies between the first and the last day of a version."""
    first, last = version.effective.from_, version.effective.to
    return (first is None or first <= day) and (last is None or day <= last)


def in_order(versions: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Orders versions of one procedure by their first days; the open one goes first."""
    return tuple(sorted(versions, key=lambda version: version.effective.from_ or date.min))


def former_name(version: Procedure) -> str:
    """Gives the name of the file in which a version stands once a newer one is there."""
    first = version.effective.from_
    return f"{version.code}@{first.isoformat() if first else _OPEN}.yaml"


def is_former(stem: str) -> bool:
    """Says by the name of a file, without its ending, whether it holds a former version."""
    return "@" in stem


def code_of(stem: str) -> str:
    """Gives the code that a file's name begins with."""
    return stem.partition("@")[0]


def name_faults(name: str, stem: str, version: Procedure) -> Iterator[Fault]:
    """Compares the name of a record's file with what it holds."""
    if code_of(stem) != version.code:
        yield Fault(name, "code", f"is {version.code}; the file's name must be it")
    elif is_former(stem) and f"{stem}.yaml" != (expected := former_name(version)):
        yield Fault(name, "effective.from", f"does not fit the file's name; {expected} would")


def remains_of_publishing(former: Procedure, newest: Procedure) -> bool:
    """Says whether a publishing was cut off after the former version was put aside.

    The newest file still holds that version then, and holds good.
    """
    return former.model_copy(update={"effective": newest.effective}) == newest and (
        former.effective.from_ == newest.effective.from_
    )


def overlap_faults(versions: Iterable[tuple[str, Procedure]]) -> Iterator[Fault]:
    """Finds versions of one procedure that count on the same day.

    Args:
        versions: Files' names and what they hold, all of one code.
    """
    named = sorted(versions, key=lambda item: item[1].effective.from_ or date.min)
    for (earlier_name, earlier), (name, later) in pairwise(named):
        last, first = earlier.effective.to, later.effective.from_
        if last is None or first is None or last >= first:
            yield Fault(
                earlier_name,
                "effective.to",
                f"must be before the first day of {name}: two versions count on one day",
            )


def changes_between(catalogue: Catalogue, first: date, last: date) -> list[Change]:
    """Lists what changed in a span of days, both included, by day and code.

    A version whose first day is open has always counted and is no change.
    """
    found = [
        (day, newest.code, history)
        for newest in catalogue
        for history in [catalogue.history(newest.code)]
        for day in _days_of_change(history)
        if first <= day <= last
    ]
    return [
        Change(history.on(day - ONE_DAY), history.on(day), day)
        for day, _, history in sorted(found, key=lambda item: item[:2])
    ]


def _days_of_change(history: History) -> set[date]:
    first_days = {version.effective.from_ for version in history.versions}
    last_days = {version.effective.to for version in history.versions}
    ends = {day + ONE_DAY for day in last_days if day is not None and day < date.max}
    return {day for day in first_days if day is not None and day > date.min} | ends
