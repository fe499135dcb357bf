"""Rate limits per address and conversation, from policy data."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel, ConfigDict, field_validator

from api.errors import TooManyRequests
from knowledge_base.policy import policy_file
from knowledge_base.yaml_file import read_yaml

Kind = Literal["conversations", "messages", "tickets", "feedback", "searches", "reads", "sign_ins"]


class RateLimitPolicy(BaseModel):
    """The data file ``rate_limits.yaml``: how often, in words such as ``20/minute``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conversations: str
    messages: str
    tickets: str
    feedback: str
    searches: str
    reads: str
    sign_ins: str

    @field_validator("*")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse(value)
        return value


class RateLimits:
    """Counts requests; in Redis when several processes serve together."""

    def __init__(self, policy: RateLimitPolicy, redis_url: str | None, enabled: bool) -> None:
        """Takes the policy and where to count."""
        self._items: dict[str, RateLimitItem] = {
            kind: parse(value) for kind, value in policy.model_dump().items()
        }
        self._limiter = MovingWindowRateLimiter(storage_from_string(redis_url or "memory://"))
        self._enabled = enabled

    def hit(self, kind: Kind, who: str) -> None:
        """Counts one request.

        Raises:
            TooManyRequests: The limit is passed; with the seconds to wait.
        """
        if not self._enabled:
            return
        item = self._items[kind]
        if not self._limiter.hit(item, kind, who):
            reset = self._limiter.get_window_stats(item, kind, who).reset_time
            wait = max(1, round(reset - time.time()))
            raise TooManyRequests(headers={"Retry-After": str(wait)})


def load_rate_limits(ward_dir: Path | None) -> RateLimitPolicy:
    """Reads the policy.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("rate_limits.yaml", ward_dir, Path(__file__).parent / "policy")
    return read_yaml(path, RateLimitPolicy)


def limited(kind: Kind) -> Callable[[Request], Awaitable[None]]:
    """Makes a dependency that counts a request for the caller's address."""

    async def count(request: Request) -> None:
        address = request.client.host if request.client else "unknown"
        request.app.state.context.rate_limits.hit(kind, address)

    return count
