"""Abbreviations of offices and of everyday typing, from a table that a ward may extend."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.policy import policy_file
from knowledge_base.yaml_file import read_yaml


class AbbreviationTable(BaseModel):
    """The data file: short form to long form, by where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    papers: dict[str, str]
    offices: dict[str, str]
    everyday: dict[str, str]


class Abbreviations:
    """Expands whole words.

    Attributes:
        digest: Of the table: what was made with another one does not fit.
    """

    def __init__(self, table: AbbreviationTable) -> None:
        """Takes the checked table."""
        merged = table.papers | table.offices | table.everyday
        self.digest = hashlib.sha256(repr(sorted(merged.items())).encode()).hexdigest()
        self._long = {short: long.split() for short, long in merged.items()}

    def expand(self, words: list[str]) -> list[str]:
        """Gives the words with each short form replaced by its long form's words."""
        return [part for word in words for part in self._long.get(word, [word])]


def load_abbreviations(ward_dir: Path | None = None) -> Abbreviations:
    """Reads the table.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("abbreviations.yaml", ward_dir, Path(__file__).parent)
    return Abbreviations(read_yaml(path, AbbreviationTable))
