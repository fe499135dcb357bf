"""Syllables that sound alike, from a table."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from knowledge_base.text.telex import place_tone

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghjfklmnpqrstvwxz]?)(.*)")


class ConfusionTable(BaseModel):
    """The data file ``confusions.yaml``: groups of what sounds alike."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    initials: list[list[str]]
    rhymes: list[list[str]]
    tones: list[list[str]]


class Confusions:
    """Gives the syllables that sound like one."""

    def __init__(self, table: ConfusionTable) -> None:
        """Takes the checked table."""
        self._initials = _alike(table.initials)
        self._rhymes = _alike(table.rhymes)
        self._tones = _alike(
            [
                [unicodedata.normalize("NFD", letter)[1:] for letter in group]
                for group in table.tones
            ]
        )

    def of(self, syllable: str) -> Iterator[str]:
        """Yields what may have been meant: at most two parts are changed."""
        initial, rhyme, tone = split(syllable)
        initials = self._initials.get(initial, ())
        rhymes = self._rhymes.get(rhyme, ())
        tones = self._tones.get(tone, ())
        for one in initials:
            yield join(one, rhyme, tone)
        for other in rhymes:
            yield join(initial, other, tone)
        for mark in tones:
            yield join(initial, rhyme, mark)
        for one in initials:
            for other in rhymes:
                yield join(one, other, tone)
            for mark in tones:
                yield join(one, rhyme, mark)
        for other in rhymes:
            for mark in tones:
                yield join(initial, other, mark)


def split(syllable: str) -> tuple[str, str, str]:
    """Splits a syllable into initial, rhyme without tone, and tone: ``giấy`` is gi, ây, ́."""
    decomposed = unicodedata.normalize("NFD", syllable)
    tone = "".join(char for char in decomposed if char in _TONES)
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    found = _SYLLABLE.fullmatch(bare)
    if found is None:
        return "", bare, tone
    initial, rhyme = found.groups()
    return initial, "i" if initial == "gi" and not rhyme else rhyme, tone  # "gì"


def join(initial: str, rhyme: str, tone: str) -> str:
    """Writes a syllable of its parts; the opposite of ``split``."""
    if initial == "gi" and rhyme.startswith("i"):
        initial = "g"
    return place_tone(initial + rhyme, tone) if tone else initial + rhyme


def _alike(groups: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    others: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        for one in group:
            others[one] += [other for other in group if other != one and other not in others[one]]
    return dict(others)
