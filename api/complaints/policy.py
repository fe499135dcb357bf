"""When a complaint is to be answered, from policy data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.policy import policy_file
from knowledge_base.policy.opening_hours import Holidays
from knowledge_base.schema import Text
from knowledge_base.yaml_file import read_yaml

_SATURDAY = 5


class ComplaintPolicy(BaseModel):
    """The data file ``complaints.yaml``.

    Attributes:
        working_days: Within how many an answer is due; the day of receipt does not count.
        source: The document that says so; ``None``: the centre's own promise.
        contact_days: How long it is kept how to reach the person, at the most.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    working_days: int = Field(ge=1, le=90)
    source: Text | None
    contact_days: int = Field(ge=1, le=365)

    @property
    def contact_lasts(self) -> timedelta:
        """How long a contact is kept, at the most."""
        return timedelta(days=self.contact_days)

    def deadline(self, received: date, holidays: Holidays) -> date:
        """Gives the last day for the answer; Saturdays, Sundays and holidays do not count."""
        day, left = received, self.working_days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY and holidays.name_of(day) is None
        return day


def load_complaint_policy(ward_dir: Path | None = None) -> ComplaintPolicy:
    """Reads the policy.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("complaints.yaml", ward_dir, Path(__file__).parent.parent / "policy")
    return read_yaml(path, ComplaintPolicy)
