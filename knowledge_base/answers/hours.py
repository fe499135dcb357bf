"""Opening hours in words."""

from __future__ import annotations

from datetime import time
from itertools import groupby

from knowledge_base.answers.texts import HoursTexts
from knowledge_base.policy.opening_hours import OpeningHours, Spans


def hours_text(hours: OpeningHours, texts: HoursTexts) -> str | None:
    """Says the hours of a week; days in a row with the same hours are said together.

    Returns:
        Such as "thứ Hai đến thứ Sáu từ 7 giờ 30 đến 11 giờ 30"; ``None`` for a week without hours.
    """
    week = enumerate(hours.week)
    parts = [
        texts.part.format(
            days=_days([day for day, _ in days], texts), spans=spans_text(spans, texts)
        )
        for spans, days in groupby(week, key=lambda item: item[1])
        if spans
    ]
    return "; ".join(parts) or None


def _days(days: list[int], texts: HoursTexts) -> str:
    first, last = texts.days[days[0]], texts.days[days[-1]]
    return first if len(days) == 1 else texts.days_from_to.format(first=first, last=last)


def spans_text(spans: Spans, texts: HoursTexts) -> str:
    """Says the hours of a day, such as "từ 7 giờ 30 đến 11 giờ 30"."""
    said = [
        texts.span.format(first=clock_text(first, texts), last=clock_text(last, texts))
        for first, last in spans
    ]
    return texts.spans_and.join(said)


def clock_text(moment: time, texts: HoursTexts) -> str:
    """Says a time of the day, such as "7 giờ 30"."""
    template = texts.clock if moment.minute else texts.clock_full
    return template.format(hour=moment.hour, minute=f"{moment.minute:02}")
