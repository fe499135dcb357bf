"""Writes what a recogniser heard (lower case, numbers in words) as people write it.

``tôi lấy số a không một năm`` becomes ``tôi lấy số A015``. Telephone and card numbers become
figures, so that masking finds them. A single number word stays: ``năm`` is a year as well as five.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from knowledge_base.speech.heard_numbers import (
    FIGURES,
    SOLE_FIGURES,
    Heard,
    hear_figures,
    hear_number,
)
from knowledge_base.speech.table import SpeechTable, load_speech_table
from knowledge_base.text.normalise import clean

_PRIVATE_FROM = 9
"""Runs of so many spoken figures are a card or telephone number."""
_CALLED = frozenset({"gọi", "đài", "nóng", "thoại", "máy", "hotline", "số"})
_FORMS = frozenset({"mẫu", "phiếu"})
_BEFORE_ONE = frozenset({"ngày", "hôm"})
_EARLY_DAYS = frozenset({"mùng", "mồng"})
_HALF = frozenset({"rưỡi", "rưởi"})
_COUNTING = frozenset({"mấy", "nhiêu", "vài", "hàng"})


class Hearing:
    """Turns number words into figures where figures are meant."""

    def __init__(self, table: SpeechTable) -> None:
        """Takes the checked table."""
        self._letters = {
            said: letter.upper()
            for letter, names in table.letters.items()
            for said in (letter, *names)
        }

    def write(self, text: str) -> str:
        """Gives the text with figures, tickets and codes as they are written."""
        words = clean(text).split()
        bare = [word.lower().strip(".,?!:;") for word in words]
        written: list[str] = []
        place = 0
        while place < len(words):
            heard = self._heard(bare, place)
            if heard is None:
                written.append(words[place])
                place += 1
                continue
            last = words[place + heard.words - 1]
            ending = re.search(r"[.,?!:;]*$", last)
            written.append(heard.written + (ending[0] if ending else ""))
            place += heard.words
        return " ".join(written)

    def _heard(self, words: list[str], place: int) -> Heard | None:
        """What begins at a word, the most certain reading first."""
        return (
            self._private(words, place)
            or self._procedure(words, place)
            or self._code(words, place)
            or self._in_context(words, place)
            or self._moment(words, place)
            or hear_number(words, place)
        )

    def _private(self, words: list[str], place: int) -> Heard | None:
        """A telephone or card number, spoken figure by figure or in small groups."""
        run = hear_figures(words, place, groups=True)
        return run if run and len(run.written) >= _PRIVATE_FROM else None

    def _procedure(self, words: list[str], place: int) -> Heard | None:
        """``một chấm không không một một chín ba`` is 1.001193."""
        if words[place] not in FIGURES or words[place + 1 : place + 2] != ["chấm"]:
            return None
        rest = hear_figures(words, place + 2)
        if rest is None or len(rest.written) != 6:
            return None
        return Heard(f"{FIGURES[words[place]]}.{rest.written}", rest.words + 2)

    def _code(self, words: list[str], place: int) -> Heard | None:
        """A ticket (a letter and three figures) or a form (two letters or more and figures)."""
        letters = ""
        while place + len(letters) < len(words) and words[place + len(letters)] in self._letters:
            letters += self._letters[words[place + len(letters)]]
        if not letters:
            return None
        after = place + len(letters)
        figures = hear_figures(words, after)
        if len(letters) == 1:
            if figures and len(figures.written) == 3:
                return Heard(letters + figures.written, 1 + figures.words)
            number = hear_number(words, after) if words[:place][-1:] == ["số"] else None
            if number and len(number.written) <= 3 and number.written.isdigit():
                return Heard(f"{letters}{number.written:0>3}", 1 + number.words)
            return None
        if figures and 2 <= len(figures.written) <= 3:
            return Heard(letters + figures.written, len(letters) + figures.words)
        return None

    def _in_context(self, words: list[str], place: int) -> Heard | None:
        """Figures after "gọi", "số", "mẫu": 113, mẫu số 01."""
        before = words[place - 1] if place else ""
        figures = hear_figures(words, place)
        if figures is None:
            return None
        if before in _CALLED and len(figures.written) >= 3:
            return figures
        form = before in _FORMS or (before == "số" and words[place - 2 : place - 1] == ["mẫu"])
        return figures if form and len(figures.written) >= 2 else None

    def _moment(self, words: list[str], place: int) -> Heard | None:
        """Single number words of hours, days and months."""
        word, after = words[place], words[place + 1 : place + 2]
        before = words[place - 1] if place else ""
        if word in _HALF and before == "giờ" and place > 1:
            return Heard("30", 1)
        if word == "giêng" and before == "tháng":
            return Heard("1", 1)
        if word not in SOLE_FIGURES or hear_number(words, place):
            return None
        is_hour = after == ["giờ"]
        is_day = before in _EARLY_DAYS or (after == ["tháng"] and before in _BEFORE_ONE)
        is_month = before == "tháng" and (place < 2 or words[place - 2] not in _COUNTING)
        return Heard(SOLE_FIGURES[word], 1) if is_hour or is_day or is_month else None


@cache
def load_hearing(ward_dir: Path | None = None) -> Hearing:
    """Builds it from the ward's table, once.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return Hearing(load_speech_table(ward_dir))
