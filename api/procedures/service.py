"""Reads and searches the catalogue."""

from __future__ import annotations

from datetime import date

from api.errors import EmptyText, ProcedureNotFound
from api.privacy import mask
from api.procedures.schemas import ProcedurePage, ProcedureSummary, SearchHit, SearchResponse
from knowledge_base.schema import Procedure, Status
from knowledge_base.search.engine import Search
from knowledge_base.text.normalise import clean

PAGE_SIZE = 50


class ProcedureService:
    """The catalogue as its readers see it."""

    def __init__(self, search: Search) -> None:
        """Takes the search, which holds the catalogue."""
        self._search = search
        self._catalogue = search.catalogue

    def search(self, query: str, limit: int) -> SearchResponse:
        """Searches.

        Raises:
            EmptyText: The query holds nothing that can be read.
        """
        text = mask(clean(query))
        if not text:
            raise EmptyText
        outcome = self._search.search(text, limit)
        return SearchResponse(
            query=text,
            decision=outcome.decision,
            results=[
                SearchHit(
                    code=result.procedure.code,
                    name=result.procedure.name,
                    field=result.procedure.field,
                    status=result.procedure.status,
                    score=round(result.score, 4),
                )
                for result in outcome.results
            ],
            options=[procedure.code for procedure in outcome.options],
            took_ms=outcome.took_ms,
        )

    def list_procedures(self, field: str | None, status: Status | None, page: int) -> ProcedurePage:
        """Lists the procedures, 50 a page."""
        found = [
            item
            for item in self._catalogue
            if (field is None or item.field.casefold() == field.casefold())
            and (status is None or item.status is status)
        ]
        start = (page - 1) * PAGE_SIZE
        return ProcedurePage(
            items=[
                ProcedureSummary(**item.model_dump(include=set(ProcedureSummary.model_fields)))
                for item in found[start : start + PAGE_SIZE]
            ],
            total=len(found),
            page=page,
            page_size=PAGE_SIZE,
        )

    def get_procedure(self, code: str, as_of: date | None) -> Procedure:
        """Gives the record, as it was in force on a day where one is named.

        Raises:
            ProcedureNotFound: No such procedure, or not in force on that day.
        """
        procedure = self._catalogue.get(code)
        if procedure is None:
            raise ProcedureNotFound
        effective = procedure.effective
        if as_of is not None and (
            (effective.from_ is not None and as_of < effective.from_)
            or (effective.to is not None and as_of > effective.to)
        ):
            raise ProcedureNotFound(f"Thủ tục này không có hiệu lực vào ngày {as_of:%d/%m/%Y}.")
        return procedure
