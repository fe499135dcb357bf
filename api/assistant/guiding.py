"""Guides through choices: one's own checklist, two procedures compared, the list of a field."""

from __future__ import annotations

from collections.abc import Sequence

from api.assistant.choices import case_choice, field_choice, procedure_choice
from api.assistant.comparing import parts_of
from api.assistant.internal_schemas import ChecklistRequest, ComparisonRequest, FieldRequest
from api.assistant.schemas import (
    Checklist,
    Choice,
    Reply,
    ReplyKind,
    Turn,
    TurnStatus,
)
from api.assistant.telling import Telling
from api.assistant.texts import assistant_texts
from api.errors import FieldNotFound, ProcedureNotFound
from knowledge_base.answers.checklist import ask_case, make_checklist, next_question
from knowledge_base.answers.comparison import comparison
from knowledge_base.answers.texts import Locale
from knowledge_base.schema import Procedure
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import SearchOutcome
from knowledge_base.search.live import LiveSearch
from knowledge_base.text.normalise import slug

_PAGE = 8
_FIELDS_OFFERED = 2
_COMPARED_AMONG = 10


class GuidingTurns:
    """Turns that help to choose."""

    def __init__(self, search: LiveSearch, telling: Telling) -> None:
        """Takes what the turns draw on."""
        self._search = search
        self._catalogue = search.catalogue
        self._telling = telling

    def ask_or_list_papers(self, request: ChecklistRequest) -> Turn:
        """Asks the next question of a checklist, or lists the papers when all are answered.

        Raises:
            ProcedureNotFound: No such procedure.
        """
        named = self._search.detect_aspects(request.text or "").names_a_procedure
        if named and request.text:
            outcome = self._search.search(request.text)
            if outcome.decision is Decision.CLARIFY:
                return self._telling.ask_back(outcome.options, request.locale)
            if outcome.decision is Decision.ANSWER:
                return self._papers(outcome.results[0].procedure, [], request.locale)
        if request.procedure_code is None:
            return self._telling.which_procedure(request.locale)
        procedure = self._catalogue.get(request.procedure_code)
        if procedure is None:
            raise ProcedureNotFound
        return self._papers(procedure, request.answers, request.locale)

    def _papers(self, procedure: Procedure, given: Sequence[int | None], locale: Locale) -> Turn:
        closed = self._telling.withdrawn(procedure, locale)
        if closed:
            return closed
        composer = self._telling.composer(locale)
        groups = len(procedure.documents)
        answers = [at if at is not None and at < groups else None for at in given]
        question = next_question(procedure, answers)
        if question is not None:
            asked = ask_case(composer, procedure, question)
            choices = [Choice(title=title, choice=case_choice(at)) for at, title in asked.cases]
            if asked.none:
                choices.append(Choice(title=asked.none, choice=case_choice(None)))
            reply = Reply(kind=ReplyKind.CHOICES, text=asked.text, choices=choices)
            return Turn(
                status=TurnStatus.CLARIFYING, replies=[reply], procedure_code=procedure.code
            )
        cases = [at for at in answers if at is not None]
        checklist = make_checklist(composer, procedure, cases)
        reply = Reply(
            kind=ReplyKind.PROCEDURE,
            text=checklist.text,
            procedure=checklist.card,
            checklist=_addresses(procedure.code, cases, checklist.cases),
            choices=[self._telling.button("take_ticket", locale)],
        )
        return Turn(status=TurnStatus.ANSWERED, replies=[reply], procedure_code=procedure.code)

    def compare(self, request: ComparisonRequest) -> Turn:
        """Tells two procedures apart: those named, else those offered or talked about last."""
        pair = self._pair(request)
        if pair is None:
            text = assistant_texts(request.locale).compare_which
            return Turn(
                status=TurnStatus.CLARIFYING, replies=[Reply(kind=ReplyKind.TEXT, text=text)]
            )
        composer = self._telling.composer(request.locale)
        choices = [
            Choice(title=composer.name(one), choice=procedure_choice(one.code)) for one in pair
        ]
        reply = Reply(kind=ReplyKind.CHOICES, text=comparison(composer, *pair), choices=choices)
        return Turn(status=TurnStatus.ANSWERED, replies=[reply], options=[one.code for one in pair])

    def list_field(self, request: FieldRequest) -> Turn:
        """Lists the procedures of a field, a page at a time.

        Raises:
            FieldNotFound: No such field.
        """
        procedures = self._telling.of_field(request.field)
        if not procedures:
            raise FieldNotFound
        composer, texts = self._telling.composer(request.locale), assistant_texts(request.locale)
        first = request.page * _PAGE
        shown = procedures[first : first + _PAGE]
        choices = [
            Choice(title=composer.name(one), choice=procedure_choice(one.code)) for one in shown
        ]
        if len(procedures) > first + _PAGE:
            more = field_choice(request.field, request.page + 1)
            choices.append(Choice(title=texts.buttons["more"], choice=more))
        choices.append(self._telling.button("person", request.locale))
        text = texts.field_list.format(field=procedures[0].field, count=len(procedures))
        reply = Reply(kind=ReplyKind.CHOICES, text=text, choices=choices)
        return Turn(
            status=TurnStatus.CLARIFYING, replies=[reply], options=[one.code for one in shown]
        )

    def not_understood(self, outcome: SearchOutcome, locale: Locale) -> Turn:
        """After two rounds without success: a person, and the lists of the likeliest fields."""
        texts = assistant_texts(locale)
        fields = dict.fromkeys(found.procedure.field for found in outcome.results)
        choices = [
            self._telling.button("person", locale),
            *(
                Choice(
                    title=texts.buttons["field"].format(field=name),
                    choice=field_choice(slug(name), 0),
                )
                for name in list(fields)[:_FIELDS_OFFERED]
            ),
        ]
        reply = Reply(kind=ReplyKind.CHOICES, text=texts.not_understood, choices=choices)
        return Turn(status=TurnStatus.NOT_FOUND, replies=[reply])

    def _pair(self, request: ComparisonRequest) -> tuple[Procedure, Procedure] | None:
        named = self._named(request.text or "")
        known = [self._catalogue.get(code) for code in request.known_codes]
        found = dict.fromkeys([*named, *(one.code for one in known if one)])
        pair = [one for code in found if (one := self._catalogue.get(code))][:2]
        return (pair[0], pair[1]) if len(pair) == 2 else None

    def _named(self, text: str) -> Sequence[str]:
        """Gives the codes of the procedures that a question for a difference names."""
        codes: list[str] = []
        for part in parts_of(text):
            if not self._search.detect_aspects(part).names_a_procedure:
                continue
            outcome = self._search.search(part, _COMPARED_AMONG)
            if outcome.decision is not Decision.NONE:
                codes.append(outcome.results[0].procedure.code)
        return codes


def _addresses(code: str, cases: Sequence[int], titles: list[str]) -> Checklist:
    query = f"?cases={','.join(map(str, cases))}" if cases else ""
    return Checklist(
        cases=titles,
        page_url=f"/giay-to/{code}{query}",
        qr_url=f"/api/v1/procedures/{code}/checklist/qr.svg{query}",
    )
