"""Endpoints for the action server: each call is one act and gives a whole turn."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.security import APIKeyHeader

from api.assistant import internal_house
from api.assistant.schemas import (
    AnswerRequest,
    FeedbackTurnChange,
    FeedbackTurnRequest,
    LocaleRequest,
    TicketTurnRequest,
    Turn,
)
from api.context import ContextOf
from api.errors import ServiceKeyRefused
from api.idempotency import idempotency_key
from knowledge_base.answers.texts import Locale


def _action_server(
    context: ContextOf,
    key: Annotated[
        str | None, Depends(APIKeyHeader(name="X-Service-Key", auto_error=False))
    ] = None,
) -> None:
    expected = context.service_key
    if not expected or not key or not hmac.compare_digest(key.encode(), expected.encode()):
        raise ServiceKeyRefused


router = APIRouter(
    prefix="/assistant", tags=["action server"], dependencies=[Depends(_action_server)]
)
router.include_router(internal_house.router)

TicketId = Annotated[str, Path(max_length=64)]
Key = Annotated[str, Depends(idempotency_key)]


@router.post("/answers")
def answer(body: AnswerRequest, context: ContextOf) -> Turn:
    """Answers a question, asks back, or says that nothing fits."""
    return context.turns.answer(body)


@router.post("/tickets")
def issue_ticket(body: TicketTurnRequest, context: ContextOf, key: Key) -> Turn:
    """Issues a ticket, or asks for which group of counters."""
    return context.turns.issue_ticket(body, key)


@router.get("/tickets/{ticket_id}")
def show_ticket(ticket_id: TicketId, context: ContextOf, locale: Locale = Locale.VI) -> Turn:
    """Tells a ticket's place in the line."""
    return context.turns.show_ticket(ticket_id, locale)


@router.post("/tickets/{ticket_id}/cancel")
def cancel_ticket(ticket_id: TicketId, body: LocaleRequest, context: ContextOf) -> Turn:
    """Gives up a ticket."""
    return context.turns.cancel_ticket(ticket_id, body.locale)


@router.post("/feedback")
def give_feedback(body: FeedbackTurnRequest, context: ContextOf, key: Key) -> Turn:
    """Stores a rating."""
    return context.turns.give_feedback(body, key)


@router.patch("/feedback/{feedback_id}")
def change_feedback(
    feedback_id: Annotated[str, Path(max_length=64)], body: FeedbackTurnChange, context: ContextOf
) -> Turn:
    """Adds a comment to a rating, or corrects the rating."""
    return context.turns.change_feedback(feedback_id, body)


@router.post("/hand-offs")
def hand_off(body: LocaleRequest, context: ContextOf) -> Turn:
    """Says where a person helps."""
    return context.turns.hand_off(body.locale)
