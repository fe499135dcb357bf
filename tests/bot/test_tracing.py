"""What a turn notes of itself."""

from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor

from bot.tracing import start_trace, trace_stages


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stages of Rasa, each a stand-in that only answers."""

    async def parse(*_: Any, **__: Any) -> dict[str, Any]:
        return {"text": "bí mật", "intent": {"name": "greet", "confidence": 0.91234}}

    async def go(*_: Any, **__: Any) -> str:
        return "gone"

    monkeypatch.setattr(MessageProcessor, "parse_message", parse)
    monkeypatch.setattr(MessageProcessor, "_run_prediction_loop", go)
    monkeypatch.setattr(RemoteAction, "run", go)
    trace_stages()


async def run_a_turn() -> None:
    await MessageProcessor.parse_message(None, None)  # type: ignore[arg-type]
    await MessageProcessor._run_prediction_loop(None, None, None)  # type: ignore[arg-type]
    await RemoteAction.run(None, None, None, None, None)  # type: ignore[arg-type]


@pytest.mark.usefixtures("stages")
async def test_a_turn_notes_its_intent_and_its_stages_and_no_words() -> None:
    trace = start_trace()
    await run_a_turn()
    assert (trace["intent"], trace["confidence"]) == ("greet", 0.912)
    assert trace.keys() == {
        *("intent", "confidence", "nlu_ms", "policy_and_action_ms", "action_ms")
    }


@pytest.mark.usefixtures("stages")
async def test_each_turn_has_a_trace_of_its_own() -> None:
    first = start_trace()
    second = start_trace()
    await run_a_turn()
    assert first == {}
    assert second["intent"] == "greet"


@pytest.mark.usefixtures("stages")
async def test_a_stage_that_runs_twice_is_added_up() -> None:
    trace = start_trace()
    trace["action_ms"] = 1000.0
    await RemoteAction.run(None, None, None, None, None)  # type: ignore[arg-type]
    assert trace["action_ms"] >= 1000.0


async def test_a_stage_that_fails_is_noted_and_its_error_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise ValueError("no")

    for owner, name in (
        (MessageProcessor, "parse_message"),
        (MessageProcessor, "_run_prediction_loop"),
        (RemoteAction, "run"),
    ):
        monkeypatch.setattr(owner, name, fail)
    trace_stages()
    trace = start_trace()
    with pytest.raises(ValueError, match="no"):
        await RemoteAction.run(None, None, None, None, None)  # type: ignore[arg-type]
    assert trace.keys() == {"action_ms"}
