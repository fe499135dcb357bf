"""Finds phrases in what people say, whether they type the marks or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from knowledge_base.text.normalise import normalise, strip_diacritics, syllables

Meaning = TypeVar("Meaning")


class Found(NamedTuple, Generic[Meaning]):
    """A phrase that was found: what it means and which words it takes."""

    meaning: Meaning
    first: int
    after: int


def words_of(text: str) -> list[str]:
    """Splits a text into words in the one written form."""
    return syllables(normalise(text))


class Phrases(Generic[Meaning]):
    """Phrases with their meanings; the longest wins where several begin at one word.

    A word typed without marks fits each word that reads so without them. One typed with marks must
    have the same marks: "bán" is not "bàn".
    """

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        """Takes phrases as people write them, each with its meaning."""
        by_first: dict[str, list[tuple[list[str], list[str], Meaning]]] = defaultdict(list)
        for phrase, meaning in phrases:
            words = words_of(phrase)
            plain = [strip_diacritics(word) for word in words]
            by_first[plain[0]].append((words, plain, meaning))
        for entries in by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._by_first = dict(by_first)

    def at(self, words: Sequence[str], first: int) -> Found[Meaning] | None:
        """Finds the longest phrase that begins at a word."""
        if first >= len(words):
            return None
        for accented, plain, meaning in self._by_first.get(strip_diacritics(words[first]), ()):
            typed = words[first : first + len(accented)]
            if len(typed) == len(accented) and all(
                word in both for word, *both in zip(typed, accented, plain, strict=True)
            ):
                return Found(meaning, first, first + len(accented))
        return None

    def find(self, words: Sequence[str]) -> list[Found[Meaning]]:
        """Finds phrases from left to right; none shares a word with another."""
        found: list[Found[Meaning]] = []
        first = 0
        while first < len(words):
            here = self.at(words, first)
            first = here.after if here else first + 1
            if here:
                found.append(here)
        return found
