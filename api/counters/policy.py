"""The counters of the hall, from policy data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from knowledge_base.errors import Fault, KnowledgeBaseError
from knowledge_base.policy import policy_file
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import Slug, Text
from knowledge_base.yaml_file import read_yaml

CounterId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,19}$")]


class Counter(BaseModel):
    """One counter of the hall.

    Attributes:
        groups: What it serves when it is opened without naming groups.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: CounterId
    name: Text
    name_en: Text
    groups: list[Slug] = Field(min_length=1)


class Counters(BaseModel):
    """The data file ``counters.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counters: list[Counter] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        ids = [counter.id for counter in self.counters]
        if len(ids) != len(set(ids)):
            raise ValueError("two counters have the same id")
        return self

    def get(self, counter_id: str) -> Counter | None:
        """Gives the counter of that id, if the hall has it."""
        return next((counter for counter in self.counters if counter.id == counter_id), None)


def load_counters(groups: ServiceGroups, ward_dir: Path | None = None) -> Counters:
    """Reads the ward's counters.

    Raises:
        KnowledgeBaseError: The file cannot be used, or a counter serves a group that is not there.
    """
    path = policy_file("counters.yaml", ward_dir, Path(__file__).parent.parent / "policy")
    counters = read_yaml(path, Counters)
    faults = [
        Fault(str(path), f"counters.{counter.id}.groups", f"{slug} is no group of the ward")
        for counter in counters.counters
        for slug in counter.groups
        if groups.get(slug) is None
    ]
    if faults:
        raise KnowledgeBaseError(faults)
    return counters
