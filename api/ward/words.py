"""Words of numbers, days and questions, from one data file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.ward.phrases import Found, Phrases
from knowledge_base.schema import Text
from knowledge_base.yaml_file import read_yaml

Asked = Literal["phone", "address", "lunch"]


class Words(BaseModel):
    """The data file ``words.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: dict[int, list[Text]]
    counter: list[Text]
    weekdays: dict[Annotated[int, Field(ge=0, le=6)], list[Text]]
    weekend: list[Text]
    days_ahead: dict[int, list[Text]]
    next_week: list[Text]
    months_en: dict[Text, Annotated[int, Field(ge=1, le=12)]]
    holidays: dict[Text, list[Text]]
    any_holiday: list[Text]
    asks: dict[Asked, list[Text]]


@cache
def ward_words() -> Words:
    """Reads the words, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / "words.yaml", Words)


@cache
def _numbers() -> Phrases[int]:
    by_number = ward_words().numbers.items()
    return Phrases((phrase, number) for number, phrases in by_number for phrase in phrases)


def number_at(words: list[str], first: int) -> Found[int] | None:
    """Reads the number that begins at a word, in digits or in words."""
    if first < len(words) and words[first].isdecimal() and len(words[first]) <= 4:
        return Found(int(words[first]), first, first + 1)
    return _numbers().at(words, first)
