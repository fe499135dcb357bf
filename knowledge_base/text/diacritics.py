"""Restores the marks of text typed without them, by a bigram model of the catalogue's own words.

A sentence encoder trained on written Vietnamese is nearly blind to unaccented text, and restoring
the marks at query time did better than indexing both forms. The same model tells which syllable was
meant where one was misheard.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import chain, pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.text.normalise import normalise, strip_diacritics, syllables
from knowledge_base.yaml_file import read_yaml

_BEGIN = "<s>"
_DISCOUNT = 0.75
"""Taken off each count of a pair for pairs that were not seen (Kneser and Ney)."""
_FEW_MARKS = 0.2
"""Text with a smaller share of marked syllables counts as typed without marks.

Ordinary Vietnamese has marks on about three syllables of four.
"""
_SOME_MARKS = 0.6
"""Text with a smaller share has lost marks here and there."""
_LOST_MARK = 0.05
"""Chance that a syllable that exists without marks has lost them in such a text."""
_CONFUSED = 3e-4
"""Chance that a syllable is not the one that was meant, but one that sounds like it."""
_WELL_KNOWN = 5
"""Times that a syllable must have been seen to stand in for another."""
_BEAM = 8
"""Most readings that are followed at a time."""

_EVERYDAY_COUNTS = 3
"""How many times an everyday sentence counts: they are few beside the catalogue's."""

Confused = Callable[[str], Iterable[str]]
"""Gives the syllables that sound like one."""


class DiacriticsModel(BaseModel):
    """Counts from which marks are restored.

    Attributes:
        unigrams: How often each accented syllable was seen.
        before: How often each syllable was seen right before another: ``before["sinh"]["khai"]``.
        followers: How many different syllables were seen after each.
    """

    unigrams: dict[str, int]
    before: dict[str, dict[str, int]]
    followers: dict[str, int]


class DiacriticsRestorer:
    """Chooses the likeliest reading of a sentence (Viterbi)."""

    def __init__(self, model: DiacriticsModel) -> None:
        """Takes the counts and indexes the readings of each unmarked syllable."""
        self._unigrams = model.unigrams
        self._before = model.before
        self._followers = model.followers
        self._pairs = sum(model.followers.values()) or 1
        readings: dict[str, list[str]] = defaultdict(list)
        for syllable in sorted(model.unigrams.keys() - {_BEGIN}):  # of equals the same one wins
            readings[strip_diacritics(syllable)].append(syllable)
        self._readings = dict(readings)
        self.known: frozenset[str] = frozenset(model.unigrams)
        self.plain: frozenset[str] = frozenset(readings)

    @staticmethod
    def has_few_marks(words: list[str]) -> bool:
        """Says whether the text was typed without marks (or nearly so)."""
        return _share_of_marked(words) < _FEW_MARKS

    def restore(self, words: list[str], confused: Confused | None = None) -> list[str]:
        """Gives the words with marks; words that carry marks or are unknown stay as they are.

        Args:
            words: Typed without marks.
            confused: The syllables that sound like one, to try where a word is unknown.
        """
        layers = [self._readings_of(word) for word in words]
        for word, layer in zip(words, layers, strict=True):
            if confused and word.isalpha() and word not in self.plain:
                for syllable in confused(word):
                    for reading in self._readings.get(syllable, ()):
                        self._add(layer, reading)
        return self._likeliest(words, layers)

    def correct(self, words: list[str], confused: Confused) -> list[str]:
        """Gives the words as they were meant, where what was typed is not to be understood.

        Args:
            words: Some may have lost their marks, some may be misheard.
            confused: The syllables that sound like one.
        """
        lost = _share_of_marked(words) < _SOME_MARKS
        layers = [
            self._readings_of(word, 1.0 if word not in self.known else _LOST_MARK)
            if lost or word not in self.known
            else {word: 1.0}
            for word in words
        ]
        for at in self._not_understood(words):
            for syllable in confused(words[at]):
                self._add(layers[at], syllable)
        if all(len(layer) == 1 for layer in layers):
            return words
        return self._likeliest(words, layers)

    def _readings_of(self, word: str, marked: float = 1.0) -> dict[str, float]:
        """Gives the readings of a syllable, each with the chance of being typed like this."""
        if word != strip_diacritics(word):
            return {word: 1.0}
        readings = self._readings.get(word, [word])
        return {reading: 1.0 if reading == word else marked for reading in readings}

    def _add(self, layer: dict[str, float], syllable: str) -> None:
        """Lets a well-known syllable stand in for one that sounds like it."""
        if self._unigrams.get(syllable, 0) >= _WELL_KNOWN:
            layer.setdefault(syllable, _CONFUSED)

    def _not_understood(self, words: list[str]) -> list[int]:
        """Finds the syllables that were seen beside neither of their neighbours."""
        line = [_BEGIN, *words, ""]
        return [
            at
            for at, word in enumerate(words)
            if word.isalpha()
            and line[at] not in self._before.get(word, ())
            and word not in self._before.get(line[at + 2], ())
        ]

    def _likeliest(self, words: list[str], layers: list[dict[str, float]]) -> list[str]:
        """Follows the best readings from left to right; scores are shares, not to underflow."""
        best: dict[str, float] = {_BEGIN: 1.0}
        back: list[dict[str, str]] = []
        for layer in layers:
            unseen = {previous: score * self._left(previous) for previous, score in best.items()}
            likeliest = max(unseen, key=unseen.__getitem__)
            scores, origins = {}, {}
            for reading, chance in layer.items():
                before = self._before.get(reading, {})
                # A syllable that follows many others is likely after any.
                anywhere = (len(before) or 0.1) / self._pairs
                top, origin = unseen[likeliest] * anywhere, likeliest
                for previous, score in best.items():
                    if previous in before:
                        seen = (before[previous] - _DISCOUNT) / self._unigrams[previous]
                        after = score * seen + unseen[previous] * anywhere
                        if after > top:
                            top, origin = after, previous
                scores[reading], origins[reading] = top * chance, origin
            kept = sorted(scores, key=scores.__getitem__, reverse=True)[:_BEAM]
            best = {reading: scores[reading] / scores[kept[0]] for reading in kept}
            back.append(origins)
        if not words:
            return []
        path = [max(best, key=best.__getitem__)]
        for origins in reversed(back[1:]):
            path.append(origins[path[-1]])
        return path[::-1]

    def _left(self, syllable: str) -> float:
        """Gives the chance that what follows a syllable was not seen after it."""
        followers = self._followers.get(syllable, 0)
        return _DISCOUNT * followers / self._unigrams[syllable] if followers else 1.0


def _share_of_marked(words: list[str]) -> float:
    letters = [word for word in words if word.isalpha()]
    if not letters:
        return 1.0
    return sum(strip_diacritics(word) != word for word in letters) / len(letters)


class EverydayTable(BaseModel):
    """The data file ``everyday.yaml``: phrases with commas between."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: list[str]


def read_everyday() -> EverydayTable:
    """Reads the everyday sentences."""
    return read_yaml(Path(__file__).parent / "everyday.yaml", EverydayTable)


def _everyday() -> list[list[str]]:
    table = read_everyday()
    phrases = [phrase for line in table.sentences for phrase in line.split(",")]
    return [syllables(normalise(phrase)) for phrase in phrases]


def learn(sentences: Iterable[list[str]]) -> DiacriticsModel:
    """Counts syllables and pairs of accented sentences, and of everyday ones.

    Args:
        sentences: Normalised syllables of each sentence.
    """
    unigrams: Counter[str] = Counter()
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    followers: Counter[str] = Counter()
    for words in chain(sentences, _everyday() * _EVERYDAY_COUNTS):
        words = [_BEGIN, *words]
        unigrams.update(words)
        for left, right in pairwise(words):
            before[right][left] += 1
    for lefts in before.values():
        followers.update(lefts.keys())
    return DiacriticsModel(
        unigrams=dict(unigrams),
        before={right: dict(lefts) for right, lefts in before.items()},
        followers=dict(followers),
    )
