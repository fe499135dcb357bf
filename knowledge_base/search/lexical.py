"""Candidates by words: BM25 over syllables, pairs of syllables and runs of letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_RUNS = (3, 4)
_RUN_ACROSS = 5
_K1, _B = 1.2, 0.6


def terms(words: Sequence[str]) -> list[str]:
    """Gives syllables and adjacent pairs: Vietnamese words are mostly of two syllables."""
    pairs = [f"{left}_{right}" for left, right in pairwise(words)]
    return [*words, *pairs]


def runs(words: Sequence[str]) -> list[str]:
    """Gives runs of letters, within syllables and across them, which survive a mistyped letter."""
    within = [
        marked[at : at + size]
        for marked in (f"^{word}$" for word in words)
        for size in _RUNS
        for at in range(len(marked) - size + 1)
    ]
    line = "_".join(words)
    across = [f"#{line[at : at + _RUN_ACROSS]}" for at in range(len(line) - _RUN_ACROSS + 1)]
    return within + across


@dataclass(frozen=True)
class _Postings:
    """Which document holds which term how often, ordered by term and document."""

    terms: NDArray[np.int32]
    documents: NDArray[np.int32]
    counts: NDArray[np.int32]

    @classmethod
    def joined(cls, parts: Sequence[_Postings]) -> _Postings:
        terms = np.concatenate([part.terms for part in parts])
        documents = np.concatenate([part.documents for part in parts])
        counts = np.concatenate([part.counts for part in parts])
        # Mostly in order already, which the stable sort is quick with.
        order = np.argsort(terms.astype(np.int64) << 32 | documents, kind="stable")
        return cls(terms[order], documents[order], counts[order])


class LexicalIndex:
    """BM25 over one document per procedure, in one view of the text (Lucene's form of it).

    The counts are kept, so that a few changed documents cost a recount of their own terms only.

    Attributes:
        size: Number of documents.
    """

    def __init__(self, vocabulary: dict[str, int], postings: _Postings, size: int) -> None:
        """Takes the counts: see ``empty``, ``changed`` and ``load``."""
        self.size = size
        self._vocabulary = vocabulary
        self._postings = postings
        holders = np.bincount(postings.terms, minlength=len(vocabulary))
        self._starts = np.concatenate([[0], np.cumsum(holders)])
        lengths = np.bincount(postings.documents, postings.counts, size)
        usual = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0)) if size else lengths
        rarity = np.log(1 + (size - holders + 0.5) / (holders + 0.5))
        counts = postings.counts
        parts = rarity[postings.terms] * counts / (counts + usual[postings.documents])
        self._parts = parts.astype(np.float32)

    @classmethod
    def empty(cls) -> LexicalIndex:
        """Gives an index without documents."""
        nothing = np.empty(0, dtype=np.int32)
        return cls({}, _Postings(nothing, nothing, nothing), 0)

    def changed(
        self, kept: NDArray[np.int32], new: Iterable[tuple[int, Iterable[str]]], size: int
    ) -> LexicalIndex:
        """Gives an index of which some documents are new or gone.

        Args:
            kept: For each document of this index its position in the changed one; -1: it is gone.
            new: The terms of each new document, with its position.
            size: Number of documents then.
        """
        vocabulary = dict(self._vocabulary)  # searches under way go on using the old one
        old = self._postings
        stays = kept[old.documents] >= 0
        parts = [_Postings(old.terms[stays], kept[old.documents[stays]], old.counts[stays])]
        for position, terms_of_it in new:
            counted = Counter(terms_of_it)
            numbers = [vocabulary.setdefault(term, len(vocabulary)) for term in counted]
            parts.append(
                _Postings(
                    np.array(numbers, dtype=np.int32),
                    np.full(len(numbers), position, dtype=np.int32),
                    np.array(list(counted.values()), dtype=np.int32),
                )
            )
        postings = _Postings.joined(parts)
        used = np.bincount(postings.terms, minlength=len(vocabulary)) > 0
        if not used.all():
            numbering = (np.cumsum(used) - 1).astype(np.int32)
            postings = replace(postings, terms=numbering[postings.terms])
            alive = compress(vocabulary, used.tolist())
            vocabulary = {term: number for number, term in enumerate(alive)}
        return LexicalIndex(vocabulary, postings, size)

    @classmethod
    def load(cls, path: Path) -> LexicalIndex:
        """Reads a saved index.

        Raises:
            OSError: The file is missing.
            ValueError: It is damaged.
        """
        try:
            with path.open("rb") as file, np.load(file) as saved:
                words = saved["vocabulary"].tobytes().decode().split("\n")
                postings = _Postings(saved["terms"], saved["documents"], saved["counts"])
                size = int(saved["size"])
        except (KeyError, EOFError, BadZipFile) as error:
            raise ValueError(f"{path} is damaged") from error
        return cls({word: number for number, word in enumerate(words)}, postings, size)

    def save(self, path: Path) -> None:
        """Writes the index to a new file."""
        words = np.frombuffer("\n".join(self._vocabulary).encode(), dtype=np.uint8)
        postings = self._postings
        np.savez(
            path,
            vocabulary=words,
            terms=postings.terms,
            documents=postings.documents,
            counts=postings.counts,
            size=self.size,
        )

    def scores(self, terms: Sequence[str]) -> Scores:
        """Gives the score of each document, shape ``(documents,)``; 0 where nothing matches."""
        vocabulary = self._vocabulary
        numbers = [vocabulary[term] for term in terms if term in vocabulary]
        if not numbers:
            return np.zeros(self.size, dtype=np.float32)
        starts = self._starts[numbers]
        lengths = self._starts[1:][numbers] - starts
        # All postings in one step: a question has a hundred runs of letters.
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
        documents = self._postings.documents[at]
        return np.bincount(documents, self._parts[at], self.size).astype(np.float32)

    def holders(self, term: str) -> NDArray[np.int32]:
        """Gives the positions of the documents that hold a term, in their order."""
        number = self._vocabulary.get(term)
        if number is None:
            return np.empty(0, dtype=np.int32)
        return self._postings.documents[self._starts[number] : self._starts[number + 1]]
