"""Candidates by words: BM25 over syllables, pairs of syllables and runs of letters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_RUNS = (3, 4)
_RUN_ACROSS = 5


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


class LexicalIndex:
    """BM25 over one document per procedure, in one view of the text."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        """Takes a built index: see ``build`` and ``load``."""
        self._bm25 = bm25
        self._starts = bm25.scores["indptr"]
        self._documents = bm25.scores["indices"]
        self._parts = bm25.scores["data"]
        self.size = int(bm25.scores["num_docs"])

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Indexes the terms of each document."""
        bm25 = bm25s.BM25(k1=1.2, b=0.6)
        bm25.index([list(document) for document in documents], show_progress=False)
        return cls(bm25)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Reads a saved index.

        Raises:
            OSError: A file is missing.
            ValueError: A file is damaged.
        """
        return cls(bm25s.BM25.load(str(folder), show_progress=False))

    def save(self, folder: Path) -> None:
        """Writes the index to a new folder."""
        self._bm25.save(str(folder), show_progress=False)

    def scores(self, terms: Sequence[str]) -> Scores:
        """Gives the score of each document, shape ``(documents,)``; 0 where nothing matches.

        The sum is made in one step: bm25s adds term by term, and a question has a hundred runs of
        letters.
        """
        vocabulary = self._bm25.vocab_dict
        numbers = [vocabulary[term] for term in terms if term in vocabulary]
        spans = [slice(self._starts[number], self._starts[number + 1]) for number in numbers]
        if not spans:
            return np.zeros(self.size, dtype=np.float32)
        documents = np.concatenate([self._documents[span] for span in spans])
        parts = np.concatenate([self._parts[span] for span in spans])
        return np.bincount(documents, parts, self.size).astype(np.float32)

    def holders(self, term: str) -> NDArray[np.int64]:
        """Gives the positions of the documents that hold a term, in their order."""
        number = self._bm25.vocab_dict.get(term)
        if number is None:
            return np.empty(0, dtype=np.int64)
        return np.asarray(
            self._documents[self._starts[number] : self._starts[number + 1]], dtype=np.int64
        )
