"""Who is called next, for any mix of arrivals and calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from api.tickets.order import Call, Place, call_order, choose_next
from api.tickets.policy import OrderPolicy

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NEVER_AGED = 10_000


def policy(in_a_row: int = 3, overtaken: int = 10, aged: int = NEVER_AGED) -> OrderPolicy:
    return OrderPolicy(
        most_priority_in_a_row=in_a_row, most_overtaken=overtaken, aged_after_min=aged
    )


@dataclass
class Line:
    """A line that is filled and emptied, one minute after the other."""

    policy: OrderPolicy
    now: datetime = MORNING
    waiting: list[Place] = field(default_factory=list)
    called: list[Call] = field(default_factory=list)
    order: list[Place] = field(default_factory=list)
    with_others_waiting: list[bool] = field(default_factory=list)
    """Of each call, whether someone without priority waited."""

    def arrive(self, rank: int | None) -> Place:
        self.now += timedelta(minutes=1)
        place = Place(str(len(self.waiting) + len(self.order)), (self.now, 0), self.now, rank)
        self.waiting.append(place)
        return place

    def call(self) -> Place | None:
        self.now += timedelta(minutes=1)
        chosen = choose_next(self.waiting, self.called, self.policy, self.now)
        if chosen is not None:
            self.with_others_waiting.append(any(p.rank is None for p in self.waiting))
            self.waiting.remove(chosen)
            self.called.append(Call(chosen.arrival, self.now, chosen.rank is not None))
            self.order.append(chosen)
        return chosen

    def overtaken(self, place: Place) -> int:
        """How many who came later were called before; by counting, not by the rule's own way."""
        before = self.order[: self.order.index(place)] if place in self.order else self.order
        return sum(other.arrival > place.arrival for other in before)


RANKS = st.sampled_from([None, None, 1, 1, 2])
DAYS = st.lists(st.one_of(RANKS, st.just("call")), max_size=80)


def live(day: list[object], line: Line) -> Line:
    for step in day:
        line.call() if step == "call" else line.arrive(step)  # type: ignore[arg-type]
    while line.call():
        pass
    return line


def everyone(line: Line, test: Callable[[Place], bool]) -> bool:
    return all(test(place) for place in [*line.order, *line.waiting])


@given(DAYS, st.integers(1, 4), st.integers(1, 8), st.sampled_from([5, 20, NEVER_AGED]))
@settings(max_examples=300, deadline=None)
def test_nobody_is_overtaken_more_often_than_allowed(
    day: list[object], in_a_row: int, overtaken: int, aged: int
) -> None:
    line = live(day, Line(policy(in_a_row, overtaken, aged)))
    assert everyone(line, lambda place: line.overtaken(place) <= overtaken)


@given(DAYS, st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_priority_is_not_called_more_often_in_a_row_than_allowed(
    day: list[object], in_a_row: int
) -> None:
    line = live(day, Line(policy(in_a_row, overtaken=1000)))
    run = 0
    for place, others in zip(line.order, line.with_others_waiting, strict=True):
        run = run + 1 if place.rank is not None else 0
        assert run <= in_a_row or not others


@given(DAYS, st.integers(1, 4), st.integers(1, 8), st.sampled_from([5, 20, NEVER_AGED]))
@settings(max_examples=300, deadline=None)
def test_in_a_class_the_order_is_that_of_arrival(
    day: list[object], in_a_row: int, overtaken: int, aged: int
) -> None:
    line = live(day, Line(policy(in_a_row, overtaken, aged)))
    for rank in (None, 1, 2):
        arrivals = [place.arrival for place in line.order if place.rank == rank]
        assert arrivals == sorted(arrivals)


@given(DAYS)
def test_everyone_who_came_is_called_once(day: list[object]) -> None:
    line = live(day, Line(policy()))
    assert not line.waiting
    assert len({place.ticket_id for place in line.order}) == len(line.order)


@given(st.lists(RANKS, max_size=40), st.lists(RANKS, max_size=10), st.integers(1, 4))
def test_the_order_told_is_the_order_called_if_nobody_comes_any_more(
    first: list[int | None], later: list[int | None], in_a_row: int
) -> None:
    line = Line(policy(in_a_row))
    for rank in first:
        line.arrive(rank)
    line.call()
    for rank in later:
        line.arrive(rank)
    told = list(call_order(line.waiting, line.called, line.policy, line.now))
    assert told == live([], line).order[-len(told) :] if told else not line.waiting


def test_an_empty_line_calls_nobody() -> None:
    assert choose_next([], [], policy(), MORNING) is None


def test_priority_goes_first_and_then_lets_one_pass() -> None:
    line = Line(policy(in_a_row=2))
    for rank in (None, None, 1, 1, 1):
        line.arrive(rank)
    assert [place.rank for place in live([], line).order] == [1, 1, None, 1, None]


def test_the_better_class_goes_before_the_other() -> None:
    line = Line(policy())
    line.arrive(2)
    line.arrive(1)
    assert [place.rank for place in live([], line).order] == [1, 2]


def test_who_waited_long_is_treated_as_with_priority() -> None:
    line = Line(policy(aged=30))
    old = line.arrive(None)
    line.now += timedelta(minutes=30)
    line.arrive(1)
    assert line.call() == old


def test_who_was_overtaken_often_enough_is_next() -> None:
    line = Line(policy(in_a_row=100, overtaken=2))
    patient = line.arrive(None)
    for _ in range(5):
        line.arrive(1)
    assert live([], line).order.index(patient) == 2


def test_calls_before_a_ticket_joined_the_line_did_not_overtake_it() -> None:
    line = Line(policy(overtaken=1))
    came = line.arrive(None)
    line.waiting.clear()
    line.arrive(None)
    line.call()
    moved = Place(came.ticket_id, came.arrival, line.now + timedelta(seconds=1), None)
    line.waiting.append(moved)
    first = line.arrive(1)
    assert line.call() == first
