"""Twenty clerks call at once: calls happen one after the other, and nobody is called twice."""

import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from api.clock import SystemClock
from api.counters.policy import Counter, Counters
from api.errors import TransitionRefused
from api.staff.schemas import Staff
from api.tickets.events import TicketEventRow
from api.tickets.life_cycle import TicketAction, TicketState
from api.tickets.order import Call, Place, choose_next
from api.tickets.repository import TicketRow
from tests.api.databases import EACH_DATABASE, fresh_database
from tests.api.queueing import Queue, queue_on

SPAWN = multiprocessing.get_context("spawn")
CLERKS = 20
TICKETS = 60
PRIORITIES = itertools.cycle([None, None, "elderly", None, "pregnant", "merit", None])


@dataclass(frozen=True)
class Called:
    """One call as its clerk saw it: from when to when, and who came."""

    began: float
    ended: float
    ticket_id: str | None


@pytest.fixture(params=EACH_DATABASE)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from fresh_database(request.param, tmp_path)


@dataclass(frozen=True)
class Hall:
    """Twenty counters of one group, and who sits there."""

    queue: Queue
    clerks: dict[str, Staff]

    def work(self, counter: str, start: threading.Barrier) -> list[Called]:
        """Calls and dismisses until nobody waits."""
        history, counters = [], self.queue.counters
        start.wait()
        while True:
            began = time.monotonic()
            ticket = counters.call_next(self.clerks[counter], counter)
            history.append(Called(began, time.monotonic(), ticket.id if ticket else None))
            if ticket is None:
                return history
            with contextlib.suppress(TransitionRefused):  # the visitor has just given up
                counters.act(self.clerks[counter], ticket.id, TicketAction.MISS)


@pytest.fixture
def hall(url: str) -> Iterator[Hall]:
    group = ["ho-tich"]
    places = [
        Counter(id=str(n), name=f"Quầy số {n}", name_en=f"Counter {n}", groups=group)
        for n in range(1, CLERKS + 1)
    ]
    with queue_on(url, SystemClock(), places=Counters(counters=places)) as queue:
        yield Hall(queue, {place.id: queue.open(place.id) for place in places})


def steps_of(queue: Queue, *actions: TicketAction) -> list[TicketEventRow]:
    with queue.database.read() as session:
        wanted = select(TicketEventRow).where(TicketEventRow.action.in_(actions))
        return list(session.scalars(wanted.order_by(TicketEventRow.id)))


def assert_in_real_order(history: list[Called], order: list[str]) -> None:
    """Checks that a call that ended before another began stands before it in the order."""
    place = {ticket_id: number for number, ticket_id in enumerate(order)}
    for one, other in itertools.permutations([c for c in history if c.ticket_id], 2):
        if one.ended < other.began:
            assert place[one.ticket_id or ""] < place[other.ticket_id or ""]


def assert_by_the_rule(queue: Queue) -> None:
    """Replays the history, one step after the other, against the rule of the order."""
    with queue.database.read() as session:
        tickets = {row.id: row for row in session.scalars(select(TicketRow))}
    line: dict[str, Place] = {}
    called: list[Call] = []
    for step in steps_of(queue, TicketAction.ISSUE, TicketAction.CALL):
        row = tickets[step.ticket_id]
        arrival = (row.issued_at, row.sequence)
        if step.action == TicketAction.ISSUE:
            rank = queue.rules.priorities.rank(row.priority)
            line[row.id] = Place(row.id, arrival, row.joined_at, rank)
            continue
        expected = choose_next([*line.values()], called, queue.rules.queue.order, step.at)
        assert expected is not None
        assert expected.ticket_id == row.id
        del line[row.id]
        called.append(Call(arrival, step.at, row.priority is not None))
    assert not line


def test_calls_of_twenty_clerks_are_as_if_one_came_after_the_other(hall: Hall) -> None:
    for number in range(TICKETS):
        hall.queue.take(f"k{number}", priority=next(PRIORITIES))
    start = threading.Barrier(CLERKS)
    with ThreadPoolExecutor(CLERKS) as pool:
        jobs = [pool.submit(hall.work, counter, start) for counter in hall.clerks]
        history = [called for job in jobs for called in job.result()]
    order = [step.ticket_id for step in steps_of(hall.queue, TicketAction.CALL)]
    assert sorted(order) == sorted(c.ticket_id for c in history if c.ticket_id)
    assert len(set(order)) == len(order) == TICKETS
    assert_in_real_order(history, order)
    assert_by_the_rule(hall.queue)


def test_calls_while_others_take_numbers_follow_the_rule(hall: Hall) -> None:
    nobody_comes_any_more = threading.Event()

    def visitor(name: str) -> None:
        for number in range(10):
            hall.queue.take(f"{name}-{number}", priority=next(PRIORITIES))

    def clerk(counter: str) -> None:
        while not nobody_comes_any_more.is_set():
            hall.work(counter, threading.Barrier(1))
        hall.work(counter, threading.Barrier(1))

    with ThreadPoolExecutor(CLERKS) as pool:
        counters = [pool.submit(clerk, counter) for counter in list(hall.clerks)[:8]]
        visitors = [pool.submit(visitor, f"v{number}") for number in range(6)]
        for job in visitors:
            job.result()
        nobody_comes_any_more.set()
        for job in counters:
            job.result()
    assert_by_the_rule(hall.queue)


def test_nobody_who_gave_up_the_place_is_called_afterwards(hall: Hall) -> None:
    tickets = [hall.queue.take(f"k{number}").id for number in range(40)]
    start = threading.Barrier(CLERKS)

    def give_up() -> set[str]:
        start.wait()
        gone = set()
        for ticket_id in reversed(tickets):
            with contextlib.suppress(TransitionRefused):  # already called and dismissed
                hall.queue.tickets.cancel_ticket(ticket_id)
                gone.add(ticket_id)
        return gone

    with ThreadPoolExecutor(CLERKS) as pool:
        visitor = pool.submit(give_up)
        jobs = [pool.submit(hall.work, counter, start) for counter in list(hall.clerks)[1:]]
        called = {c.ticket_id for job in jobs for c in job.result() if c.ticket_id}
        cancelled = visitor.result()
    steps = steps_of(hall.queue, TicketAction.CANCEL)
    gave_up_waiting = {step.ticket_id for step in steps if step.before == TicketState.WAITING}
    assert {step.ticket_id for step in steps} == cancelled
    assert not called & gave_up_waiting
    assert called | cancelled == set(tickets)


def call_all(url: str, counter: str, staff: Staff, journal: Path) -> None:
    """Calls tickets in a process of its own and writes down each that came."""
    queue = Queue(url, SystemClock())
    with journal.open("a", buffering=1) as told:
        while (ticket := queue.counters.call_next(staff, counter)) is not None:
            told.write(ticket.id + "\n")
            queue.counters.act(staff, ticket.id, TicketAction.MISS)


def test_a_clerk_who_is_cut_off_loses_no_ticket_and_takes_none_twice(
    url: str, tmp_path: Path
) -> None:
    with queue_on(url, SystemClock()) as queue:
        staff = {str(number): queue.open(str(number), "ho-tich") for number in range(1, 5)}
        taken = {queue.take(f"k{number}").id for number in range(120)}
        processes = []
        for counter, clerk in staff.items():
            arguments = (url, counter, clerk, tmp_path / f"called-{counter}")
            processes.append(SPAWN.Process(target=call_all, args=arguments))
            processes[-1].start()
        deadline = time.monotonic() + 120
        while len(told(tmp_path)) < 30 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert processes[0].pid
        os.kill(processes[0].pid, signal.SIGKILL)
        for process in processes:
            process.join(120)
        assert [process.exitcode for process in processes[1:]] == [0, 0, 0]
        called = [step.ticket_id for step in steps_of(queue, TicketAction.CALL)]
    assert len(called) == len(set(called))
    assert set(told(tmp_path)) <= set(called)
    assert set(called) == taken


def told(folder: Path) -> list[str]:
    journals = sorted(folder.glob("called-*"))
    return [line for path in journals for line in path.read_text().split()]
