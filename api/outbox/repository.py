"""Table of the outbox and the queries on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, delete, exists, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from api.database import Table, UtcDateTime


class OutboxState(StrEnum):
    """Where an item stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    NEEDLESS = "needless"


class OutboxRow(Table):
    """One thing to tell.

    Attributes:
        id: Gives the order.
        key: The ``Idempotency-Key`` of each attempt.
        topic: What happened, such as ``complaint.received``.
        stream: What it happened to: items of one stream are delivered in order.
        due_at: When it may be tried; while an attempt is made, until when it is claimed.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_stream", "stream", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True)
    topic: Mapped[str] = mapped_column(String(40))
    stream: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(String(100))


def first_due(session: Session, now: datetime) -> OutboxRow | None:
    """Finds and locks the oldest item that is due and that no earlier one of its stream holds up.

    One that was given up holds its stream, too: what comes later must not overtake it.
    """
    earlier = aliased(OutboxRow)
    held_up = exists().where(
        earlier.stream == OutboxRow.stream,
        earlier.id < OutboxRow.id,
        earlier.state.in_((OutboxState.WAITING, OutboxState.FAILED)),
    )
    due = (
        select(OutboxRow)
        .where(OutboxRow.state == OutboxState.WAITING, OutboxRow.due_at <= now, ~held_up)
        .order_by(OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )
    return session.scalars(due).first()


def undelivered(session: Session) -> list[OutboxRow]:
    """Lists what waits or was given up, in order."""
    open_states = (OutboxState.WAITING, OutboxState.FAILED)
    rows = select(OutboxRow).where(OutboxRow.state.in_(open_states)).order_by(OutboxRow.id)
    return list(session.scalars(rows))


def forget_ended(session: Session, before: datetime) -> None:
    """Deletes what ended before a moment and needs nobody any more."""
    done = OutboxRow.state.in_((OutboxState.DELIVERED, OutboxState.NEEDLESS))
    session.execute(delete(OutboxRow).where(done, OutboxRow.ended_at < before))
