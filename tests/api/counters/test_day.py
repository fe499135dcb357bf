"""A day at the centre, played at high speed: 300 visitors, 12 counters, rush, breaks, no-shows.

Seeded, so that each run is the same. It prints waits, fairness and how often the range that was
told at the start held what then happened (``pytest -s``).
"""

import heapq
import itertools
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.clock import WARD_ZONE
from api.staff.schemas import Staff
from api.tickets.life_cycle import TicketAction
from api.tickets.schemas import Ticket
from tests.api.conftest import SetClock
from tests.api.queueing import Queue, queue_on

VISITORS = 300
COUNTERS: dict[str, list[str]] = {
    "1": ["ho-tich"],
    "2": ["ho-tich"],
    "3": ["ho-tich", "tong-hop"],
    "4": ["chung-thuc"],
    "5": ["chung-thuc"],
    "6": ["chung-thuc"],
    "7": ["dat-dai-xay-dung"],
    "8": ["dat-dai-xay-dung"],
    "9": ["bao-tro-xa-hoi"],
    "10": ["kinh-te"],
    "11": ["van-hoa-giao-duc", "tong-hop"],
    "12": ["cong-an"],
}
# Share of the visitors, and minutes of a visit: mean and standard deviation.
GROUPS = {
    "ho-tich": (0.26, 9, 4),
    "chung-thuc": (0.28, 8, 3),
    "dat-dai-xay-dung": (0.14, 14, 6),
    "bao-tro-xa-hoi": (0.08, 12, 5),
    "kinh-te": (0.07, 12, 5),
    "van-hoa-giao-duc": (0.05, 10, 4),
    "cong-an": (0.07, 10, 4),
    "tong-hop": (0.05, 8, 4),
}
PRIORITY, NO_SHOWS, BREAKS = 0.15, 0.06, 0.05
OPENING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 7:30 in Việt Nam


@dataclass
class Visit:
    """What one visitor was told, and what then happened."""

    ticket: Ticket
    called_at: datetime | None = None

    @property
    def waited_min(self) -> float:
        assert self.called_at is not None
        return (self.called_at - self.ticket.issued_at).total_seconds() / 60

    @property
    def range_held(self) -> bool:
        wait = self.ticket.wait
        assert wait is not None
        return wait.low_min <= self.waited_min <= wait.high_min


@dataclass
class Day:
    """The hall: events in the order of their time move the clock."""

    queue: Queue
    clock: SetClock
    rng: random.Random
    visits: dict[str, Visit] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    agenda: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    tie: Iterator[int] = field(default_factory=itertools.count)

    def plan(self, at: datetime, what: str, who: str) -> None:
        heapq.heappush(self.agenda, (at, next(self.tie), what, who))

    def play(self, opening: datetime) -> None:
        self.clock.moment = opening
        staff = {counter: self.queue.open(counter, *groups) for counter, groups in COUNTERS.items()}
        for at in self.arrivals(opening):
            self.plan(at, "arrive", "")
        for counter in COUNTERS:
            self.plan(opening, "call", counter)
        idle: set[str] = set()
        while self.agenda:
            at, _, what, who = heapq.heappop(self.agenda)
            self.clock.moment = max(self.clock.moment, at)
            if what == "arrive":
                self.arrive()
                for counter in sorted(idle):  # a clerk who sees someone come calls at once
                    self.plan(at, "call", counter)
                idle.clear()
            elif what == "call":
                if not self.call(staff[who], who):
                    idle.add(who)
            else:
                self.queue.counters.finish(staff[who], what, None)
                pause = 15 if self.rng.random() < BREAKS else 0.3
                self.plan(self.clock.moment + timedelta(minutes=pause), "call", who)
        for counter, clerk in staff.items():
            self.queue.counters.close_counter(clerk, counter)

    def arrivals(self, opening: datetime) -> list[datetime]:
        """A third between 8:00 and 9:00, the rest over the morning."""
        minutes = [self.rng.gauss(50, 20) for _ in range(VISITORS // 3)]
        minutes += [self.rng.uniform(0, 230) for _ in range(VISITORS - len(minutes))]
        return sorted(opening + timedelta(minutes=max(0, at)) for at in minutes)

    def arrive(self) -> None:
        shares = [share for share, _, _ in GROUPS.values()]
        group = self.rng.choices(list(GROUPS), shares)[0]
        priority = "elderly" if self.rng.random() < PRIORITY else None
        number = len(self.visits)
        ticket = self.queue.take(f"{self.clock.moment:%d}-{number}", group, priority)
        self.visits[ticket.id] = Visit(ticket)

    def call(self, clerk: Staff, counter: str) -> bool:
        counters, now = self.queue.counters, self.clock.moment
        called = counters.call_next(clerk, counter)
        if called is None:
            return False
        self.visits[called.id].called_at = now
        self.order.append(called.id)
        if self.rng.random() < NO_SHOWS:
            self.clock.moment = now + timedelta(minutes=1)
            counters.act(clerk, called.id, TicketAction.MISS)
            self.plan(self.clock.moment, "call", counter)
            return True
        counters.act(clerk, called.id, TicketAction.SERVE)
        _, mean, deviation = GROUPS[called.service_group]
        minutes = max(1.5, self.rng.gauss(mean, deviation))
        self.plan(now + timedelta(minutes=minutes), called.id, counter)
        return True

    def overtaken(self, visit: Visit) -> int:
        """How many of the same group who came later were called before."""
        ticket = visit.ticket
        before = (self.visits[i].ticket for i in self.order[: self.order.index(ticket.id)])
        return sum(
            other.service_group == ticket.service_group
            and (other.issued_at, other.number) > (ticket.issued_at, ticket.number)
            for other in before
        )


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder: Path = tmp_path_factory.mktemp("day")
    clock = SetClock()
    with queue_on(f"sqlite:///{folder}/ward.db", clock) as queue:
        day = Day(queue, clock, random.Random(20261123))
        day.play(OPENING)
        report(day)
        yield day


def report(day: Day) -> None:
    visits = list(day.visits.values())
    waits = sorted(visit.waited_min for visit in visits)
    told = [visit for visit in visits if visit.ticket.wait]
    widths = [v.ticket.wait.high_min - v.ticket.wait.low_min for v in told if v.ticket.wait]
    held = sum(visit.range_held for visit in told)
    with_priority = [v.waited_min for v in visits if v.ticket.priority]
    print(
        f"\n{len(visits)} visitors, {len(COUNTERS)} counters, "
        f"last call at {day.clock.moment.astimezone(WARD_ZONE):%H:%M}\n"
        f"waits: median {statistics.median(waits):.0f}, 90th percentile "
        f"{waits[int(0.9 * len(waits))]:.0f}, longest {waits[-1]:.0f} min; "
        f"with priority: median {statistics.median(with_priority):.0f} min\n"
        f"overtaken: at most {max(day.overtaken(visit) for visit in visits)} times\n"
        f"range told to {len(told)}, held for {held} ({held / len(told):.0%}), "
        f"width: median {statistics.median(widths):.0f} min"
    )


def test_everyone_is_called_once(day: Day) -> None:
    assert len(day.order) == len(set(day.order)) == len(day.visits) == VISITORS


def test_nobody_is_overtaken_more_often_than_the_policy_allows(day: Day) -> None:
    most = day.queue.rules.queue.order.most_overtaken
    assert all(day.overtaken(visit) <= most for visit in day.visits.values())


def test_priority_shortens_the_wait(day: Day) -> None:
    waits: dict[bool, list[float]] = {True: [], False: []}
    for visit in day.visits.values():
        waits[visit.ticket.priority is not None].append(visit.waited_min)
    assert statistics.fmean(waits[True]) < statistics.fmean(waits[False])


def test_the_range_told_holds_for_four_in_five(day: Day) -> None:
    told = [visit for visit in day.visits.values() if visit.ticket.wait]
    assert len(told) > VISITORS / 2
    assert sum(visit.range_held for visit in told) / len(told) >= 0.8
