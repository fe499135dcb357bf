"""Keeps what is to be told until it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from api.clock import Clock
from api.database import Database
from api.ids import new_id
from api.outbox.policy import OutboxPolicy
from api.outbox.repository import OutboxRow, OutboxState, first_due, forget_ended, undelivered

_KEPT = timedelta(days=30)
"""How long it is kept that something was delivered."""


class Sender(Protocol):
    """The noun whose items are delivered."""

    def payload(self, session: Session, stream: str) -> dict[str, Any] | None:
        """Gives what is told now of a stream; ``None`` where nothing is left to tell."""
        ...

    def delivered(self, session: Session, stream: str) -> None:
        """Notes that it was told, in the transaction that ends the item."""
        ...


@dataclass(frozen=True)
class Parcel:
    """One attempt: what to send and under which key."""

    id: int
    key: str
    topic: str
    body: dict[str, Any]


class OutboxService:
    """Stores, claims and ends items."""

    def __init__(self, database: Database, clock: Clock, policy: OutboxPolicy) -> None:
        """Takes where items are kept and how often they are tried."""
        self._database = database
        self._clock = clock
        self._policy = policy
        self._senders: dict[str, Sender] = {}

    def serve(self, topic: str, sender: Sender) -> None:
        """Names the noun that writes the items of a topic."""
        self._senders[topic] = sender

    def put(self, session: Session, topic: str, stream: str) -> None:
        """Stores an item in the transaction of what caused it."""
        now = self._clock.now()
        session.add(
            OutboxRow(
                key=new_id(),
                topic=topic,
                stream=stream,
                state=OutboxState.WAITING,
                attempts=0,
                due_at=now,
                created_at=now,
                ended_at=None,
                fault=None,
            )
        )

    def claim_next(self) -> Parcel | None:
        """Takes the next item that is due, for one attempt.

        The claim ends by itself: what a killed process held is tried again by another, under the
        same key.
        """
        while True:
            with self._database.write() as session:
                now = self._clock.now()
                row = first_due(session, now)
                if row is None:
                    return None
                body = self._senders[row.topic].payload(session, row.stream)
                if body is None:
                    row.state, row.ended_at = OutboxState.NEEDLESS, now
                    continue
                row.attempts += 1
                row.due_at = now + self._policy.claim
                return Parcel(row.id, row.key, row.topic, body)

    def delivered(self, parcel: Parcel) -> None:
        """Ends an item that arrived; late news of one that has ended changes nothing."""
        with self._database.write() as session:
            row = session.get_one(OutboxRow, parcel.id, with_for_update=True)
            if row.state not in (OutboxState.DELIVERED, OutboxState.NEEDLESS):
                row.state, row.ended_at, row.fault = (
                    OutboxState.DELIVERED,
                    self._clock.now(),
                    None,
                )
                self._senders[row.topic].delivered(session, row.stream)

    def not_delivered(self, parcel: Parcel, fault: str, final: bool) -> None:
        """Puts an item back for a later attempt, or gives it up.

        Args:
            parcel: The attempt.
            fault: Why it failed, in a few words without contents.
            final: Whether trying again cannot help.
        """
        with self._database.write() as session:
            row = session.get_one(OutboxRow, parcel.id, with_for_update=True)
            if row.state != OutboxState.WAITING:
                return
            now = self._clock.now()
            wait = None if final else self._policy.wait_after(row.attempts)
            row.fault = fault[:100]
            if wait is None:
                row.state, row.ended_at = OutboxState.FAILED, now
            else:
                row.due_at = now + wait

    def try_again(self) -> int:
        """Makes everything undelivered due now, also what was given up.

        Returns:
            How many items.
        """
        with self._database.write() as session:
            rows = undelivered(session)
            for row in rows:
                row.state, row.ended_at = OutboxState.WAITING, None
                row.attempts, row.due_at = 0, self._clock.now()
            return len(rows)

    def undelivered(self) -> list[tuple[str, str, datetime, str | None]]:
        """Lists stream, state, time and last fault of what did not arrive yet."""
        with self._database.read() as session:
            return [
                (row.stream, row.state, row.created_at, row.fault) for row in undelivered(session)
            ]

    def forget_old(self) -> None:
        """Deletes what was delivered long ago."""
        with self._database.write() as session:
            forget_ended(session, self._clock.now() - _KEPT)
