"""Tables of the counters and the queries on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    bindparam,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import UPSERTS, Table, UtcDateTime


class SittingRow(Table):
    """One clerk's time at one counter, from opening to closing it.

    Attributes:
        business_day: The day of the opening; a sitting that was not closed ends with it.
        groups: Slugs of the groups that are served.
        paused_at: Since when the clerk is away; ``None`` while at work.
    """

    __tablename__ = "sittings"
    __table_args__ = (
        # One clerk at a counter, one counter for a clerk.
        *(
            Index(
                f"uq_sittings_{column}",
                column,
                unique=True,
                sqlite_where=text("closed_at IS NULL"),
                postgresql_where=text("closed_at IS NULL"),
            )
            for column in ("counter", "staff_id")
        ),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    counter: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    business_day: Mapped[date] = mapped_column(Date)
    groups: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CallRow(Table):
    """One call of a ticket, as boards show and speak it.

    Attributes:
        sequence: Counts up in the order of the commits, so that who has seen one has seen all
            before it.
        again: The ticket was called before.
    """

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_day", "business_day", "sequence"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    business_day: Mapped[date] = mapped_column(Date)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[str] = mapped_column(String(8))
    service_group: Mapped[str] = mapped_column(String(60))
    counter: Mapped[str] = mapped_column(String(20))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    again: Mapped[bool]


class CallSequenceRow(Table):
    """The last sequence of a call; its one row is locked until the call is committed."""

    __tablename__ = "call_sequence"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


_NEXT_CALL = {
    dialect: upsert(CallSequenceRow)
    .values(id=literal(1), last=literal(1))
    .on_conflict_do_update(index_elements=["id"], set_={"last": CallSequenceRow.last + 1})
    .returning(CallSequenceRow.last)
    for dialect, upsert in UPSERTS.items()
}
_SINCE = (
    select(CallRow)
    .where(CallRow.business_day == bindparam("day"), CallRow.sequence > bindparam("sequence"))
    .order_by(CallRow.sequence)
)


def sitting_at(session: Session, counter: str) -> SittingRow | None:
    """Finds the sitting at a counter that is not closed, and locks it."""
    return _open_sitting(session, SittingRow.counter == counter)


def sitting_of(session: Session, staff_id: str) -> SittingRow | None:
    """Finds the sitting of a clerk that is not closed, and locks it."""
    return _open_sitting(session, SittingRow.staff_id == staff_id)


def sittings_on(session: Session, day: date) -> Sequence[SittingRow]:
    """Lists the sittings of a day that are not closed."""
    return session.scalars(
        select(SittingRow).where(SittingRow.business_day == day, SittingRow.closed_at.is_(None))
    ).all()


def add_call(session: Session, call: CallRow) -> None:
    """Stores a call with the next sequence."""
    statement = _NEXT_CALL[session.get_bind().dialect.name]
    call.sequence = session.connection().execute(statement).scalar_one()
    session.add(call)


def last_sequence(session: Session) -> int:
    """Gives the sequence of the last call, 0 before the first."""
    return session.scalar(select(func.max(CallSequenceRow.last))) or 0


def calls_since(session: Session, day: date, sequence: int) -> Sequence[CallRow]:
    """Lists the calls of a day after a sequence, oldest first."""
    return session.scalars(_SINCE, {"day": day, "sequence": sequence}).all()


def last_calls(session: Session, day: date, most: int) -> Sequence[CallRow]:
    """Lists the last calls of a day, newest first; of each ticket only its last."""
    newest = (
        select(func.max(CallRow.sequence))
        .where(CallRow.business_day == day)
        .group_by(CallRow.ticket_id)
    )
    return session.scalars(
        select(CallRow)
        .where(CallRow.sequence.in_(newest))
        .order_by(CallRow.sequence.desc())
        .limit(most)
    ).all()


def _open_sitting(session: Session, which: ColumnElement[bool]) -> SittingRow | None:
    return session.scalars(
        select(SittingRow).where(which, SittingRow.closed_at.is_(None)).with_for_update()
    ).one_or_none()
