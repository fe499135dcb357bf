"""Ranks the procedures by a weighted sum of the named features.

The weights are those of a conditional logit model (McFadden 1974) fitted on the development
questions, so that the softmax of the scores is the probability of each procedure to be the right
one, where one is. Being a sum, a score explains itself.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from knowledge_base.search.features import Feature, Features
from knowledge_base.search.lexical import Scores
from knowledge_base.text.analyser import AnalysedText


class Ranker(BaseModel):
    """The weights of each feature.

    Attributes:
        marked: For questions typed with their marks.
        unmarked: For questions whose marks were restored, and may be wrong.
        english: For questions in English.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    marked: dict[Feature, float]
    unmarked: dict[Feature, float]
    english: dict[Feature, float]

    @model_validator(mode="after")
    def _complete(self) -> Ranker:
        for name in Ranker.model_fields:
            if absent := set(Feature) - getattr(self, name).keys():
                raise ValueError(f"{name} lacks {', '.join(sorted(absent))}")
        return self

    def scores(self, features: Features, question: AnalysedText) -> Scores:
        """Gives the score of each procedure, shape ``(procedures,)``."""
        return np.asarray(features.values @ self._weights(question), dtype=np.float32)

    def reasons(self, features: Features, at: int, question: AnalysedText) -> dict[Feature, float]:
        """Gives what each feature adds to the score of the procedure at a position."""
        added = features.values[at] * self._weights(question)
        return {feature: float(value) for feature, value in zip(Feature, added, strict=True)}

    @staticmethod
    def kind_of(question: AnalysedText) -> str:
        """Names the set of weights for a question."""
        if question.english:
            return "english"
        return "unmarked" if question.restored else "marked"

    def _weights(self, question: AnalysedText) -> Scores:
        weights: dict[Feature, float] = getattr(self, self.kind_of(question))
        return np.array([weights[feature] for feature in Feature], dtype=np.float32)


def probabilities(scores: Scores) -> Scores:
    """Gives how likely each procedure is the right one, where one is; they add up to 1."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)
