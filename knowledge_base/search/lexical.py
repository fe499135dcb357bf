"""Candidates by words: BM25 over syllables and pairs of syllables, with and without marks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def terms(words: Sequence[str]) -> list[str]:
    """Gives syllables and adjacent pairs: Vietnamese words are mostly of two syllables."""
    pairs = [f"{left}_{right}" for left, right in pairwise(words)]
    return [*words, *pairs]


class LexicalIndex:
    """BM25 over one document per procedure, in one view of the text."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Indexes the terms of each document."""
        self._size = len(documents)
        self._bm25 = bm25s.BM25(k1=1.2, b=0.6)
        self._bm25.index([list(document) for document in documents], show_progress=False)

    def scores(self, words: Sequence[str]) -> Scores:
        """Gives the score of each document, shape ``(documents,)``; 0 where nothing matches."""
        known = [term for term in terms(words) if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)
