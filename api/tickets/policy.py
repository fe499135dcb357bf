"""How the queue is run: policy data, checked at start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from knowledge_base.policy import policy_file
from knowledge_base.policy.opening_hours import Holidays, load_holidays
from knowledge_base.policy.service_groups import ServiceGroup, ServiceGroups
from knowledge_base.schema import Text
from knowledge_base.yaml_file import read_yaml

_DEFAULTS = Path(__file__).parent.parent / "policy"

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,19}$")]


class _Policy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Priority(_Policy):
    """A class of visitors who may be served earlier.

    Attributes:
        rule: Whom it is for, as part of a sentence.
        rank: 1 goes before 2; the same rank is served in order of arrival.
        words: How visitors say that they belong to it.
        age_from: An age in years from which on one belongs to it.
        child_under_months: A child's age in months under which its companion belongs to it.
    """

    id: Id
    name: Text
    name_en: Text
    rule: Text
    rule_en: Text
    rank: int = Field(ge=1, le=9)
    words: list[Text] = []
    age_from: int | None = Field(None, ge=1, le=130)
    child_under_months: int | None = Field(None, ge=1, le=216)


class Priorities(_Policy):
    """The data file ``priorities.yaml``."""

    priorities: list[Priority]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _check_distinct([priority.id for priority in self.priorities])
        return self

    def get(self, name: str) -> Priority | None:
        """Gives the class of that id, if the ward has it."""
        return next((priority for priority in self.priorities if priority.id == name), None)

    def rank(self, name: str | None) -> int | None:
        """Gives the rank of a ticket's class; ``None`` for a ticket without priority."""
        found = self.get(name) if name else None
        return found.rank if found else None


class WhenClosed(StrEnum):
    """What happens to a request for a number when the counters are closed for the day."""

    NEXT_OPENING = "next_opening"
    REFUSE = "refuse"


class OrderPolicy(_Policy):
    """Who is called next; the rule stands in ``order.py``."""

    most_priority_in_a_row: int = Field(ge=1)
    most_overtaken: int = Field(ge=1)
    aged_after_min: int = Field(ge=1)


class WaitPolicy(_Policy):
    """What the range of the waiting time is made of."""

    least_turns: int = Field(ge=2)
    most_turns: int = Field(ge=2, le=500)
    most_days: int = Field(ge=1)
    spread: float = Field(gt=0, le=5)
    allowance: float = Field(ge=0, le=2)
    step_min: int = Field(ge=1)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.most_turns < self.least_turns:
            raise ValueError("most_turns is smaller than least_turns")
        return self


class BoardPolicy(_Policy):
    """What the screens keep in view."""

    least_seconds: int = Field(ge=1)
    calls_kept: int = Field(ge=1, le=50)


class Outcome(_Policy):
    """What came of a visit."""

    id: Id
    name: Text
    name_en: Text


class QueuePolicy(_Policy):
    """The data file ``queue.yaml``."""

    when_closed: WhenClosed
    order: OrderPolicy
    recall_within_calls: int = Field(ge=0)
    wait: WaitPolicy
    board: BoardPolicy
    outcomes: list[Outcome] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _check_distinct([outcome.id for outcome in self.outcomes])
        return self

    def has_outcome(self, name: str) -> bool:
        """Says whether a visit may end so."""
        return any(outcome.id == name for outcome in self.outcomes)


@dataclass(frozen=True)
class QueueRules:
    """All policy that the queue draws on."""

    groups: ServiceGroups
    holidays: Holidays
    priorities: Priorities
    queue: QueuePolicy

    def group(self, slug: str) -> ServiceGroup | None:
        """Gives the group of that slug, if the ward has it."""
        return self.groups.get(slug)


def load_queue_rules(groups: ServiceGroups, ward_dir: Path | None = None) -> QueueRules:
    """Reads the policy files.

    Raises:
        KnowledgeBaseError: A file cannot be used.
    """
    return QueueRules(
        groups=groups,
        holidays=load_holidays(ward_dir),
        priorities=read_yaml(policy_file("priorities.yaml", ward_dir, _DEFAULTS), Priorities),
        queue=read_yaml(policy_file("queue.yaml", ward_dir, _DEFAULTS), QueuePolicy),
    )


def _check_distinct(ids: list[str]) -> None:
    if len(ids) != len(set(ids)):
        raise ValueError("an id is given twice")
