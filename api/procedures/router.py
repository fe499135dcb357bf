"""Catalogue and search endpoints."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BeforeValidator

from api.context import ContextOf
from api.procedures.schemas import CaseChecklist, ProcedurePage, SearchResponse
from api.qr import qr_code
from api.rate_limits import limited
from knowledge_base.answers.texts import Locale
from knowledge_base.schema import Procedure, Status


def _written_out(value: str) -> str:
    """Lets only ``2026-11-23`` pass: a number alone would be read as seconds since 1970."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a day is written year-month-day")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]

Code = Annotated[str, Path(max_length=20)]
Cases = Annotated[str, Query(pattern=r"^(\d{1,2}(,\d{1,2}){0,9})?$", examples=["1,3"])]

router = APIRouter(tags=["procedures"])


@router.get("/search", dependencies=[Depends(limited("searches"))])
def search(
    context: ContextOf,
    q: Annotated[str, Query(min_length=1, max_length=300)],
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> SearchResponse:
    """Finds procedures from everyday words; ranked also when the decision is ``none``."""
    return context.procedures.search(q, limit)


@router.get("/procedures", dependencies=[Depends(limited("reads"))])
def list_procedures(
    context: ContextOf,
    field: Annotated[str | None, Query(max_length=120)] = None,
    status: Status | None = None,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> ProcedurePage:
    """Lists the procedures."""
    return context.procedures.list_procedures(field, status, page)


@router.get("/procedures/{code}", dependencies=[Depends(limited("reads"))])
def get_procedure(
    context: ContextOf,
    code: Code,
    as_of: Annotated[Day | None, Query()] = None,
) -> Procedure:
    """Gives the full record, as of a day where one is named."""
    return context.procedures.get_procedure(code, as_of)


@router.get("/procedures/{code}/checklist", dependencies=[Depends(limited("reads"))])
def list_papers(
    context: ContextOf, code: Code, cases: Cases = "", locale: Locale = Locale.VI
) -> CaseChecklist:
    """Lists the papers of one case; ``cases`` are their positions, such as ``1,3``."""
    return context.procedures.list_papers(code, _positions(cases), locale)


@router.get(
    "/procedures/{code}/checklist/qr.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
    dependencies=[Depends(limited("reads"))],
)
def checklist_qr(context: ContextOf, request: Request, code: Code, cases: Cases = "") -> Response:
    """Draws the QR code that opens the list on a phone."""
    context.procedures.get_procedure(code, None)
    query = f"?cases={cases}" if cases else ""
    return qr_code(context.public_address(request, f"/giay-to/{code}{query}"))


def _positions(cases: str) -> list[int]:
    return [int(at) for at in cases.split(",") if at]
