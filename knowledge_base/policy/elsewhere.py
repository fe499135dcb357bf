"""What people ask at a ward and no one procedure answers.

Topics are handled elsewhere, or nowhere; at a crossroad several procedures fit equally well. Both
take part in the ranking beside the procedures: a question that is nearer to one of them is not
answered with a procedure that shares its words.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge_base.policy import policy_file
from knowledge_base.schema import Code, Slug, Text
from knowledge_base.yaml_file import read_yaml


class Recognised(BaseModel):
    """What is recognised by ``examples`` of how it is asked, and by those in English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    examples: list[Text] = Field(min_length=3)
    english: list[Text] = []


class Topic(Recognised):
    """One topic; ``where`` says who handles it, ``None`` where nobody does (the weather)."""

    name: Text
    where: Text | None


class Crossroad(Recognised):
    """A question that is asked back: it fits each of the procedures ``codes`` equally well."""

    codes: list[Code] = Field(min_length=2, max_length=4)


class Crossroads(BaseModel):
    """The data file ``crossroads.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crossroads: list[Crossroad]


class Elsewhere(BaseModel):
    """All topics, and all crossroads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: list[Topic]
    crossroads: list[Crossroad] = Field(default_factory=list)

    @model_validator(mode="after")
    def _unique(self) -> Self:
        slugs = [item.slug for item in self.everything]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two topics or crossroads have the same slug")
        return self

    @property
    def everything(self) -> list[Recognised]:
        """Topics, then crossroads, in the order in which they are indexed."""
        return [*self.topics, *self.crossroads]

    @property
    def digest(self) -> str:
        """Digest of all that is searched."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_elsewhere(ward_dir: Path | None = None) -> Elsewhere:
    """Reads the topics and the crossroads.

    Raises:
        KnowledgeBaseError: A file cannot be used.
    """
    topics = read_yaml(policy_file("elsewhere.yaml", ward_dir), Elsewhere).topics
    crossroads = read_yaml(policy_file("crossroads.yaml", ward_dir), Crossroads).crossroads
    return Elsewhere(topics=topics, crossroads=crossroads)
