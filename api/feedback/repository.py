"""Table of the ratings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime


class FeedbackRow(Table):
    """One rating, tied at most to a ticket and never to a person."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 4", name="ck_feedback_rating"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    business_day: Mapped[date] = mapped_column(Date, index=True)
    rating: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str | None] = mapped_column(String(500))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
