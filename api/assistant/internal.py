"""Endpoints for the action server: each call is one act and gives a whole turn."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.security import APIKeyHeader

from api.assistant import internal_house
from api.assistant.internal_schemas import (
    AnswerRequest,
    ChecklistRequest,
    ComparisonRequest,
    FeedbackTurnChange,
    FeedbackTurnRequest,
    FieldRequest,
    LocaleRequest,
    PriorityTurnRequest,
    ReasonRequest,
    TicketTurnRequest,
)
from api.assistant.schemas import Turn
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
    return context.turns.answering.answer(body)


@router.post("/returns")
def go_back(body: AnswerRequest, context: ContextOf) -> Turn:
    """Returns to a procedure told of before."""
    return context.turns.answering.go_back(body)


@router.post("/checklists")
def ask_or_list_papers(body: ChecklistRequest, context: ContextOf) -> Turn:
    """Asks for the visitor's case, or lists its papers."""
    return context.turns.guiding.ask_or_list_papers(body)


@router.post("/comparisons")
def compare(body: ComparisonRequest, context: ContextOf) -> Turn:
    """Tells two procedures apart."""
    return context.turns.guiding.compare(body)


@router.post("/fields")
def list_field(body: FieldRequest, context: ContextOf) -> Turn:
    """Lists the procedures of a field."""
    return context.turns.guiding.list_field(body)


@router.post("/tickets")
def issue_ticket(body: TicketTurnRequest, context: ContextOf, key: Key) -> Turn:
    """Issues a ticket, or asks for which group of counters."""
    return context.turns.ticketing.issue_ticket(body, key)


@router.post("/priorities")
def claim_priority(body: PriorityTurnRequest, context: ContextOf) -> Turn:
    """Notes a claim to be served earlier, or asks on what ground."""
    return context.turns.ticketing.claim_priority(body)


@router.get("/tickets/{ticket_id}")
def show_ticket(ticket_id: TicketId, context: ContextOf, locale: Locale = Locale.VI) -> Turn:
    """Tells a ticket's place in the line."""
    return context.turns.ticketing.show_ticket(ticket_id, locale)


@router.post("/tickets/{ticket_id}/cancel")
def cancel_ticket(ticket_id: TicketId, body: LocaleRequest, context: ContextOf) -> Turn:
    """Gives up a ticket."""
    return context.turns.ticketing.cancel_ticket(ticket_id, body.locale)


@router.post("/feedback-reasons")
def ask_reason(body: ReasonRequest, context: ContextOf) -> Turn:
    """Asks what a rating is for."""
    return context.turns.ask_reason(body.rating, body.locale)


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
