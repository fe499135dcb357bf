"""Who sits at which counter today."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from sqlalchemy.orm import Session

from api.clock import Clock, business_day
from api.counters.policy import Counter
from api.counters.repository import SittingRow, sitting_at, sitting_of, sittings_on
from api.errors import CounterNotOpen, CounterTaken
from api.ids import new_id
from api.staff.roles import Role
from api.staff.schemas import Staff


class Sittings:
    """Opens, finds and closes sittings, inside a transaction of the caller's."""

    def __init__(self, clock: Clock) -> None:
        """Takes the clock that says which day it is."""
        self._clock = clock

    def groups_served(self, session: Session, day: date) -> list[Set[str]]:
        """Gives the groups that each open counter serves on a day."""
        return [set(row.groups) for row in sittings_on(session, day) if row.paused_at is None]

    def today(self, session: Session) -> dict[str, SittingRow]:
        """Gives today's sittings by counter."""
        today = business_day(self._clock.now())
        return {row.counter: row for row in sittings_on(session, today)}

    def of(self, session: Session, staff: Staff) -> SittingRow:
        """Finds where a clerk sits, and locks it: one act after the other.

        Raises:
            CounterNotOpen: The clerk sits nowhere.
        """
        sitting = sitting_of(session, staff.id)
        if sitting is None or sitting.business_day != business_day(self._clock.now()):
            raise CounterNotOpen
        return sitting

    def at(
        self, session: Session, staff: Staff, counter: Counter, managers_too: bool = False
    ) -> SittingRow:
        """Finds the clerk's sitting at a counter, and locks it.

        Raises:
            CounterNotOpen: The clerk does not sit there.
        """
        sitting = sitting_at(session, counter.id)
        if sitting is None or sitting.business_day != business_day(self._clock.now()):
            raise CounterNotOpen
        is_manager = managers_too and staff.role.includes(Role.MANAGER)
        if sitting.staff_id != staff.id and not is_manager:
            raise CounterNotOpen("Anh/chị không phụ trách quầy này.")
        return sitting

    def open(self, session: Session, staff: Staff, counter: Counter, groups: list[str]) -> None:
        """Lets a clerk sit down at a counter, or changes what is served there.

        Raises:
            CounterTaken: Someone else sits there, or the clerk at another counter.
        """
        now = self._clock.now()
        today = business_day(now)
        for found in (sitting_at(session, counter.id), sitting_of(session, staff.id)):
            if found is None:
                continue
            if found.business_day != today:  # forgotten in the evening
                found.closed_at = now
                session.flush()
            elif found.counter != counter.id:
                raise CounterTaken("Anh/chị đang mở quầy khác. Hãy đóng quầy đó trước.")
            elif found.staff_id != staff.id:
                raise CounterTaken
            else:
                found.groups, found.paused_at = groups, None
                session.flush()
                return
        sitting = SittingRow(
            id=new_id(),
            counter=counter.id,
            staff_id=staff.id,
            business_day=today,
            groups=groups,
            opened_at=now,
            paused_at=None,
            closed_at=None,
        )
        session.add(sitting)
        session.flush()

    def pause(self, session: Session, sitting: SittingRow) -> None:
        """Lets the clerk be away."""
        sitting.paused_at = sitting.paused_at or self._clock.now()
        session.flush()

    def close(self, session: Session, sitting: SittingRow) -> None:
        """Ends a sitting."""
        sitting.closed_at = self._clock.now()
        session.flush()
