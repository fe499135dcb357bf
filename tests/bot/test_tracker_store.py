"""The tracker store that forgets."""

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import ForgettingTrackerStore


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def spoken(sender_id: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender_id, [UserUttered("xin chào")])


def store_with(clock: Clock, most: int = 10) -> ForgettingTrackerStore:
    return ForgettingTrackerStore(Domain.empty(), max_age_min=60, max_conversations=most, now=clock)


async def test_a_conversation_is_kept_while_it_is_young() -> None:
    clock = Clock()
    store = store_with(clock)
    await store.save(spoken("c-1"))
    clock.seconds = 59 * 60
    assert await store.retrieve("c-1") is not None


async def test_a_conversation_is_forgotten_an_hour_after_its_last_message() -> None:
    clock = Clock()
    store = store_with(clock)
    await store.save(spoken("c-1"))
    clock.seconds = 30 * 60
    await store.save(spoken("c-1"))
    clock.seconds = 89 * 60
    assert await store.retrieve("c-1") is not None
    clock.seconds = 91 * 60
    assert await store.retrieve("c-1") is None
    assert await store.retrieve_full_tracker("c-1") is None
    assert not store.store


async def test_the_oldest_conversation_makes_room_for_a_new_one() -> None:
    store = store_with(Clock(), most=2)
    for sender_id in ("c-1", "c-2", "c-3"):
        await store.save(spoken(sender_id))
    assert sorted(store.store) == ["c-2", "c-3"]
