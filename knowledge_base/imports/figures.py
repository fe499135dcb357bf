"""Time limits and fees from the words of a source. What the words do not state is not made up.

Rules of truth:
- a bare figure such as ``3`` has no unit;
- ``Miễn phí`` or ``0 VNĐ`` alone is what the portal shows where nothing was entered, so it states
  nothing; free is only what a sentence with its ground calls free;
- a fee that the provincial council sets has no amount here;
- ranges, ceilings, several figures in one and amounts too small to be one are left to the editor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge_base.schema import Fee, FeeKind, TimeLimit, TimeUnit
from knowledge_base.text.normalise import clean

LONGEST_NOTE = 2000
"""As in the schema; what is longer is no figure and is not read to its end."""
_LEAST_AMOUNT = 1000
"""No fee is smaller; the portal's ``40 VNĐ`` is a slip for thousands that we do not repair."""
_MOST_AMOUNT = 10**10


@dataclass(frozen=True)
class TimeReading:
    """A time limit, and the words that could not be read as one."""

    limit: TimeLimit | None = None
    doubt: str | None = None


@dataclass(frozen=True)
class FeeReading:
    """Fees by case (``None`` when there is one only), and the words that could not be read."""

    fees: tuple[tuple[str | None, Fee], ...]
    doubt: str | None = None


_UNITS = {
    "phút": TimeUnit.MINUTE,
    "giờ": TimeUnit.HOUR,
    "ngày": TimeUnit.DAY,
    "tháng": TimeUnit.MONTH,
    "năm": TimeUnit.YEAR,
}
_TIME = re.compile(
    r"(?<![\d.,])(?P<value>\d{1,4}(?:[.,]\d)?)\s*(?:\([^()\d]*\)\s*)?"
    r"(?P<unit>ngày\s*(?:làm\s*việc|lv)|ngày|giờ|phút|tháng|năm|tuần)(?!\w)(?!\s*(?:\d|tuổi))",
    re.I,
)
_SAME_DAY = re.compile(
    r"(?:ngay\s+)?trong\s+(?:cùng\s+)?ngày(?P<work>\s+làm\s+việc)?(?!\w)(?!\s*\d)"
    r"(?!\s+(?:làm\s+việc\s+)?(?:tiếp|kế|sau|thứ))",
    re.I,
)
_BARE_FIGURE = re.compile(r"\d{1,4}(?:[.,]\d)?")
_RANGE = re.compile(r"\d\s*(?:[-–/]|đến|tới|hoặc)\s*$", re.I)
# A date, an hour of the clock or the number of a rule: "tháng 9 năm 2025", "sau 15 giờ", "Điều 3".
_NO_DURATION = re.compile(
    r"(?:lần|đợt|khoản|điều|điểm|số|bước|thứ|mục|quý|mẫu|ngày|tháng|năm|sau|trước|lúc)\s*$", re.I
)
_TIME_FILLER = re.compile(
    r"\b(?:trong|thời hạn|thời gian|giải quyết|là|không quá|tối đa|chậm nhất)\b|[\s:.,\-]", re.I
)
_NOTHING = re.compile(
    r"(?:0\s*)?(?:không|không có|không quy định|chưa quy định|theo quy định|khác)?[\s.]*", re.I
)


def read_time_limit(text: str) -> TimeReading:
    """Reads a time limit such as ``03 ngày làm việc``, ``Ngay trong ngày`` or ``1``."""
    text = clean(text[:LONGEST_NOTE])
    if _NOTHING.fullmatch(text):
        return TimeReading()
    if _BARE_FIGURE.fullmatch(text):
        return _limit(text, None, None)
    found = [match for match in _TIME.finditer(text) if not _NO_DURATION.search(_before(match))]
    same_day = list(_SAME_DAY.finditer(text))
    if len(found) + len(same_day) != 1:
        return TimeReading(doubt=text)
    match = (found or same_day)[0]
    rest = text[: match.start()] + text[match.end() :]
    note = text[:LONGEST_NOTE] if _TIME_FILLER.sub("", rest) else None
    if same_day:
        unit = TimeUnit.WORKING_DAY if match["work"] else TimeUnit.DAY
        return _limit("1", unit, text[:LONGEST_NOTE])
    words = " ".join(match["unit"].lower().split())
    if _RANGE.search(_before(match)) or words == "tuần":
        return TimeReading(doubt=text)
    if words == "giờ" and re.match(r"\s*làm\s*việc", text[match.end() :], re.I):
        note = text[:LONGEST_NOTE]
    return _limit(match["value"], _UNITS.get(words, TimeUnit.WORKING_DAY), note)


def _before(match: re.Match[str]) -> str:
    """Gives the words before a figure, which may make it another thing."""
    return match.string[max(0, match.start() - 30) : match.start()]


def _limit(figure: str, unit: TimeUnit | None, note: str | None) -> TimeReading:
    value = float(figure.replace(",", "."))
    return TimeReading(TimeLimit(value=value, unit=unit, note=note) if value else None)


_AMOUNT = re.compile(
    r"(?<![\d.,/])(?P<number>\d{1,3}(?:[., ]\d{3}){1,3}|\d{1,9}(?:[.,]\d{1,2})?)\s*"
    r"(?P<scale>nghìn|ngàn|triệu)?\s*"
    r"(?:đồng|vnđ|vnd|việt\s*nam\s*đồng|đ)(?!\w)"
    r"(?:\s*/\s*(?P<per>[^\W_][\w /]{0,60}))?",
    re.I,
)
_SCALES = {"nghìn": 1000, "ngàn": 1000, "triệu": 1_000_000}
_NO_FIXED_AMOUNT = re.compile(
    r"(?:\d\s*(?:đồng|đ|vnđ|vnd)?\s*[-–]|\b(?:từ|đến|tới|tối đa|tối thiểu|không quá|trên|dưới"
    r"|ít nhất|khoảng|hơn))\s*$",
    re.I,
)
_FOREIGN = re.compile(r"\busd\b|\beur\b|đô la|[$€]", re.I)
_NEXT_FEE = re.compile(r"\s*[;\n]\s*(?=(?:lệ\s+)?phí\s*:)", re.I)
_COUNCIL = re.compile(r"hội đồng nhân dân|hđnd", re.I)
_OF_MONEY = re.compile(r"phí|mức thu|mức nộp", re.I)
_FREE = re.compile(
    r"\b(?:không\s+(?:thu|mất|phải nộp|phải trả)|miễn)\s+(?:lệ\s+phí|phí|tiền)", re.I
)
_NOT_TAKEN = re.compile(r"\bkhông\s+(?:thu|mất|phải nộp|phải trả)", re.I)
_SOME_ONLY = re.compile(r"\b(?:đối với|cho|trường hợp|nếu|khi|thuộc diện|riêng|trừ)\b", re.I)
_GROUND = re.compile(r"\b(?:theo|căn cứ|quy định tại)\b", re.I)
_SAYS_NOTHING = re.compile(
    r"(?:(?:lệ\s+)?phí|miễn\s+phí|không(?:\s+(?:có|quy\s+định))?|chưa quy định|đồng|vnđ|vnd"
    r"|việt\s*nam\s*đồng|đ|[0\s:.,;()/\-])*+",  # possessive: no way to read it twice
    re.I,
)
_SENTENCE = re.compile(r"[.;\n]\s+|\n")


def read_fees(text: str, note: str = "") -> FeeReading:
    """Reads a fee such as ``8.000 đồng/bản``, ``Phí: 0 VNĐ`` or ``Theo Nghị quyết HĐND``.

    Args:
        text: What the source gives as the fee.
        note: What it says beside it.
    """
    text, note = text[:LONGEST_NOTE], note[:LONGEST_NOTE]
    parts = [_amount(clean(part), clean(note)) for part in _NEXT_FEE.split(text)]
    text = clean(text)
    priced = [part for part in parts if part]
    fees = dict(priced)
    if _FOREIGN.search(text) or any(fee.amount is None for fee in fees.values()):
        return _one(_fee(FeeKind.NOT_STATED, text), doubt=text)
    if len({fee.amount for fee in fees.values()}) == 1:
        return _one(priced[0][1])
    if fees:
        told_apart = None not in fees and len(fees) == len(priced)
        if told_apart:
            return FeeReading(tuple(fees.items()))
        return _one(_fee(FeeKind.NOT_STATED, text), doubt=text)
    return _without_amount("" if _SAYS_NOTHING.fullmatch(text) else text, note)


def _without_amount(said: str, note: str) -> FeeReading:
    """Decides what a fee without an amount is."""
    sentences = [clean(part) for part in _SENTENCE.split(note) if _OF_MONEY.search(part)]
    about = ". ".join(sentences) or said
    if any(_COUNCIL.search(part) for part in [said, *sentences]):
        return _one(_fee(FeeKind.BY_LOCAL_RESOLUTION, about))
    grounded = _NOT_TAKEN.search(said) or _GROUND.search(said)
    if any(map(_states_free, sentences)) or (grounded and _states_free(said)):
        return _one(_fee(FeeKind.FREE, about, 0))
    doubt = said if re.search(r"[1-9]", said) and not _GROUND.search(said) else None
    return _one(_fee(FeeKind.NOT_STATED, said or about), doubt)


def _states_free(sentence: str) -> bool:
    """Says whether it calls the procedure free for everybody, not for some."""
    return bool(_FREE.search(sentence)) and not _SOME_ONLY.search(sentence)


def _one(fee: Fee, doubt: str | None = None) -> FeeReading:
    return FeeReading(((None, fee),), doubt)


def _fee(kind: FeeKind, note: str, amount: int | None = None, per: str | None = None) -> Fee:
    return Fee(kind=kind, amount=amount, per=per, note=note[:LONGEST_NOTE].strip() or None)


def _amount(part: str, note: str) -> tuple[str | None, Fee] | None:
    """Reads one ``Phí: 250.000 VND (what it is for)``.

    Returns:
        The words in brackets and the fee, which has no amount where the words are unclear;
        ``None`` where they name none.
    """
    head, _, tail = part.partition("(")
    matches = [match for match in _AMOUNT.finditer(head) if _value(match)]
    if not matches:  # the head gives 0 or nothing
        head, tail = tail, ""
        matches = [match for match in _AMOUNT.finditer(head) if _value(match)]
    if not matches:
        return None
    values = {_value(match) for match in matches}
    value = min(values)
    if (
        len(values) > 1
        or not _LEAST_AMOUNT <= value <= _MOST_AMOUNT
        or any(_NO_FIXED_AMOUNT.search(_before(match)) for match in matches)
    ):
        return None, _fee(FeeKind.NOT_STATED, part)
    case = tail.removesuffix(")").strip()[:LONGEST_NOTE]
    per = matches[0]["per"] or _per(value, f"{tail}\n{note}")
    about = case or (note if _OF_MONEY.search(note) else "")
    return case or None, _fee(FeeKind.FIXED, about, value, clean(per) if per else None)


def _value(match: re.Match[str]) -> int:
    """Gives the amount in đồng; -1 for a figure that is none, such as ``1,5 đồng``."""
    number, scale = match["number"], match["scale"]
    if scale and re.fullmatch(r"\d+(?:[.,]\d{1,2})?", number):
        return round(float(number.replace(",", ".")) * _SCALES[scale.lower()])
    if not scale and re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+|\d+", number):
        return int(re.sub(r"[., ]", "", number))
    return -1


def _per(amount: int, text: str) -> str | None:
    """Finds ``/bản`` after the same amount in what is said beside it."""
    for match in _AMOUNT.finditer(text):
        if match["per"] and _value(match) == amount:
            return match["per"]
    found = re.match(r"\s*/\s*([^\W_][\w /]{0,60})", text)
    return found[1] if found else None
