"""Texts that can be followed by ear, are enough to be found by, and name who does it today."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge_base.catalogue import Catalogue
from knowledge_base.checks.types import Found
from knowledge_base.schema import Procedure
from knowledge_base.search.texts import short_name

SPOKEN_NAME_WORDS = 16
SUMMARY_WORDS = 45
LINE_WORDS = 25
MOST_STEPS = 7
COUNTS = {"aliases": (5, 12), "situations": (6, 12), "questions": (6, 12), "english": (0, 6)}
"""Least and most texts of each kind: fewer are hard to find, more outweigh their neighbours."""

# The district level ended on 1 July 2025 (Law 72/2025/QH15).
_DISTRICT = re.compile(
    r"\b(cấp huyện|(?:UBND|ủy ban nhân dân|công an) (?:huyện|quận|thị xã)|phòng tư pháp)\b", re.I
)
_WORD = re.compile(r"[^\W\d_]")


def too_long(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds what is too long to be read aloud."""
    spoken = procedure.short_name or short_name(procedure.name)
    lines = [("short_name", spoken, SPOKEN_NAME_WORDS)]
    lines += [("summary", procedure.summary, SUMMARY_WORDS)]
    lines += [(f"steps.{i}", text, LINE_WORDS) for i, text in enumerate(procedure.steps)]
    for c, case in enumerate(procedure.documents):
        for i, paper in enumerate(case.items):
            lines.append((f"documents.{c}.items.{i}.name", paper.name, LINE_WORDS))
    for field, text, most in lines:
        if (words := len(text.split())) > most:
            yield field, f"has {words} words; at most {most} can be followed by ear"
    if len(procedure.steps) > MOST_STEPS:
        yield "steps", f"has {len(procedure.steps)} steps; at most {MOST_STEPS}"


def counts(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds too few or too many texts by which to find the procedure, and the same one twice."""
    for field, (least, most) in COUNTS.items():
        texts: list[str] = getattr(procedure, field)
        if not least <= len(texts) <= most:
            yield field, f"has {len(texts)} texts; {least} to {most} are needed"
        folded = [text.casefold().strip(" .?!") for text in texts]
        if len(folded) != len(set(folded)):
            yield field, "holds the same text twice"


def wordless(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds texts of signs and figures only, such as a dash that stands for nothing."""
    for field, text in _said(procedure):
        if not _WORD.search(text):
            yield field, f"says nothing: {text!r}; leave it out, or null"


def district(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds bodies of the district level, which is no more, where the record says who does it."""
    own_words = {"summary", "steps", "conditions", "results", "agency", "place"}
    for field, text in _said(procedure):
        if field.partition(".")[0] in own_words and (found := _DISTRICT.search(text)):
            yield field, f"names {found.group(0)!r}; that level ended on 1 July 2025"


def _said(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Gives every sentence of a record with its field."""
    yield "summary", procedure.summary
    lists = (
        "who",
        "aliases",
        "english",
        "situations",
        "questions",
        "steps",
        "conditions",
        "results",
    )
    for field in lists:
        for i, text in enumerate(getattr(procedure, field)):
            yield f"{field}.{i}", text
    for field in ("name_en", "short_name", "agency", "place"):
        if (text := getattr(procedure, field)) is not None:
            yield field, text
    for c, case in enumerate(procedure.documents):
        for i, paper in enumerate(case.items):
            yield f"documents.{c}.items.{i}.name", paper.name
            if paper.note is not None:
                yield f"documents.{c}.items.{i}.note", paper.note
    for m, method in enumerate(procedure.methods):
        if method.fee.note is not None:
            yield f"methods.{m}.fee.note", method.fee.note
        if method.time_limit is not None and method.time_limit.note is not None:
            yield f"methods.{m}.time_limit.note", method.time_limit.note
