"""Fixtures of the bot's tests."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fake_api import SERVICE_KEY, FakeApi, serving_fake_api
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.client import WardApi
from bot.actions.settings import Settings
from bot.lean_rasa import leave_out_tensorflow

leave_out_tensorflow()


@pytest.fixture
def fake_api() -> Iterator[FakeApi]:
    with serving_fake_api() as api:
        yield api


@pytest.fixture
async def ward_api(fake_api: FakeApi) -> AsyncIterator[WardApi]:
    api = WardApi(Settings(api_url=fake_api.url, service_key=SERVICE_KEY, api_timeout_s=2))
    yield api
    await api.close()


@pytest.fixture
def dispatcher() -> CollectingDispatcher:
    return CollectingDispatcher()


class Conversation:
    """Builds the trackers that Rasa would send to an action."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {"locale": "vi"}
        self.events: list[dict[str, Any]] = []
        self.latest: dict[str, Any] = {}
        self.form: str | None = None

    def says(self, words: str, intent: str = "ask_procedure", message_id: str = "m-1") -> Tracker:
        return self._hears(words, intent, [], message_id)

    def taps(self, intent: str, message_id: str = "m-1", **entities: str) -> Tracker:
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        return self._hears(f"/{intent}", intent, found, message_id)

    def hears_back(self, **event: Any) -> None:
        self.events.append({"event": "bot", **event})

    def apply(self, events: list[dict[str, Any]]) -> None:
        self.slots.update({e["name"]: e["value"] for e in events if e["event"] == "slot"})

    def tracker(self) -> Tracker:
        loop = {"name": self.form} if self.form else {}
        return Tracker(
            "visitor", dict(self.slots), self.latest, list(self.events), False, None, loop, None
        )

    def _hears(
        self, words: str, intent: str, entities: list[dict[str, str]], message_id: str
    ) -> Tracker:
        self.latest = {"text": words, "intent": {"name": intent}, "entities": entities}
        self.events.append(
            {
                "event": "user",
                "text": words,
                "metadata": {"message_id": message_id},
                "parse_data": {"intent": {"name": intent}},
            }
        )
        return self.tracker()


async def run(action: Action, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Any]:
    """Run an action on the conversation, apply its slot events and return its messages."""
    dispatcher.messages.clear()
    talk.apply(await action.run(dispatcher, talk.tracker(), {}))  # type: ignore[arg-type]
    return list(dispatcher.messages)


@pytest.fixture
def conversation() -> Conversation:
    return Conversation()
