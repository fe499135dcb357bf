"""One message at a time per conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary

from redis.asyncio import Redis


class ConversationLocks(Protocol):
    """Lets the messages of one conversation follow each other."""

    def hold(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """Waits for the conversation's turn and holds it."""
        ...


class LocalLocks:
    """Locks within one process; a lock lives while someone holds or awaits it."""

    def __init__(self) -> None:
        """Starts without locks."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Waits for the conversation's turn and holds it."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield


class RedisLocks:
    """Locks across processes; one that a dead process held is free after 30 s."""

    def __init__(self, url: str) -> None:
        """Takes the address of Redis."""
        self._redis = Redis.from_url(url)

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Waits for the conversation's turn and holds it."""
        async with self._redis.lock(f"conversation:{conversation_id}", timeout=30):
            yield
