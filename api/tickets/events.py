"""The history of the tickets: one row for each step. All figures of the queue come from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.clock import business_day
from api.database import Table, UtcDateTime
from api.tickets.life_cycle import TicketAction
from api.tickets.order import Call
from api.tickets.repository import TicketRow


class TicketEventRow(Table):
    """One step of a ticket: who did what, when, and why.

    Attributes:
        line_day: The line in which the ticket stood before the step, with ``line_group``.
        actor: ``visitor``, ``system`` or ``staff:<id>``.
        why: A clerk's note, masked.
        outcome: What came of the visit, when it is finished.
    """

    __tablename__ = "ticket_events"
    __table_args__ = (
        Index("ix_ticket_events_line", "line_day", "line_group", "action"),
        Index("ix_ticket_events_ticket", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    line_day: Mapped[date] = mapped_column(Date)
    line_group: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(12))
    before: Mapped[str | None] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(40))
    counter: Mapped[str | None] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(String(300))
    outcome: Mapped[str | None] = mapped_column(String(20))


@dataclass(frozen=True)
class By:
    """Who does something, at which counter, and why."""

    actor: str
    counter: str | None = None
    why: str | None = None
    outcome: str | None = None


VISITOR = By("visitor")

_INSERT = insert(TicketEventRow)
_CALLS = (
    select(TicketRow.issued_at, TicketRow.sequence, TicketEventRow.at, TicketRow.priority)
    .join(TicketRow, TicketRow.id == TicketEventRow.ticket_id)
    .where(
        TicketEventRow.line_day == bindparam("day"),
        TicketEventRow.line_group == bindparam("group"),
        TicketEventRow.action == TicketAction.CALL,
    )
    .order_by(TicketEventRow.id)
)


def record(
    session: Session,
    ticket: TicketRow,
    action: TicketAction,
    before: str | None,
    at: datetime,
    by: By,
) -> None:
    """Writes down a step; the ticket is as it stands after it, but in the line before it."""
    session.connection().execute(
        _INSERT,
        {
            "ticket_id": ticket.id,
            "line_day": ticket.line_day,
            "line_group": ticket.line_group,
            "at": at,
            "action": action,
            "before": before,
            "after": ticket.state,
            "actor": by.actor,
            "counter": by.counter or ticket.counter,
            "why": by.why,
            "outcome": by.outcome,
        },
    )


def calls_of(session: Session, day: date, group: str) -> list[Call]:
    """Lists who was called from a line, oldest first."""
    rows = session.connection().execute(_CALLS, {"day": day, "group": group})
    return [
        Call((issued_at, sequence), at, priority is not None)
        for issued_at, sequence, at, priority in rows
    ]


def calls_since_missed(session: Session, ticket: TicketRow) -> int:
    """Counts the calls from a ticket's line since it was marked absent; 0 before its day."""
    missed = session.execute(
        select(TicketEventRow.id, TicketEventRow.at)
        .where(TicketEventRow.ticket_id == ticket.id, TicketEventRow.action == TicketAction.MISS)
        .order_by(TicketEventRow.id.desc())
    ).first()
    if missed is None or business_day(missed.at) < ticket.line_day:
        return 0
    return session.scalars(
        select(func.count()).where(
            TicketEventRow.line_day == ticket.line_day,
            TicketEventRow.line_group == ticket.line_group,
            TicketEventRow.action == TicketAction.CALL,
            TicketEventRow.id > missed.id,
        )
    ).one()


def notes_of(session: Session, ticket_id: str) -> list[TicketEventRow]:
    """Lists the steps of a ticket at which a clerk wrote something down."""
    return list(
        session.scalars(
            select(TicketEventRow)
            .where(TicketEventRow.ticket_id == ticket_id, TicketEventRow.why.is_not(None))
            .order_by(TicketEventRow.id)
        )
    )
