"""Fits the ranker and the decision on the development questions (development environment only)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from knowledge_base.evaluation.metrics import Judged, judge
from knowledge_base.evaluation.questions import EvaluationQuestion
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import Search
from knowledge_base.search.features import Feature
from knowledge_base.search.ranker import Ranker

Matrix = NDArray[np.float64]

_FOLDS = 5
_IN_SCOPE = ("likeness", "centre", "coverage", "phrases", "certainty", "elsewhere", "crossroad")
_FIRST_IS_MEANT = ("coverage", "phrases", "certainty", "clearance", "often_asked")
"""What each model may rest on: nothing that grows with the length of a question. Few questions of
the sets are as short as "khai sinh", and a model that knew the length refused those.
"""

_SHRINKAGE = 2.0
"""Of the weights towards 0, as the variance of a normal prior of 1/2."""


@dataclass(frozen=True)
class _Example:
    """One question: the features of all procedures, and which of these are right."""

    question: EvaluationQuestion
    features: Matrix
    right: NDArray[np.bool_]

    @property
    def fold(self) -> int:
        """Questions on one procedure are in one fold, so that a held-out one is new."""
        return int(hashlib.md5(self.question.codes[0].encode()).hexdigest(), 16) % _FOLDS  # noqa: S324


def _examples(search: Search, questions: Sequence[EvaluationQuestion]) -> list[_Example]:
    codes = np.array([procedure.code for procedure in search.catalogue])
    examples = []
    for question in questions:
        analysed, features = search.rank_features(question.q)
        values = features.values.astype(np.float64)
        topics = np.zeros(len(values) - len(codes), dtype=bool)
        # One model holds both sets of weights: each question has zeros for the other set.
        blocks = [np.zeros_like(values), values] if analysed.restored else [values, values * 0]
        right = np.concatenate([np.isin(codes, question.codes), topics])
        if right.any():
            examples.append(_Example(question, np.concatenate(blocks, axis=1), right))
    return examples


def _fit(examples: Sequence[_Example]) -> Matrix:
    """Maximises the likelihood of the right procedures under a softmax of weighted features."""

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = _SHRINKAGE / 2 * float(weights @ weights), _SHRINKAGE * weights
        for example in examples:
            scores = example.features @ weights
            powers = np.exp(scores - scores.max())
            shares = powers / powers.sum()
            right = shares[example.right].sum() + 1e-12
            wanted = np.where(example.right, shares / right, 0.0)
            total -= math.log(right)
            slope = slope - example.features.T @ (wanted - shares)
        return total, slope

    start = np.zeros(2 * len(Feature))
    weights: Matrix = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return weights


def _hits(examples: Sequence[_Example], weights: Matrix) -> list[bool]:
    return [bool(item.right[int((item.features @ weights).argmax())]) for item in examples]


def fit(search: Search, questions: Sequence[EvaluationQuestion]) -> dict[str, Any]:
    """Fits the ranker, then with it the decision.

    Args:
        search: The opened search.
        questions: Of every kind: with one right procedure, with several between which the
            assistant must ask back, and with none.

    Returns:
        ``held_out_hit_at_1`` of the ranker, on procedures that were not in the fit; ``ranker``,
        ``in_scope`` and ``first_is_meant`` as they stand in ``search.yaml``.
    """
    certain = [item for item in questions if item.codes and item.expect is not Decision.CLARIFY]
    fitted = fit_ranker(search, certain)
    search.use_ranker(Ranker.model_validate(fitted["ranker"]))
    return fitted | fit_decision(search, questions)


def fit_ranker(search: Search, questions: Sequence[EvaluationQuestion]) -> dict[str, Any]:
    """Fits the weights of the features.

    Args:
        search: The opened search.
        questions: Development questions with their right procedures.

    Returns:
        ``ranker`` as it stands in ``search.yaml``, and ``held_out_hit_at_1``: of questions on
        procedures that were not in the fit.
    """
    examples = _examples(search, questions)
    held_out = []
    for fold in range(_FOLDS):
        inside = [item for item in examples if item.fold != fold]
        held_out += _hits([item for item in examples if item.fold == fold], _fit(inside))
    rounded = [round(float(weight), 3) for weight in _fit(examples)]
    half = len(Feature)
    ranker = Ranker(
        marked=dict(zip(Feature, rounded[:half], strict=True)),
        unmarked=dict(zip(Feature, rounded[half:], strict=True)),
    )
    return {
        "held_out_hit_at_1": round(float(np.mean(held_out)), 4),
        "ranker": ranker.model_dump(mode="json"),
    }


def fit_decision(search: Search, questions: Sequence[EvaluationQuestion]) -> dict[str, Any]:
    """Fits the two models of the decision.

    Args:
        search: The opened search, with the ranker that is to stay.
        questions: Of every kind: with one right procedure, with several between which the
            assistant must ask back, and with none.

    Returns:
        ``in_scope`` and ``first_is_meant`` as they stand in ``search.yaml``.
    """
    judged = [item for item in judge(search, questions) if item.outcome.evidence]
    answerable = [item for item in judged if item.question.codes]
    return {
        "in_scope": _logistic(judged, [bool(item.question.codes) for item in judged], _IN_SCOPE),
        "first_is_meant": _logistic(
            answerable, [_first_is_meant(item) for item in answerable], _FIRST_IS_MEANT
        ),
    }


def _first_is_meant(item: Judged) -> bool:
    return item.rank == 1 and item.question.expect is not Decision.CLARIFY


def _logistic(
    judged: Sequence[Judged], truth: Sequence[bool], names: Sequence[str]
) -> dict[str, Any]:
    evidence = np.array(
        [[getattr(item.outcome.evidence, name) for name in names] for item in judged]
    )
    mean, deviation = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    # Balanced: there are far fewer questions to refuse than to answer in the sets, and not in life.
    model = LogisticRegression(class_weight="balanced", C=1.0)
    model.fit((evidence - mean) / deviation, truth)
    weights = model.coef_[0] / deviation
    return {
        "intercept": round(float(model.intercept_[0] - weights @ mean), 3),
        "weights": {
            name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)
        },
    }
