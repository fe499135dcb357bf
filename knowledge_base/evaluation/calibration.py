"""Fits the decision on the development questions (needs the development environment)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge_base.evaluation.metrics import Judged
from knowledge_base.search.decision import Decision, Evidence

_FEATURES = [field.name for field in dataclasses.fields(Evidence)]


def _fit(judged: list[Judged], is_true: Callable[[Judged], bool]) -> dict[str, float]:
    features = np.array(
        [dataclasses.astuple(item.outcome.evidence) for item in judged if item.outcome.evidence]
    )
    truth = np.array([is_true(item) for item in judged if item.outcome.evidence])
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    model = LogisticRegression().fit((features - mean) / deviation, truth)
    weights = model.coef_[0] / deviation
    intercept = model.intercept_[0] - float(weights @ mean)
    return {"intercept": round(float(intercept), 3)} | {
        name: round(float(weight), 3) for name, weight in zip(_FEATURES, weights, strict=True)
    }


def calibrate(judged: list[Judged]) -> dict[str, Any]:
    """Fits both logistic models of the decision.

    Args:
        judged: Questions of every kind: with one right procedure, with several between which the
            assistant must ask back, and with none.

    Returns:
        ``in_scope`` and ``first_is_right``, as they stand in ``search.yaml``.
    """
    answerable = [item for item in judged if item.question.codes]
    return {
        "in_scope": _fit(judged, lambda item: bool(item.question.codes)),
        "first_is_right": _fit(
            answerable, lambda item: item.rank == 1 and item.question.expect is not Decision.CLARIFY
        ),
    }
