"""What goes in and out of the complaint endpoints."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.complaints.life_cycle import ComplaintState

MOST_WHAT, MOST_WHERE, MOST_WHEN, MOST_CONTACT, MOST_ANSWER = 2000, 300, 100, 200, 4000


class ComplaintRequest(BaseModel):
    """A complaint; only ``what`` is needed."""

    model_config = ConfigDict(extra="forbid")

    what: str = Field(max_length=3000, description="1 to 2000 characters that can be read.")
    where: str | None = Field(None, max_length=MOST_WHERE)
    when: str | None = Field(None, max_length=MOST_WHEN)
    wants_answer: bool = Field(False, strict=True)
    contact: str | None = Field(
        None,
        max_length=MOST_CONTACT,
        description="How to reach the person. Kept apart, deleted when the matter is closed.",
    )
    ticket_id: str | None = Field(None, max_length=64)


class Complaint(BaseModel):
    """A complaint as its author sees it by the receipt."""

    model_config = ConfigDict(from_attributes=True)

    receipt: str = Field(examples=["PA-7K3M-9Q2H-XE4T"])
    state: ComplaintState
    received_at: datetime
    deadline: date = Field(description="The last day for the answer.")
    wants_answer: bool
    answer: str | None
    answered_at: datetime | None


class OpenComplaint(Complaint):
    """A complaint as staff see it."""

    what: str
    where: str | None
    when: str | None
    contact: str | None
    ticket_id: str | None
