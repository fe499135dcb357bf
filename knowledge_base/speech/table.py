"""What is said for what is written: one data file, which a ward may replace by its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from knowledge_base.policy import policy_file
from knowledge_base.yaml_file import read_yaml


def _without_figures(text: str) -> str:
    if not text or any(char.isdigit() for char in text):
        raise ValueError("must be words, without figures")
    return text


def _one_sign(text: str) -> str:
    if len(text) != 1:
        raise ValueError("must be one character")
    return text


def _one_word(text: str) -> str:
    if not text or re.search(r"\s", text):
        raise ValueError("must be one word")
    return text


Spoken = Annotated[str, AfterValidator(_without_figures)]
Word = Annotated[str, AfterValidator(_one_word)]
Sign = Annotated[str, AfterValidator(_one_sign)]
Short = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]


class RegionWords(BaseModel):
    """Words that differ between regions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thousand: Literal["nghìn", "ngàn"]
    odd: Literal["linh", "lẻ"]


class DocumentWords(BaseModel):
    """Parts of the numbers of laws and decisions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[Word, Spoken] = Field(min_length=1)
    bodies: dict[Word, Spoken] = Field(min_length=1)


class LinkWords(BaseModel):
    """What is said in place of addresses; ``sites`` by host name, others are ``other_site``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sites: dict[Word, Spoken]
    other_site: Spoken
    mail: Spoken


class SpeechTable(BaseModel):
    """The data file.

    Attributes:
        counted: Words after which a slash means "for each": ``lần/năm``.
        letters: How a recogniser writes a letter that was said, by letter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: RegionWords
    abbreviations: dict[Short, Spoken] = Field(min_length=1)
    documents: DocumentWords
    currencies: dict[Word, Spoken] = Field(min_length=1)
    units: dict[Word, Spoken] = Field(min_length=1)
    counted: list[Word] = Field(min_length=1)
    symbols: dict[Sign, Spoken]
    links: LinkWords
    letters: dict[Word, list[Word]]


def load_speech_table(ward_dir: Path | None = None) -> SpeechTable:
    """Reads the table.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(policy_file("speech.yaml", ward_dir, Path(__file__).parent), SpeechTable)
