"""Reads dates, hours and the spans between them."""

from __future__ import annotations

import re

from knowledge_base.speech.numbers import Numbers

_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_YEAR = r"([12]\d{3})"
_SAID_DAY = re.compile(r"(?i:ngày|mùng|mồng|hôm)\s*$")
_ISO = re.compile(rf"(?<![\w.,/-]){_YEAR}-{_MONTH}-{_DAY}(?:T[\d:.]+Z?)?(?![\w/-])")
_FULL = re.compile(rf"(?<![\w.,/-]){_DAY}([/.-]){_MONTH}\2{_YEAR}(?![\d/-]|[.,]\d)")
_MONTH_YEAR = re.compile(rf"(?<![\w.,/])(?i:(tháng)\s+)?{_MONTH}/{_YEAR}(?![\d/])")
_QUARTER_YEAR = re.compile(rf"(?i:(quý|kỳ|đợt|học kỳ)\s+)([IVX]+|\d{{1,2}})/{_YEAR}(?![\d/])")
# A day and month alone could be a fraction: only after a word on days.
_SHORT = re.compile(rf"(?<![\w.,/]){_DAY}/{_MONTH}(?![\w/]|[.,]\d|\s*(?:ngày|giờ|tháng|năm|số)\b)")
_ON_DAYS = re.compile(r"(?<!\w)(?:ngày|mùng|mồng|lễ|nghỉ|tết|từ)(?!\w)", re.IGNORECASE)
_DASH = r"\s*[-–—]\s*"
_SPAN = re.compile(rf"(?<=\d)(\s*(?:giờ|phút|%|đồng)|[hgđ%])?{_DASH}(?=\d)")
_WEEKDAY = r"(?i:thứ)\s+(?:[2-7]|[^\W\d_]+)|(?i:chủ nhật)"
_WEEKDAYS = re.compile(rf"(?<!\w)({_WEEKDAY}){_DASH}(?={_WEEKDAY})")
_SHORT_WEEKDAYS = re.compile(rf"(?<!\w)T([2-7]){_DASH}(?:T([2-7])|CN)(?!\w)")
_CLOCK = re.compile(
    r"(?<![\w:.,])([01]?\d|2[0-4])(?::([0-5]\d)(?::([0-5]\d))?|[hg]([0-5]\d)?)(?![\w:])"
)
_SAID_CLOCK = re.compile(r"(?<![\w.,])(\d{1,2})\s*giờ\s*([0-5]?\d)(?!\s*phút)(?!\w|[.,/]\d|\s*%)")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def roman(letters: str) -> int:
    """Gives the value of a Roman number."""
    values = [_ROMAN[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


class Moments:
    """Reads when something is."""

    def __init__(self, numbers: Numbers) -> None:
        """Takes how numbers are said."""
        self._numbers = numbers

    def read_dates(self, text: str) -> str:
        """Replaces dates, months and quarters with their year."""
        text = _ISO.sub(lambda m: self._date(m, m[3], m[2], m[1]), text)
        text = _FULL.sub(lambda m: self._date(m, m[1], m[3], m[4]), text)
        text = _QUARTER_YEAR.sub(self._quarter, text)
        text = _MONTH_YEAR.sub(
            lambda m: f"{m[1] or 'tháng'} {self._month(m[2])} năm {self._say(m[3])}", text
        )
        return _SHORT.sub(self._short_date, text)

    def read_hours(self, text: str) -> str:
        """Replaces hours, and dashes between figures or days by "đến"."""
        text = _SHORT_WEEKDAYS.sub(self._short_weekdays, text)
        text = _WEEKDAYS.sub(r"\1 đến ", text)
        text = _SPAN.sub(lambda match: f"{match[1] or ''} đến ", text)
        text = _CLOCK.sub(lambda m: self._clock(m[1], m[2] or m[4], m[3]), text)
        return _SAID_CLOCK.sub(lambda match: self._clock(match[1], match[2], None), text)

    def _say(self, figures: str) -> str:
        return self._numbers.cardinal(int(figures))

    def _month(self, figures: str) -> str:
        return "tư" if int(figures) == 4 else self._say(figures)

    def _date(self, match: re.Match[str], day: str, month: str, year: str | None) -> str:
        said_day = _SAID_DAY.search(match.string[: match.start()])
        said = f"{self._say(day)} tháng {self._month(month)}"
        if year:
            said += f" năm {self._say(year)}"
        return said if said_day else f"ngày {said}"

    def _short_date(self, match: re.Match[str]) -> str:
        if not _ON_DAYS.search(match.string[: match.start()]):
            return match[0]
        return self._date(match, match[1], match[2], None)

    def _quarter(self, match: re.Match[str]) -> str:
        which = (
            self._say(match[2]) if match[2].isdigit() else self._numbers.cardinal(roman(match[2]))
        )
        return f"{match[1]} {which} năm {self._say(match[3])}"

    def _short_weekdays(self, match: re.Match[str]) -> str:
        last = f"thứ {match[2]}" if match[2] else "Chủ nhật"
        return f"thứ {match[1]} đến {last}"

    def _clock(self, hour: str, minute: str | None, second: str | None) -> str:
        said = f"{self._say(hour)} giờ"
        if minute and (int(minute) or second):
            said += f" {self._say(minute)}"
            if int(minute) < 10 or second:  # "bảy giờ năm" could be heard as half of something
                said += " phút"
        return f"{said} {self._say(second)} giây" if second else said
