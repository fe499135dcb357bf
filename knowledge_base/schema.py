"""The record of a procedure, one YAML file each (DESIGN.md §6).

Every model is strict: an unknown key, a wrong type or a missing key is a fault.
What the source does not state is ``None`` in its field and named in ``missing``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
"""Key of a procedure on the national public-service portal, such as ``1.001193``."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Status(StrEnum):
    """Whether the procedure may be carried out today."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ABOLISHED = "abolished"


class Channel(StrEnum):
    """How an application reaches the ward."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    POST = "post"


class FeeKind(StrEnum):
    """What the source says of a fee; ``free`` only where it says so in words."""

    FREE = "free"
    FIXED = "fixed"
    BY_LOCAL_RESOLUTION = "by_local_resolution"
    NOT_STATED = "not_stated"


class TimeUnit(StrEnum):
    """Unit of a time limit; a working day excludes weekends and holidays."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class PaperAction(StrEnum):
    """Whether a paper stays with the ward or is only shown."""

    SUBMIT = "submit"
    PRESENT = "present"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Effective(_Strict):
    """Days on which the record is in force, both included; ``None`` is open."""

    from_: date | None = Field(alias="from")
    to: date | None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("effective.to is before effective.from")
        return self


class Decision(_Strict):
    """The decision by which the ministry or province published the procedure."""

    number: Text | None
    date: date | None


class Neighbour(_Strict):
    """A procedure easily taken for this one, and the circumstance in which it is the right one."""

    code: Code
    when: Text


Sheets = Annotated[int, Field(ge=0, le=20)] | Literal[True] | None
"""Number of sheets; ``True`` where the source only ticks a box, ``None`` if not stated."""


class Paper(_Strict):
    """One paper of an application."""

    name: Text
    original: Sheets
    copies: Sheets = Field(alias="copy")
    form: Text | None
    action: PaperAction
    note: Text | None


class PaperCase(_Strict):
    """Papers of one case; ``case`` is ``None`` for the papers that everyone needs."""

    case: Text | None
    items: list[Paper] = Field(min_length=1)


class TimeLimit(_Strict):
    """Longest time until the result; ``unit`` is ``None`` where the source gives none."""

    value: float = Field(gt=0)
    unit: TimeUnit | None
    note: Text | None


class Fee(_Strict):
    """Fee in đồng. ``fixed`` has an amount; ``free`` is 0; the others have none."""

    kind: FeeKind
    amount: int | None = Field(ge=0)
    per: Text | None
    note: Text | None

    @model_validator(mode="after")
    def _amount_fits_kind(self) -> Self:
        expected = {
            FeeKind.FREE: self.amount == 0,
            FeeKind.FIXED: self.amount is not None and self.amount > 0,
        }.get(self.kind, self.amount is None)
        if not expected:
            raise ValueError(f"fee.amount {self.amount} does not fit fee.kind {self.kind}")
        return self


class Method(_Strict):
    """One channel by which to apply, with its own time limit and fee.

    ``case`` tells apart two methods of one channel whose figures differ.
    """

    channel: Channel
    case: Text | None = None
    time_limit: TimeLimit | None
    fee: Fee


class LegalDocument(_Strict):
    """A law, decree or circular that the procedure rests on."""

    number: Text
    effective: date | None


class Source(_Strict):
    """Where and when the facts of the record were read."""

    name: Text
    url: HttpUrl | None
    retrieved: date


class Procedure(_Strict):
    """One administrative procedure as the assistant answers it."""

    code: Code
    name: Text
    name_en: Text | None = None
    short_name: Text | None = None
    field: Text
    service_group: Slug
    status: Status
    replaced_by: Code | None = None
    effective: Effective
    decision: Decision
    who: list[Text]
    summary: Text
    aliases: list[Text]
    english: list[Text] = []
    situations: list[Text]
    questions: list[Text]
    not_to_confuse: list[Neighbour]
    documents: list[PaperCase]
    methods: list[Method]
    steps: list[Text]
    conditions: list[Text]
    results: list[Text]
    legal_basis: list[LegalDocument]
    agency: Text | None
    place: Text | None
    source: Source
    missing: list[Text]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.replaced_by and self.status is not Status.ABOLISHED:
            raise ValueError("replaced_by is for abolished procedures only")
        channels = [(method.channel, method.case) for method in self.methods]
        if len(channels) != len(set(channels)):
            raise ValueError("methods: a channel stands twice for the same case")
        if any(neighbour.code == self.code for neighbour in self.not_to_confuse):
            raise ValueError("not_to_confuse names the procedure itself")
        return self
