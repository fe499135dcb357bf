"""What simpler rankings reach on the same questions in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.evaluation.questions import EvaluationQuestion
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import Search
from knowledge_base.search.features import Feature, Features

_RANK_CONSTANT = 60
"""Of reciprocal-rank fusion, as in Cormack, Clarke and Büttcher (2009)."""

Scores = NDArray[np.float32]


def _column(feature: Feature) -> Callable[[Features], Scores]:
    at = list(Feature).index(feature)
    return lambda features: features.values[:, at]


def _fused_by_rank(features: Features) -> Scores:
    columns = [_column(feature)(features) for feature in (Feature.TEXTS, Feature.PLAIN)]
    ranks = [np.argsort(np.argsort(-column)) for column in columns]
    fused = sum(1 / (_RANK_CONSTANT + rank) for rank in ranks)
    return np.asarray(fused, dtype=np.float32)


BASELINES: dict[str, Callable[[Features], Scores]] = {
    "bm25": _column(Feature.PLAIN),
    "encoder": _column(Feature.TEXTS),
    "reciprocal_rank_fusion": _fused_by_rank,
}


def compare(search: Search, questions: Sequence[EvaluationQuestion]) -> dict[str, float | None]:
    """Gives Hit@1 of each baseline on the questions with one right procedure.

    Args:
        search: The opened search, whose features the baselines use.
        questions: The question set.
    """
    codes = [procedure.code for procedure in search.catalogue]
    hits: dict[str, list[bool]] = {name: [] for name in BASELINES}
    for question in questions:
        if not question.codes or question.expect is Decision.CLARIFY:
            continue
        _, features = search.rank_features(question.q)
        for name, score in BASELINES.items():
            first = int(score(features)[: len(codes)].argmax())
            hits[name].append(codes[first] in question.codes)
    return {
        name: round(statistics.fmean(found), 4) if found else None for name, found in hits.items()
    }
