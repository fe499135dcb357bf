"""Finds the two procedures in a question for their difference."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.text.normalise import normalise, strip_diacritics
from knowledge_base.yaml_file import read_yaml


class _Words(BaseModel):
    """The data file ``comparing.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    between: frozenset[str]
    filler: frozenset[str]


def parts_of(text: str) -> list[str]:
    """Splits ``khai sinh khác đăng ký lại khai sinh chỗ nào`` into what is compared."""
    words = _words()
    parts: list[list[str]] = [[]]
    for word in normalise(text).replace("?", " ").replace(",", " ").split():
        plain = strip_diacritics(word)
        if plain in words.between:
            parts.append([])
        elif plain not in words.filler:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part]


@cache
def _words() -> _Words:
    return read_yaml(Path(__file__).parent / "comparing.yaml", _Words)
