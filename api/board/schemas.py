"""What goes in and out of the board's endpoints."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from api.counters.schemas import CallView, CounterState, LineView

NoticeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


def _written_out(value: object) -> object:
    """Lets no number pass for a moment: it would be read as seconds since 1970."""
    if isinstance(value, int | float) or (
        isinstance(value, str) and not re.match(r"\d{4}-\d{2}-\d{2}[Tt ]", value)
    ):
        raise ValueError("a moment is written as year-month-day, T, time and zone")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]


class NoticeRequest(BaseModel):
    """Puts up a notice."""

    model_config = ConfigDict(extra="forbid")

    text: NoticeText
    text_en: NoticeText | None = None
    until: Moment | None = Field(None, description="When it goes by itself.")


class Notice(BaseModel):
    """A notice of the ward."""

    id: str
    text: str
    text_en: str | None
    until: AwareDatetime | None


class BoardCounter(BaseModel):
    """A counter as wall screens show it: without its clerk."""

    id: str
    name: str
    name_en: str
    state: CounterState
    number: str | None = Field(description="Which ticket is called or served there.")


class Board(BaseModel):
    """All that a wall screen shows."""

    sequence: int = Field(description="The last call; where events go on.")
    now: AwareDatetime
    ward: str
    ward_en: str
    least_seconds: int = Field(description="How long a call stays in the middle at least.")
    calls: list[CallView] = Field(description="The last calls, newest first.")
    counters: list[BoardCounter]
    lines: list[LineView]
    notices: list[Notice]
