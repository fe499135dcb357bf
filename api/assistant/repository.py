"""Tables of conversations and the queries on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import Table, UtcDateTime


class ConversationRow(Table):
    """One visitor's talk; it names no person.

    Attributes:
        expects: ``contact`` when the visitor has just been asked how to be reached.
        contact: What was said to that, only until the turn is over.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(2))
    token_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    procedure_code: Mapped[str | None] = mapped_column(String(8))
    ticket_id: Mapped[str | None] = mapped_column(String(22))
    expects: Mapped[str | None] = mapped_column(String(10))
    contact: Mapped[str | None] = mapped_column(String(200))


class MessageRow(Table):
    """What the visitor said (masked) and what was replied.

    Attributes:
        position: Place in the conversation, from 1.
        client_key: The client's key of the message, so that a resend is not said twice.
        status, replies: ``None`` until the reply is there.
        trace: Decision and milliseconds by stage, for the analysis pages.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_key", name="uq_message_key"),
        UniqueConstraint("conversation_id", "position", name="uq_message_position"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    position: Mapped[int]
    client_key: Mapped[str | None] = mapped_column(String(200))
    request_digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(String(600))
    choice: Mapped[str | None] = mapped_column(String(100))
    title: Mapped[str | None] = mapped_column(String(300))
    status: Mapped[str | None] = mapped_column(String(20))
    replies: Mapped[Any] = mapped_column(JSON)
    trace: Mapped[Any] = mapped_column(JSON)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def messages_of(session: Session, conversation_id: str) -> list[MessageRow]:
    """Lists a conversation's messages in the order in which they were said."""
    return list(
        session.scalars(
            select(MessageRow)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.position)
        )
    )


def next_position(session: Session, conversation_id: str) -> int:
    """Gives the place of the next message, from 1; messages of a conversation follow each other."""
    last = session.scalar(
        select(func.max(MessageRow.position)).where(MessageRow.conversation_id == conversation_id)
    )
    return (last or 0) + 1


def message_of_key(session: Session, conversation_id: str, key: str) -> MessageRow | None:
    """Finds the message that a client sent before under the same key."""
    return session.scalar(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id, MessageRow.client_key == key
        )
    )


def forget_old(session: Session, now: datetime, kept: timedelta) -> None:
    """Deletes conversations past their time, with all that was said."""
    old = select(ConversationRow.id).where(ConversationRow.created_at < now - kept)
    session.execute(delete(MessageRow).where(MessageRow.conversation_id.in_(old)))
    session.execute(delete(ConversationRow).where(ConversationRow.id.in_(old)))
