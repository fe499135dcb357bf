"""Which aspect of a procedure a question asks for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.policy import policy_file
from knowledge_base.text.analyser import AnalysedText, Analyser
from knowledge_base.yaml_file import read_yaml


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
    """The data file ``aspects.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    aspects: dict[Aspect, list[str]]
    filler: list[str]


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


class AspectDetector:
    """Finds aspects by phrases from the data file."""

    def __init__(self, table: AspectTable, analyser: Analyser) -> None:
        """Takes the phrases and the analyser through which questions pass too."""
        self._filler = frozenset(table.filler)
        phrases = [
            (analyser.analyse(phrase).words, aspect)
            for aspect, phrases in table.aspects.items()
            for phrase in phrases
        ]
        self._by_first_word: dict[str, list[tuple[tuple[str, ...], Aspect]]] = defaultdict(list)
        for phrase, aspect in phrases:
            self._by_first_word[phrase[0]].append((phrase, aspect))

    def detect(self, question: AnalysedText) -> AskedAspects:
        """Detects the aspects that a question asks for."""
        words = question.words
        taken = [False] * len(words)
        found: dict[int, Aspect] = {}
        candidates = [
            (start, phrase, aspect)
            for start, word in enumerate(words)
            for phrase, aspect in self._by_first_word.get(word, ())
            if words[start : start + len(phrase)] == phrase
        ]
        for start, phrase, aspect in sorted(candidates, key=lambda item: -len(item[1])):
            span = slice(start, start + len(phrase))
            if not any(taken[span]):
                taken[span] = [True] * len(phrase)
                found[start] = aspect
        left = [at for at, used in enumerate(taken) if not used]
        names_a_procedure = any(words[at] not in self._filler for at in left)
        subject = question
        if names_a_procedure:
            subject = replace(
                question,
                words=tuple(words[at] for at in left),
                plain=tuple(question.plain[at] for at in left),
            )
        aspects = tuple(dict.fromkeys(found[start] for start in sorted(found)))
        return AskedAspects(aspects, names_a_procedure, subject)


def load_aspect_detector(analyser: Analyser, ward_dir: Path | None = None) -> AspectDetector:
    """Reads the phrases.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("aspects.yaml", ward_dir, Path(__file__).parent)
    return AspectDetector(read_yaml(path, AspectTable), analyser)
