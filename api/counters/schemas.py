"""What goes in and out of the counters' endpoints."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from api.tickets.policy import Outcome
from api.tickets.schemas import ClerkTicket


class CounterState(StrEnum):
    """Whether a counter serves."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class CounterView(BaseModel):
    """A counter and who sits there."""

    id: str
    name: str
    name_en: str
    state: CounterState
    service_groups: list[str] = Field(description="What it serves, or would if it were opened.")
    clerk: str | None = Field(description="Who sits there.")
    number: str | None = Field(description="Which ticket is called or served there.")


class CounterDesk(CounterView):
    """All that a clerk's page shows."""

    ticket: ClerkTicket | None
    waiting: dict[str, int] = Field(description="Who waits, by group.")
    set_aside: list[ClerkTicket] = Field(description="Tickets on hold, or absent when called.")
    outcomes: list[Outcome]


class Opening(BaseModel):
    """Opens a counter, or changes what it serves."""

    model_config = ConfigDict(extra="forbid")

    service_groups: list[str] | None = Field(default=None, min_length=1, max_length=50)


class Transfer(BaseModel):
    """Sends a ticket to another line, with a note for the next clerk."""

    model_config = ConfigDict(extra="forbid")

    service_group: str = Field(max_length=60)
    note: str | None = Field(None, max_length=300)


class Finish(BaseModel):
    """How a visit ended; the first outcome of the policy where none is named."""

    model_config = ConfigDict(extra="forbid")

    outcome: str | None = Field(default=None, max_length=20)


class Emergency(BaseModel):
    """Which groups are meant, and why; all of them where none is named."""

    model_config = ConfigDict(extra="forbid")

    service_groups: list[str] | None = Field(default=None, min_length=1, max_length=50)
    why: str | None = Field(default=None, max_length=300)


class LineView(BaseModel):
    """One line as it stands."""

    service_group: str
    name: str
    name_en: str
    waiting: int
    counters_open: int
    stopped: bool = Field(description="No numbers are given today any more.")
    opens_at: datetime | None = Field(description="When it opens next; null while it is open.")


class LinesView(BaseModel):
    """All lines."""

    lines: list[LineView]


class CarriedOver(BaseModel):
    """How many tickets went to the next working day."""

    tickets: int


class CallView(BaseModel):
    """One call, as boards show and speak it."""

    sequence: int
    number: str
    counter: str
    counter_name: str
    counter_name_en: str
    service_group: str
    called_at: datetime
    again: bool = Field(description="The ticket was called before.")
