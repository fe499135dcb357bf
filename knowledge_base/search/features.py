"""What speaks for each procedure, given a question: the named features that ranking weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from knowledge_base.search.dense import Nearness
from knowledge_base.search.encoder import Vectors
from knowledge_base.search.index import SearchIndex
from knowledge_base.search.lexical import Scores, runs, terms
from knowledge_base.text.analyser import AnalysedText


class Feature(StrEnum):
    """One reason for a procedure."""

    TEXTS = "texts"
    """Likeness in meaning to its three nearest texts."""
    CENTRE = "centre"
    """Likeness in meaning to all its texts together."""
    ACCENTED = "accented"
    """BM25 over words with their marks."""
    PLAIN = "plain"
    """BM25 over words without marks."""
    LETTERS = "letters"
    """BM25 over runs of letters, for what is mistyped or misheard."""
    NAME = "name"
    """Share of its official name's words, by rarity, that the question has."""
    OFTEN_ASKED = "often_asked"
    """Whether most visitors come for it: between near equals it goes first."""


@dataclass(frozen=True)
class Features:
    """The features of all procedures, and after them of all topics, for one question.

    Attributes:
        values: Shape ``(procedures + topics, len(Feature))``, in the order of ``Feature``. All but
            the last two are on one scale: mean 0, standard deviation 1 over the procedures.
        nearness: The likenesses as they are.
    """

    values: Scores
    nearness: Nearness


@dataclass(frozen=True)
class Overlap:
    """What a question and a procedure have in common.

    Attributes:
        coverage: Share of the question's words, weighted by rarity, that its texts have.
        phrases: Share of the question's pairs of words that they have.
    """

    coverage: float
    phrases: float


class FeatureIndex:
    """All that features are computed from.

    Attributes:
        texts: The indexed texts.
    """

    def __init__(
        self, owners: Sequence[str], index: SearchIndex, often_asked: frozenset[str]
    ) -> None:
        """Prepares the rankers' indexes.

        Args:
            owners: Codes of the procedures and slugs of the topics, in the order of all arrays.
            index: Their texts in one language, analysed and encoded.
            often_asked: Codes of what most visitors come for.
        """
        size = len(owners)
        self.texts = index.texts
        self._accented, self._plain, self._letters = index.accented, index.plain, index.letters
        self._dense = index.dense
        self._most_rarity = math.log(1 + 2 * size)
        self._named: dict[str, list[int]] = {}
        self._name_weights = np.zeros(size, dtype=np.float32)
        for at, words in enumerate(index.names):
            for word in set(words):
                self._named.setdefault(word, []).append(at)
                self._name_weights[at] += self._rarity(word)
        self._often_asked = np.array(
            [float(owner in often_asked) for owner in owners], dtype=np.float32
        )

    def _rarity(self, term: str) -> float:
        """Gives the logarithm of how few procedures have a term, as in BM25."""
        holders = len(self._plain.holders(term))
        return math.log(1 + self._plain.size / holders) if holders else self._most_rarity

    def features(self, question: AnalysedText, vector: Vectors) -> Features:
        """Computes the features of every procedure and topic.

        Args:
            question: The question without the words of its aspects.
            vector: Its unit vector.
        """
        nearness = self._dense.nearness(vector)
        named = np.zeros_like(self._name_weights)
        for word in set(question.plain):
            if word in self._named:
                named[self._named[word]] += self._rarity(word)
        columns: dict[Feature, Scores] = {
            Feature.TEXTS: standardise(nearness.texts),
            Feature.CENTRE: standardise(nearness.centre),
            Feature.ACCENTED: standardise(self._accented.scores(terms(question.words))),
            Feature.PLAIN: standardise(self._plain.scores(terms(question.plain))),
            Feature.LETTERS: standardise(self._letters.scores(runs(question.plain))),
            Feature.NAME: np.asarray(named / np.maximum(self._name_weights, 1e-6), np.float32),
            Feature.OFTEN_ASKED: self._often_asked,
        }
        return Features(np.stack([columns[feature] for feature in Feature], axis=1), nearness)

    def overlap(self, question: AnalysedText, at: int) -> Overlap:
        """Compares the question's words with those of the procedure at a position."""
        words = set(question.plain)
        pairs = set(terms(question.plain)) - words
        rarity = {word: self._rarity(word) for word in words}
        return Overlap(
            coverage=sum(rarity[word] for word in words if self._has(at, word))
            / sum(rarity.values()),
            phrases=sum(self._has(at, pair) for pair in pairs) / max(1, len(pairs)),
        )

    def _has(self, at: int, term: str) -> bool:
        return bool((self._plain.holders(term) == at).any())


def standardise(scores: NDArray[np.float32]) -> Scores:
    """Puts scores of one question on one scale: mean 0, standard deviation 1 over procedures."""
    centred = scores - scores.mean()
    deviation = math.sqrt(float(centred @ centred) / len(centred))
    if deviation < 1e-6:
        return np.zeros_like(scores)
    return np.asarray(centred / deviation, dtype=np.float32)
