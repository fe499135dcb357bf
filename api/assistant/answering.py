"""Answers about procedures: a question, a choice, an aspect, a way back to an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from api.assistant.guiding import GuidingTurns
from api.assistant.internal_schemas import AnswerRequest
from api.assistant.schemas import Turn
from api.assistant.telling import Telling
from api.errors import ProcedureNotFound
from knowledge_base.schema import Procedure
from knowledge_base.search.aspects import Aspect
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import SearchOutcome
from knowledge_base.search.live import LiveSearch

_RECENT_AMONG = 25
"""Among how many results an earlier procedure is looked for."""


class AnsweringTurns:
    """Turns that answer."""

    def __init__(self, search: LiveSearch, telling: Telling, guiding: GuidingTurns) -> None:
        """Takes what answers draw on."""
        self._search = search
        self._catalogue = search.catalogue
        self._telling = telling
        self._guiding = guiding

    def answer(self, request: AnswerRequest) -> Turn:
        """Answers a question, asks back or says that nothing fits.

        Raises:
            ProcedureNotFound: The chosen procedure does not exist.
        """
        if request.chosen_code is not None:
            return self._answer_chosen(request, request.chosen_code)
        in_hand = self._catalogue.get(request.procedure_code) if request.procedure_code else None
        text = request.text or ""
        asked = self._search.detect_aspects(text)
        aspects = list(asked.aspects) or ([request.aspect] if request.aspect else [])
        if not asked.names_a_procedure and aspects:
            if in_hand is None:
                return self._telling.which_procedure(request.locale)
            return self._telling.tell(
                in_hand, aspects, request.locale, _repeats(request, in_hand, aspects)
            )
        outcome = self._search.search(text)
        stays = in_hand is not None and aspects and not request.corrects
        if stays and in_hand is not None and _stays_with(in_hand, outcome):
            turn = self._telling.tell(in_hand, aspects, request.locale)
        else:
            turn = self._tell_outcome(self._with_pending(request, outcome), aspects, request)
        turn.trace = trace_of(outcome)
        return turn

    def go_back(self, request: AnswerRequest) -> Turn:
        """Returns to a procedure of earlier in the conversation: the one named, or the last."""
        recent = [item for code in request.recent if (item := self._catalogue.get(code))]
        if not recent:
            return self._telling.which_procedure(request.locale)
        asked = self._search.detect_aspects(request.text or "")
        outcome = self._search.search(request.text or "", _RECENT_AMONG)
        codes = {procedure.code for procedure in recent}
        named = [found.procedure for found in outcome.results if found.procedure.code in codes]
        earlier = [item for item in recent if item.code != request.procedure_code] or recent
        procedure = named[0] if asked.names_a_procedure and named else earlier[0]
        return self._telling.tell(procedure, list(asked.aspects), request.locale)

    def _answer_chosen(self, request: AnswerRequest, code: str) -> Turn:
        chosen = self._catalogue.get(code)
        if chosen is None:
            raise ProcedureNotFound
        asked_before = self._search.detect_aspects(request.text or "").aspects
        aspects = [request.aspect] if request.aspect else list(asked_before)
        turn = self._telling.tell(chosen, aspects, request.locale)
        if request.brief:
            turn.replies[0].text = turn.replies[0].speech or turn.replies[0].text
        return turn

    def _with_pending(self, request: AnswerRequest, outcome: SearchOutcome) -> SearchOutcome:
        """Reads what does not stand alone together with the question that it is an answer to."""
        if request.pending is None or outcome.decision is Decision.ANSWER:
            return outcome
        together = self._search.search(f"{request.pending}. {request.text}")
        return outcome if together.decision is Decision.NONE else together

    def _tell_outcome(
        self, outcome: SearchOutcome, aspects: Sequence[Aspect], request: AnswerRequest
    ) -> Turn:
        if outcome.decision is Decision.ANSWER:
            found = outcome.results[0].procedure
            repeated = _repeats(request, found, aspects)
            return self._telling.tell(found, list(aspects), request.locale, repeated)
        nothing_fits = outcome.decision is Decision.NONE and outcome.elsewhere is None
        asked_twice = request.pending is not None and request.failed_rounds > 1
        if asked_twice or (nothing_fits and request.failed_rounds):
            return self._guiding.not_understood(outcome, request.locale)
        if outcome.decision is Decision.CLARIFY:
            return self._telling.ask_back(outcome.options, request.locale)
        return self._telling.not_found(outcome.elsewhere, request.locale)


def trace_of(outcome: SearchOutcome) -> dict[str, object]:
    """Gives what staff may see of a search: decision, scores and time, nothing that was said."""
    return {
        "decision": outcome.decision,
        "results": [
            {"code": found.procedure.code, "probability": round(found.probability, 3)}
            for found in outcome.results[:3]
        ],
        "aspects": list(outcome.asked.aspects),
        "search_ms": outcome.took_ms,
    }


def _repeats(request: AnswerRequest, procedure: Procedure, aspects: Sequence[Aspect]) -> bool:
    """Says whether the visitor asks what was told last."""
    asked = aspects[0] if aspects else Aspect.GENERAL
    return (request.procedure_code, request.last_aspect) == (procedure.code, asked)


def _stays_with(in_hand: Procedure, outcome: SearchOutcome) -> bool:
    """Says whether a question that names an aspect still means the procedure in hand.

    It does when nothing fits better: no result, or the one in hand is among those that fit.
    """
    if outcome.decision is Decision.NONE:
        return outcome.elsewhere is None
    fitting = outcome.options or [result.procedure for result in outcome.results[:1]]
    return any(procedure.code == in_hand.code for procedure in fitting)
