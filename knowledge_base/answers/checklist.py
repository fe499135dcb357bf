"""The papers of one visitor's own case, found by at most three short questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.answers.card import ProcedureCard, paper_cards
from knowledge_base.answers.compose import Composer
from knowledge_base.schema import PaperCase, Procedure
from knowledge_base.search.aspects import Aspect
from knowledge_base.yaml_file import read_yaml

MOST_QUESTIONS = 3
_SEVERAL = 3
"""Cases from which on a visitor is asked whether another one fits too."""


class QuestionKind(StrEnum):
    """What a question of a checklist asks."""

    CHANNEL = "channel"
    PERSON = "person"
    SITUATION = "situation"
    ANOTHER = "another"


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: QuestionKind
    phrases: list[str]


class _Rules(BaseModel):
    """The data file ``checklist.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: list[_Rule] = Field(max_length=MOST_QUESTIONS)


@dataclass(frozen=True)
class CaseQuestion:
    """One question: which of these cases is the visitor's.

    Attributes:
        kind: What it asks.
        cases: Positions in ``procedure.documents`` of the cases offered.
    """

    kind: QuestionKind
    cases: tuple[int, ...]


@dataclass(frozen=True)
class CaseAsked:
    """A question in words.

    Attributes:
        text: The question.
        cases: Position and title of each case to choose among.
        none: What chooses none of them; ``None`` where one must fit.
    """

    text: str
    cases: list[tuple[int, str]]
    none: str | None


@dataclass(frozen=True)
class Checklist:
    """The papers of one case.

    Attributes:
        text: All of them in a sentence.
        card: The procedure's card with these papers alone.
        cases: Titles of the chosen cases.
    """

    text: str
    card: ProcedureCard
    cases: list[str]


def next_question(procedure: Procedure, answers: Sequence[int | None]) -> CaseQuestion | None:
    """Gives the question to ask next.

    Who fits several situations may name one more as long as there are fewer than three questions.

    Args:
        procedure: The record.
        answers: What was chosen so far, one for each question: the position of a case, or ``None``
            where none of those offered fits.

    Returns:
        ``None`` when the papers are known.
    """
    questions = _questions(procedure)
    if len(answers) < len(questions):
        return questions[len(answers)]
    if not questions or len(answers) >= MOST_QUESTIONS or answers[-1] is None:
        return None
    last = questions[-1]
    left = tuple(at for at in last.cases if at not in answers)
    if last.kind is not QuestionKind.SITUATION or len(last.cases) < _SEVERAL or not left:
        return None
    return CaseQuestion(QuestionKind.ANOTHER, left)


def ask_case(composer: Composer, procedure: Procedure, question: CaseQuestion) -> CaseAsked:
    """Puts a question into words."""
    said = composer.texts.checklist
    # Who must choose one of several ways to apply has no way besides them.
    may_be_none = question.kind is not QuestionKind.CHANNEL or len(question.cases) == 1
    return CaseAsked(
        said.questions[question.kind].format(name=composer.name(procedure)),
        [(at, procedure.documents[at].case or "") for at in question.cases],
        said.none_of[question.kind] if may_be_none else None,
    )


def make_checklist(composer: Composer, procedure: Procedure, cases: Sequence[int]) -> Checklist:
    """Lists the papers of one case; those of every case where none belongs to it."""
    said, name = composer.texts.checklist, composer.name(procedure)
    groups = _papers_of(procedure, cases) or procedure.documents
    papers = [paper.name.rstrip(".") for group in groups for paper in group.items]
    template = said.for_case if _questions(procedure) else said.same_for_all
    text = template.format(name=name, count=len(papers), papers="; ".join(papers))
    if not papers:
        text = said.not_stated.format(name=name, group=composer.group_name(procedure))
    card = composer.card(procedure, Aspect.DOCUMENTS)
    return Checklist(
        f"{text}\n{card.source.text}",
        card.model_copy(update={"documents": paper_cards(groups, composer.texts)}),
        [procedure.documents[at].case or "" for at in cases],
    )


def _papers_of(procedure: Procedure, cases: Sequence[int]) -> list[PaperCase]:
    """Gives what all need and what the chosen cases need, in the order of the record."""
    return [
        group
        for at, group in enumerate(procedure.documents)
        if group.case is None or at in set(cases)
    ]


def _questions(procedure: Procedure) -> list[CaseQuestion]:
    asked: dict[QuestionKind, list[int]] = {rule.kind: [] for rule in _rules().questions}
    for at, group in enumerate(procedure.documents):
        if group.case:
            asked[_kind_of(group.case)].append(at)
    return [CaseQuestion(kind, tuple(cases)) for kind, cases in asked.items() if cases]


def _kind_of(case: str) -> QuestionKind:
    text = case.lower()
    for rule in _rules().questions:
        if any(phrase in text for phrase in rule.phrases):
            return rule.kind
    return QuestionKind.SITUATION


@cache
def _rules() -> _Rules:
    return read_yaml(Path(__file__).parent / "checklist.yaml", _Rules)
