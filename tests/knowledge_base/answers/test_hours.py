"""Opening hours in words."""

import pytest

from knowledge_base.answers.hours import hours_text
from knowledge_base.answers.texts import Locale, answer_texts
from knowledge_base.policy.opening_hours import OpeningHours


def said(hours: dict[str, list[str]], locale: Locale = Locale.VI) -> str | None:
    return hours_text(OpeningHours.model_validate(hours), answer_texts(locale).hours)


def test_days_in_a_row_with_the_same_hours_are_said_together() -> None:
    assert said({"mon-wed": ["07:30-11:30"], "thu": ["07:30-11:30"], "sat": ["08:00-11:00"]}) == (
        "thứ Hai đến thứ Năm từ 7 giờ 30 đến 11 giờ 30; thứ Bảy từ 8 giờ đến 11 giờ"
    )


def test_two_spans_of_a_day_are_joined() -> None:
    assert said({"fri": ["07:05-11:30", "13:30-17:00"]}) == (
        "thứ Sáu từ 7 giờ 05 đến 11 giờ 30 và từ 13 giờ 30 đến 17 giờ"
    )


def test_english_hours_are_said_in_english() -> None:
    assert said({"mon-fri": ["07:30-17:00"]}, Locale.EN) == "Monday to Friday 7:30 to 17:00"


@pytest.mark.parametrize("hours", [{}, {"mon-sun": []}])
def test_a_week_without_hours_says_nothing(hours: dict[str, list[str]]) -> None:
    assert said(hours) is None
