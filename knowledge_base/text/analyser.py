"""The steps from a raw text to the words that search compares."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.text import telex
from knowledge_base.text.abbreviations import Abbreviations
from knowledge_base.text.diacritics import DiacriticsRestorer
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables


@dataclass(frozen=True)
class AnalysedText:
    """A text in the two views that search uses.

    Attributes:
        words: Syllables with marks, abbreviations expanded, marks restored where there were none.
        plain: The same number of syllables without marks, as far as they were typed.
        restored: Whether marks were restored, so that the marks of ``words`` are a guess.
    """

    words: tuple[str, ...]
    plain: tuple[str, ...]
    restored: bool

    @property
    def text(self) -> str:
        """The accented view as one string, for the sentence encoder."""
        return " ".join(self.words)


class Analyser:
    """Applies the steps in order; the same for questions and for what is indexed."""

    def __init__(self, abbreviations: Abbreviations, restorer: DiacriticsRestorer) -> None:
        """Takes the ward's abbreviations and the model that restores marks."""
        self._abbreviations = abbreviations
        self._restorer = restorer

    def analyse(self, text: str) -> AnalysedText:
        """Analyses a question or an indexed text."""
        words = syllables(normalise(text))
        words = telex.repair(words, self._restorer.known, self._restorer.plain)
        words = self._abbreviations.expand(words)
        plain = tuple(strip_diacritics(word) for word in words)
        restored = self._restorer.has_few_marks(words)
        if restored:
            words = self._restorer.restore(list(plain))
        return AnalysedText(tuple(words), plain, restored)
