"""Tables of the lines and their tickets, and the queries on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import (
    Date,
    Index,
    Select,
    String,
    UniqueConstraint,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import UPSERTS, Table, UtcDateTime
from api.tickets.life_cycle import AT_COUNTER, IN_LINE
from api.tickets.order import Place
from api.tickets.policy import Priorities


class LineRow(Table):
    """The numbers of one group on one business day.

    Attributes:
        last_number: The last number given out; 0 before the first.
        last_issued_at: When that was; a clock set back does not go before it.
        stopped_at: Since when no numbers are given; ``None`` while they are.
    """

    __tablename__ = "lines"

    business_day: Mapped[date] = mapped_column(Date, primary_key=True)
    service_group: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_number: Mapped[int]
    last_issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TicketRow(Table):
    """One ticket. It holds nothing of the person.

    The number belongs for ever to the day and group that it was issued for; the line in which the
    ticket stands may change.

    Attributes:
        line_day: The business day on which it is served.
        line_group: The group in whose line it stands or stood last.
        joined_at: Since when it stands there.
        counter: The counter that called it last.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("business_day", "service_group", "sequence", name="uq_ticket_number"),
        # All that counting a line needs, so that long lines are counted without the rows.
        Index(
            "ix_tickets_line",
            *("line_day", "line_group", "state", "issued_at", "sequence", "priority"),
        ),
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
    line_day: Mapped[date] = mapped_column(Date)
    line_group: Mapped[str] = mapped_column(String(60))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counter: Mapped[str | None] = mapped_column(String(20))


_LINE_KEY = ["business_day", "service_group"]
_FIRST_OR_NEXT = {
    dialect: upsert(LineRow)
    .values(
        business_day=bindparam("day"),
        service_group=bindparam("group"),
        last_number=literal(1),
        last_issued_at=bindparam("now", type_=UtcDateTime()),
    )
    .on_conflict_do_update(
        index_elements=_LINE_KEY,
        set_={
            "last_number": LineRow.last_number + 1,
            "last_issued_at": case(
                (
                    LineRow.last_issued_at > bindparam("now", type_=UtcDateTime()),
                    LineRow.last_issued_at,
                ),
                else_=bindparam("now", type_=UtcDateTime()),
            ),
        },
    )
    .returning(LineRow.last_number, LineRow.last_issued_at, LineRow.stopped_at)
    for dialect, upsert in UPSERTS.items()
}
_OPEN_LINE = {
    dialect: upsert(LineRow).on_conflict_do_nothing(index_elements=_LINE_KEY)
    for dialect, upsert in UPSERTS.items()
}
_INSERT = insert(TicketRow)
_IN_LINE = (
    TicketRow.line_day == bindparam("day"),
    TicketRow.line_group == bindparam("group"),
    TicketRow.state.in_(sorted(IN_LINE)),
)
_LENGTHS = select(
    func.count(TicketRow.priority),
    func.count(
        case(
            (
                tuple_(TicketRow.issued_at, TicketRow.sequence)
                < tuple_(bindparam("issued_at", type_=UtcDateTime()), bindparam("sequence")),
                1,
            )
        )
    ),
).where(*_IN_LINE)
_LINE = select(
    TicketRow.id,
    TicketRow.issued_at,
    TicketRow.sequence,
    TicketRow.joined_at,
    TicketRow.priority,
).where(*_IN_LINE)


_COUNTS = (
    select(TicketRow.line_group, func.count())
    .where(TicketRow.line_day == bindparam("day"), TicketRow.state.in_(sorted(IN_LINE)))
    .group_by(TicketRow.line_group)
)


def next_number(
    session: Session, day: date, group: str, now: datetime
) -> Row[int, datetime, datetime | None]:
    """Takes the next number of a group on a day, from 1, in the caller's transaction.

    The row is locked until that transaction ends, so a rolled-back number is given again and no
    number is skipped.

    Returns:
        The number, its moment (never before the number before it), and since when the line is
        stopped.
    """
    statement = _FIRST_OR_NEXT[session.get_bind().dialect.name]
    return session.connection().execute(statement, {"day": day, "group": group, "now": now}).one()


def open_lines(session: Session, day: date, groups: Iterable[str]) -> None:
    """Makes the rows of lines that had no number yet, so that they can be locked."""
    statement = _OPEN_LINE[session.get_bind().dialect.name]
    rows = [
        {"business_day": day, "service_group": group, "last_number": 0} for group in sorted(groups)
    ]
    session.connection().execute(statement, rows)


def lock_lines(session: Session, day: date, groups: Iterable[str]) -> Sequence[LineRow]:
    """Locks lines until the end of the transaction, in one order for all."""
    return session.scalars(
        select(LineRow)
        .where(LineRow.business_day == day, LineRow.service_group.in_(sorted(groups)))
        .order_by(LineRow.service_group)
        .with_for_update()
    ).all()


def add_ticket(session: Session, ticket: TicketRow) -> None:
    """Stores a new ticket.

    By a prepared statement: the session's own unit of work costs a fifth of a ticket's time.
    """
    values = {column.key: getattr(ticket, column.key) for column in TicketRow.__table__.columns}
    session.connection().execute(_INSERT, values)


def line_lengths(session: Session, ticket: TicketRow) -> tuple[int, int]:
    """Counts those with priority in a ticket's line, and all who arrived before it."""
    where = {
        "day": ticket.line_day,
        "group": ticket.line_group,
        "issued_at": ticket.issued_at,
        "sequence": ticket.sequence,
    }
    with_priority, before = session.connection().execute(_LENGTHS, where).one()
    return with_priority, before


def line_of(session: Session, day: date, group: str, priorities: Priorities) -> list[Place]:
    """Lists who waits in a line."""
    rows = session.connection().execute(_LINE, {"day": day, "group": group})
    return [
        Place(ticket_id, (issued_at, sequence), joined_at, priorities.rank(priority))
        for ticket_id, issued_at, sequence, joined_at, priority in rows
    ]


def tickets_in(session: Session, day: date, states: Iterable[str]) -> Sequence[TicketRow]:
    """Lists the tickets of a day in some states, by arrival, and locks them."""
    wanted = _tickets(states).where(TicketRow.line_day == day)
    return session.scalars(wanted.with_for_update()).all()


def tickets_from(session: Session, day: date, states: Iterable[str]) -> Sequence[TicketRow]:
    """Lists the tickets of a day and later ones in some states, by arrival."""
    return session.scalars(_tickets(states).where(TicketRow.line_day >= day)).all()


def ticket_at(session: Session, day: date, counter: str) -> TicketRow | None:
    """Finds the ticket that occupies a counter on a day."""
    here = (TicketRow.line_day >= day, TicketRow.counter == counter)
    return session.scalars(_tickets(AT_COUNTER).where(*here)).first()


def line_counts(session: Session, day: date) -> dict[str, int]:
    """Counts who waits on a day, by group."""
    rows = session.connection().execute(_COUNTS, {"day": day})
    return {group: int(count) for group, count in rows}


def find_ticket(session: Session, ticket_id: str, lock: bool = False) -> TicketRow | None:
    """Finds a ticket, locking its row where it is to be changed."""
    return session.get(TicketRow, ticket_id, with_for_update=lock or None)


def take_ticket(session: Session, ticket_id: str) -> TicketRow | None:
    """Locks a ticket of a line; ``None`` where a visitor is just giving it up, or has done so."""
    row = session.get(TicketRow, ticket_id, with_for_update={"skip_locked": True})
    return row if row is not None and row.state in IN_LINE else None


def stop_lines(session: Session, day: date, groups: Iterable[str], since: datetime | None) -> None:
    """Stops the numbers of lines, or gives them again."""
    session.execute(
        update(LineRow)
        .where(LineRow.business_day == day, LineRow.service_group.in_(sorted(groups)))
        .values(stopped_at=since)
    )


def stopped_lines(session: Session, day: date) -> set[str]:
    """Lists the groups that give no numbers on a day."""
    stopped = select(LineRow.service_group).where(
        LineRow.business_day == day, LineRow.stopped_at.is_not(None)
    )
    return set(session.scalars(stopped))


def _tickets(states: Iterable[str]) -> Select[TicketRow]:
    wanted = select(TicketRow).where(TicketRow.state.in_(sorted(states)))
    return wanted.order_by(TicketRow.issued_at, TicketRow.sequence)
