"""Restores the marks of text typed without them, by a bigram model of the catalogue's own words.

A sentence encoder trained on written Vietnamese is nearly blind to unaccented text, and restoring
the marks at query time did better than indexing both forms.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from pydantic import BaseModel

from knowledge_base.text.normalise import strip_diacritics

_BEGIN = "<s>"
_BIGRAM_WEIGHT = 0.85
"""Share of the bigram in the mixture with the unigram."""
_FEW_MARKS = 0.2
"""Text with a smaller share of marked syllables counts as typed without marks.

Ordinary Vietnamese has marks on about three syllables of four.
"""


class DiacriticsModel(BaseModel):
    """Counts from which marks are restored.

    Attributes:
        unigrams: How often each accented syllable was seen.
        bigrams: How often each pair, joined by a space, was seen.
    """

    unigrams: dict[str, int]
    bigrams: dict[str, int]


class DiacriticsRestorer:
    """Chooses the likeliest accented reading of a sentence (Viterbi)."""

    def __init__(self, model: DiacriticsModel) -> None:
        """Takes the counts and indexes the readings of each unmarked syllable."""
        self._unigrams = model.unigrams
        self._bigrams = model.bigrams
        self._total = sum(model.unigrams.values()) or 1
        readings: dict[str, list[str]] = defaultdict(list)
        for syllable in sorted(model.unigrams.keys() - {_BEGIN}):  # of equals the same one wins
            readings[strip_diacritics(syllable)].append(syllable)
        self._readings = dict(readings)
        self.known: frozenset[str] = frozenset(model.unigrams)
        self.plain: frozenset[str] = frozenset(readings)

    @staticmethod
    def has_few_marks(words: list[str]) -> bool:
        """Says whether the text was typed without marks (or nearly so)."""
        letters = [word for word in words if word.isalpha()]
        marked = sum(strip_diacritics(word) != word for word in letters)
        return bool(letters) and marked < _FEW_MARKS * len(letters)

    def restore(self, words: list[str]) -> list[str]:
        """Gives the words with marks; words that carry marks or are unknown stay as they are."""
        layers = [
            self._readings.get(word, [word]) if word == strip_diacritics(word) else [word]
            for word in words
        ]
        best: dict[str, tuple[float, list[str]]] = {_BEGIN: (0.0, [])}
        for layer in layers:
            best = {reading: self._extend(best, reading) for reading in layer}
        return max(best.values(), key=lambda item: item[0])[1] if words else []

    def _extend(
        self, best: dict[str, tuple[float, list[str]]], reading: str
    ) -> tuple[float, list[str]]:
        previous, (score, path) = max(
            best.items(), key=lambda item: item[1][0] + self._log_probability(item[0], reading)
        )
        return score + self._log_probability(previous, reading), [*path, reading]

    def _log_probability(self, previous: str, reading: str) -> float:
        unigram = (self._unigrams.get(reading, 0) + 0.1) / self._total
        seen = self._unigrams.get(previous, 0)
        bigram = self._bigrams.get(f"{previous} {reading}", 0) / seen if seen else 0.0
        return math.log(_BIGRAM_WEIGHT * bigram + (1 - _BIGRAM_WEIGHT) * unigram)


def learn(sentences: Iterable[list[str]]) -> DiacriticsModel:
    """Counts syllables and pairs of accented sentences.

    Args:
        sentences: Normalised syllables of each sentence.
    """
    unigrams: Counter[str] = Counter()
    bigrams: Counter[str] = Counter()
    for words in sentences:
        words = [_BEGIN, *words]
        unigrams.update(words)
        bigrams.update(f"{left} {right}" for left, right in pairwise(words))
    return DiacriticsModel(unigrams=dict(unigrams), bigrams=dict(bigrams))
