"""What a conversation's messages look like to who reads it again."""

from __future__ import annotations

from collections.abc import Iterator

from api.assistant.repository import ConversationRow, MessageRow
from api.assistant.schemas import Reply, StoredMessage, TurnStatus


def greeted(conversation: ConversationRow, replies: list[Reply]) -> StoredMessage:
    """Gives the greeting with which a conversation begins."""
    return StoredMessage(
        id="greeting",
        role="assistant",
        text=None,
        choice=None,
        title=None,
        status=None,
        replies=replies,
        at=conversation.created_at,
    )


def exchanged(row: MessageRow) -> Iterator[StoredMessage]:
    """Gives what the visitor said and, where there is one, the reply."""
    yield StoredMessage(
        id=row.id,
        role="visitor",
        text=row.text,
        choice=row.choice,
        title=row.title,
        status=None,
        replies=[],
        at=row.said_at,
    )
    if row.status is not None and row.replied_at is not None:
        yield StoredMessage(
            id=f"{row.id}-reply",
            role="assistant",
            text=None,
            choice=None,
            title=None,
            status=TurnStatus(row.status),
            replies=[Reply.model_validate(reply) for reply in row.replies],
            at=row.replied_at,
        )
