"""Words of exported files, from one data file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge_base.yaml_file import read_yaml


class ExportTexts(RootModel[dict[str, str]]):
    """The data file: sentences by key; names in braces are filled in."""


@cache
def export_texts() -> dict[str, str]:
    """Reads the sentences, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / "texts.vi.yaml", ExportTexts).root


def say(key: str, **values: object) -> str:
    """Gives the sentence of a key with its values filled in."""
    return export_texts()[key].format(**values)
