"""How long signing in is refused after wrong passwords."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.staff.lock_out import FREE_TRIES, locked_until

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("wrong", range(FREE_TRIES))
def test_a_few_slips_lock_nobody_out(wrong: int) -> None:
    assert locked_until(wrong, NOW) is None


@pytest.mark.parametrize(("more", "seconds"), [(0, 30), (1, 60), (2, 120), (5, 900), (1000, 900)])
def test_each_further_one_doubles_the_wait_up_to_a_quarter_of_an_hour(
    more: int, seconds: int
) -> None:
    assert locked_until(FREE_TRIES + more, NOW) == NOW + timedelta(seconds=seconds)


@given(st.integers(FREE_TRIES, 100))
def test_the_wait_never_becomes_shorter(wrong: int) -> None:
    now, then = locked_until(wrong, NOW), locked_until(wrong + 1, NOW)
    assert now and then
    assert now <= then
