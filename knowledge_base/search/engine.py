"""The search: from a question to ranked procedures and a decision."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from knowledge_base.catalogue import FOLDER, Catalogue
from knowledge_base.compiled import load_catalogue_compiled
from knowledge_base.policy import policy_file
from knowledge_base.policy.elsewhere import Elsewhere, Topic, load_elsewhere
from knowledge_base.schema import Code, Procedure
from knowledge_base.search.aspects import AskedAspects, AspectDetector, load_aspect_detector
from knowledge_base.search.decision import Decision, DecisionPolicy, Evidence
from knowledge_base.search.encoder import Encoder, load_encoder
from knowledge_base.search.features import Feature, FeatureIndex, Features
from knowledge_base.search.index import Progress, SearchIndex, build_index
from knowledge_base.search.lexical import Scores
from knowledge_base.search.options import Options
from knowledge_base.search.ranker import Ranker, probabilities
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.analyser import AnalysedText
from knowledge_base.yaml_file import read_yaml

_CLEAR = 20.0
"""A procedure that is so far above every crossroad, or farther, is clear of them."""


class SearchPolicy(BaseModel):
    """The data file ``search.yaml``.

    Attributes:
        ranker: How the features are weighed.
        often_asked: Codes of what most visitors come for.
        decision: When to answer, to ask back and to say that nothing fits.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ranker: Ranker
    often_asked: list[Code]
    decision: DecisionPolicy


@dataclass(frozen=True)
class SearchResult:
    """One procedure found.

    Attributes:
        procedure: The record.
        score: Weighted sum of the features; comparable within one question only.
        probability: How likely it is the right one, where one is.
        matched: The indexed text that is nearest in meaning; empty where none is near.
        reasons: What each feature adds to the score.
    """

    procedure: Procedure
    score: float
    probability: float
    matched: str
    reasons: dict[Feature, float]


@dataclass(frozen=True)
class SearchOutcome:
    """All that a search found.

    Attributes:
        decision: What to do with the results.
        results: Best first; ranked also when the decision is ``none``.
        options: The procedures to choose among when the decision is ``clarify``, two to four.
        elsewhere: What the question is about, when the decision is ``none`` and it is known.
        asked: The aspects that the question asks for.
        evidence: What the decision rests on; ``None`` for a text without a word.
        took_ms: Time in milliseconds.
    """

    decision: Decision
    results: list[SearchResult]
    options: list[Procedure]
    elsewhere: Topic | None
    asked: AskedAspects
    evidence: Evidence | None
    took_ms: float


@dataclass(frozen=True)
class _Ranking:
    """All procedures, topics and crossroads, ranked for one question.

    Attributes:
        scores: Shape ``(procedures + topics + crossroads,)``, as ``shares``.
        shares: The probabilities that belong to the scores.
        order: Positions of the procedures alone, best first.
    """

    question: AnalysedText
    features: Features
    scores: Scores
    shares: Scores
    order: NDArray[np.int64]


class Search:
    """Finds procedures. Reading only, so one instance serves many threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        elsewhere: Elsewhere,
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
        self._topics = elsewhere.topics
        self._options = Options(self._procedures, elsewhere.crossroads)
        # Not the index as a whole: FAISS has its vectors, and they are 27 MB.
        self._texts = index.texts
        self._analyser = index.analyser
        self._aspects = aspects
        self._encoder = encoder
        self._policy = policy
        owners = [item.code for item in self._procedures]
        owners += [item.slug for item in elsewhere.everything]
        self._features = FeatureIndex(owners, index, frozenset(policy.often_asked))

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
        question = asked.subject
        if not any(word.isalpha() for word in question.plain):
            return SearchOutcome(Decision.NONE, [], [], None, asked, None, _milliseconds(started))
        ranking = self._rank(question)
        evidence = self._evidence(ranking)
        decision = self._policy.decision.decide(evidence)
        return SearchOutcome(
            decision,
            [self._result(ranking, at) for at in ranking.order[:limit].tolist()],
            self._offered(ranking) if decision is Decision.CLARIFY else [],
            self._topic(ranking) if decision is Decision.NONE else None,
            asked,
            evidence,
            _milliseconds(started),
        )

    def detect_aspects(self, text: str) -> AskedAspects:
        """Detects what is asked of a procedure, and whether one is named at all."""
        return self._aspects.detect(self._analyser.analyse(text))

    def rank_features(self, text: str) -> tuple[AnalysedText, Features]:
        """Gives the question as it is searched and the features of all procedures, for fitting."""
        question = self.detect_aspects(text).subject
        return question, self._features_of(question)

    def use_ranker(self, ranker: Ranker) -> None:
        """Ranks by other weights from now on, for fitting."""
        self._policy = self._policy.model_copy(update={"ranker": ranker})

    def _features_of(self, question: AnalysedText) -> Features:
        vector = self._encoder.encode_queries([question.text])[0]
        return self._features.features(question, vector)

    def _rank(self, question: AnalysedText) -> _Ranking:
        features = self._features_of(question)
        scores = self._policy.ranker.scores(features, restored=question.restored)
        self._split(scores)[2][self._options.closed] = -np.inf
        order = np.argsort(-scores[: len(self._procedures)], kind="stable")
        return _Ranking(question, features, scores, probabilities(scores), order)

    def _result(self, ranking: _Ranking, at: int) -> SearchResult:
        nearest = int(ranking.features.nearness.nearest[at])
        return SearchResult(
            self._procedures[at],
            float(ranking.scores[at]),
            float(ranking.shares[at]),
            self._texts[nearest].text if nearest >= 0 else "",
            self._policy.ranker.reasons(ranking.features, at, restored=ranking.question.restored),
        )

    def _evidence(self, ranking: _Ranking) -> Evidence:
        first = int(ranking.order[0])
        overlap = self._features.overlap(ranking.question, first)
        nearness = ranking.features.nearness
        _, topics, crossroads = self._split(ranking.shares)
        lead = float(ranking.scores[first])
        nearest_crossroad = self._split(ranking.scores)[2].max(initial=lead - _CLEAR)
        return Evidence(
            likeness=float(nearness.texts[first]),
            centre=float(nearness.centre[first]),
            coverage=overlap.coverage,
            phrases=overlap.phrases,
            certainty=float(ranking.shares[first]),
            elsewhere=float(topics.sum()),
            crossroad=float(crossroads.sum()),
            clearance=lead - float(nearest_crossroad),
            often_asked=float(self._procedures[first].code in self._policy.often_asked),
        )

    def _split(self, values: Scores) -> tuple[Scores, Scores, Scores]:
        """Splits what is known of everything into that of procedures, topics and crossroads."""
        procedures, topics = len(self._procedures), len(self._topics)
        parts = np.split(values, [procedures, procedures + topics])
        return parts[0], parts[1], parts[2]

    def _offered(self, ranking: _Ranking) -> list[Procedure]:
        """Gives the procedures that may be meant."""
        shares, _, crossroads = self._split(ranking.shares)
        return self._options.choose(shares, crossroads, self._policy.decision)

    def _topic(self, ranking: _Ranking) -> Topic | None:
        """Gives the topic that is likelier than every procedure, if one is."""
        procedures, topics, _ = self._split(ranking.scores)
        best = int(topics.argmax()) if len(topics) else -1
        return self._topics[best] if best >= 0 and topics[best] > procedures.max() else None


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


def open_search(
    index_dir: Path,
    catalogue_dir: Path = FOLDER,
    ward_dir: Path | None = None,
    encoder: str | None = None,
    progress: Progress | None = None,
) -> Search:
    """Opens the search over a catalogue, building what is missing.

    Args:
        index_dir: Where the built index is kept.
        catalogue_dir: The record files.
        ward_dir: The ward's own policy files, if it has any.
        encoder: Name or folder of a sentence-transformers model; ``None`` for the product's own.
        progress: Told how far the encoding of new texts is.

    Raises:
        KnowledgeBaseError: A record or a policy file cannot be used.
        ValueError: The encoder cannot be loaded.
    """
    catalogue = load_catalogue_compiled(catalogue_dir, index_dir)
    loaded = load_encoder(encoder)
    elsewhere = load_elsewhere(ward_dir)
    abbreviations = load_abbreviations(ward_dir)
    index = build_index(catalogue, elsewhere, abbreviations, loaded, index_dir, progress)
    policy = read_yaml(policy_file("search.yaml", ward_dir), SearchPolicy)
    aspects = load_aspect_detector(index.analyser, ward_dir)
    return Search(catalogue, elsewhere, index, loaded, aspects, policy)
