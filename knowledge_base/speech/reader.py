"""Writes a text as it is spoken in Vietnamese.

"15" becomes ``mười lăm``, "UBND" ``Ủy ban nhân dân``, "07:30-11:30" ``bảy giờ ba mươi đến mười một
giờ ba mươi``. The order of the steps matters: what is longer and more certain goes first, so that a
date is not read as a fraction.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from knowledge_base.speech.documents import Documents
from knowledge_base.speech.figures import Figures
from knowledge_base.speech.moments import Moments
from knowledge_base.speech.numbers import Numbers
from knowledge_base.speech.table import LinkWords, SpeechTable, load_speech_table

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]|(?<![\w@.])(?:[\w-]+\.)+(?:vn|com|org|net)(?!\w)(?:/[^\s,;)]*)?"
)
_LINE = re.compile(r"[.:;,]?\s*[\n\r]+\s*(?:[-–•*▪◦·+]\s+)?")
_CONSONANTS = re.compile(r"(?<!\w)[BCDĐFGHJKLMNPQRSTVWXZ]{2,8}(?!\w)")
_BREAK = re.compile(r"\s*[()\[\]{}–—|•▪◦·]+\s*|\s+[-/]+\s+|(?<!\S)-(?=\S)")
_SILENT = re.compile(r"[^\w\s.,:?!]|_")
_ENDS = re.compile(r"[\s.,:?!]*[.,:?!][\s.,:?!]*")


class Reader:
    """Reads texts aloud, in writing."""

    def __init__(self, table: SpeechTable) -> None:
        """Takes the checked table."""
        numbers = Numbers(table.region.thousand, table.region.odd)
        self._documents = Documents(table.documents, numbers)
        self._moments = Moments(numbers)
        self._figures = Figures(table, numbers)
        self._numbers = numbers
        self._links: LinkWords = table.links
        self._abbreviations = table.abbreviations
        shorts = sorted(table.abbreviations, key=len, reverse=True)
        self._short = re.compile(
            rf"(?<!\w)(?<!\d[-/.])(?:{'|'.join(map(re.escape, shorts))})(?!\w)(?![-/.]\d)"
        )
        self._either = re.compile(rf"(?<=[A-ZĐ])/(?=(?:{'|'.join(map(re.escape, shorts))})(?!\w))")
        self._symbols = str.maketrans({char: f" {said} " for char, said in table.symbols.items()})

    def read(self, text: str) -> str:
        """Gives the text as it is spoken: words and pauses, no figures, no symbols."""
        text = _LINE.sub(lambda match: ": " if ":" in match[0] else ". ", _plain_figures(text))
        text = _LINK.sub(self._site, _MAIL.sub(self._links.mail, text))
        text = self._documents.read(text)
        text = self._moments.read_dates(text)
        text = self._figures.read_calls(text)
        text = self._moments.read_hours(text)
        text = self._figures.read_amounts(text)
        text = self._expand(text)
        text = self._documents.read_codes(text)
        text = self._figures.read_rest(text)
        return self._pauses(text)

    def _site(self, match: re.Match[str]) -> str:
        host = re.sub(r"^https?://|^www\.", "", match[0].lower()).split("/")[0]
        return self._links.sites.get(host.removeprefix("www."), self._links.other_site)

    def _expand(self, text: str) -> str:
        text = self._either.sub(" hoặc ", text)
        text = self._short.sub(lambda match: f"{self._abbreviations[match[0]]} ", text)
        return _CONSONANTS.sub(lambda match: " ".join(match[0]), text)

    def _pauses(self, text: str) -> str:
        # Parts between semicolons have commas of their own: a longer pause keeps them apart.
        text = _BREAK.sub(", ", text.replace(";", ".").translate(self._symbols))
        text = _SILENT.sub(" ", text)
        text = "".join(
            self._numbers.digits(str(unicodedata.digit(char))) if char.isdigit() else char
            for char in text
        )
        text = _ENDS.sub(lambda match: f"{_strongest(match[0])} ", text)
        return " ".join(text.split()).lstrip(".,:?! ").rstrip(",: ")


def _plain_figures(text: str) -> str:
    """Gives one coding for what looks alike; figures of all scripts become ours."""
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/")
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in text
    )


def _strongest(marks: str) -> str:
    return next(mark for mark in "?!.:," if mark in marks)


@cache
def load_reader(ward_dir: Path | None = None) -> Reader:
    """Builds the reader of the ward's table, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return Reader(load_speech_table(ward_dir))
