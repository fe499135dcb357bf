"""Tells English from Vietnamese that was typed without marks."""

from __future__ import annotations

from collections.abc import Iterable, Set

from pydantic import BaseModel, ConfigDict

from knowledge_base.text.normalise import strip_diacritics

_TIMES = 3
"""A text is English where so many of its words are for each that is Vietnamese: "lam birth
certificate" is Vietnamese, "a friend in Da Nang" is not.
"""


class EnglishTable(BaseModel):
    """The data file ``english.yaml``: everyday words of English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: list[str]


class English:
    """Knows the words of both languages; what is a word of both ("can", "to") tells nothing."""

    def __init__(
        self, everyday: Iterable[str], written: Iterable[str], vietnamese: Set[str]
    ) -> None:
        """Takes the words.

        Args:
            everyday: Words of English, whatever else they may be.
            written: Words of English texts, among which there are Vietnamese ones ("ho khau").
            vietnamese: Syllables without marks, and short forms.
        """
        common = frozenset(everyday)
        self._english = (common | frozenset(written)) - vietnamese
        self._vietnamese = vietnamese - common

    def holds(self, words: list[str]) -> bool:
        """Says whether a text is English; single letters ("I'm") tell nothing."""
        english = vietnamese = 0
        for word in words:
            if strip_diacritics(word) in self._english:  # "fiancée"
                english += 1
            elif word.isalpha() and len(word) > 1:
                vietnamese += word in self._vietnamese or not word.isascii()
        return english > 0 and english >= _TIMES * vietnamese
