"""How delivery is tried again, from policy data."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from knowledge_base.policy import policy_file
from knowledge_base.yaml_file import read_yaml


class OutboxPolicy(BaseModel):
    """The data file ``outbox.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timeout_s: float = Field(gt=0, le=60)
    delays_s: list[PositiveInt] = Field(min_length=1)
    most_attempts: PositiveInt

    def wait_after(self, attempts: int) -> timedelta | None:
        """Gives the wait before the next attempt; ``None`` when it is time to give up."""
        if attempts >= self.most_attempts:
            return None
        return timedelta(seconds=self.delays_s[min(attempts, len(self.delays_s)) - 1])

    @property
    def claim(self) -> timedelta:
        """How long an attempt belongs to the process that makes it."""
        return timedelta(seconds=2 * self.timeout_s + 5)


def load_outbox_policy(ward_dir: Path | None = None) -> OutboxPolicy:
    """Reads the policy.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("outbox.yaml", ward_dir, Path(__file__).parent.parent / "policy")
    return read_yaml(path, OutboxPolicy)
