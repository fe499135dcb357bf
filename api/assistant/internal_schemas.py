"""What the action server asks for; every answer is a turn."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.assistant.schemas import MOST_CHARACTERS
from api.feedback.schemas import FeedbackChange, Reason
from knowledge_base.answers.texts import Locale
from knowledge_base.search.aspects import Aspect

Code = Annotated[str, StringConstraints(max_length=20)]
Line = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]


class AnswerRequest(BaseModel):
    """The action server asks for an answer."""

    model_config = ConfigDict(extra="forbid")

    text: Line | None = None
    procedure_code: str | None = Field(None, max_length=20)
    chosen_code: str | None = Field(None, max_length=20)
    aspect: Aspect | None = None
    pending: Line | None = Field(None, description="The question that was asked back to.")
    recent: list[Code] = Field([], max_length=20, description="Told before, the latest first.")
    failed_rounds: int = Field(
        0, ge=0, strict=True, description="Rounds in a row that brought no answer."
    )
    last_aspect: Aspect | None = Field(None, description="What was told last of what is in hand.")
    corrects: bool = Field(
        False, strict=True, description="Whether something else than in hand is meant."
    )
    brief: bool = Field(False, strict=True, description="Whether the short form is wanted.")
    locale: Locale = Locale.VI


class ChecklistRequest(BaseModel):
    """The action server asks for the papers of one case.

    Attributes:
        text: What was said; the procedure that it names goes before the one in hand.
        procedure_code: The procedure in hand.
        answers: The chosen case of each question so far, by its position in the record's papers;
            ``None`` where none fitted.
    """

    model_config = ConfigDict(extra="forbid")

    text: Line | None = None
    procedure_code: str | None = Field(None, max_length=20)
    answers: list[Annotated[int, Field(ge=0, strict=True)] | None] = Field([], max_length=3)
    locale: Locale = Locale.VI


class ComparisonRequest(BaseModel):
    """The action server asks how two procedures differ.

    Attributes:
        known_codes: Those offered or talked about, the likeliest to be meant first.
    """

    model_config = ConfigDict(extra="forbid")

    text: Line | None = None
    known_codes: list[Code] = Field([], max_length=20)
    locale: Locale = Locale.VI


class FieldRequest(BaseModel):
    """The action server asks for the procedures of a field."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(max_length=120, examples=["ho-tich"])
    page: int = Field(0, ge=0, le=99, strict=True)
    locale: Locale = Locale.VI


class TicketTurnRequest(BaseModel):
    """The action server asks for a ticket."""

    model_config = ConfigDict(extra="forbid")

    service_group: str | None = Field(None, max_length=60)
    procedure_code: str | None = Field(None, max_length=20)
    text: Line | None = None
    priority: str | None = Field(None, max_length=20)
    locale: Locale = Locale.VI


class PriorityTurnRequest(BaseModel):
    """The action server passes on a claim to be served earlier.

    Attributes:
        ticket_id: The ticket in hand; without one the claim is for the next.
        priority: The class that was tapped.
        text: What was said.
    """

    model_config = ConfigDict(extra="forbid")

    ticket_id: str | None = Field(None, max_length=64)
    priority: str | None = Field(None, max_length=20)
    text: Line | None = None
    locale: Locale = Locale.VI


class LocaleRequest(BaseModel):
    """The action server asks for something in a language."""

    model_config = ConfigDict(extra="forbid")

    locale: Locale = Locale.VI


class FeedbackTurnChange(FeedbackChange):
    """The action server passes on a comment, or another rating."""

    locale: Locale = Locale.VI


class ReasonRequest(BaseModel):
    """The action server asks for the question after a rating."""

    model_config = ConfigDict(extra="forbid")

    rating: int = Field(ge=1, le=4, strict=True)
    locale: Locale = Locale.VI


class FeedbackTurnRequest(BaseModel):
    """The action server passes on a rating."""

    model_config = ConfigDict(extra="forbid")

    rating: int = Field(ge=1, le=4, strict=True)
    reasons: list[Reason] = Field([], max_length=8)
    comment: str | None = Field(None, max_length=500)
    ticket_id: str | None = Field(None, max_length=64)
    locale: Locale = Locale.VI
