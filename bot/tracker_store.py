"""Keeps conversations in memory and forgets them by age and by number."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class ForgettingTrackerStore(InMemoryTrackerStore):
    """What citizens said is gone `max_age_min` minutes after their last message."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        max_age_min: float = 60,
        max_conversations: int = 2000,
        now: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        """Keep at most `max_conversations`, each at most `max_age_min` minutes."""
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        self._max_age_s = float(max_age_min) * 60
        self._max_conversations = int(max_conversations)
        self._now = now
        self._last_saved: OrderedDict[str, float] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save a conversation and forget those that are too old."""
        await super().save(tracker)
        self._last_saved[tracker.sender_id] = self._now()
        self._last_saved.move_to_end(tracker.sender_id)
        self._forget()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation of `sender_id`, unless it is forgotten."""
        self._forget()
        return await super().retrieve(sender_id)

    async def retrieve_full_tracker(self, sender_id: str) -> DialogueStateTracker | None:
        """All sessions of the conversation of `sender_id`, unless it is forgotten."""
        self._forget()
        return await super().retrieve_full_tracker(sender_id)

    def _forget(self) -> None:
        oldest_kept = self._now() - self._max_age_s
        while self._last_saved:
            sender_id, saved = next(iter(self._last_saved.items()))
            if saved >= oldest_kept and len(self._last_saved) <= self._max_conversations:
                return
            del self._last_saved[sender_id]
            self.store.pop(sender_id, None)
