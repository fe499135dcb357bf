"""The sentences from which answers are composed, one data file per language."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.yaml_file import read_yaml


class Locale(StrEnum):
    """Language of labels and sentences."""

    VI = "vi"
    EN = "en"


class HoursTexts(BaseModel):
    """How opening hours are said; ``days`` begin with Monday."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: str
    part: str
    days: list[str] = Field(min_length=7, max_length=7)
    days_from_to: str
    span: str
    spans_and: str
    clock: str
    clock_full: str


class ChecklistTexts(BaseModel):
    """How a visitor's own papers are asked for and listed.

    Attributes:
        questions: The question of each kind.
        none_of: What the button says that chooses none of the cases; a kind without one has none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: dict[str, str]
    none_of: dict[str, str]
    same_for_all: str
    for_case: str
    not_stated: str


class ComparisonTexts(BaseModel):
    """How two procedures are told apart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str
    line: str
    when: str
    papers: str
    papers_not_stated: str
    fee: str
    time_limit: str
    group: str


class AnswerTexts(BaseModel):
    """One data file ``texts.<locale>.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    general: str
    documents_one: str
    documents_cases: str
    documents_only_cases: str
    fee: str
    time_limit: str
    place: str
    place_not_stated: str
    online_yes: str
    online_no: str
    online_post: str
    steps: str
    conditions: str
    result: str
    form: str
    form_none: str
    legal_basis: str
    not_stated: str
    all_missing: str
    source: str
    abolished_replaced: str
    abolished: str
    suspended: str
    ended: str
    not_yet: str
    missing: str
    in_case: str
    each_channel: str
    channels: dict[str, str]
    fees: dict[str, str]
    times: dict[str, str]
    quantities: dict[str, str]
    hours: HoursTexts
    aspects: dict[str, str]
    checklist: ChecklistTexts
    comparison: ComparisonTexts
    ask_which: str
    ask_circumstance: str
    option_when: str
    not_found: str
    not_of_the_ward: str
    elsewhere: str


@cache
def answer_texts(locale: Locale) -> AnswerTexts:
    """Reads the sentences of a language, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / f"texts.{locale}.yaml", AnswerTexts)
