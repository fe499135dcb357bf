"""When the counters are open."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.policy.opening_hours import (
    DAYS,
    WARD_ZONE,
    Holidays,
    OpeningHours,
    is_open,
    load_holidays,
    next_opening,
)
from knowledge_base.policy.service_groups import (
    ServiceGroup,
    ServiceGroups,
    load_service_groups,
)

NO_HOLIDAY = Holidays(closed=[])
USUAL = {"mon-fri": ["07:30-11:30", "13:30-17:00"]}


def group(hours: Any = USUAL) -> ServiceGroup:
    names = {"slug": "ho-tich", "letter": "A", "name": "Hộ tịch", "name_en": "Civil status"}
    return ServiceGroup.model_validate(names | {"hours": hours})


def at(day: int, clock: str) -> datetime:
    """A moment of the week that begins on Monday, 23 November 2026."""
    return datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=WARD_ZONE)


@pytest.mark.parametrize(
    ("clock", "open_"),
    [
        ("07:29:59", False),
        ("07:30", True),
        ("11:29:59", True),
        ("11:30", False),
        ("13:30", True),
        ("17:00", False),
    ],
)
def test_a_group_is_open_from_the_first_minute_to_the_one_before_the_last(
    clock: str, open_: bool
) -> None:
    assert is_open(group(), at(23, clock), NO_HOLIDAY) is open_


def test_a_day_that_is_not_named_is_closed() -> None:
    assert not is_open(group(), at(28, "09:00"), NO_HOLIDAY)


def test_the_hours_are_those_of_the_ward_wherever_the_clock_stands() -> None:
    assert is_open(group(), datetime(2026, 11, 23, 0, 30, tzinfo=UTC), NO_HOLIDAY)
    assert not is_open(group(), datetime(2026, 11, 23, 10, 0, tzinfo=UTC), NO_HOLIDAY)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        is_open(group(), datetime(2026, 11, 23, 9), NO_HOLIDAY)


def test_a_holiday_is_closed() -> None:
    holidays = Holidays.model_validate({"closed": [{"day": date(2026, 11, 24), "name": "Lễ"}]})
    assert not is_open(group(), at(24, "09:00"), holidays)
    assert next_opening(group(), at(23, "17:00"), holidays) == at(25, "07:30")


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (at(23, "06:00"), at(23, "07:30")),
        (at(23, "12:00"), at(23, "13:30")),
        (at(23, "17:00"), at(24, "07:30")),
        (at(27, "17:00"), at(30, "07:30")),
        (at(23, "09:12"), at(23, "09:12")),
    ],
)
def test_the_next_opening_is_the_first_open_moment(moment: datetime, opening: datetime) -> None:
    assert next_opening(group(), moment, NO_HOLIDAY) == opening


def test_a_group_that_never_opens_has_no_next_opening() -> None:
    assert next_opening(group({}), at(23, "09:00"), NO_HOLIDAY) is None


def test_a_group_without_stated_hours_turns_nobody_away() -> None:
    assert is_open(group(None), at(29, "03:00"), NO_HOLIDAY)
    assert next_opening(group(None), at(29, "03:00"), NO_HOLIDAY) == at(29, "03:00")


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        ({"mon": ["7:30-11:30"]}, "match pattern"),
        ({"mon": ["07:30-24:00"]}, "match pattern"),
        ({"mon": ["11:30-07:30"]}, "ends before it begins"),
        ({"mon": ["07:30-07:30"]}, "ends before it begins"),
        ({"mon": ["07:30-11:30", "11:00-17:00"]}, "overlap"),
        ({"mon": ["13:30-17:00", "07:30-11:30"]}, "out of order"),
        ({"mon-fri": [], "wed": ["07:30-11:30"]}, "named twice"),
        ({"fri-mon": []}, "ends before it begins"),
        ({"thứ hai": []}, "neither a day"),
    ],
)
def test_hours_that_make_no_week_are_refused(hours: Any, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        OpeningHours.model_validate(hours)


def test_every_shipped_group_has_hours() -> None:
    assert all(group.hours is not None for group in load_service_groups().groups)


def test_a_group_may_keep_hours_of_its_own() -> None:
    names = [
        {"slug": slug, "letter": slug.upper(), "name": slug, "name_en": slug} for slug in ("a", "b")
    ]
    groups = ServiceGroups.model_validate(
        {"hours": USUAL, "groups": [names[0], names[1] | {"hours": {"sat": ["07:30-11:30"]}}]}
    ).groups
    assert is_open(groups[0], at(23, "09:00"), NO_HOLIDAY)
    assert is_open(groups[1], at(28, "09:00"), NO_HOLIDAY)
    assert not is_open(groups[1], at(23, "09:00"), NO_HOLIDAY)


def test_a_wards_groups_without_hours_still_load(tmp_path: Path) -> None:
    (tmp_path / "service_groups.yaml").write_text(
        "groups:\n  - {slug: ho-tich, letter: A, name: Hộ tịch, name_en: Civil status}\n"
    )
    assert load_service_groups(tmp_path).groups[0].hours is None


def test_hours_without_quotes_are_no_number(tmp_path: Path) -> None:
    (tmp_path / "service_groups.yaml").write_text(
        "hours: {mon-fri: [13:30-17:00]}\n"
        "groups:\n  - {slug: ho-tich, letter: A, name: Hộ tịch, name_en: Civil status}\n"
    )
    assert is_open(load_service_groups(tmp_path).groups[0], at(23, "14:00"), NO_HOLIDAY)


def test_a_faulty_hour_names_the_group(tmp_path: Path) -> None:
    (tmp_path / "service_groups.yaml").write_text(
        "groups:\n  - {slug: a, letter: A, name: A, name_en: A, hours: {mon: [8-9]}}\n"
    )
    with pytest.raises(KnowledgeBaseError, match=r"groups\.0\.hours"):
        load_service_groups(tmp_path)


# ---- holidays ----


def test_the_shipped_holidays_cover_this_year_and_the_next() -> None:
    holidays = load_holidays()
    assert {closing.first.year for closing in holidays.closed} == {2026, 2027}
    assert holidays.name_of(date(2026, 2, 17)) == "Tết Nguyên đán"
    assert holidays.name_of(date(2027, 4, 16)) == "Giỗ Tổ Hùng Vương"
    assert holidays.name_of(date(2026, 11, 23)) is None


def test_a_ward_changes_its_holidays(tmp_path: Path) -> None:
    (tmp_path / "holidays.yaml").write_text("closed:\n  - {day: 2026-11-24, name: Ngày Văn hóa}\n")
    assert load_holidays(tmp_path).name_of(date(2026, 11, 24)) == "Ngày Văn hóa"


@pytest.mark.parametrize(
    ("closed", "reason"),
    [
        ("{from: 2026-05-02, to: 2026-05-01, name: A}", "before the first day"),
        ("{day: 2026-05-01, name: A}\n  - {from: 2026-04-30, to: 2026-05-01, name: B}", "same day"),
        ("{day: 2026-05-32, name: A}", "day is out of range"),
        ("{day: 2026-05-01, from: 2026-05-01, name: A}", "day: Extra inputs"),
        ("{day: 2026-05-01}", "name: Field required"),
    ],
)
def test_holidays_that_make_no_sense_are_refused(tmp_path: Path, closed: str, reason: str) -> None:
    (tmp_path / "holidays.yaml").write_text(f"closed:\n  - {closed}\n")
    with pytest.raises(KnowledgeBaseError, match=reason):
        load_holidays(tmp_path)


# ---- any week, any holidays: against every half hour one after the other ----

HALF_HOUR = timedelta(minutes=30)
half_hours = st.integers(0, 47).map(lambda n: f"{n // 2:02}:{n % 2 * 30:02}")


@st.composite
def day_spans(draw: st.DrawFn) -> list[str]:
    edges = sorted(draw(st.sets(half_hours, max_size=6)))
    return [f"{first}-{last}" for first, last in zip(edges[::2], edges[1::2], strict=False)]


weeks = st.dictionaries(st.sampled_from(DAYS), day_spans())
moments = st.integers(0, 48 * 14).map(lambda n: at(23, "00:00") + n * HALF_HOUR)
holiday_lists = st.sets(st.integers(0, 20), max_size=8).map(
    lambda days: Holidays.model_validate(
        {"closed": [{"day": date(2026, 11, 23) + timedelta(days=n), "name": "Lễ"} for n in days]}
    )
)


@given(hours=weeks, moment=moments, holidays=holiday_lists)
def test_nothing_is_open_before_the_next_opening_and_then_it_is(
    hours: dict[str, list[str]], moment: datetime, holidays: Holidays
) -> None:
    counters = group(hours)
    opening = next_opening(counters, moment, holidays)
    if opening is None:
        assert not any(hours.values())
        return
    assert is_open(counters, opening, holidays)
    assert opening.utcoffset() == timedelta(hours=7)
    step = moment
    while step < opening:
        assert not is_open(counters, step, holidays)
        step += HALF_HOUR
    assert step == opening
