"""What goes in and out of the ticket endpoints."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.tickets.life_cycle import TicketState


class TicketRequest(BaseModel):
    """A ticket is asked for a procedure or for a group of counters."""

    model_config = ConfigDict(extra="forbid")

    procedure_code: str | None = Field(None, max_length=20, examples=["1.001193"])
    service_group: str | None = Field(None, max_length=60, examples=["ho-tich"])
    priority: str | None = Field(None, max_length=20, examples=["elderly"])

    @model_validator(mode="after")
    def _names_a_service(self) -> Self:
        if self.procedure_code is None and self.service_group is None:
            raise ValueError("procedure_code or service_group is needed")
        return self


class WaitRange(BaseModel):
    """Expected wait in minutes, while the counters are open."""

    low_min: int
    high_min: int


class Ticket(BaseModel):
    """A ticket as its holder sees it."""

    id: str
    number: str = Field(examples=["A012"])
    service_group: str = Field(description="The group in whose line it stands.")
    service_group_name: str
    state: TicketState
    business_day: date = Field(description="The day on which it is served.")
    opens_at: datetime | None = Field(
        description="When its counters open next; null while they are open."
    )
    priority: str | None = Field(description="Its class of priority.")
    counter: str | None = Field(description="The counter that called it.")
    ahead: int = Field(description="Tickets that are called before this one.")
    wait: WaitRange | None = Field(description="Null while there is too little data for a range.")
    issued_at: datetime
    status_url: str
    qr_url: str


class Note(BaseModel):
    """What a clerk wrote down for the next one."""

    at: datetime
    counter: str | None
    text: str


class ClerkTicket(Ticket):
    """A ticket as the counter sees it."""

    procedure_code: str | None
    notes: list[Note]
