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


class CountedTexts(BaseModel):
    """How a list is said: its one line, how many and the first, or how many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    first: str
    count: str


class SpokenTexts(BaseModel):
    """The short sentences for the ear.

    Attributes:
        most_words, most_words_of_each: Of an answer on one aspect, and of each of several.
        most_words_of_each: int = Field(ge=10, le=80)
    most_words_of_a_name: Longer names of papers are cut, where they may be.
        cut_before: Words before which a name may end.
        joining: Words after which something must follow.
        form_until: Words that end the short name of a form.
        this: Said instead of a name that was said before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    most_words: int = Field(ge=20, le=80)
    most_words_of_each: int = Field(ge=10, le=80)
    most_words_of_a_name: int = Field(ge=5, le=20)
    cut_before: frozenset[str]
    joining: frozenset[str]
    form_until: list[str]
    thousands: str
    this: str
    general: str
    general_offer: str
    papers: str
    papers_first: str
    papers_count: str
    papers_cases: str
    papers_by_case: str
    papers_offer: str
    fee: str
    amount: str
    amount_per: str
    time_limit: str
    varies: str
    place: str
    on_the_screen: str
    on_screen: str
    not_stated: str
    all_missing: str
    counted: dict[str, CountedTexts]


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
    spoken: SpokenTexts
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
