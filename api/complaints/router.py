"""Complaint endpoints for visitors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.complaints.schemas import Complaint, ComplaintRequest
from api.context import ContextOf
from api.idempotency import idempotency_key
from api.rate_limits import limited

router = APIRouter(prefix="/complaints", tags=["complaints"])


@router.post("", status_code=201, dependencies=[Depends(limited("feedback"))])
def file_complaint(
    body: ComplaintRequest, context: ContextOf, key: Annotated[str, Depends(idempotency_key)]
) -> Complaint:
    """Stores a complaint and gives its receipt; once per ``Idempotency-Key``."""
    return context.complaints.file_complaint(body, key)


@router.get("/{receipt}", dependencies=[Depends(limited("feedback"))])
def show_complaint(receipt: Annotated[str, Path(max_length=40)], context: ContextOf) -> Complaint:
    """Shows state, deadline and answer to who has the receipt."""
    return context.complaints.show_complaint(receipt)
