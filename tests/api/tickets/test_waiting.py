"""A waiting time is a range, or nothing."""

import random

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.tickets.policy import WaitPolicy
from api.tickets.waiting import estimate_wait

POLICY = WaitPolicy(
    least_turns=5, most_turns=40, most_days=7, spread=1.6, allowance=0.1, step_min=5
)
TURNS = st.lists(st.floats(1, 3600), min_size=5, max_size=40)


@pytest.mark.parametrize("turns", [[], [300.0] * 4])
def test_with_too_little_data_nothing_is_told(turns: list[float]) -> None:
    assert estimate_wait(3, 2, turns, POLICY) is None


def test_with_no_counter_open_nothing_is_told() -> None:
    assert estimate_wait(3, 0, [300.0] * 20, POLICY) is None


@given(st.integers(0, 100), st.floats(0.1, 20), TURNS)
def test_it_is_a_range_of_whole_steps_and_never_a_single_minute(
    ahead: int, counters: float, turns: list[float]
) -> None:
    wait = estimate_wait(ahead, counters, turns, POLICY)
    assert wait is not None
    assert 0 <= wait.low_min < wait.high_min
    assert wait.low_min % 5 == wait.high_min % 5 == 0


@given(st.integers(0, 50), st.integers(1, 10), TURNS)
def test_more_people_ahead_never_make_the_wait_shorter(
    ahead: int, counters: int, turns: list[float]
) -> None:
    near, far = (estimate_wait(n, counters, turns, POLICY) for n in (ahead, ahead + 1))
    assert near and far
    assert near.high_min <= far.high_min


@given(st.integers(0, 50), st.integers(1, 10), TURNS)
def test_another_counter_never_makes_the_wait_longer(
    ahead: int, counters: int, turns: list[float]
) -> None:
    few, more = (estimate_wait(ahead, n, turns, POLICY) for n in (counters, counters + 1))
    assert few and more
    assert more.high_min <= few.high_min


def test_ten_ahead_of_two_counters_with_ten_minutes_each_wait_about_an_hour() -> None:
    rng = random.Random(6)
    turns = [rng.gauss(600, 60) for _ in range(40)]
    wait = estimate_wait(10, 2, turns, POLICY)
    assert wait is not None
    assert wait.low_min <= 55 <= wait.high_min
    assert wait.high_min - wait.low_min <= 15
