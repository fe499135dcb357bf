"""Tells all screens of this process what is new; the database is asked once for all of them.

Calls of other processes are seen as well, since they lie in the database.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.board.schemas import Board
from api.board.service import BoardService
from api.counters.schemas import CallView

_LOOK_EVERY_S = 0.2
_LOOKS_A_BOARD = 5
"""The whole board is read with each call, and else only every so many looks."""
_CALLS_KEPT = 50


@dataclass(frozen=True)
class _Shown:
    """A board, and what is seen of it: that the time goes on is no news."""

    sequence: int
    text: str
    event: ServerSentEvent

    @staticmethod
    def of(board: Board) -> _Shown:
        event = ServerSentEvent(
            event="board", id=str(board.sequence), raw_data=board.model_dump_json()
        )
        return _Shown(board.sequence, board.model_dump_json(exclude={"now"}), event)


class BoardFeed:
    """Calls and boards as they come."""

    def __init__(self, service: BoardService) -> None:
        """Takes what is looked at."""
        self._service = service
        self._listeners = 0
        self._wanted = asyncio.Event()
        self._news = asyncio.Condition()
        self._shown: _Shown | None = None
        self._calls: deque[CallView] = deque(maxlen=_CALLS_KEPT)
        self._looks = 0

    async def run(self, on_error: Callable[[Exception], None]) -> None:
        """Looks for news for ever, as long as someone listens."""
        while True:
            await self._wanted.wait()
            try:
                await self.look()
            except Exception as error:  # the next look may succeed
                on_error(error)
            await asyncio.sleep(_LOOK_EVERY_S)

    async def look(self) -> None:
        """Looks once, and wakes the listeners where there is news."""
        self._looks += 1
        last = self._shown
        sequence = await run_in_threadpool(self._service.last_sequence)
        if last is not None and last.sequence == sequence and self._looks % _LOOKS_A_BOARD:
            return
        shown = _Shown.of(await run_in_threadpool(self._service.show_board))
        if last is not None and last.text == shown.text:
            return
        if last is not None and shown.sequence > last.sequence:
            self._calls += await run_in_threadpool(self._service.calls_since, last.sequence)
        async with self._news:
            self._shown = shown
            self._news.notify_all()

    async def listen(self, after: int | None) -> AsyncIterator[ServerSentEvent]:
        """Gives the board, then calls and boards as they come.

        Args:
            after: The last call that was seen before the connection was cut: those since come
                first. ``None`` at the first connection.
        """
        self._listeners += 1
        self._wanted.set()
        try:
            shown = _Shown.of(await run_in_threadpool(self._service.show_board))
            seen = shown.sequence if after is None else min(after, shown.sequence)
            while True:
                for call in await self._calls_after(seen, shown.sequence):
                    yield _call_event(call)
                    seen = call.sequence
                seen = max(seen, shown.sequence)
                yield shown.event
                shown = await self._newer_than(shown)
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._wanted.clear()
                self._shown = None  # what happens meanwhile is not looked at

    async def _newer_than(self, shown: _Shown) -> _Shown:
        async with self._news:
            while self._shown is None or self._shown.text == shown.text:
                await self._news.wait()
            return self._shown

    async def _calls_after(self, seen: int, last: int) -> list[CallView]:
        if seen >= last:
            return []
        if self._calls and self._calls[0].sequence <= seen + 1:
            return [call for call in self._calls if call.sequence > seen]
        return await run_in_threadpool(self._service.calls_since, seen)


def _call_event(call: CallView) -> ServerSentEvent:
    return ServerSentEvent(event="call", id=str(call.sequence), raw_data=call.model_dump_json())
