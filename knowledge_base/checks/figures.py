"""Figures in sentences that contradict the fields, and fees called free without a ground.

Steps and conditions hold deadlines of their own ("niêm yết 5 ngày làm việc"), which contradict
nothing. What must agree is what a visitor would take for the answer: every amount of a fee, what
our own summary and questions state, and the time after which a step gives the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge_base.catalogue import Catalogue
from knowledge_base.checks.types import Found
from knowledge_base.schema import FeeKind, Procedure, TimeUnit

_AMOUNT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+(?:,\d+)?)\s*(nghìn|ngàn|triệu|tỷ|tỉ)?\s*(?:đồng|vnđ|đ)\b",
    re.I,
)
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
# "Chi phí", "kinh phí" and "học phí" are money, but no fee of the procedure.
_OF_A_FEE = re.compile(
    r"(?<!chi )(?<!kinh )(?<!học )\bphí\b|\b(?:nộp|thu|trả|mất) tiền\b|\btốn\b", re.I
)
_WORKING_DAYS = re.compile(
    r"(?<![\w.,/])(\d{1,3})\s+(?:\([^)]*\)\s+)?(ngày|giờ)\s+làm\s+việc", re.I
)
_GIVES_THE_RESULT = re.compile(
    r"\b(?:(?:nhận|trả|có|lấy|báo) kết quả|được cấp|nhận (?:giấy|quyết định|thẻ))\b", re.I
)
_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
_STATES_FREE = re.compile(
    r"\bmiễn\b|\bkhông\s+(?:thu|mất|tốn|phải\s+(?:nộp|trả|đóng)|có\s+(?:lệ\s+)?phí)", re.I
)
_CALLS_FREE = re.compile(
    r"\bmiễn phí\b|\bkhông\s+(?:thu|mất|tốn|phải\s+(?:nộp|trả|đóng))\s+(?:lệ\s+)?(?:phí|tiền)", re.I
)


def amounts(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds amounts of fees in sentences that no method, note or paper states."""
    stated = {method.fee.amount for method in procedure.methods}
    stated |= {amount for text in _grounds(procedure) for amount in _amounts(text)}
    fields = ("summary", "steps", "conditions", "aliases", "situations", "questions")
    for field, sentence in _sentences(procedure, *fields):
        if _OF_A_FEE.search(sentence):
            for amount in sorted(set(_amounts(sentence)) - stated):
                yield field, f"states {amount} đồng, which no method, note or paper states"


def working_days(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds working days in our own sentences that nothing else in the record states."""
    known = {
        (f"{limit.value:g}", "ngày")
        for limit in (method.time_limit for method in procedure.methods)
        if limit is not None and limit.unit is TimeUnit.WORKING_DAY
    }
    texts = [*_grounds(procedure), *procedure.steps, *procedure.conditions]
    known |= {figure for text in texts for figure in _working(text)}
    for field, sentence in _sentences(procedure, "summary", "aliases", "situations", "questions"):
        for value, unit in sorted(set(_working(sentence)) - known):
            yield field, f"states {value} {unit} làm việc, which nothing else in the record states"


def time_limits(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds steps whose time is not the time limit of the methods."""
    limits = [method.time_limit for method in procedure.methods]
    stated = {(limit.value, limit.unit) for limit in limits if limit}
    noted = {figure for text in _grounds(procedure) for figure in _working(text)}
    working = [value for value, unit in stated if unit is TimeUnit.WORKING_DAY]
    only_working_days = len(working) == len(stated) > 0 and all(limits)
    for field, sentence in _sentences(procedure, "steps", "conditions"):
        for value, unit in _working(sentence):
            days = float(value)
            if unit != "ngày" or (value, unit) in noted or days in working:
                continue
            if (days, TimeUnit.DAY) in stated:
                yield field, f"states {value} ngày làm việc; the methods state {value} ngày"
            elif (
                only_working_days
                and field.startswith("steps")
                and days > max(working)
                and _GIVES_THE_RESULT.search(sentence)
            ):
                yield field, f"gives the result after {value} working days; the methods say less"


def free_without_ground(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds fees called free whose note does not say so in words: a bare 0 states nothing."""
    for i, method in enumerate(procedure.methods):
        if method.fee.kind is FeeKind.FREE and not _STATES_FREE.search(method.fee.note or ""):
            yield (
                f"methods.{i}.fee.note",
                "must say in words why it is free; where the source does not, the kind is"
                " not_stated",
            )


def free_words(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds sentences that call the procedure free while no method or note does."""
    fees = [method.fee for method in procedure.methods]
    if any(fee.kind is FeeKind.FREE or _STATES_FREE.search(fee.note or "") for fee in fees):
        return
    for field, sentence in _sentences(procedure, "summary", "steps", "conditions"):
        if _CALLS_FREE.search(sentence):
            yield field, "calls it free, which no method or note does"


def _grounds(procedure: Procedure) -> Iterator[str]:
    """Gives the texts of methods, notes and papers, which state the facts."""
    for method in procedure.methods:
        yield from (text for text in (method.case, method.fee.note, method.fee.per) if text)
        if method.time_limit and method.time_limit.note:
            yield method.time_limit.note
    for case in procedure.documents:
        for paper in case.items:
            yield from (text for text in (case.case, paper.name, paper.note) if text)


def _sentences(procedure: Procedure, *fields: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        value: str | list[str] = getattr(procedure, field)
        for i, text in enumerate([value] if isinstance(value, str) else value):
            name = field if isinstance(value, str) else f"{field}.{i}"
            yield from ((name, sentence) for sentence in _SENTENCE.split(text))


def _amounts(text: str) -> list[int]:
    found = []
    for number, scale in _AMOUNT.findall(text):
        if scale:
            found.append(
                round(float(number.replace(".", "").replace(",", ".")) * _SCALES[scale.lower()])
            )
        else:
            found.append(int(re.sub(r"[.,]", "", number)))
    return found


def _working(text: str) -> list[tuple[str, str]]:
    return [(str(int(value)), unit.lower()) for value, unit in _WORKING_DAYS.findall(text)]
