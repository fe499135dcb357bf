"""The sentences of the house's acts, one data file per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from api.devices.schemas import MissionKind
from api.devices.service import Refusal
from knowledge_base.answers.texts import Locale
from knowledge_base.yaml_file import read_yaml


class HouseTexts(BaseModel):
    """One data file ``house_texts.<locale>.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str
    place_not_here: str
    place_which: str
    place_unknown: str
    counter_unknown: str
    crisis_calls: str
    crisis_call: str
    crisis_person: str
    mission_requested: dict[MissionKind, str]
    mission_refused: dict[Refusal, str]
    mission_instead: dict[MissionKind, str]
    mission_nothing_instead: str
    complaint_taken: str
    complaint_deadline: str
    complaint_source: str
    complaint_no_answer: str
    complaint_contact: str
    complaint_no_contact: str
    complaint_empty: str
    complaint_too_long: str
    buttons: dict[str, str]


@cache
def house_texts(locale: Locale) -> HouseTexts:
    """Reads the sentences of a language, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / f"house_texts.{locale}.yaml", HouseTexts)
