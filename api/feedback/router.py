"""Feedback endpoint for visitors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.context import ContextOf
from api.feedback.schemas import FeedbackReceipt, FeedbackRequest
from api.idempotency import idempotency_key
from api.rate_limits import limited

router = APIRouter(prefix="/feedback", tags=["feedback"])


@router.post("", status_code=201, dependencies=[Depends(limited("feedback"))])
def give_feedback(
    body: FeedbackRequest, context: ContextOf, key: Annotated[str, Depends(idempotency_key)]
) -> FeedbackReceipt:
    """Stores a rating; once per ``Idempotency-Key``."""
    return context.feedback.give_feedback(body, key)
