"""Table of the notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import Table, UtcDateTime


class NoticeRow(Table):
    """One notice of the ward.

    Attributes:
        until: When it goes by itself; ``None``: when it is taken down.
    """

    __tablename__ = "notices"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    text: Mapped[str] = mapped_column(String(300))
    text_en: Mapped[str | None] = mapped_column(String(300))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))


def notices_at(session: Session, moment: datetime) -> Sequence[NoticeRow]:
    """Lists the notices that are up at a moment, newest first."""
    return session.scalars(
        select(NoticeRow)
        .where(or_(NoticeRow.until.is_(None), NoticeRow.until > moment))
        .order_by(NoticeRow.written_at.desc(), NoticeRow.id)
    ).all()
