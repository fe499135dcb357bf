"""Tables of the tickets and the queries on them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Date,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import Table, UtcDateTime
from api.tickets.life_cycle import TicketState


class TicketCounter(Table):
    """The last number given out, per group and business day."""

    __tablename__ = "ticket_counters"

    business_day: Mapped[date] = mapped_column(Date, primary_key=True)
    service_group: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_number: Mapped[int]


class TicketRow(Table):
    """One ticket. It holds nothing of the person."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("business_day", "service_group", "sequence", name="uq_ticket_number"),
        Index("ix_tickets_line", "business_day", "service_group", "state", "sequence"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    business_day: Mapped[date] = mapped_column(Date)
    service_group: Mapped[str] = mapped_column(String(60))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    procedure_code: Mapped[str | None] = mapped_column(String(8))
    priority: Mapped[str | None] = mapped_column(String(20))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_FIRST_OR_NEXT = {
    dialect: upsert(TicketCounter)
    .values(business_day=bindparam("day"), service_group=bindparam("group"), last_number=literal(1))
    .on_conflict_do_update(
        index_elements=["business_day", "service_group"],
        set_={"last_number": TicketCounter.last_number + 1},
    )
    .returning(TicketCounter.last_number)
    for dialect, upsert in (("sqlite", sqlite_insert), ("postgresql", postgresql_insert))
}
_INSERT = insert(TicketRow)
_AHEAD = select(func.count()).where(
    TicketRow.business_day == bindparam("day"),
    TicketRow.service_group == bindparam("group"),
    TicketRow.state == TicketState.WAITING,
    TicketRow.sequence < bindparam("sequence"),
)


def next_sequence(session: Session, day: date, service_group: str) -> int:
    """Takes the next number of a group on a day, from 1, in the caller's transaction.

    The row is locked until that transaction ends, so a rolled-back number is given again and no
    number is skipped.
    """
    statement = _FIRST_OR_NEXT[session.get_bind().dialect.name]
    return (
        session.connection().execute(statement, {"day": day, "group": service_group}).scalar_one()
    )


def add_ticket(session: Session, ticket: TicketRow) -> None:
    """Stores a new ticket.

    By a prepared statement: the session's own unit of work costs a fifth of a ticket's time.
    """
    values = {column.key: getattr(ticket, column.key) for column in TicketRow.__table__.columns}
    session.connection().execute(_INSERT, values)


def count_ahead(session: Session, ticket: TicketRow) -> int:
    """Counts the tickets of the group that wait before this one."""
    if ticket.state != TicketState.WAITING:
        return 0
    place = {
        "day": ticket.business_day,
        "group": ticket.service_group,
        "sequence": ticket.sequence,
    }
    return session.connection().execute(_AHEAD, place).scalar_one()


def find_ticket(session: Session, ticket_id: str, lock: bool = False) -> TicketRow | None:
    """Finds a ticket, locking its row where it is to be changed."""
    return session.get(TicketRow, ticket_id, with_for_update=lock or None)
