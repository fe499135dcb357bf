"""Notes how a turn came about: the intent, and the milliseconds of each stage.

Staff see it on the analysis pages. It holds nothing of what was said.
"""

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor

Trace = dict[str, Any]

_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


def start_trace() -> Trace:
    """Begin the trace of the message that is handled next in this task."""
    trace: Trace = {}
    _trace.set(trace)
    return trace


def trace_stages() -> None:
    """Let Rasa note its stages: reading the message, choosing actions, running them."""
    MessageProcessor.parse_message = _noting_intent(MessageProcessor.parse_message)
    MessageProcessor._run_prediction_loop = _timed(
        MessageProcessor._run_prediction_loop, "policy_and_action_ms"
    )
    RemoteAction.run = _timed(RemoteAction.run, "action_ms")


def _timed(method: Callable[..., Awaitable[Any]], stage: str) -> Callable[..., Awaitable[Any]]:
    async def timed(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return await method(*args, **kwargs)
        finally:
            trace = _trace.get()
            if trace is not None:
                spent = (time.perf_counter() - started) * 1000
                trace[stage] = round(trace.get(stage, 0.0) + spent, 1)

    return timed


def _noting_intent(
    parse: Callable[..., Awaitable[dict[str, Any]]],
) -> Callable[..., Awaitable[dict[str, Any]]]:
    timed = _timed(parse, "nlu_ms")

    async def noting(*args: Any, **kwargs: Any) -> dict[str, Any]:
        parsed: dict[str, Any] = await timed(*args, **kwargs)
        trace, intent = _trace.get(), parsed.get("intent") or {}
        if trace is not None:
            trace["intent"] = intent.get("name")
            trace["confidence"] = round(float(intent.get("confidence") or 0.0), 3)
        return parsed

    return noting
