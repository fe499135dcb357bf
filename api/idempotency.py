"""A request sent twice with one ``Idempotency-Key`` has one effect and one answer.

The key is stored in the transaction of the effect, so neither survives without the other.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Header
from sqlalchemy import JSON, String, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import UPSERTS, Table, UtcDateTime
from api.errors import IdempotencyKeyMissing, IdempotencyKeyReused

KEPT = timedelta(days=2)
"""How long a key is remembered: a kiosk without network sends again within a day."""


class StoredResponse(Table):
    """The answer that was given for a key."""

    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    response: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


_FIND = select(StoredResponse.request_digest, StoredResponse.response).where(
    StoredResponse.scope == bindparam("scope"), StoredResponse.key == bindparam("key")
)
_INSERT = insert(StoredResponse)
_CLAIM = {
    dialect: upsert(StoredResponse)
    .on_conflict_do_nothing(index_elements=["scope", "key"])
    .returning(StoredResponse.key)
    for dialect, upsert in UPSERTS.items()
}


async def idempotency_key(
    value: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> str:
    """Reads the header.

    Raises:
        IdempotencyKeyMissing: It is not there.
    """
    if value is None or not value.strip():
        raise IdempotencyKeyMissing
    return value


def _digest(request: Any) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def claim(
    session: Session, scope: str, key: str, request: Any, response: Any, now: datetime
) -> Any | None:
    """Stores the answer before its effect; gives the one stored earlier, where there is one.

    One statement where ``replay`` and ``remember`` are two, for effects whose answer is known
    beforehand. Where the transaction fails, the answer is gone with it.

    Raises:
        IdempotencyKeyReused: The key came before with another body.
    """
    values = _values(scope, key, request, response, now)
    connection = session.connection()
    if connection.execute(_CLAIM[connection.dialect.name], values).first() is not None:
        return None
    return replay(session, scope, key, request)


def replay(session: Session, scope: str, key: str, request: Any) -> Any | None:
    """Gives the answer stored for the key, or ``None`` the first time.

    Args:
        session: A writing session; it makes two requests of one key follow each other.
        scope: What kind of request it is.
        key: The client's key.
        request: The body, as JSON values.

    Raises:
        IdempotencyKeyReused: The key came before with another body.
    """
    stored = session.connection().execute(_FIND, {"scope": scope, "key": key}).one_or_none()
    if stored is None:
        return None
    if stored.request_digest != _digest(request):
        raise IdempotencyKeyReused
    return stored.response


def remember(
    session: Session, scope: str, key: str, request: Any, response: Any, now: datetime
) -> None:
    """Stores the answer in the transaction of its effect."""
    session.connection().execute(_INSERT, _values(scope, key, request, response, now))


def _values(scope: str, key: str, request: Any, response: Any, now: datetime) -> dict[str, Any]:
    return {
        "scope": scope,
        "key": key,
        "request_digest": _digest(request),
        "response": response,
        "created_at": now,
    }


def forget_old(session: Session, now: datetime) -> None:
    """Deletes keys past their time."""
    session.execute(delete(StoredResponse).where(StoredResponse.created_at < now - KEPT))
