"""What is handed over arrives at least once, in order, whatever the channel does."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.app import create_app
from api.complaints.desk import ComplaintDesk
from api.database import Database
from api.outbox.__main__ import main
from api.outbox.delivery import Delivery
from api.outbox.policy import OutboxPolicy, load_outbox_policy
from api.outbox.repository import OutboxRow
from api.outbox.service import OutboxService
from knowledge_base.search.engine import Search
from tests.api.channel import Channel, hang
from tests.api.conftest import SetClock, settings_for
from tests.api.conversing import PHONE, context_of

POLICY = OutboxPolicy(timeout_s=5, delays_s=[10, 60], most_attempts=4)


class Letters:
    """A noun with something to tell: its streams' names; what arrived is noted."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.gone: set[str] = set()

    def payload(self, session: Session, stream: str) -> dict[str, Any] | None:
        return None if stream in self.gone else {"stream": stream}

    def delivered(self, session: Session, stream: str) -> None:
        self.told.append(stream)


class Post:
    """An outbox on a database of its own, with its channel."""

    def __init__(self, folder: Path, policy: OutboxPolicy = POLICY) -> None:
        self.clock, self.letters, self.channel = SetClock(), Letters(), Channel()
        self.database = Database(f"sqlite:///{folder}/outbox.db")
        self.database.migrate()
        self.outbox = OutboxService(self.database, self.clock, policy)
        self.outbox.serve("letter", self.letters)
        self.timeout_s = policy.timeout_s

    def put(self, *streams: str) -> None:
        for stream in streams:
            with self.database.write() as session:
                self.outbox.put(session, "letter", stream)

    def deliver(self, url: str | None = None) -> None:
        async def once() -> None:
            url_of_channel = url or self.channel.url
            delivery = Delivery(self.outbox, url_of_channel, "token", self.timeout_s)
            await delivery.deliver_due()
            await delivery.close()

        asyncio.run(once())

    @property
    def heard(self) -> list[str]:
        return [request["body"]["stream"] for request in self.channel.heard]

    @property
    def states(self) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(OutboxRow.state).order_by(OutboxRow.id)))


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    yield post
    post.channel.close()
    post.database.close()


def test_what_is_put_in_arrives_in_order_and_once(post: Post) -> None:
    post.put("a", "b", "c")
    post.deliver()
    post.deliver()
    assert post.heard == post.letters.told == ["a", "b", "c"]
    assert set(post.states) == {"delivered"}
    assert len(set(post.channel.keys)) == 3
    assert {request["token"] for request in post.channel.heard} == {"Bearer token"}
    assert post.channel.heard[0]["body"]["topic"] == "letter"


def test_what_is_rolled_back_with_its_cause_is_never_told(post: Post) -> None:
    with pytest.raises(RuntimeError), post.database.write() as session:
        post.outbox.put(session, "letter", "a")
        raise RuntimeError
    post.deliver()
    assert post.heard == []


@pytest.mark.parametrize("status", [500, 503, 429, 404, 401, 302])
def test_a_fault_that_may_pass_is_tried_again_under_the_same_key(post: Post, status: int) -> None:
    statuses = iter([status, status, 204])
    post.channel.answer = lambda *_: next(statuses)
    post.put("a")
    post.deliver()
    post.clock.advance(seconds=9)
    post.deliver()
    assert post.heard == ["a"]  # too early
    post.clock.advance(seconds=1)
    post.deliver()
    post.clock.advance(seconds=60)
    post.deliver()
    assert post.heard == ["a", "a", "a"]
    assert len(set(post.channel.keys)) == 1
    assert post.states == ["delivered"]


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_what_the_channel_refuses_for_its_content_is_given_up_at_once(
    post: Post, status: int
) -> None:
    post.channel.answer = lambda *_: status
    post.put("a")
    post.deliver()
    post.clock.advance(days=30)
    post.deliver()
    assert (post.heard, post.states, post.letters.told) == (["a"], ["failed"], [])
    assert post.outbox.undelivered()[0][3] == f"status {status}"


def test_after_enough_failures_it_is_given_up_and_kept(post: Post) -> None:
    post.channel.answer = lambda *_: 500
    post.put("a")
    for _ in range(10):
        post.deliver()
        post.clock.advance(days=1)
    assert (len(post.heard), post.states) == (POLICY.most_attempts, ["failed"])


def test_staff_try_again_what_was_given_up(post: Post) -> None:
    post.channel.answer = lambda *_: 422
    post.put("a")
    post.deliver()
    post.channel.answer = lambda *_: 200
    assert post.outbox.try_again() == 1
    post.deliver()
    assert post.states == ["delivered"]
    assert len(set(post.channel.keys)) == 1


def test_no_connection_is_a_fault_that_may_pass(post: Post) -> None:
    post.put("a")
    post.deliver("http://127.0.0.1:9/")
    assert post.states == ["waiting"]
    post.clock.advance(seconds=10)
    post.deliver()
    assert post.states == ["delivered"]


def test_a_channel_that_hangs_is_left_and_tried_again(post: Post) -> None:
    post.timeout_s = 0.2
    post.channel.answer = hang  # type: ignore[assignment]
    post.put("a")
    post.deliver()
    assert post.outbox.undelivered()[0][3] == "TimeoutError"
    post.channel.answer = lambda *_: 200
    post.clock.advance(seconds=10)
    post.deliver()
    assert (post.heard, post.states) == (["a", "a"], ["delivered"])


def test_what_follows_in_a_stream_waits_and_other_streams_do_not(post: Post) -> None:
    post.channel.answer = lambda _, heard: 500 if heard["body"]["stream"] == "a" else 200
    post.put("a", "a", "b")
    post.deliver()
    assert post.heard == ["a", "b"]
    post.channel.answer = lambda *_: 200
    post.clock.advance(seconds=10)
    post.deliver()
    assert post.heard == ["a", "b", "a", "a"]


def test_what_was_given_up_is_not_overtaken_in_its_stream(post: Post) -> None:
    post.channel.answer = lambda *_: 422
    post.put("a", "a")
    post.deliver()
    post.clock.advance(days=30)
    post.deliver()
    assert (post.heard, post.states) == (["a"], ["failed", "waiting"])


def test_what_is_no_longer_to_be_told_is_not_sent(post: Post) -> None:
    post.put("a", "b")
    post.letters.gone = {"a"}
    post.deliver()
    assert (post.heard, post.states) == (["b"], ["needless", "delivered"])


def test_a_claim_belongs_to_one_process_until_it_ends_by_itself(post: Post) -> None:
    post.put("a")
    first = post.outbox.claim_next()
    assert first is not None
    assert post.outbox.claim_next() is None
    post.clock.advance(seconds=POLICY.claim.total_seconds())
    again = post.outbox.claim_next()
    assert again is not None
    assert again.key == first.key


def test_late_news_of_an_attempt_changes_nothing(post: Post) -> None:
    post.put("a")
    late = post.outbox.claim_next()
    assert late is not None
    post.clock.advance(minutes=1)
    post.deliver()
    post.outbox.not_delivered(late, "late", final=True)
    post.outbox.delivered(late)
    assert (post.states, post.letters.told) == (["delivered"], ["a"])


def test_two_deliveries_at_once_send_nothing_twice(post: Post) -> None:
    post.put(*(f"stream {n}" for n in range(20)))
    threads = [threading.Thread(target=post.deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(post.heard) == sorted(f"stream {n}" for n in range(20))


def test_what_was_delivered_long_ago_is_forgotten_and_what_was_not_is_kept(post: Post) -> None:
    post.channel.answer = lambda _, heard: 422 if heard["body"]["stream"] == "b" else 200
    post.put("a", "b")
    post.deliver()
    post.clock.advance(days=31)
    post.outbox.forget_old()
    assert post.states == ["failed"]


def test_the_waits_grow_and_end() -> None:
    policy = load_outbox_policy()
    waits = [policy.wait_after(attempts) for attempts in range(1, policy.most_attempts + 1)]
    assert waits[-1] is None
    grown = [wait for wait in waits if wait]
    assert grown == sorted(grown)
    assert len(grown) == policy.most_attempts - 1


def test_a_complaint_reaches_the_channel_and_is_handed_over(
    tmp_path: Path, clock: SetClock, search: Search
) -> None:
    channel = Channel()
    settings = settings_for(tmp_path, channel_url=channel.url, channel_token="token")
    with TestClient(create_app(settings, clock, search)) as client:
        body = {"what": "Đường hỏng", "wants_answer": True, "contact": PHONE}
        path = "/api/v1/complaints"
        filed = client.post(path, json=body, headers={"Idempotency-Key": "k"}).json()
        assert channel.arrived.wait(60)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            shown = client.get(f"{path}/{filed['receipt']}").json()
            if shown["state"] == "handed_over":
                break
            time.sleep(0.02)
    channel.close()
    assert shown["state"] == "handed_over"
    assert channel.heard[0]["token"] == "Bearer token"
    assert channel.heard[0]["body"] == {
        "topic": "complaint.received",
        "receipt": filed["receipt"],
        "received_at": filed["received_at"],
        "deadline": filed["deadline"],
        "wants_answer": True,
        "what": "Đường hỏng",
        "where": None,
        "when": None,
        "contact": PHONE,
        "ticket_id": None,
    }


def test_without_a_channel_a_complaint_waits_for_staff(
    client: TestClient,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    context = context_of(client)
    assert context.delivery is None
    body = {"what": "Đường hỏng"}
    filed = client.post("/complaints", json=body, headers={"Idempotency-Key": "k"}).json()
    monkeypatch.setenv("DATABASE_URL", context.database.url)
    assert main(["list"]) == 0
    assert f"{filed['receipt']}\twaiting" in capsys.readouterr().out
    assert main(["retry"]) == 0
    ComplaintDesk(context.database, clock).close_complaint(filed["receipt"])
    assert context.outbox.claim_next() is None  # nothing is left to tell
    assert context.outbox.undelivered() == []
