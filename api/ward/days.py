"""Understands which day a question means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from api.ward.phrases import Phrases, words_of
from api.ward.words import number_at, ward_words
from knowledge_base.policy.opening_hours import Holidays

_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}))?")
_WEEK = 7
_SATURDAY = 5
_LONGEST_NUMBER = 3
"""Words of the longest number of a day: ba mươi mốt."""


@dataclass(frozen=True)
class DaysAsked:
    """The days that a question means; none: it means no day.

    Attributes:
        days: In order.
        holiday: The name of the holiday that was asked for.
        any_holiday: Whether holidays were asked for without a name.
    """

    days: tuple[date, ...] = ()
    holiday: str | None = None
    any_holiday: bool = False


def days_asked(text: str, today: date, holidays: Holidays) -> DaysAsked:
    """Finds the days that a question means, seen from today.

    A holiday's name goes first, since "nghỉ Tết từ thứ mấy" asks for the holiday; then a date, a
    day of the week, and words such as "ngày mai".
    """
    words = words_of(text)
    holiday = _holiday(words, holidays)
    if holiday is not None:
        return DaysAsked(days=_days_of(holiday, today, holidays), holiday=holiday)
    if day := _date(words, today):
        return DaysAsked(days=(day,))
    if _weekend().find(words):
        saturday = _next_weekday(_SATURDAY, today, later=bool(_next_week().find(words)))
        return DaysAsked(days=(saturday, saturday + timedelta(days=1)))
    weekday = _weekday(words)
    if weekday is not None:
        return DaysAsked(days=(_next_weekday(weekday, today, bool(_next_week().find(words))),))
    if _any_holiday().find(words):
        return DaysAsked(any_holiday=True)
    ahead = _days_ahead().find(words)
    if ahead:
        return DaysAsked(days=(today + timedelta(days=ahead[0].meaning),))
    return DaysAsked()


def _holiday(words: list[str], holidays: Holidays) -> str | None:
    own_names = Phrases((closing.name, closing.name) for closing in holidays.closed)
    found = own_names.find(words) or _holidays().find(words)
    return max(found, key=lambda one: one.after - one.first).meaning if found else None


def _days_of(name: str, today: date, holidays: Holidays) -> tuple[date, ...]:
    """Gives all days of the next holiday of that name; of one that goes on, from its first day."""
    coming = [each for each in holidays.closed if each.name == name and each.last >= today]
    if not coming:
        return ()
    nearest = min(coming, key=lambda closing: closing.first)
    length = (nearest.last - nearest.first).days + 1
    return tuple(nearest.first + timedelta(days=ahead) for ahead in range(length))


def _date(words: list[str], today: date) -> date | None:
    for i, word in enumerate(words):
        match = _DATE.fullmatch(word)
        if match:
            return _valid(int(match[1]), int(match[2]), match[3], today)
        if word in ("tháng", "thang"):
            first = max(0, i - _LONGEST_NUMBER)
            days = [number_at(words, at) for at in range(first, i)]
            before = next((number for number in days if number and number.after == i), None)
            month = number_at(words, i + 1)
            if before and month:
                year = _year_after(words, month.after)
                return _valid(before.meaning, month.meaning, year, today)
        if word in ward_words().months_en:
            beside = number_at(words, i + 1) or (number_at(words, i - 1) if i else None)
            if beside:
                return _valid(beside.meaning, ward_words().months_en[word], None, today)
    return None


def _year_after(words: list[str], at: int) -> str | None:
    said = words[at : at + 2]
    if len(said) == 2 and said[0] in ("năm", "nam") and re.fullmatch(r"\d{4}", said[1]):
        return said[1]
    return None


def _valid(day: int, month: int, year: str | None, today: date) -> date | None:
    """Makes a date; without a year, the next one from today on."""
    try:
        if year is not None:
            return date(int(year), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _weekday(words: list[str]) -> int | None:
    named = _weekdays().find(words)
    if named:
        return named[0].meaning
    for i, word in enumerate(words):
        if re.fullmatch(r"t[2-7]", word):
            return int(word[1]) - 2
        number = number_at(words, i + 1) if word in ("thứ", "thu") else None
        if number is not None and 2 <= number.meaning <= _WEEK:
            return number.meaning - 2
    return None


def _next_weekday(weekday: int, today: date, later: bool) -> date:
    """Gives the next such day from today on, or that of next week."""
    if later:
        monday = today + timedelta(days=_WEEK - today.weekday())
        return monday + timedelta(days=weekday)
    return today + timedelta(days=(weekday - today.weekday()) % _WEEK)


@cache
def _weekdays() -> Phrases[int]:
    return Phrases((p, day) for day, phrases in ward_words().weekdays.items() for p in phrases)


@cache
def _days_ahead() -> Phrases[int]:
    return Phrases((p, day) for day, phrases in ward_words().days_ahead.items() for p in phrases)


@cache
def _holidays() -> Phrases[str]:
    return Phrases((p, name) for name, phrases in ward_words().holidays.items() for p in phrases)


@cache
def _weekend() -> Phrases[None]:
    return Phrases((phrase, None) for phrase in ward_words().weekend)


@cache
def _next_week() -> Phrases[None]:
    return Phrases((phrase, None) for phrase in ward_words().next_week)


@cache
def _any_holiday() -> Phrases[None]:
    return Phrases((phrase, None) for phrase in ward_words().any_holiday)
