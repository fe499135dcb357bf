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
        margin: How far the first result's score is above that of the second.
        clearance: The same above the likeliest crossroad; below 0 where that is likelier.
        named: 1 where the question is word for word what the first result alone is called, else 0.
    """

    likeness: float
    centre: float
    coverage: float
    phrases: float
    certainty: float
    elsewhere: float
    crossroad: float
    margin: float
    clearance: float
    named: float


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
        english_in_scope: The first for questions in English: with fewer texts to be compared
            with, they have less in common with the right ones.
        english_first_is_meant: The second.
        none_below: Least probability of being in scope.
        answer_in_scope: Least probability of being in scope for an answer.
        answer_first_is_meant: Least probability that the first one is meant for an answer.
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
    english_in_scope: Logistic
    english_first_is_meant: Logistic
    none_below: float = Field(ge=0, le=1)
    answer_in_scope: float = Field(ge=0, le=1)
    answer_first_is_meant: float = Field(ge=0, le=1)
    option_at_least: float = Field(ge=0, le=1)
    option_crossroad: float = Field(ge=0)
    option_neighbour: float = Field(ge=0)
    option_field: float = Field(ge=0)
    most_options: int = Field(ge=2, le=4)

    def decide(self, evidence: Evidence, *, english: bool = False) -> Decision:
        """Decides from the evidence, and from the question no more than its language."""
        if evidence.named:
            return Decision.ANSWER
        models = (
            (self.english_in_scope, self.english_first_is_meant)
            if english
            else (self.in_scope, self.first_is_meant)
        )
        in_scope, first_is_meant = (model.probability(evidence) for model in models)
        if in_scope < self.none_below:
            return Decision.NONE
        sure = in_scope >= self.answer_in_scope and first_is_meant >= self.answer_first_is_meant
        return Decision.ANSWER if sure else Decision.CLARIFY
