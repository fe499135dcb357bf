"""Screens are told of calls as they come, and of those they missed."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.sse import ServerSentEvent
from httpx2 import Client

from api.app import create_app
from api.board.feed import BoardFeed
from api.board.service import BoardService
from api.counters.calls import Calls
from api.staff.schemas import Staff
from api.tickets.life_cycle import TicketAction
from api.ward.policy import load_ward
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for
from tests.api.queueing import Queue, queue_on


class Screens:
    """A queue with a clerk at counter 1, and the feed of its screens."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.clerk: Staff = queue.open("1")
        calls = Calls(queue.clock, queue.places)
        policy = queue.rules.queue.board
        self.feed = BoardFeed(
            BoardService(
                *(queue.database, queue.clock, load_ward(None), policy),
                *(queue.counters, queue.lines, calls),
            )
        )

    def call(self, *keys: str) -> None:
        """Takes a number, calls it and marks it absent, for each key."""
        for key in keys:
            self.queue.take(key)
            ticket = self.queue.counters.call_next(self.clerk, "1")
            assert ticket
            self.queue.counters.act(self.clerk, ticket.id, TicketAction.MISS)


@pytest.fixture
def screens(tmp_path: Path, clock: SetClock) -> Iterator[Screens]:
    with queue_on(f"sqlite:///{tmp_path}/ward.db", clock) as queue:
        yield Screens(queue)


def told(event: ServerSentEvent) -> tuple[str | None, str | None, str | None]:
    """Kind and id of an event, and the number of a call."""
    return event.event, event.id, json.loads(event.raw_data or "{}").get("number")


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scene())


def test_a_screen_first_gets_the_board(screens: Screens) -> None:
    screens.call("a")

    async def scene() -> None:
        screen = screens.feed.listen(None)
        assert told(await anext(screen)) == ("board", "1", None)
        await screen.aclose()

    play(scene)


def test_a_call_comes_to_every_screen_and_then_the_board(screens: Screens) -> None:
    async def scene() -> None:
        listening = [screens.feed.listen(None) for _ in range(3)]
        for screen in listening:
            await anext(screen)
        waiting = [asyncio.ensure_future(anext(screen)) for screen in listening]
        await asyncio.sleep(0)
        await asyncio.to_thread(screens.call, "a")
        await screens.feed.look()
        for screen, first in zip(listening, waiting, strict=True):
            assert told(await first) == ("call", "1", "A001")
            assert told(await anext(screen)) == ("board", "1", None)
            await screen.aclose()

    play(scene)


def test_after_a_cut_a_screen_gets_the_calls_that_it_missed(screens: Screens) -> None:
    screens.call("a", "b", "c")

    async def scene() -> None:
        screen = screens.feed.listen(1)
        assert told(await anext(screen)) == ("call", "2", "A002")
        assert told(await anext(screen)) == ("call", "3", "A003")
        assert told(await anext(screen)) == ("board", "3", None)
        await screen.aclose()

    play(scene)


def test_a_screen_from_another_installation_just_gets_the_board(screens: Screens) -> None:
    screens.call("a")

    async def scene() -> None:
        screen = screens.feed.listen(4711)
        assert told(await anext(screen)) == ("board", "1", None)
        await screen.aclose()

    play(scene)


def test_what_is_no_news_wakes_nobody(screens: Screens) -> None:
    async def scene() -> None:
        screen = screens.feed.listen(None)
        await anext(screen)
        waiting = asyncio.ensure_future(anext(screen))
        for _ in range(12):
            await screens.feed.look()
        assert not waiting.done()
        await asyncio.to_thread(screens.queue.take, "a")
        for _ in range(6):
            await screens.feed.look()
        event = await waiting
        assert json.loads(event.raw_data or "")["lines"][0]["waiting"] == 1
        await screen.aclose()

    play(scene)


def test_calls_come_over_http_as_server_sent_events(tmp_path: Path, search: Search) -> None:
    app = create_app(settings_for(tmp_path), SetClock(), search)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    with (
        queue_on(f"sqlite:///{tmp_path}/ward.db", SetClock()) as elsewhere,  # another process
        Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60) as client,
        client.stream("GET", "/board/events", headers={"Last-Event-ID": "nonsense"}) as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = (line for line in stream.iter_lines() if line.startswith(("event:", "id:")))
        assert [next(lines), next(lines)] == ["event: board", "id: 0"]
        Screens(elsewhere).call("a")
        found = [next(lines) for _ in range(2)]
        while found[-2:] != ["event: call", "id: 1"]:  # the counter that was opened comes before
            found.append(next(lines))
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()
