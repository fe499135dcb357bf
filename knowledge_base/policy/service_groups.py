"""The groups of counters of a ward."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from knowledge_base.policy import policy_file
from knowledge_base.policy.opening_hours import OpeningHours
from knowledge_base.schema import Slug, Text
from knowledge_base.yaml_file import read_yaml


class ServiceGroup(BaseModel):
    """One group of counters.

    Attributes:
        letter: Begins the number of its tickets.
        hours: When it is open; ``None`` where the ward states no hours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    name: Text
    name_en: Text
    hours: OpeningHours | None = None


class ServiceGroups(BaseModel):
    """All groups of the ward, in the order in which they are shown.

    Attributes:
        hours: The hours of the groups that have none of their own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hours: OpeningHours | None = None
    groups: list[ServiceGroup] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _common_hours(cls, data: Any) -> Any:
        """Gives the common hours to each group without hours of its own."""
        if not isinstance(data, Mapping) or not isinstance(data.get("groups"), list):
            return data
        common = {"hours": data.get("hours")}
        groups = [
            {**common, **item} if isinstance(item, Mapping) else item for item in data["groups"]
        ]
        return {**data, "groups": groups}

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for key in ("slug", "letter", "name"):
            values = [getattr(group, key) for group in self.groups]
            if len(values) != len(set(values)):
                raise ValueError(f"two groups have the same {key}")
        return self

    def get(self, slug: str) -> ServiceGroup | None:
        """Gives the group of that slug, if the ward has it."""
        return next((group for group in self.groups if group.slug == slug), None)


def load_service_groups(ward_dir: Path | None = None) -> ServiceGroups:
    """Reads the ward's groups.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(policy_file("service_groups.yaml", ward_dir), ServiceGroups)
