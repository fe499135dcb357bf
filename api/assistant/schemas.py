"""What goes in and out of conversations, and the turns of which they consist."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.tickets.schemas import Ticket
from knowledge_base.answers.card import ProcedureCard
from knowledge_base.answers.texts import Locale

MOST_CHARACTERS = 300


class Channel(StrEnum):
    """Where the visitor talks."""

    WEB = "web"
    KIOSK = "kiosk"


class TurnStatus(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    CLARIFYING = "clarifying"
    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    HANDED_OFF = "handed_off"
    DONE = "done"
    ERROR = "error"


class ReplyKind(StrEnum):
    """How a reply is shown."""

    TEXT = "text"
    PROCEDURE = "procedure"
    CHOICES = "choices"
    TICKET = "ticket"
    FEEDBACK = "feedback"
    HANDOFF = "handoff"
    NOTICE = "notice"


class Pace(StrEnum):
    """How fast a client speaks."""

    SLOW = "slow"
    NORMAL = "normal"


class Choice(BaseModel):
    """A button: what it says and what it sends."""

    title: str
    choice: str


class Checklist(BaseModel):
    """The papers of the visitor's own case; the procedure beside it holds them alone.

    Attributes:
        cases: Titles of the chosen cases.
        page_url: A page on which to tick them off, to open on a phone or to print.
    """

    cases: list[str]
    page_url: str
    qr_url: str


class Reply(BaseModel):
    """One thing that the assistant says; ``text`` is always there.

    Attributes:
        text: For the eye.
        speech: For the ear; empty in replies that were stored before there was any.
    """

    kind: ReplyKind
    text: str
    speech: str = ""
    procedure: ProcedureCard | None = None
    checklist: Checklist | None = None
    choices: list[Choice] | None = None
    ticket: Ticket | None = None


class Turn(BaseModel):
    """All that the assistant says to one message, and what it keeps in mind.

    Attributes:
        procedure_code: The procedure in hand from now on; ``None``: unchanged.
        options: Codes offered to choose among.
        ticket_id: The ticket in hand from now on, empty for none; ``None``: unchanged.
        feedback_id: The rating that was stored; a comment may be added to it.
        priority: The class of priority that was claimed for the next ticket.
        locale: The language from now on; ``None``: unchanged.
        pace: How fast to speak from now on; ``None``: unchanged.
        expects: ``contact`` when the visitor is asked how to be reached.
        trace: What staff may see of how the turn came about; nothing that was said.
    """

    status: TurnStatus
    replies: list[Reply]
    procedure_code: str | None = None
    options: list[str] = Field(default_factory=list)
    ticket_id: str | None = None
    feedback_id: str | None = None
    priority: str | None = None
    locale: Locale | None = None
    pace: Pace | None = None
    expects: Literal["contact"] | None = None
    trace: dict[str, Any] = Field(default_factory=dict)


class ConversationRequest(BaseModel):
    """Opens a conversation."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel = Channel.WEB
    locale: Locale = Locale.VI


class ConversationChange(BaseModel):
    """Changes a conversation."""

    model_config = ConfigDict(extra="forbid")

    locale: Locale


class ConversationOpened(BaseModel):
    """The conversation; the token is told only here."""

    id: str
    token: str
    expires_at: datetime
    replies: list[Reply]


class MessageRequest(BaseModel):
    """A text, or the choice of a button with what it said."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, max_length=10_000)
    choice: str | None = Field(None, max_length=100)
    title: str | None = Field(None, max_length=300)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.choice is None):
            raise ValueError("either text or choice is needed")
        return self


class MessageResponse(BaseModel):
    """The assistant's replies to one message."""

    id: str
    status: TurnStatus
    replies: list[Reply]
    locale: Locale | None = Field(None, description="The language from now on, where it changed.")
    pace: Pace | None = Field(None, description="How fast to speak from now on, where it changed.")


class StoredMessage(BaseModel):
    """One message of the history; text is masked."""

    id: str
    role: str
    text: str | None
    choice: str | None
    title: str | None
    status: TurnStatus | None
    replies: list[Reply]
    at: datetime


class History(BaseModel):
    """The conversation so far."""

    messages: list[StoredMessage]
