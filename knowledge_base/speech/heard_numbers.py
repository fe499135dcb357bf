"""Finds numbers among spoken words."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.speech.numbers import DIGITS

SOLE_FIGURES = {word: str(figure) for figure, word in enumerate(DIGITS)} | {"bẩy": "7", "tư": "4"}
FIGURES = SOLE_FIGURES | {"lăm": "5", "nhăm": "5", "mốt": "1", "linh": "", "lẻ": ""}
"""Words that stand for one figure where figures are said one by one."""
FILLERS = frozenset({"ờ", "à", "ừ", "ừm", "rồi", "chấm", "cách", "gạch", "tiếp"})
"""What people say between the groups of a long number."""
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_ODD = frozenset({"linh", "lẻ"})
_AFTER_TEN = {"lăm": 5, "nhăm": 5, "mốt": 1}
_VAGUE = frozenset({"mấy", "hơn"})
_GROUPED_FROM = 10_000


@dataclass(frozen=True)
class Heard:
    """What was heard, as written, and how many words said it."""

    written: str
    words: int


def hear_figures(words: list[str], start: int, groups: bool = False) -> Heard | None:
    """Reads figures said one by one.

    Args:
        words: Of the sentence.
        start: Where the run begins.
        groups: Whether small numbers ("ba mươi tư") and fillers may stand in the run.
    """
    written, place, end = "", start, start
    while place < len(words):
        group = _small(words, place) if groups else None
        if group is not None:
            written += group.written
            place = end = place + group.words
        elif words[place] in FIGURES and (written or words[place] in SOLE_FIGURES):
            written += FIGURES[words[place]]
            place = end = place + 1
        elif groups and written and words[place] in FILLERS:
            place += 1
        else:
            break
    return Heard(written, end - start) if written else None


def hear_number(words: list[str], start: int) -> Heard | None:
    """Reads a number of two figures or more: ``hai mươi mốt`` is 21.

    A single number word is not one: too many of them mean something else.
    """
    total, place, scale = 0, start, 10**12
    while place < len(words):
        group = _hundreds(words, place, inner=place > start)
        if group is None:
            break
        value, place = group
        name = words[place] if place < len(words) else ""
        if name in _SCALES and _SCALES[name] < scale:
            scale = _SCALES[name]
            total += value * scale
            place += 1
            if place < len(words) and words[place] in {"rưỡi", "rưởi"}:
                return Heard(_grouped(total + scale // 2), place + 1 - start)
            continue
        total += value
        break
    if place - start < 2 and words[start : start + 1] != ["mười"]:
        return None
    if place < len(words) and words[place] in _VAGUE:
        return None
    return Heard(_grouped(total), place - start)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".") if number >= _GROUPED_FROM else str(number)


def _figure(words: list[str], place: int) -> int | None:
    figure = SOLE_FIGURES.get(words[place]) if place < len(words) else None
    return int(figure) if figure is not None else None


def _small(words: list[str], place: int) -> Heard | None:
    """A number of two or three figures within a long number."""
    if words[place + 1 : place + 2] == ["trăm"]:
        hundreds = _hundreds(words, place, inner=False)
        return Heard(f"{hundreds[0]:03}", hundreds[1] - place) if hundreds else None
    group = _tens(words, place)
    return Heard(str(group[0]), group[1] - place) if group else None


def _hundreds(words: list[str], place: int, inner: bool) -> tuple[int, int] | None:
    """Reads below a thousand; ``inner`` of a longer number also "linh năm" and one figure."""
    figure = _figure(words, place)
    if figure is not None and words[place + 1 : place + 2] == ["trăm"]:
        value, place = figure * 100, place + 2
        if place + 1 < len(words) and words[place] in _ODD:
            ones = _figure(words, place + 1)
            return (value + ones, place + 2) if ones is not None else (value, place)
        tens = _tens(words, place)
        if tens:
            return value + tens[0], tens[1]
        return value, place
    tens = _tens(words, place)
    if tens:
        return tens
    if inner and words[place] in _ODD:
        ones = _figure(words, place + 1)
        return (ones, place + 2) if ones is not None else None
    if figure is None:
        return None
    # One figure counts only before a scale: "hai nghìn"; "nghìn năm" may be a thousand years.
    return (
        (figure, place + 1)
        if words[place + 1 : place + 2] and words[place + 1] in _SCALES
        else None
    )


def _tens(words: list[str], place: int) -> tuple[int, int] | None:
    figure = _figure(words, place)
    after = words[place + 1] if place + 1 < len(words) else ""
    if place < len(words) and words[place] == "mười":
        return _ones(10, words, place + 1)
    if figure is None or figure == 0:
        return None
    if after == "chục":
        return figure * 10, place + 2
    if after == "mươi":
        return _ones(figure * 10, words, place + 2)
    if after in _AFTER_TEN and figure > 1:  # "hai mốt", "ba lăm"
        return figure * 10 + _AFTER_TEN[after], place + 2
    return None


def _ones(tens: int, words: list[str], place: int) -> tuple[int, int]:
    word = words[place] if place < len(words) else ""
    if word in _AFTER_TEN:
        return tens + _AFTER_TEN[word], place + 1
    # After ten, "năm" means years; what follows may begin a scale of its own.
    if word in SOLE_FIGURES and word not in {"năm", "không"}:
        return tens + int(SOLE_FIGURES[word]), place + 1
    return tens, place
