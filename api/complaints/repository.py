"""Tables of the complaints."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.complaints.life_cycle import ComplaintState
from api.database import Table, UtcDateTime


class ComplaintRow(Table):
    """One complaint; its texts are masked."""

    __tablename__ = "complaints"

    receipt: Mapped[str] = mapped_column(String(20), primary_key=True)
    business_day: Mapped[date] = mapped_column(Date, index=True)
    deadline: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), index=True)
    what: Mapped[str] = mapped_column(String(2000))
    where: Mapped[str | None] = mapped_column(String(300))
    when: Mapped[str | None] = mapped_column(String(100))
    wants_answer: Mapped[bool]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    answer: Mapped[str | None] = mapped_column(String(4000))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ContactRow(Table):
    """How to reach the person who complained: apart from the text, and gone in time."""

    __tablename__ = "complaint_contacts"

    receipt: Mapped[str] = mapped_column(
        ForeignKey("complaints.receipt", ondelete="CASCADE"), primary_key=True
    )
    contact: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def find_complaint(session: Session, receipt: str, lock: bool = False) -> ComplaintRow | None:
    """Finds a complaint, locking its row where it is to be changed."""
    return session.get(ComplaintRow, receipt, with_for_update=lock or None)


def open_complaints(session: Session) -> list[ComplaintRow]:
    """Lists what is not closed, the most urgent first."""
    rows = select(ComplaintRow).where(ComplaintRow.state != ComplaintState.CLOSED)
    return list(session.scalars(rows.order_by(ComplaintRow.deadline, ComplaintRow.received_at)))


def contact_of(session: Session, receipt: str, now: datetime) -> str | None:
    """Gives how to reach the person, while it may be kept."""
    row = session.get(ContactRow, receipt)
    return row.contact if row is not None and row.expires_at > now else None


def forget_contacts(session: Session, now: datetime, receipt: str | None = None) -> None:
    """Deletes the contacts past their time, and that of one complaint."""
    session.execute(
        delete(ContactRow).where(or_(ContactRow.expires_at <= now, ContactRow.receipt == receipt))
    )
