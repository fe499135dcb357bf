"""Replaces whole phrases, longest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

Words = tuple[str, ...]


class Phrases:
    """A table of phrases and what stands for each; phrases to keep win over all others."""

    def __init__(self, rewrite: Mapping[str, str], keep: Iterable[str] = ()) -> None:
        """Takes phrases of syllables with a space between."""
        self._kept = _by_first({phrase: phrase for phrase in keep})
        self._rewritten = _by_first(rewrite)

    def apply(self, words: list[str]) -> list[str]:
        """Gives the words with each phrase of the table replaced."""
        if self._rewritten.keys().isdisjoint(words):
            return words
        kept = [False] * len(words)
        for at in range(len(words)):
            for phrase, _ in _found(self._kept, words, at):
                kept[at : at + len(phrase)] = [True] * len(phrase)
        result: list[str] = []
        at = 0
        while at < len(words):
            for phrase, written in _found(self._rewritten, words, at):
                if not any(kept[at : at + len(phrase)]):
                    result += written
                    at += len(phrase)
                    break
            else:
                result.append(words[at])
                at += 1
        return result


def _by_first(table: Mapping[str, str]) -> dict[str, list[tuple[Words, Words]]]:
    by_first: dict[str, list[tuple[Words, Words]]] = defaultdict(list)
    for phrase, written in sorted(table.items(), key=lambda item: -len(item[0].split())):
        words = tuple(phrase.split())
        by_first[words[0]].append((words, tuple(written.split())))
    return dict(by_first)


def _found(
    table: dict[str, list[tuple[Words, Words]]], words: list[str], at: int
) -> Iterable[tuple[Words, Words]]:
    for phrase, written in table.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            yield phrase, written
