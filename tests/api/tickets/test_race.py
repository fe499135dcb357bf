"""Several processes issue tickets at once, and one of them is killed in the middle."""

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from api.clock import SystemClock
from api.database import Database
from api.tickets.repository import TicketRow
from api.tickets.schemas import TicketRequest
from tests.api.databases import EACH_DATABASE, fresh_database
from tests.api.queueing import Queue

SPAWN = multiprocessing.get_context("spawn")


def issue(url: str, worker: int, count: int, journal: Path) -> None:
    """Issues tickets and writes down each number that it was given."""
    queue = Queue(url, SystemClock())
    with journal.open("a", buffering=1) as told:
        for i in range(count):
            told.write(queue.take(f"{worker}-{i}").number + "\n")


@pytest.fixture(params=EACH_DATABASE)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from fresh_database(request.param, tmp_path)


def sequences(url: str) -> list[int]:
    database = Database(url)
    with database.read() as session:
        found = list(session.scalars(select(TicketRow.sequence).order_by(TicketRow.sequence)))
    database.close()
    return found


def told(folder: Path) -> list[str]:
    journals = sorted(folder.glob("journal-*"))
    return [line for path in journals for line in path.read_text().split()]


def start(url: str, folder: Path, workers: int, count: int) -> list[multiprocessing.Process]:
    processes = []
    for worker in range(workers):
        arguments = (url, worker, count, folder / f"journal-{worker}")
        process = SPAWN.Process(target=issue, args=arguments)
        process.start()
        processes.append(process)
    return processes  # type: ignore[return-value]


def test_numbers_are_exactly_one_to_n(url: str, tmp_path: Path) -> None:
    for process in start(url, tmp_path, workers=4, count=50):
        process.join(120)
        assert process.exitcode == 0
    assert sequences(url) == list(range(1, 201))
    assert len(set(told(tmp_path))) == 200


def test_a_key_that_comes_to_several_processes_at_once_has_one_ticket(url: str) -> None:
    keys = [f"k{number}" for number in range(30)]
    start = threading.Barrier(4)

    async def ask(queue: Queue, order: list[str]) -> dict[str, str]:
        request = TicketRequest(service_group="ho-tich")
        jobs = [queue.tickets.issue_with_others(request, key) for key in order]
        return dict(
            zip(order, [ticket.number for ticket in await asyncio.gather(*jobs)], strict=True)
        )

    def process(number: int) -> dict[str, str]:
        queue = Queue(url, SystemClock())  # locks and connections of its own
        start.wait()
        told = asyncio.run(ask(queue, keys if number % 2 else keys[::-1]))
        queue.database.close()
        return told

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(process, range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert sequences(url) == list(range(1, len(keys) + 1))


def test_a_killed_process_loses_no_number_and_gives_none_twice(url: str, tmp_path: Path) -> None:
    processes = start(url, tmp_path, workers=4, count=150)
    deadline = time.monotonic() + 60
    while len(told(tmp_path)) < 40 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes[0].pid
    os.kill(processes[0].pid, signal.SIGKILL)
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes[1:]] == [0, 0, 0]
    numbers = told(tmp_path)
    assert len(numbers) == len(set(numbers))
    stored = sequences(url)
    assert stored == list(range(1, len(stored) + 1))
    assert {int(number[1:]) for number in numbers} <= set(stored)
