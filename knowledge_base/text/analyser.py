"""The steps from a raw text to the words that search compares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge_base.text import telex, vni
from knowledge_base.text.abbreviations import Abbreviations
from knowledge_base.text.diacritics import DiacriticsRestorer
from knowledge_base.text.english import English
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables


@dataclass(frozen=True)
class AnalysedText:
    """A text in the two views that search uses.

    Attributes:
        words: Syllables with marks, in the words of the catalogue: what was mistyped, shortened,
            misheard or said in a region is repaired as far as that is safe.
        plain: The same syllables without marks.
        restored: Whether marks were restored, so that the marks of ``words`` are a guess.
        english: Whether it is English; then nothing was repaired.
    """

    words: tuple[str, ...]
    plain: tuple[str, ...]
    restored: bool
    english: bool = False

    @property
    def text(self) -> str:
        """The accented view as one string, for the sentence encoder."""
        return " ".join(self.words)


class Analyser:
    """Applies the steps in order; the same for questions and for what is indexed."""

    def __init__(
        self,
        abbreviations: Abbreviations,
        restorer: DiacriticsRestorer,
        english: Iterable[str] = (),
    ) -> None:
        """Takes the ward's tables, the model that restores marks and the texts in English."""
        self._abbreviations = abbreviations
        self.restorer = restorer
        words = (word for text in english for word in syllables(normalise(text)))
        self._english = English(
            abbreviations.english.words, words, restorer.plain | abbreviations.short_forms
        )

    def analyse(self, text: str) -> AnalysedText:
        """Analyses a question or an indexed text."""
        words = syllables(normalise(text))
        if self._english.holds(words):
            return _as_it_is(words)
        words = telex.repair(words, self.restorer.known, self.restorer.plain)
        words = vni.repair(words, self.restorer.known)
        words = self._abbreviations.expand(words)
        confused = self._abbreviations.confusions.of
        restored = self.restorer.has_few_marks(words)
        if restored:
            words = self.restorer.restore([strip_diacritics(word) for word in words], confused)
        words = self._abbreviations.regional.apply(words)
        if not restored:
            words = self.restorer.correct(words, confused)
            words = self._abbreviations.regional.apply(words)  # "may bữa" has its marks only now
        return self._analysed(words, restored)

    def as_written(self, text: str) -> AnalysedText:
        """Analyses a phrase of our own, which is spelt as it is meant."""
        words = syllables(normalise(text))
        if self._english.holds(words):
            return _as_it_is(words)
        words = self._abbreviations.expand(words)
        return self._analysed(self._abbreviations.regional.apply(words), restored=False)

    def _analysed(self, words: list[str], restored: bool) -> AnalysedText:
        words = self._abbreviations.numbers.apply(words)
        return AnalysedText(tuple(words), tuple(map(strip_diacritics, words)), restored)


def english(text: str) -> AnalysedText:
    """Analyses a text that is known to be English."""
    return _as_it_is(syllables(normalise(text)))


def _as_it_is(words: list[str]) -> AnalysedText:
    plain = tuple(map(strip_diacritics, words))
    return AnalysedText(plain, plain, restored=False, english=True)
