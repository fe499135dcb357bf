"""Reads and searches the catalogue."""

from __future__ import annotations

from datetime import date

from api.clock import Clock, business_day
from api.errors import EmptyText, ProcedureNotFound, ProcedureNotInForce
from api.privacy import mask
from api.procedures.schemas import (
    CaseChecklist,
    ProcedurePage,
    ProcedureSummary,
    SearchHit,
    SearchResponse,
)
from knowledge_base.answers.checklist import make_checklist
from knowledge_base.answers.compose import Composer
from knowledge_base.answers.texts import Locale
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import Procedure, Status
from knowledge_base.search.live import LiveSearch
from knowledge_base.text.normalise import clean

PAGE_SIZE = 50


class ProcedureService:
    """The catalogue as its readers see it."""

    def __init__(self, search: LiveSearch, groups: ServiceGroups, clock: Clock) -> None:
        """Takes the search, which holds the catalogue, and the clock that says what counts."""
        self._composers = {locale: Composer(search.catalogue, groups, locale) for locale in Locale}
        self._search = search
        self._clock = clock
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
        today = self._today()
        return SearchResponse(
            query=text,
            decision=outcome.decision,
            results=[
                SearchHit(
                    code=found.code,
                    name=found.name,
                    field=found.field,
                    status=found.status,
                    score=round(result.score, 4),
                )
                for result in outcome.results
                for found in [self._current(result.procedure, today)]
            ],
            options=[item.code for item in self._catalogue.offered(outcome.options, today)],
            took_ms=outcome.took_ms,
        )

    def list_procedures(self, field: str | None, status: Status | None, page: int) -> ProcedurePage:
        """Lists the procedures, 50 a page."""
        today = self._today()
        found = [
            item
            for item in (self._current(newest, today) for newest in self._catalogue)
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

    def list_papers(self, code: str, cases: list[int], locale: Locale) -> CaseChecklist:
        """Lists the papers of one case, to tick off.

        Args:
            code: The procedure.
            cases: Positions of the chosen cases in the record's papers; others are left out.
            locale: Language of the labels.

        Raises:
            ProcedureNotFound: No such procedure.
        """
        procedure = self.get_procedure(code, None)
        known = [at for at in dict.fromkeys(cases) if at < len(procedure.documents)]
        checklist = make_checklist(self._composers[locale], procedure, known)
        return CaseChecklist(
            text=checklist.text, procedure=checklist.card, cases=[*filter(None, checklist.cases)]
        )

    def get_procedure(self, code: str, as_of: date | None) -> Procedure:
        """Gives the record: the version that counts today, or was in force on the day named.

        Raises:
            ProcedureNotFound: No such procedure.
            ProcedureNotInForce: It could not be carried out on that day.
        """
        procedure = self._catalogue.current(code, as_of or self._today())
        if procedure is None:
            raise ProcedureNotFound
        if as_of is None:
            return procedure
        in_force = self._catalogue.in_force_on(code, as_of)
        if in_force is None:
            raise ProcedureNotInForce(f"Thủ tục này không có hiệu lực vào ngày {as_of:%d/%m/%Y}.")
        return in_force

    def _today(self) -> date:
        return business_day(self._clock.now())

    def _current(self, procedure: Procedure, today: date) -> Procedure:
        return self._catalogue.current(procedure.code, today) or procedure
