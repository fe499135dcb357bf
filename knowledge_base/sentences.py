"""Sentences that people read, kept by key in a data file."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import RootModel

from knowledge_base.yaml_file import read_yaml


class SentenceTable(RootModel[dict[str, str]]):
    """The data file: sentences by key; names in braces are filled in."""


class Sentences:
    """Gives the sentence of a key with its values filled in; the file is read when first asked."""

    def __init__(self, path: Path) -> None:
        """Takes the data file."""
        self._path = path

    @cached_property
    def by_key(self) -> dict[str, str]:
        """All sentences as they stand in the file.

        Raises:
            KnowledgeBaseError: The file cannot be used.
        """
        return read_yaml(self._path, SentenceTable).root

    def __call__(self, key: str, **values: object) -> str:
        """Gives one sentence.

        Raises:
            KeyError: There is no such sentence.
        """
        return self.by_key[key].format(**values)
