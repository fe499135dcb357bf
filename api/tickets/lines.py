"""The lines as counters work on them; each act is one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from api.clock import WARD_ZONE, Clock, business_day
from api.errors import CounterBusy, ServiceGroupNotFound, TicketElsewhere, TicketNotFound
from api.errors import TransitionRefused as Refused
from api.tickets.events import By, calls_of, calls_since_missed, record
from api.tickets.life_cycle import AT_COUNTER, IN_LINE, TicketAction, TicketState, next_state
from api.tickets.opening import opening_at
from api.tickets.order import Arrival, Place, choose_next
from api.tickets.policy import QueueRules
from api.tickets.repository import (
    TicketRow,
    find_ticket,
    line_counts,
    line_of,
    lock_lines,
    open_lines,
    stop_lines,
    stopped_lines,
    take_ticket,
    ticket_at,
    tickets_from,
    tickets_in,
)
from api.tickets.schemas import ClerkTicket
from api.tickets.view import TicketViews

_LAST = 99


@dataclass(frozen=True)
class Desk:
    """A counter at work: who sits there and which groups it serves."""

    counter: str
    actor: str
    groups: frozenset[str]


class Lines:
    """The queue as its counters use it."""

    def __init__(self, clock: Clock, rules: QueueRules, views: TicketViews) -> None:
        """Takes the policy and how tickets are shown."""
        self._clock = clock
        self._rules = rules
        self._views = views

    def call_next(self, session: Session, desk: Desk) -> ClerkTicket | None:
        """Calls the next ticket of the counter's lines; ``None`` where nobody waits.

        The lines are locked, so that calls follow each other and each sees the ones before it.
        Outside of the hours, those follow whose numbers are for the next opening.

        Raises:
            CounterBusy: The counter has not finished its ticket.
        """
        self._check_free(session, desk)
        days = {group: self._days(group) for group in desk.groups}
        for day in sorted(set().union(*days.values())):
            groups = [group for group in desk.groups if day in days[group]]
            open_lines(session, day, groups)
            lock_lines(session, day, groups)
        given_up: set[str] = set()
        while True:
            place = self._first(session, days, given_up)
            if place is None:
                return None
            row = take_ticket(session, place.ticket_id)
            if row is not None:
                return self._step(session, row, TicketAction.CALL, desk)
            given_up.add(place.ticket_id)

    def act(
        self,
        session: Session,
        ticket_id: str,
        action: TicketAction,
        desk: Desk,
        why: str | None = None,
        outcome: str | None = None,
    ) -> ClerkTicket:
        """Does something to a ticket at a counter.

        Raises:
            TicketNotFound: No such ticket.
            TransitionRefused: Its state does not allow it, or a latecomer comes too late.
            TicketElsewhere: It is at another counter, or in a line that this one does not serve.
            CounterBusy: It would come to a counter that has another ticket.
        """
        row = self._find(session, ticket_id, action, desk)
        return self._step(session, row, action, desk, why, outcome)

    def transfer(
        self, session: Session, ticket_id: str, group: str, desk: Desk, why: str | None
    ) -> ClerkTicket:
        """Sends a ticket to the line of another group; it keeps its number and its arrival.

        Raises:
            ServiceGroupNotFound: No such group.
            TicketNotFound: No such ticket.
            TransitionRefused: Its state does not allow it.
            TicketElsewhere: It is at another counter.
        """
        if self._rules.group(group) is None:
            raise ServiceGroupNotFound
        row = self._find(session, ticket_id, TicketAction.TRANSFER, desk)
        self._step(session, row, TicketAction.TRANSFER, desk, why)
        self._move(session, row, row.line_day, group)
        return self._views.for_clerk(session, row)

    def carry_over(self, session: Session, groups: Iterable[str], by: By) -> int:
        """Sends all who still wait to the next working day, with number and place.

        Returns:
            How many tickets were carried over.
        """
        slugs, now = set(groups), self._clock.now()
        today = business_day(now)
        tomorrow = datetime.combine(today + timedelta(days=1), time(), WARD_ZONE)
        lock_lines(session, today, slugs)
        states = {state for state in TicketState if next_state(state, TicketAction.CARRY_OVER)}
        carried = [row for row in tickets_in(session, today, states) if row.line_group in slugs]
        for row in carried:
            group = self._rules.group(row.line_group)
            before = TicketState(row.state)
            row.state = next_state(before, TicketAction.CARRY_OVER) or before
            record(session, row, TicketAction.CARRY_OVER, before, now, by)
            holidays = self._rules.holidays
            day = opening_at(group, tomorrow, holidays).day if group else tomorrow.date()
            self._move(session, row, day, row.line_group)
        return len(carried)

    def set_stopped(self, session: Session, groups: Iterable[str], stopped: bool) -> None:
        """Stops giving numbers for today, or gives them again."""
        slugs, now = set(groups), self._clock.now()
        day = business_day(now)
        open_lines(session, day, slugs)
        lock_lines(session, day, slugs)
        stop_lines(session, day, slugs, now if stopped else None)

    def stopped(self, session: Session) -> set[str]:
        """Lists the groups that give no numbers today."""
        return stopped_lines(session, business_day(self._clock.now()))

    def waiting(self, session: Session) -> dict[str, int]:
        """Counts who can be called, by group."""
        days = {group.slug: self._days(group.slug) for group in self._rules.groups.groups}
        counts = {day: line_counts(session, day) for day in set().union(*days.values())}
        totals = {group: sum(counts[day].get(group, 0) for day in days[group]) for group in days}
        return {group: total for group, total in totals.items() if total}

    def at_counter(self, session: Session, counter: str) -> ClerkTicket | None:
        """Gives the ticket that occupies a counter."""
        row = ticket_at(session, business_day(self._clock.now()), counter)
        return self._views.for_clerk(session, row) if row else None

    def at_counters(self, session: Session) -> dict[str, str]:
        """Gives the numbers of the tickets that occupy counters, by counter."""
        rows = tickets_from(session, business_day(self._clock.now()), AT_COUNTER)
        return {row.counter: row.number for row in rows if row.counter}

    def set_aside(self, session: Session, groups: Iterable[str]) -> list[ClerkTicket]:
        """Lists tickets of some groups that are on hold or were absent today."""
        aside, slugs = {TicketState.ON_HOLD, TicketState.NO_SHOW}, set(groups)
        rows = tickets_from(session, business_day(self._clock.now()), aside)
        return [self._views.for_clerk(session, row) for row in rows if row.line_group in slugs]

    def _days(self, group: str) -> tuple[date, ...]:
        """Gives the days whose line is served now: today's, and then that of new numbers."""
        now = self._clock.now()
        today, found = business_day(now), self._rules.group(group)
        day = opening_at(found, now, self._rules.holidays).day if found else today
        return (today,) if day == today else (today, day)

    def _first(
        self, session: Session, days: dict[str, tuple[date, ...]], given_up: set[str]
    ) -> Place | None:
        """Compares the first of each line: earlier day, better class, earlier arrival."""
        firsts: list[tuple[date, int, Arrival, Place]] = []
        for group, day in [(slug, day) for slug, served in days.items() for day in served]:
            waiting = line_of(session, day, group, self._rules.priorities)
            line = [place for place in waiting if place.ticket_id not in given_up]
            history = calls_of(session, day, group) if line else []
            first = choose_next(line, history, self._rules.queue.order, self._clock.now())
            if first is not None:
                firsts.append((day, first.rank or _LAST, first.arrival, first))
        return min(firsts, key=lambda first: first[:3])[3] if firsts else None

    def _find(
        self, session: Session, ticket_id: str, action: TicketAction, desk: Desk
    ) -> TicketRow:
        row = find_ticket(session, ticket_id, lock=True)
        if row is None:
            raise TicketNotFound
        before = TicketState(row.state)
        after = next_state(before, action)
        if after is None or row.line_day not in self._days(row.line_group):
            raise Refused
        is_ours = row.counter == desk.counter
        if not is_ours and (before in AT_COUNTER or row.line_group not in desk.groups):
            raise TicketElsewhere
        if after in AT_COUNTER and before not in AT_COUNTER:
            self._check_free(session, desk)
        if before is TicketState.NO_SHOW:
            tolerance = self._rules.queue.recall_within_calls
            if calls_since_missed(session, row) > tolerance:
                raise Refused("Phiếu này đã qua lượt quá lâu. Mời người dân lấy số mới.")
        return row

    def _step(
        self,
        session: Session,
        row: TicketRow,
        action: TicketAction,
        desk: Desk,
        why: str | None = None,
        outcome: str | None = None,
    ) -> ClerkTicket:
        before = TicketState(row.state)
        after = next_state(before, action)
        if after is None:
            raise Refused
        row.state = after
        row.counter = None if after in IN_LINE else desk.counter
        session.flush()
        by = By(desk.actor, desk.counter, why, outcome)
        record(session, row, action, before, self._clock.now(), by)
        return self._views.for_clerk(session, row)

    def _move(self, session: Session, row: TicketRow, day: date, group: str) -> None:
        row.line_day, row.line_group = day, group
        row.joined_at, row.counter = self._clock.now(), None
        session.flush()
        open_lines(session, day, [group])

    def _check_free(self, session: Session, desk: Desk) -> None:
        if ticket_at(session, business_day(self._clock.now()), desk.counter) is not None:
            raise CounterBusy
