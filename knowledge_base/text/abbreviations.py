"""What is written shorter or said otherwise than in the catalogue.

Tables, which a ward may replace: short forms (``gks``), regional words (``mần chi``), numbers in
words, syllables that sound alike, and the words by which English is known.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.policy import policy_file
from knowledge_base.text.confusions import Confusions, ConfusionTable
from knowledge_base.text.diacritics import read_everyday
from knowledge_base.text.english import EnglishTable
from knowledge_base.text.numbers import Numbers, NumberTable
from knowledge_base.text.phrases import Phrases
from knowledge_base.yaml_file import read_yaml


class AbbreviationTable(BaseModel):
    """The data file ``abbreviations.yaml``: short form to long form, by where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    papers: dict[str, str]
    offices: dict[str, str]
    everyday: dict[str, str]


class RegionalTable(BaseModel):
    """The data file ``regional.yaml``: what a region says to what everybody writes.

    Attributes:
        keep: Phrases that are never touched.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep: list[str]
    rewrite: dict[str, str]


class Abbreviations:
    """The tables, ready to use.

    Attributes:
        regional: Rewrites what is said in one region.
        numbers: Writes numbers in figures.
        confusions: The syllables that sound alike.
        english: Everyday words of English.
        short_forms: What is written short in one word.
        digest: Of all tables and of the sentences that marks are learnt from: what was made with
            others does not fit.
    """

    def __init__(
        self,
        short: AbbreviationTable,
        regional: RegionalTable,
        numbers: NumberTable,
        confusions: ConfusionTable,
        english: EnglishTable,
    ) -> None:
        """Takes the checked tables."""
        tables = (short, regional, numbers, confusions, english, read_everyday())
        self.digest = hashlib.sha256(
            "\n".join(table.model_dump_json() for table in tables).encode()
        ).hexdigest()
        forms = short.papers | short.offices | short.everyday
        self._short = Phrases(forms)
        self.short_forms = frozenset(form for form in forms if " " not in form)
        self.regional = Phrases(regional.rewrite, regional.keep)
        self.numbers = Numbers(numbers)
        self.confusions = Confusions(confusions)
        self.english = english

    def expand(self, words: list[str]) -> list[str]:
        """Gives the words with each short form replaced by its long form's words."""
        return self._short.apply(words)


def load_abbreviations(ward_dir: Path | None = None) -> Abbreviations:
    """Reads the tables.

    Raises:
        KnowledgeBaseError: A file cannot be used.
    """

    def path(name: str) -> Path:
        return policy_file(name, ward_dir, Path(__file__).parent)

    return Abbreviations(
        read_yaml(path("abbreviations.yaml"), AbbreviationTable),
        read_yaml(path("regional.yaml"), RegionalTable),
        read_yaml(path("numbers.yaml"), NumberTable),
        read_yaml(path("confusions.yaml"), ConfusionTable),
        read_yaml(path("english.yaml"), EnglishTable),
    )
