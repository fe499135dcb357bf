"""The texts that the encoder learns from: all that the catalogue says to be found by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.catalogue import Catalogue
from knowledge_base.search.index import diacritics_model
from knowledge_base.search.texts import TextKind, indexed_texts
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.analyser import Analyser
from knowledge_base.text.diacritics import DiacriticsRestorer
from knowledge_base.training.augmentation import varied

_OF_EACH = {
    TextKind.SITUATION: 1.0,
    TextKind.QUESTION: 1.0,
    TextKind.NAME: 1.0,
    TextKind.ALIAS: 0.8,
    TextKind.SUMMARY: 0.5,
    TextKind.ENGLISH_NAME: 0.8,
    TextKind.ENGLISH: 0.5,
}
_OF_CIRCUMSTANCES = 0.7
"""Share of each kind that one round takes: what is told in a person's own words is wanted most."""


@dataclass(frozen=True)
class TrainingText:
    """One text and the position of the procedure that it should lead to."""

    procedure: int
    text: str
    share: float


class Corpus:
    """The training texts, as they are and in seeded variants."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        """Gathers the texts; the judging questions are not among them."""
        self._chance = random.Random(seed)  # noqa: S311 - not a secret
        texts = indexed_texts(catalogue)
        self._analyser = Analyser(
            load_abbreviations(),
            DiacriticsRestorer(diacritics_model(catalogue)),
            (text.text for text in texts if text.in_english),
        )
        positions = {procedure.code: at for at, procedure in enumerate(catalogue)}
        self.procedures = len(positions)
        self.texts = [
            TrainingText(positions[text.code], text.text, _OF_EACH[text.kind]) for text in texts
        ]
        # "when" tells in which circumstance the neighbour is the right one, so it leads there.
        self.circumstances = [
            TrainingText(positions[neighbour.code], neighbour.when, _OF_CIRCUMSTANCES)
            for procedure in catalogue
            for neighbour in procedure.not_to_confuse
        ]

    def as_searched(self, text: str) -> str:
        """Gives a text as the search passes it to the encoder."""
        return self._analyser.analyse(text).text

    def variant(self, text: str) -> str:
        """Gives a text mistyped or misheard, then as the search passes it on."""
        return self.as_searched(varied(text, self._chance))

    def batches(self, size: int) -> Iterator[list[int]]:
        """Yields positions in ``texts + circumstances`` without end, of like length in a batch."""
        everything = [*self.texts, *self.circumstances]
        waiting: list[int] = []
        while True:
            while len(waiting) < 8 * size:
                taken = [
                    at for at, text in enumerate(everything) if self._chance.random() < text.share
                ]
                self._chance.shuffle(taken)
                waiting += taken
            drawn = [waiting.pop() for _ in range(8 * size)]
            drawn.sort(key=lambda at: len(everything[at].text))
            batches = [drawn[start : start + size] for start in range(0, len(drawn), size)]
            self._chance.shuffle(batches)
            yield from batches
