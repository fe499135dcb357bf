"""What goes in and out of the feedback endpoint."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_\-]{1,40}$")]


class FeedbackRequest(BaseModel):
    """A rating from 1 (very bad) to 4 (very good)."""

    model_config = ConfigDict(extra="forbid")

    rating: int = Field(ge=1, le=4, strict=True)
    reasons: list[Reason] = Field(default_factory=list, max_length=8)
    comment: str | None = Field(None, max_length=500)
    ticket_id: str | None = Field(None, max_length=64)


class FeedbackChange(BaseModel):
    """What is added to a rating or corrected in it; ``None`` leaves it as it is."""

    model_config = ConfigDict(extra="forbid")

    rating: int | None = Field(None, ge=1, le=4)
    reasons: list[Reason] | None = Field(None, max_length=8)
    comment: str | None = Field(None, max_length=500)


class FeedbackReceipt(BaseModel):
    """The rating was stored."""

    id: str
