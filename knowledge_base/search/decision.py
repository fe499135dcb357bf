"""Whether to answer, to ask back or to say that nothing fits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Decision(StrEnum):
    """What the assistant does with the results."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NONE = "none"


@dataclass(frozen=True)
class Evidence:
    """What is known of one question's results.

    Attributes:
        likeness: Mean cosine of the question and the three nearest texts of the first result.
        coverage: Share of the question's words, weighted by rarity, that the first result has.
        phrases: Share of the question's pairs of words that the first result has.
        lead: How far the first result's fused score stands above the average procedure.
        margin: How far it stands above the second.
    """

    likeness: float
    coverage: float
    phrases: float
    lead: float
    margin: float


class Logistic(BaseModel):
    """A logistic model over the evidence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    likeness: float
    coverage: float
    phrases: float
    lead: float
    margin: float

    def probability(self, evidence: Evidence) -> float:
        """Gives a probability from 0 to 1."""
        logit = (
            self.intercept
            + self.likeness * evidence.likeness
            + self.coverage * evidence.coverage
            + self.phrases * evidence.phrases
            + self.lead * evidence.lead
            + self.margin * evidence.margin
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


class DecisionPolicy(BaseModel):
    """The calibrated models and the thresholds on them.

    Attributes:
        in_scope: How likely it is that some procedure answers the question.
        first_is_right: How likely it is that the first one does, where some one does.
        none_below: Least probability of being in scope.
        answer_at_least: Least probability of the first result for an answer.
        clarify_within: How far below the first an offered procedure's fused score may be.
        most_options: Most procedures to choose among.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    in_scope: Logistic
    first_is_right: Logistic
    none_below: float = Field(ge=0, le=1)
    answer_at_least: float = Field(ge=0, le=1)
    clarify_within: float = Field(gt=0)
    most_options: int = Field(ge=2, le=4)

    def decide(self, evidence: Evidence) -> Decision:
        """Decides from the evidence alone."""
        in_scope = self.in_scope.probability(evidence)
        if in_scope < self.none_below:
            return Decision.NONE
        first_is_right = self.first_is_right.probability(evidence)
        if evidence.margin > self.clarify_within:  # nothing near enough to choose it instead
            first_is_right = 1.0
        if in_scope * first_is_right >= self.answer_at_least:
            return Decision.ANSWER
        return Decision.CLARIFY
