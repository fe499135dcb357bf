"""What people ask at a ward and is handled elsewhere, or nowhere.

The topics take part in the ranking beside the procedures: a question that is nearer to one of them
is not answered with a procedure that shares its words.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge_base.policy import policy_file
from knowledge_base.schema import Slug, Text
from knowledge_base.yaml_file import read_yaml


class Topic(BaseModel):
    """One topic; ``where`` says who handles it, ``None`` where nobody does (the weather).

    ``english`` holds examples in English.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    name: Text
    where: Text | None
    examples: list[Text] = Field(min_length=3)
    english: list[Text] = []


class Elsewhere(BaseModel):
    """All topics."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: list[Topic]

    @model_validator(mode="after")
    def _unique(self) -> Self:
        slugs = [topic.slug for topic in self.topics]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two topics have the same slug")
        return self

    @property
    def digest(self) -> str:
        """Digest of all that is searched."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_elsewhere(ward_dir: Path | None = None) -> Elsewhere:
    """Reads the topics.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(policy_file("elsewhere.yaml", ward_dir), Elsewhere)
