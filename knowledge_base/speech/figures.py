"""Reads amounts, units, telephone numbers, ordinals and whatever figures are left."""

from __future__ import annotations

import re

from knowledge_base.speech.moments import roman
from knowledge_base.speech.numbers import Numbers
from knowledge_base.speech.table import SpeechTable

_GROUPED = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}"
_NUMBER = rf"(?:{_GROUPED}|\d+(?:,\d+)?|\d+)"
_PHONE = re.compile(
    r"(?<![\w.,/])(?:\+84|\(0\d{2,3}\)|0)(?:[\s.\-–]{0,2}\d){7,11}(?![\w]|[.,/]\d)"
    r"|(?<![\w.,/])1[89]00(?:[\s.\-]?\d{2,4}){1,2}(?![\w]|[.,/]\d)(?!\s*(?:đồng|đ\b))"
)
_LONG = re.compile(r"(?<![\w.,/])\d{7,}(?![\w]|[.,/]\d)")
_CALLED = re.compile(
    r"(?i:(?<!\w)(gọi|hotline|đường dây nóng|tổng đài|điện thoại|số máy)"
    r"((?:\s+(?:số|đến|tới|ngay|qua|điện thoại|là|của|trung tâm|miễn phí|máy))*\s*:?\s+))"
    r"(\d{3,6})(?![\w]|[.,/]\d)"
)
# Emergency numbers, unless something is counted: "113 hồ sơ".
_EMERGENCY = re.compile(
    r"(?<![\w.,/])(11[1-5])(?=\s*(?:$|[,.;:()!?]|(?:hoặc|và|để|ngay|nếu|khi|là)(?!\w)))(?![.,/]\d)"
)
_ORDINAL = re.compile(r"(?i:(?<!\w)(thứ)\s+)0?(\d{1,2})(?![\w]|[.,/%]\d)")
_ROMAN_AFTER = re.compile(
    r"(?i:(?<!\w)((?:chương|phần|mục|mức|mức độ|quý|loại|nhóm|cấp|hạng|phụ lục|phụ lục số|khóa|khoá"
    r"|kỳ|học kỳ|điều|bảng|đợt|khu vực|vùng|thế kỷ|hạng mục|biểu|lần thứ|đại hội)\s+))"
    r"([IVX]+)([A-Ea-eđĐ]?)(\.(?=\d))?(?![^\W\d]|\s[A-ZĐ](?!\w))"
)
_ROMAN = re.compile(r"(?<!\w)(?:I{2,3}|IV|VI{2,3}|IX|XI{2,3}|XIV|XVI{0,3}|XIX|XXI{0,3})(?!\w)")
_MONTH = re.compile(r"(?i:(?<!\w)(tháng)\s+)0?4(?![\w]|[.,/]\d)")
_TIMES = re.compile(r"(?<=\d)(\s*[mc]?m)?\s*[xX]\s*(?=\d)")
_OF_YEAR = re.compile(r"(?<=\d):(?=(?:19|20)\d\d(?!\d))")
_RATIO = re.compile(r"(?<=\d)\s*:\s*(?=\d)")
_ONE_EACH = re.compile(r"(?<=[^\W\d])\s*/\s*0?1\s+(?=[^\W\d])")
_FRACTION = re.compile(r"(?<![\w.,/])(\d{1,3})/(\d{1,3})(?![\w/]|[.,]\d)")


class Figures:
    """Reads figures."""

    def __init__(self, table: SpeechTable, numbers: Numbers) -> None:
        """Takes units and how numbers are said."""
        self._numbers = numbers
        self._units = table.units | table.currencies
        units = "|".join(re.escape(unit) for unit in sorted(self._units, key=len, reverse=True))
        money = "|".join(re.escape(unit) for unit in table.currencies)
        self._measure = re.compile(
            rf"({_NUMBER})\s*({units})(?!\w)(\s*/\s*(?:0?1\s+)?(?=[^\W\d]))?"
        )
        # English groups count as such only before a currency: 1,5 is one and a half here.
        self._money = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:,\d{{3}})+)(?=\s*(?:{money})(?!\w))")
        counted = "|".join(map(re.escape, table.counted))
        self._each = re.compile(
            rf"(\d\s*(?:{counted})(?:\s+làm việc)?)\s*/\s*(?:0?1\s+)?(?=[^\W\d])"
        )

    def read_calls(self, text: str) -> str:
        """Replaces telephone, card and emergency numbers, figure by figure."""
        text = _PHONE.sub(lambda match: self._phone(match[0]), text)
        text = _LONG.sub(self._long, text)
        text = _CALLED.sub(lambda m: f"{m[1]}{m[2]}{self._numbers.digits(m[3])}", text)
        return _EMERGENCY.sub(lambda match: self._numbers.digits(match[1]), text)

    def read_amounts(self, text: str) -> str:
        """Replaces amounts with their units, ordinals and Roman numbers."""
        text = _TIMES.sub(r"\1 nhân ", _OF_YEAR.sub(" năm ", text))
        text = _RATIO.sub(" trên ", text)
        text = _ONE_EACH.sub(" một ", self._each.sub(r"\1 một ", text))
        text = self._money.sub(lambda match: match[0].replace(",", "."), text)
        text = self._measure.sub(self._with_unit, text)
        text = _ORDINAL.sub(lambda match: f"{match[1]} {self._ordinal(int(match[2]))}", text)
        text = _MONTH.sub(r"\1 tư", text)
        text = _ROMAN_AFTER.sub(self._roman_after, text)
        return _ROMAN.sub(lambda match: self._numbers.cardinal(roman(match[0])), text)

    def read_rest(self, text: str) -> str:
        """Replaces the figures that are left."""
        text = _FRACTION.sub(self._fraction, text)
        text = re.sub(_NUMBER, lambda match: self._plain(match[0]), text)
        return re.sub(r"(?<=\w)\.(?=\w)", " chấm ", text)

    def _phone(self, written: str) -> str:
        groups = [re.sub(r"\D", "", group) for group in re.split(r"[\s.\-–()]+", written)]
        groups = [group for group in groups if group]
        plus = "cộng " if written.startswith("+") else ""
        if len(groups) == 1:
            return plus + self._numbers.call_number(groups[0])
        return plus + ", ".join(self._numbers.digits(group) for group in groups)

    def _long(self, match: re.Match[str]) -> str:
        after = match.string[match.end() :].lstrip()
        unit = re.match(r"[^\W\d_]+|[$%]", after)
        if unit and unit[0] in self._units:
            return match[0]
        return self._numbers.call_number(match[0])

    def _with_unit(self, match: re.Match[str]) -> str:
        if match[2] in ("đ", "Đ") and len(match[1]) == 1:
            return match[0]  # "Mẫu số 1d, 1đ": no price has one figure
        each = " một " if match[3] else ""
        return f"{self._plain(match[1])} {self._units[match[2]]}{each}"

    def _ordinal(self, number: int) -> str:
        return {1: "nhất", 4: "tư"}.get(number) or self._numbers.cardinal(number)

    def _roman_after(self, match: re.Match[str]) -> str:
        said = f"{match[1]}{self._numbers.cardinal(roman(match[2]))}"
        said = f"{said} {match[3]}" if match[3] else said
        return f"{said} chấm " if match[4] else said

    def _fraction(self, match: re.Match[str]) -> str:
        part, whole = int(match[1]), int(match[2])
        between = "phần" if 0 < part < whole <= 10 else "trên"
        return f"{self._numbers.cardinal(part)} {between} {self._numbers.cardinal(whole)}"

    def _plain(self, written: str) -> str:
        if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", written):
            written = written.replace(",", "")
        whole, _, fraction = written.replace(".", "").partition(",")
        if len(whole) > 15 or (len(whole) > 2 and whole.startswith("0")):
            return self._numbers.digits(whole + fraction)
        said = int(whole)
        return self._numbers.decimal(said, fraction) if fraction else self._numbers.cardinal(said)
