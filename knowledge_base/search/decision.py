"""Whether to answer, to ask back or to say that nothing fits."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator


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
        centre: Cosine of the question and the mean of all texts of the first result.
        coverage: Share of the question's words, weighted by rarity, that the first result has.
        phrases: Share of the question's pairs of words that the first result has.
        certainty: Probability of the first result to be the right one, where one is.
        elsewhere: Probability that something is meant which no procedure answers.
        crossroad: Probability that it is a question that several procedures fit equally well.
        clearance: How far the first result's score is above that of the likeliest crossroad.
        often_asked: 1 where the first result is what most visitors come for, else 0.
    """

    likeness: float
    centre: float
    coverage: float
    phrases: float
    certainty: float
    elsewhere: float
    crossroad: float
    clearance: float
    often_asked: float


EVIDENCE = tuple(field.name for field in fields(Evidence))


class Logistic(BaseModel):
    """A logistic model over the evidence; what it does not name weighs nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    weights: dict[str, float]

    @model_validator(mode="after")
    def _known(self) -> Logistic:
        if unknown := self.weights.keys() - set(EVIDENCE):
            raise ValueError(f"there is no evidence named {', '.join(sorted(unknown))}")
        return self

    def probability(self, evidence: Evidence) -> float:
        """Gives a probability from 0 to 1."""
        logit = self.intercept + sum(
            weight * getattr(evidence, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


class DecisionPolicy(BaseModel):
    """The calibrated models and the thresholds on them.

    Attributes:
        in_scope: How likely it is that some procedure answers the question.
        first_is_meant: How likely it is that the first one, and no other, is meant.
        none_below: Least probability of being in scope.
        answer_in_scope: Least probability of being in scope for an answer.
        answer_first_is_meant: Least probability that the first one is meant for an answer.
        answer_often_asked: The same where most visitors come for the first one: two bare words
            such as "khai sinh" mean it.
        option_at_least: Least probability of a procedure that is offered, relative to the first.
        option_crossroad: Factor, as its logarithm, for the probability of a crossroad: that the
            question is to be asked back is then known.
        option_neighbour: The same for an option whose record and the first's warn of confusing
            the two.
        option_field: The same for an option of the first one's field.
        most_options: Most procedures to choose among.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    in_scope: Logistic
    first_is_meant: Logistic
    none_below: float = Field(ge=0, le=1)
    answer_in_scope: float = Field(ge=0, le=1)
    answer_first_is_meant: float = Field(ge=0, le=1)
    answer_often_asked: float = Field(ge=0, le=1)
    option_at_least: float = Field(ge=0, le=1)
    option_crossroad: float = Field(ge=0)
    option_neighbour: float = Field(ge=0)
    option_field: float = Field(ge=0)
    most_options: int = Field(ge=2, le=4)

    def decide(self, evidence: Evidence) -> Decision:
        """Decides from the evidence alone."""
        in_scope = self.in_scope.probability(evidence)
        if in_scope < self.none_below:
            return Decision.NONE
        least = self.answer_often_asked if evidence.often_asked else self.answer_first_is_meant
        meant = self.first_is_meant.probability(evidence)
        sure = in_scope >= self.answer_in_scope and meant >= least
        return Decision.ANSWER if sure else Decision.CLARIFY
