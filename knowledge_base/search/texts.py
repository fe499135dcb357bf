"""The texts by which a procedure is found."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.elsewhere import Elsewhere
from knowledge_base.schema import Procedure


class TextKind(StrEnum):
    """What an indexed text is of its procedure."""

    NAME = "name"
    ALIAS = "alias"
    SITUATION = "situation"
    QUESTION = "question"
    SUMMARY = "summary"
    ELSEWHERE = "elsewhere"


class IndexedText(NamedTuple):
    """One text of one procedure, or of a topic that is handled elsewhere.

    Attributes:
        code: The procedure's code or the topic's slug.
    """

    code: str
    kind: TextKind
    text: str


_LEAD = "thủ tục "


def short_name(name: str) -> str:
    """Gives the official name without the leading word that many names share."""
    if name.casefold().startswith(_LEAD):
        rest = name[len(_LEAD) :].lstrip()
        return rest[:1].upper() + rest[1:]
    return name


def texts_of(procedure: Procedure) -> Iterator[IndexedText]:
    """Yields every text by which the procedure may be found."""

    def make(kind: TextKind, text: str) -> IndexedText:
        return IndexedText(procedure.code, kind, text)

    yield make(TextKind.NAME, short_name(procedure.name))
    if procedure.short_name:
        yield make(TextKind.NAME, procedure.short_name)
    if procedure.name_en:
        yield make(TextKind.ALIAS, procedure.name_en)
    yield make(TextKind.SUMMARY, procedure.summary)
    yield from (make(TextKind.ALIAS, text) for text in procedure.aliases)
    yield from (make(TextKind.SITUATION, text) for text in procedure.situations)
    yield from (make(TextKind.QUESTION, text) for text in procedure.questions)


def indexed_texts(catalogue: Catalogue) -> list[IndexedText]:
    """Lists the texts of all procedures, whatever their status."""
    return [text for procedure in catalogue for text in texts_of(procedure)]


def topic_texts(elsewhere: Elsewhere) -> list[IndexedText]:
    """Lists the examples of all topics that are handled elsewhere, then of all crossroads."""
    return [
        IndexedText(topic.slug, TextKind.ELSEWHERE, example)
        for topic in elsewhere.everything
        for example in topic.examples
    ]
