"""Which aspect of a procedure a question asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.policy import policy_file
from knowledge_base.text.analyser import AnalysedText, Analyser
from knowledge_base.text.normalise import strip_diacritics
from knowledge_base.yaml_file import read_yaml

_GAP = 6
"""Most words that a gap in a phrase stands for; one at least."""


class Aspect(StrEnum):
    """What is asked of a procedure."""

    DOCUMENTS = "documents"
    FEE = "fee"
    TIME_LIMIT = "time_limit"
    PLACE = "place"
    ONLINE = "online"
    STEPS = "steps"
    CONDITIONS = "conditions"
    RESULT = "result"
    FORM = "form"
    LEGAL_BASIS = "legal_basis"
    GENERAL = "general"


class AspectTable(BaseModel):
    """The data file ``aspects.yaml``.

    Attributes:
        aspects: Phrases that ask for an aspect.
        weak: Phrases that ask for one only where no other phrase does: "nộp hồ sơ ở đâu" asks
            for the place.
        nothing: Phrases that look like one of these and ask for nothing, as parts of names do.
        filler: Words that name no procedure.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    aspects: dict[Aspect, list[str]]
    weak: dict[Aspect, list[str]]
    nothing: list[str]
    filler: list[str]
    polite: list[str]
    joining: list[str]


@dataclass(frozen=True)
class AskedAspects:
    """What a question asks for.

    Attributes:
        aspects: The aspects, in the order of the question; empty when none is named.
        names_a_procedure: Whether words are left that may name a procedure.
        subject: The question without the words of its aspects; whole where nothing is left.
    """

    aspects: tuple[Aspect, ...]
    names_a_procedure: bool
    subject: AnalysedText


@dataclass(frozen=True)
class _Phrase:
    """A phrase of the table, as questions are written.

    Attributes:
        parts: Its words and, of each, those without marks; more than one part where a gap is.
        aspect: ``None`` where it asks for nothing.
    """

    parts: tuple[AnalysedText, ...]
    aspect: Aspect | None
    weak: bool

    @property
    def rank(self) -> tuple[int, int]:
        """Longer phrases go first, and of equal ones those without a gap."""
        return -sum(len(part.words) for part in self.parts), len(self.parts)

    def found_at(self, question: AnalysedText, start: int) -> list[int]:
        """Gives the positions of its words where it begins there; none where it does not."""
        positions: list[int] = []
        starts: Iterable[int] = (start,)
        for part in self.parts:
            at = next((at for at in starts if _stands_at(part, question, at)), None)
            if at is None:
                return []
            end = at + len(part.words)
            positions += range(at, end)
            starts = range(end + 1, end + 1 + _GAP)
        return positions


def _stands_at(part: AnalysedText, question: AnalysedText, at: int) -> bool:
    """Of three syllables whose marks were restored one may be wrong; English has no marks."""
    span = slice(at, at + len(part.words))
    if question.words[span] == part.words:
        return True
    if not question.restored or question.plain[span] != part.plain:
        return False
    wrong = sum(one != other for one, other in zip(question.words[span], part.words, strict=True))
    return part.words == part.plain or wrong <= len(part.words) // 3


class AspectDetector:
    """Finds aspects by phrases from the data file."""

    def __init__(self, table: AspectTable, analyser: Analyser) -> None:
        """Takes the phrases and the analyser through which questions pass too."""
        self._analyser = analyser
        self._filler = frozenset(table.filler)
        self._plain_filler = frozenset(map(strip_diacritics, table.filler))
        self._joining = frozenset(table.joining)
        self.polite = frozenset(map(strip_diacritics, table.polite))
        self._by_beginning: dict[tuple[str, ...], list[_Phrase]] = defaultdict(list)
        for phrase in self._phrases(table):
            self._by_beginning[phrase.parts[0].plain[:2]].append(phrase)

    def _phrases(self, table: AspectTable) -> Iterator[_Phrase]:
        entries: list[tuple[Aspect | None, list[str], bool]] = [
            (None, table.nothing, False),
            *((aspect, phrases, False) for aspect, phrases in table.aspects.items()),
            *((aspect, phrases, True) for aspect, phrases in table.weak.items()),
        ]
        for aspect, phrases, weak in entries:
            for text in phrases:
                parts = tuple(self._analyser.as_written(part) for part in text.split("…"))
                yield _Phrase(parts, aspect, weak)

    def aspects_of(self, text: str) -> list[Aspect]:
        """Gives all aspects that a text asks for, in its order; ``general`` where it names none."""
        return list(self.detect(self._analyser.analyse(text)).aspects) or [Aspect.GENERAL]

    def _names_something(self, word: str, plain: str) -> bool:
        """Says whether a word may name a procedure; what lost its marks may be a filler."""
        if word.isdigit() or word in self._filler:
            return False
        return word != plain or plain not in self._plain_filler

    def detect(self, question: AnalysedText) -> AskedAspects:
        """Detects the aspects that a question asks for."""
        taken = [False] * len(question.words)
        found: list[tuple[list[int], _Phrase]] = []
        candidates = [
            (positions, phrase)
            for start in range(len(question.plain))
            for length in (1, 2)
            for phrase in self._by_beginning.get(question.plain[start : start + length], ())
            if (positions := phrase.found_at(question, start))
        ]
        for positions, phrase in sorted(candidates, key=lambda item: item[1].rank):
            if not any(taken[at] for at in positions):
                for at in positions:
                    taken[at] = True
                found.append((positions, phrase))
        found.sort(key=lambda item: item[0])
        strong = any(phrase.aspect and not phrase.weak for _, phrase in found)
        words = question.words
        asking = {at for positions, phrase in found for at in positions if phrase.aspect}
        left = [
            at
            for at in range(len(words))
            if at not in asking and not (asking and words[at] in self._joining)
        ]
        names_a_procedure = any(self._names_something(words[at], question.plain[at]) for at in left)
        subject = question
        if names_a_procedure:
            subject = replace(
                question,
                words=tuple(words[at] for at in left),
                plain=tuple(question.plain[at] for at in left),
            )
        asked = (phrase.aspect for _, phrase in found if not (strong and phrase.weak))
        aspects = tuple(dict.fromkeys(aspect for aspect in asked if aspect))
        return AskedAspects(aspects, names_a_procedure, subject)


def load_aspect_detector(analyser: Analyser, ward_dir: Path | None = None) -> AspectDetector:
    """Reads the phrases.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("aspects.yaml", ward_dir, Path(__file__).parent)
    return AspectDetector(read_yaml(path, AspectTable), analyser)
