"""Numbers in words become figures where they count something."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict

_GLUED = re.compile(r"(\d+)([a-z]+\d?)")


class NumberTable(BaseModel):
    """The data file ``numbers.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ones: dict[str, int]
    ten: str
    tens: list[str]
    endings: list[str]
    units: list[str]
    glued: dict[str, str]
    units_of_one: list[str]


class Numbers:
    """Reads numbers below a hundred."""

    def __init__(self, table: NumberTable) -> None:
        """Takes the checked table."""
        self._table = table

    def apply(self, words: list[str]) -> list[str]:
        """Gives the words with figures in place of counted numbers."""
        result: list[str] = []
        at = 0
        while at < len(words):
            glued = _GLUED.fullmatch(words[at])
            if glued and glued[2] in self._table.glued:
                result += [glued[1], self._table.glued[glued[2]]]
                at += 1
                continue
            value, length = self._read(words, at)
            unit = words[at + length] if at + length < len(words) else ""
            units = self._table.units if value >= 10 else self._table.units_of_one
            if length and unit in units:
                result.append(str(value))
                at += length
            else:
                result.append(words[at])
                at += 1
        return result

    def _read(self, words: list[str], at: int) -> tuple[int, int]:
        """Reads the longest number that begins here: its value and its number of words."""
        table = self._table
        one = table.ones.get(words[at])
        following = [*words[at + 1 : at + 3], "", ""]
        if words[at] == table.ten:
            more = table.ones.get(following[0])
            # "mười năm": ten years, not fifteen.
            if more is None or following[0] == "năm":
                return 10, 1
            return 10 + more, 2
        if one is None:
            return 0, 0
        if following[0] in table.tens:
            more = table.ones.get(following[1])
            if more is None or following[1] == "năm":
                return 10 * one, 2
            return 10 * one + more, 3
        spoken = table.ones.get(following[0])  # "bảy lăm"
        if spoken is not None and following[0] in table.endings:
            return 10 * one + spoken, 2
        return one, 1
