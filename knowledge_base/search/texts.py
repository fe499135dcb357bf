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
    ENGLISH_NAME = "english_name"
    ENGLISH = "english"
    ELSEWHERE = "elsewhere"


class IndexedText(NamedTuple):
    """One text of one procedure, or of a topic that is handled elsewhere.

    Attributes:
        code: The procedure's code or the topic's slug.
    """

    code: str
    kind: TextKind
    text: str

    @property
    def in_english(self) -> bool:
        """Whether English questions are compared with it, and Vietnamese ones are not."""
        return self.kind in (TextKind.ENGLISH_NAME, TextKind.ENGLISH)


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
    yield make(TextKind.SUMMARY, procedure.summary)
    yield from (make(TextKind.ALIAS, text) for text in procedure.aliases)
    yield from (make(TextKind.SITUATION, text) for text in procedure.situations)
    yield from (make(TextKind.QUESTION, text) for text in procedure.questions)
    # Without an English name it is at least found by its own.
    yield make(TextKind.ENGLISH_NAME, procedure.name_en or short_name(procedure.name))
    yield from (make(TextKind.ENGLISH, text) for text in procedure.english)


def indexed_texts(catalogue: Catalogue) -> list[IndexedText]:
    """Lists the texts of all procedures, whatever their status."""
    return [text for procedure in catalogue for text in texts_of(procedure)]


def topic_texts(elsewhere: Elsewhere) -> list[IndexedText]:
    """Lists the examples of all topics that are handled elsewhere, then of all crossroads.

    One without examples in English has a Vietnamese one there: everything has a text to compare.
    """
    return [
        IndexedText(topic.slug, kind, example)
        for topic in elsewhere.everything
        for kind, examples in (
            (TextKind.ELSEWHERE, topic.examples),
            (TextKind.ENGLISH, topic.english or topic.examples[:1]),
        )
        for example in examples
    ]
