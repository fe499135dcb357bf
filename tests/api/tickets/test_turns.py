"""How long counters took, read from the history."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given

from api.tickets.turns import Step, turns

NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def visit(began: float, ended: float, came: float = -60, counter: str = "1") -> list[Step]:
    """A visitor who came, was called and left."""
    group, issued = "ho-tich", at(came)
    return [
        Step(counter, group, "waiting", "called", at(began), issued),
        Step(counter, group, "called", "serving", at(began), issued),
        Step(counter, group, "serving", "done", at(ended), issued),
    ]


def minutes(*visits: list[Step], group: str = "ho-tich") -> list[float]:
    steps = sorted((step for steps in visits for step in steps), key=lambda step: step.at)
    return [seconds / 60 for seconds in turns(steps, group)]


def test_a_turn_lasts_until_the_next_who_waited_is_called() -> None:
    assert minutes(visit(0, 8), visit(10, 15)) == [10, 5]


def test_while_nobody_waits_the_time_does_not_count() -> None:
    assert minutes(visit(0, 8), visit(15, 20, came=14)) == [8, 5]


def test_a_counter_that_was_closed_over_noon_took_no_longer() -> None:
    assert minutes(visit(0, 8), visit(128, 133)) == [8, 5]


def test_counters_are_told_apart() -> None:
    assert sorted(minutes(visit(0, 10), visit(2, 6, counter="2"))) == [4, 10]


def test_another_groups_turn_is_not_ours() -> None:
    assert minutes(visit(0, 8), group="chung-thuc") == []


def test_who_is_still_there_has_no_turn_yet() -> None:
    assert minutes(visit(0, 8)[:2]) == []


def test_time_on_hold_is_not_time_at_the_counter() -> None:
    group, came = "ho-tich", at(-60)
    steps = [
        Step("1", group, "waiting", "called", at(0), came),
        Step("1", group, "called", "on_hold", at(3), came),
        Step("1", group, "on_hold", "serving", at(30), came),
        Step("1", group, "serving", "done", at(34), came),
    ]
    assert minutes(steps) == [3, 4]


@given(st.lists(st.tuples(st.floats(0.1, 60), st.floats(0, 60)), max_size=20))
def test_turns_of_a_counter_are_never_longer_than_its_day(spans: list[tuple[float, float]]) -> None:
    visits, now = [], 0.0
    for length, pause in spans:
        visits.append(visit(now, now + length))
        now += length + pause
    assert len(minutes(*visits)) == len(spans)
    assert sum(minutes(*visits)) <= now + 1e-6
