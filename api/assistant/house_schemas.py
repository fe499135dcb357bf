"""What the action server asks of the house."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.assistant.internal_schemas import Line
from api.complaints.schemas import ComplaintRequest
from api.devices.schemas import MissionKind
from knowledge_base.answers.texts import Locale
from knowledge_base.schema import Slug


class HouseRequest(BaseModel):
    """A question about the house."""

    model_config = ConfigDict(extra="forbid")

    text: Line
    locale: Locale = Locale.VI


class PlaceRequest(BaseModel):
    """Where is something? ``place`` is what a button chose."""

    model_config = ConfigDict(extra="forbid")

    text: Line = ""
    place: Slug | None = None
    locale: Locale = Locale.VI


class MissionRequest(PlaceRequest):
    """Something for the robot to do."""

    kind: Literal[MissionKind.GUIDE, MissionKind.WATER, MissionKind.SWEETS]


class ComplaintTurnRequest(ComplaintRequest):
    """The action server passes on a complaint.

    Attributes:
        conversation_id: The conversation in which the visitor has just said how to be reached.
    """

    conversation_id: str | None = Field(None, max_length=64)

    locale: Locale = Field(Locale.VI, description="Language of the reply.")
