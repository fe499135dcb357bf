"""The sentences on opening hours and addresses, one data file per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.answers.texts import Locale
from knowledge_base.yaml_file import read_yaml


class OpeningTexts(BaseModel):
    """One data file ``texts.<locale>.yaml``; ``{day}`` is a day with its date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str
    date_numbers: str
    week: str
    week_not_stated: str
    except_group: str
    open_now: str
    closed_now: str
    open_on: str
    closed_on: str
    closed_on_holiday: str
    holiday_one: str
    holiday_many: str
    holiday_unknown: str
    any_holiday: str
    reopens: str
    lunch: str
    no_lunch: str
    phone: str
    hotline: str
    phone_not_stated: str
    address: str
    address_not_stated: str


@cache
def opening_texts(locale: Locale) -> OpeningTexts:
    """Reads the sentences of a language, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / f"texts.{locale}.yaml", OpeningTexts)
