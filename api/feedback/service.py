"""Stores ratings."""

from __future__ import annotations

from api import idempotency
from api.clock import Clock, business_day
from api.database import Database
from api.errors import FeedbackNotFound, TicketNotFound
from api.feedback.repository import FeedbackRow
from api.feedback.schemas import FeedbackChange, FeedbackReceipt, FeedbackRequest
from api.ids import new_id
from api.privacy import mask
from api.tickets.service import TicketService
from knowledge_base.text.normalise import clean

_SCOPE = "feedback"


class FeedbackService:
    """Ratings of the service."""

    def __init__(self, database: Database, clock: Clock, tickets: TicketService) -> None:
        """Takes where ratings are kept and the tickets they may name."""
        self._database = database
        self._clock = clock
        self._tickets = tickets

    def give_feedback(self, request: FeedbackRequest, key: str) -> FeedbackReceipt:
        """Stores a rating, once per key; the comment is stored masked.

        Raises:
            TicketNotFound: The rating names a ticket that does not exist.
            IdempotencyKeyReused: The key came before with another rating.
        """
        if request.ticket_id is not None and not self._tickets.exists(request.ticket_id):
            raise TicketNotFound
        asked = request.model_dump(mode="json")
        with self._database.write() as session:
            stored = idempotency.replay(session, _SCOPE, key, asked)
            if stored is not None:
                return FeedbackReceipt(**stored)
            now = self._clock.now()
            receipt = FeedbackReceipt(id=new_id())
            session.add(
                FeedbackRow(
                    id=receipt.id,
                    business_day=business_day(now),
                    rating=request.rating,
                    reasons=request.reasons,
                    comment=mask(clean(request.comment)) if request.comment else None,
                    ticket_id=request.ticket_id,
                    given_at=now,
                )
            )
            idempotency.remember(session, _SCOPE, key, asked, receipt.model_dump(), now)
            return receipt

    def change_feedback(self, feedback_id: str, change: FeedbackChange) -> None:
        """Adds reasons or a comment to a rating, or corrects the rating.

        Raises:
            FeedbackNotFound: No such rating.
        """
        with self._database.write() as session:
            row = session.get(FeedbackRow, feedback_id)
            if row is None:
                raise FeedbackNotFound
            if change.rating is not None:
                row.rating = change.rating
            if change.reasons is not None:
                row.reasons = change.reasons
            if change.comment is not None:
                row.comment = mask(clean(change.comment))
