"""The sentences of the service in a conversation, one data file per language."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

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
    not_understood: str
    field_list: str
    compare_which: str
    once_more: str
    ask_reason: str
    ticket_opens: str
    ticket_wait: str
    weekdays: list[str] = Field(min_length=7, max_length=7)
    on_the_hour: str
    past_the_hour: str
    ask_priority: str
    priority_noted: str
    priority_none: str
    priority_without_ticket: str
    buttons: dict[str, str]
    ratings: dict[str, str]

    def clock(self, moment: datetime) -> str:
        """Says a time of day."""
        template = self.past_the_hour if moment.minute else self.on_the_hour
        return template.format(hour=moment.hour, minute=f"{moment.minute:02}")

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
