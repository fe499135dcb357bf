"""The sentences of the service in a conversation, one data file per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from api.assistant.schemas import Choice
from knowledge_base.answers.texts import Locale
from knowledge_base.yaml_file import read_yaml


class AssistantTexts(BaseModel):
    """One data file ``texts.<locale>.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    greeting: str
    greeting_choices: list[Choice]
    ticket_issued: str
    ticket_issued_first: str
    ticket_shown: str
    ticket_shown_first: str
    ticket_shown_cancelled: str
    ticket_cancelled: str
    ticket_gone: str
    ask_group: str
    rate: str
    rated: str
    hand_off: str
    hand_off_phone: str
    hand_off_hotline: str
    engine_down: str
    no_procedure_in_hand: str
    buttons: dict[str, str]
    ratings: dict[str, str]
    spoken_option: str
    spoken_more: str
    spoken_papers: str
    spoken_case: str
    spoken_paper: str
    hear_each: list[str]


@cache
def assistant_texts(locale: Locale) -> AssistantTexts:
    """Reads the sentences of a language, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(Path(__file__).parent / f"texts.{locale}.yaml", AssistantTexts)
