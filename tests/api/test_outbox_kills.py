"""A process is killed between writing and delivering, and between delivering and noting it."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api.clock import SystemClock
from api.complaints.policy import load_complaint_policy
from api.complaints.repository import ComplaintRow
from api.complaints.schemas import ComplaintRequest
from api.complaints.service import ComplaintService
from api.database import Database
from api.outbox.delivery import Delivery
from api.outbox.policy import OutboxPolicy
from api.outbox.service import OutboxService
from knowledge_base.policy.opening_hours import Holidays
from tests.api.channel import Channel
from tests.api.queueing import Queue

SPAWN = multiprocessing.get_context("spawn")
POLICY = OutboxPolicy(timeout_s=30, delays_s=[10], most_attempts=5)


class LaterClock(SystemClock):
    """The computer's clock, an hour on: every claim of a killed process has ended."""

    def now(self):  # type: ignore[no-untyped-def]
        return super().now() + timedelta(hours=1)


@contextmanager
def services(url: str, clock: SystemClock) -> Iterator[tuple[ComplaintService, OutboxService]]:
    queue = Queue(url, clock)
    outbox = OutboxService(queue.database, clock, POLICY)
    policy, none = load_complaint_policy(), Holidays(closed=[])
    complaints = ComplaintService(queue.database, clock, policy, none, queue.tickets, outbox)
    yield complaints, outbox
    queue.database.close()


def file_for_ever(url: str, journal: Path) -> None:
    """Files complaints and writes down each receipt that a visitor would have been told."""
    with services(url, SystemClock()) as (complaints, _), journal.open("a", buffering=1) as told:
        for n in range(10_000):
            request = ComplaintRequest(what=f"Việc số {n}")
            told.write(complaints.file_complaint(request, str(n)).receipt + "\n")


def deliver(url: str, channel_url: str, clock: SystemClock | None = None) -> None:

    async def once(outbox: OutboxService) -> None:
        delivery = Delivery(outbox, channel_url, "", POLICY.timeout_s)
        await delivery.deliver_due()
        await delivery.close()

    with services(url, clock or SystemClock()) as (_, outbox):
        asyncio.run(once(outbox))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/kills.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    database = Database(url)
    database.migrate()
    database.close()
    return url


def kill(process: multiprocessing.Process) -> None:
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)


def stored(url: str) -> list[tuple[str, str]]:
    database = Database(url)
    with database.read() as session:
        rows = session.execute(select(ComplaintRow.receipt, ComplaintRow.state)).all()
    database.close()
    return [(row[0], row[1]) for row in rows]


def test_killed_after_writing_everything_that_was_told_is_delivered(
    url: str, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    journal.touch()
    process = SPAWN.Process(target=file_for_ever, args=(url, journal))
    process.start()
    deadline = time.monotonic() + 60
    while len(journal.read_text().split()) < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    kill(process)  # type: ignore[arg-type]
    told = journal.read_text().split()
    assert len(told) >= 20
    channel = Channel()
    deliver(url, channel.url, LaterClock())
    channel.close()
    arrived = [request["body"]["receipt"] for request in channel.heard]
    assert len(arrived) == len(set(arrived))
    assert set(told) <= set(arrived)
    assert sorted(arrived) == sorted(receipt for receipt, _ in stored(url))
    assert {state for _, state in stored(url)} == {"handed_over"}


def test_killed_between_delivering_and_noting_it_arrives_again_under_the_same_key(
    url: str,
) -> None:
    with services(url, SystemClock()) as (complaints, _):
        receipt = complaints.file_complaint(ComplaintRequest(what="Đường hỏng"), "k").receipt

    def wait_for_the_kill(channel: Channel, heard: dict[str, object]) -> int:
        channel.closing.wait(60)
        return 200

    first = Channel(wait_for_the_kill)
    process = SPAWN.Process(target=deliver, args=(url, first.url))
    process.start()
    assert first.arrived.wait(60)
    kill(process)  # type: ignore[arg-type]
    first.close()
    assert stored(url) == [(receipt, "received")]
    second = Channel()
    deliver(url, second.url)
    assert second.heard == []  # the claim of the killed process has not ended yet
    deliver(url, second.url, LaterClock())
    second.close()
    assert second.keys == first.keys
    assert stored(url) == [(receipt, "handed_over")]
