"""Compares lists of papers whose names we have shortened and whose entries we may have joined.

Counting alone would call a quarter of the catalogue changed because we merge and split papers, so a
list is changed when a paper of one side has no counterpart among the words of the other. A list of
another length whose papers all have counterparts is left to the editor's eye.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge_base.imports.readings import folded, form_numbers
from knowledge_base.schema import Paper, PaperCase

_SHARED_WORDS = 0.67
"""Share of a paper's words that its counterpart must hold.

An import of the very source that the catalogue was written from finds 13 % of the lists changed
(by count alone 24 %). A paper of another procedure of the field, put among ours, is noticed in 72
of 100 cases; at 0.5 it is 7 % and 49.
"""

# fmt: off
_COMMON = frozenset([
    "ban", "chinh", "sao", "giay", "to", "co", "va", "hoac", "cua", "cac", "theo", "mau", "so",
    "quy", "dinh", "tai", "ve", "cho", "de", "nghi", "trong", "la", "duoc", "nguoi",
])
# fmt: on
"""Words that any paper may hold, so that they tell none from another."""


@dataclass(frozen=True)
class ListedPaper:
    """A paper and the case in which it is needed."""

    paper: Paper
    case: str | None

    @cached_property
    def words(self) -> frozenset[str]:
        """All words by which the paper may be recognised."""
        paper = self.paper
        return frozenset().union(
            *(_words(text) for text in (paper.name, paper.note, paper.form, self.case) if text)
        )


@dataclass(frozen=True)
class PaperChanges:
    """How two lists differ.

    Attributes:
        added: Papers of the source without a counterpart in the catalogue.
        gone: Papers of the catalogue without a counterpart in the source.
        forms: For papers that have one, the source's paper that names another form.
    """

    added: tuple[ListedPaper, ...]
    gone: tuple[ListedPaper, ...]
    forms: tuple[tuple[ListedPaper, ListedPaper], ...]


def listed(documents: Iterable[PaperCase]) -> list[ListedPaper]:
    """Lists the papers of all cases."""
    return [ListedPaper(paper, case.case) for case in documents for paper in case.items]


def paper_changes(ours: Sequence[ListedPaper], theirs: Sequence[ListedPaper]) -> PaperChanges:
    """Finds the papers that only one side has, and the forms that only the source names."""
    known = {number for item in ours for number in _forms(item)}
    counterparts = [(item, _best(item, ours)) for item in theirs]
    return PaperChanges(
        added=tuple(item for item, own in counterparts if own is None),
        gone=tuple(item for item in ours if _best(item, theirs) is None),
        forms=tuple((own, item) for item, own in counterparts if own and set(_forms(item)) - known),
    )


def form_list(papers: Iterable[ListedPaper]) -> list[str]:
    """Gives the numbers of all forms named, in order."""
    return sorted({number for item in papers for number in _forms(item)})


def _forms(item: ListedPaper) -> list[str]:
    return form_numbers(f"{item.paper.form or ''}; {item.paper.name}")


def _best(item: ListedPaper, others: Iterable[ListedPaper]) -> ListedPaper | None:
    """Gives the likeliest counterpart of a paper."""
    scored = [(_likeness(item, other), other) for other in others]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= _SHARED_WORDS else None


def _likeness(one: ListedPaper, other: ListedPaper) -> float:
    return max(_held(one.paper.name, other), _held(other.paper.name, one))


def _held(name: str, by: ListedPaper) -> float:
    words = _words(name)
    return len(words & by.words) / len(words) if words else 0.0


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    words = frozenset(folded(text).split())
    telling = frozenset(word for word in words - _COMMON if not word.isdigit())
    return telling or words
