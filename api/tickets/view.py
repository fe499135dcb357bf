"""A ticket as it is shown: with its place in the line and what to expect."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.clock import WARD_ZONE, Clock
from api.tickets.events import calls_of, notes_of
from api.tickets.life_cycle import IN_LINE, TicketState
from api.tickets.opening import opening_at
from api.tickets.order import call_order
from api.tickets.pace import Pace
from api.tickets.policy import QueueRules
from api.tickets.repository import TicketRow, line_lengths, line_of
from api.tickets.schemas import ClerkTicket, Note, Ticket
from api.tickets.waiting import between_calls, estimate_wait

_LONGEST_ORDERED = 200
"""Lines longer than this, which no lobby holds, are counted by arrival alone."""


class TicketViews:
    """Shows tickets."""

    def __init__(self, clock: Clock, rules: QueueRules, pace: Pace) -> None:
        """Takes what is told of a ticket beside its row."""
        self._clock = clock
        self._rules = rules
        self._pace = pace

    def show(self, session: Session, row: TicketRow) -> Ticket:
        """Shows a ticket to its holder."""
        return Ticket(**self._facts(session, row))

    def for_clerk(self, session: Session, row: TicketRow) -> ClerkTicket:
        """Shows a ticket to a counter."""
        notes = [
            Note(at=step.at, counter=step.counter, text=step.why)
            for step in notes_of(session, row.id)
            if step.why
        ]
        return ClerkTicket(
            **self._facts(session, row), procedure_code=row.procedure_code, notes=notes
        )

    def _facts(self, session: Session, row: TicketRow) -> dict[str, Any]:
        group = self._rules.group(row.line_group)
        facts = {
            "id": row.id,
            "number": row.number,
            "service_group": row.line_group,
            "service_group_name": group.name if group else row.line_group,
            "state": TicketState(row.state),
            "business_day": row.line_day,
            "opens_at": None,
            "priority": row.priority,
            "counter": row.counter,
            "ahead": 0,
            "wait": None,
            "issued_at": row.issued_at,
            "status_url": f"/phieu/{row.id}",
            "qr_url": f"/api/v1/tickets/{row.id}/qr.svg",
        }
        if row.state in IN_LINE:
            counters, turns = self._pace.of(session, row.line_day, row.line_group)
            ahead = self._ahead(session, row, between_calls(counters, turns))
            facts |= {
                "opens_at": self._opens_at(row),
                "ahead": ahead,
                "wait": estimate_wait(ahead, counters, turns, self._rules.queue.wait),
            }
        return facts

    def _opens_at(self, row: TicketRow) -> datetime | None:
        group = self._rules.group(row.line_group)
        if group is None:
            return None
        day_begins = datetime.combine(row.line_day, time(), WARD_ZONE)
        moment = max(self._clock.now(), day_begins)
        return opening_at(group, moment, self._rules.holidays).opens_at

    def _ahead(self, session: Session, row: TicketRow, between: timedelta) -> int:
        with_priority, before = line_lengths(session, row)
        if not with_priority or before > _LONGEST_ORDERED:
            return before
        line = line_of(session, row.line_day, row.line_group, self._rules.priorities)
        history = calls_of(session, row.line_day, row.line_group)
        policy, now = self._rules.queue.order, self._clock.now()
        order = call_order(line, history, policy, now, between)
        return next(
            (ahead for ahead, place in enumerate(order) if place.ticket_id == row.id), before
        )
