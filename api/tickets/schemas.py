"""What goes in and out of the ticket endpoints."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.tickets.life_cycle import TicketState


class Priority(StrEnum):
    """Why a visitor may be served earlier."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    WITH_INFANT = "with_infant"
    MERIT = "merit"


class TicketRequest(BaseModel):
    """A ticket is asked for a procedure or for a group of counters."""

    model_config = ConfigDict(extra="forbid")

    procedure_code: str | None = Field(None, max_length=20, examples=["1.001193"])
    service_group: str | None = Field(None, max_length=60, examples=["ho-tich"])
    priority: Priority | None = None

    @model_validator(mode="after")
    def _names_a_service(self) -> Self:
        if self.procedure_code is None and self.service_group is None:
            raise ValueError("procedure_code or service_group is needed")
        return self


class WaitRange(BaseModel):
    """Expected wait in minutes."""

    low_min: int
    high_min: int


class Ticket(BaseModel):
    """A ticket as its holder sees it."""

    id: str
    number: str = Field(examples=["A012"])
    service_group: str
    service_group_name: str
    state: TicketState
    ahead: int = Field(description="Tickets of the group that wait before this one.")
    wait: WaitRange | None = Field(description="Null while there is too little data for a range.")
    issued_at: datetime
    status_url: str
    qr_url: str
