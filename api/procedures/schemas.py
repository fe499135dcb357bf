"""What goes in and out of the procedure endpoints."""

from __future__ import annotations

from pydantic import BaseModel

from knowledge_base.answers.card import ProcedureCard
from knowledge_base.schema import Procedure, Status
from knowledge_base.search.decision import Decision


class SearchHit(BaseModel):
    """One procedure found."""

    code: str
    name: str
    field: str
    status: Status
    score: float


class SearchResponse(BaseModel):
    """Ranked procedures and what to do with them."""

    query: str
    decision: Decision
    results: list[SearchHit]
    options: list[str]
    took_ms: float


class ProcedureSummary(BaseModel):
    """One line of the list."""

    code: str
    name: str
    field: str
    status: Status
    service_group: str
    summary: str


class ProcedurePage(BaseModel):
    """One page of the list."""

    items: list[ProcedureSummary]
    total: int
    page: int
    page_size: int


ProcedureRecord = Procedure
"""The full record, as in the catalogue."""


class CaseChecklist(BaseModel):
    """The papers of one case.

    Attributes:
        text: All of them in a sentence, with the source.
        procedure: The card with these papers alone.
        cases: Titles of the chosen cases.
    """

    text: str
    procedure: ProcedureCard
    cases: list[str]
