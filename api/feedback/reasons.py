"""The reasons that a visitor may tap after a rating; policy data."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from api.feedback.schemas import Reason
from knowledge_base.policy import policy_file
from knowledge_base.schema import Text
from knowledge_base.yaml_file import read_yaml

_DEFAULTS = Path(__file__).parent.parent / "policy"
_GOOD_FROM = 3


class FeedbackReason(BaseModel):
    """One reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Reason
    title: Text
    title_en: Text


class FeedbackReasons(BaseModel):
    """The data file ``feedback_reasons.yaml``: what may have been good, and what may not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    good: list[FeedbackReason]
    bad: list[FeedbackReason]

    def for_rating(self, rating: int) -> list[FeedbackReason]:
        """Gives the reasons that fit a rating from 1 to 4."""
        return self.good if rating >= _GOOD_FROM else self.bad


def load_feedback_reasons(ward_dir: Path | None = None) -> FeedbackReasons:
    """Reads the reasons.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(policy_file("feedback_reasons.yaml", ward_dir, _DEFAULTS), FeedbackReasons)
