"""Tables of the staff and the queries on them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import UPSERTS, Table, UtcDateTime


class StaffRow(Table):
    """One account.

    Attributes:
        user_name: What is typed to sign in, in lower case.
        name: What is shown at the counter.
        active: Whether it may sign in.
    """

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    user_name: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSessionRow(Table):
    """One sign-in; only the digest of its token is kept."""

    __tablename__ = "staff_sessions"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WrongSignInRow(Table):
    """Wrong passwords in a row, by the digest of the name that was typed.

    Names without an account are counted too, so that nobody learns which names exist.
    """

    __tablename__ = "wrong_sign_ins"

    name_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


def find_by_name(session: Session, user_name: str) -> StaffRow | None:
    """Finds an account by what is typed to sign in."""
    return session.scalars(select(StaffRow).where(StaffRow.user_name == user_name)).one_or_none()


def find_by_token(session: Session, token_digest: str, now: datetime) -> StaffRow | None:
    """Finds who is signed in with a token."""
    return session.scalars(
        select(StaffRow)
        .join(StaffSessionRow, StaffSessionRow.staff_id == StaffRow.id)
        .where(
            StaffSessionRow.token_digest == token_digest,
            StaffSessionRow.expires_at > now,
            StaffRow.active,
        )
    ).one_or_none()


def names_of_staff(session: Session) -> dict[str, str]:
    """Gives the names of all accounts by their ids."""
    return {row.id: row.name for row in session.scalars(select(StaffRow))}


def count_wrong(session: Session, name_digest: str, now: datetime) -> None:
    """Counts a wrong password; two at once are both counted."""
    upsert = UPSERTS[session.get_bind().dialect.name](WrongSignInRow)
    session.execute(
        upsert.values(name_digest=name_digest, count=1, last_at=now).on_conflict_do_update(
            index_elements=["name_digest"],
            set_={"count": WrongSignInRow.count + 1, "last_at": now},
        )
    )


def forget_wrong(session: Session, name_digest: str) -> None:
    """Forgets the wrong passwords of a name."""
    session.execute(delete(WrongSignInRow).where(WrongSignInRow.name_digest == name_digest))


def end_session(session: Session, token_digest: str) -> None:
    """Ends one sign-in."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_digest == token_digest))


def end_sessions_of(session: Session, staff_id: str) -> None:
    """Ends all sign-ins of an account."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id))


def forget_old(session: Session, now: datetime) -> None:
    """Deletes sign-ins that ended, and wrong passwords older than a day."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.expires_at <= now))
    session.execute(delete(WrongSignInRow).where(WrongSignInRow.last_at < now - timedelta(days=1)))
