"""What people read of an import or export, from one data file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge_base.yaml_file import read_yaml


class ImportTexts(RootModel[dict[str, str]]):
    """The data file: sentences by key; names in braces are filled in."""


@cache
def import_texts() -> dict[str, str]:
    """Reads the sentences, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / "texts.vi.yaml", ImportTexts).root


def say(key: str, **values: object) -> str:
    """Gives the sentence of a key with its values filled in."""
    return import_texts()[key].format(**values)
