"""Endpoints for the action server on the house; ``internal.py`` guards them by the service key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.assistant.house_schemas import (
    ComplaintTurnRequest,
    HouseRequest,
    MissionRequest,
    PlaceRequest,
)
from api.assistant.schemas import Turn
from api.context import ContextOf
from api.idempotency import idempotency_key

router = APIRouter()

Key = Annotated[str, Depends(idempotency_key)]


@router.post("/places")
def tell_place(body: PlaceRequest, context: ContextOf) -> Turn:
    """Tells where a place is, or asks which is meant."""
    return context.house.tell_place(body)


@router.post("/opening")
def tell_opening(body: HouseRequest, context: ContextOf) -> Turn:
    """Tells hours, days off, telephone and address."""
    return context.house.tell_opening(body)


@router.post("/crisis")
def help_in_crisis(body: HouseRequest, context: ContextOf) -> Turn:
    """Gives the numbers to call, and a person at once."""
    return context.house.help_in_crisis(body)


@router.post("/missions")
def request_mission(body: MissionRequest, context: ContextOf, key: Key) -> Turn:
    """Sends a robot, or says what the visitor can do instead."""
    return context.house.request_mission(body, key)


@router.post("/complaints")
def file_complaint(body: ComplaintTurnRequest, context: ContextOf, key: Key) -> Turn:
    """Stores a complaint and tells its receipt."""
    return context.house.file_complaint(body, key)
