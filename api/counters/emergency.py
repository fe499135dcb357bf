"""The lines as a whole: how they stand, and what a manager does when the centre must stop."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.clock import Clock
from api.counters.schemas import CarriedOver, Emergency, LinesView, LineView
from api.counters.sittings import Sittings
from api.database import Database
from api.errors import ServiceGroupNotFound
from api.privacy import mask
from api.staff.schemas import Staff
from api.tickets.events import By
from api.tickets.lines import Lines
from api.tickets.opening import opening_at
from api.tickets.policy import QueueRules
from knowledge_base.text.normalise import clean


class LineService:
    """All lines of the centre."""

    def __init__(
        self, database: Database, clock: Clock, rules: QueueRules, lines: Lines, sittings: Sittings
    ) -> None:
        """Takes the lines and who serves them."""
        self._database = database
        self._clock = clock
        self._rules = rules
        self._lines = lines
        self._sittings = sittings

    def show_lines(self) -> LinesView:
        """Shows how each line stands."""
        with self._database.read() as session:
            return LinesView(lines=self.views(session))

    def stop_numbers(self, emergency: Emergency) -> LinesView:
        """Gives no more numbers today.

        Raises:
            ServiceGroupNotFound: No such group.
        """
        return self._set_stopped(emergency, stopped=True)

    def give_numbers(self, emergency: Emergency) -> LinesView:
        """Gives numbers again.

        Raises:
            ServiceGroupNotFound: No such group.
        """
        return self._set_stopped(emergency, stopped=False)

    def carry_over(self, staff: Staff, emergency: Emergency) -> CarriedOver:
        """Sends all who still wait to the next working day, with number and place.

        Raises:
            ServiceGroupNotFound: No such group.
        """
        groups = self._groups(emergency)
        why = mask(clean(emergency.why)) if emergency.why else None
        with self._database.write() as session:
            by = By(staff.actor, why=why)
            return CarriedOver(tickets=self._lines.carry_over(session, groups, by))

    def views(self, session: Session) -> list[LineView]:
        """Shows the lines inside a transaction of the caller's."""
        now = self._clock.now()
        waiting, stopped = self._lines.waiting(session), self._lines.stopped(session)
        served = [
            slug
            for sitting in self._sittings.today(session).values()
            if sitting.paused_at is None
            for slug in sitting.groups
        ]
        return [
            LineView(
                service_group=group.slug,
                name=group.name,
                name_en=group.name_en,
                waiting=waiting.get(group.slug, 0),
                counters_open=served.count(group.slug),
                stopped=group.slug in stopped,
                opens_at=opening_at(group, now, self._rules.holidays).opens_at,
            )
            for group in self._rules.groups.groups
        ]

    def _set_stopped(self, emergency: Emergency, stopped: bool) -> LinesView:
        groups = self._groups(emergency)
        with self._database.write() as session:
            self._lines.set_stopped(session, groups, stopped)
            return LinesView(lines=self.views(session))

    def _groups(self, emergency: Emergency) -> list[str]:
        known = [group.slug for group in self._rules.groups.groups]
        groups = emergency.service_groups or known
        if not set(groups) <= set(known):
            raise ServiceGroupNotFound
        return groups
