"""How long devices may be silent, from policy data."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, PositiveInt, model_validator

from knowledge_base.policy import policy_file
from knowledge_base.yaml_file import read_yaml


class DevicePolicy(BaseModel):
    """The data file ``devices.yaml``.

    Attributes:
        heartbeat_every_s: How often devices are asked to call.
        offline_after_s: A device silent for so long counts as offline, and loses its mission.
        request_lasts_s: A mission that no robot took for so long has failed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    heartbeat_every_s: PositiveInt
    offline_after_s: PositiveInt
    request_lasts_s: PositiveInt

    @model_validator(mode="after")
    def _one_call_may_be_lost(self) -> Self:
        if self.offline_after_s < 2 * self.heartbeat_every_s:
            raise ValueError("offline_after_s: shorter than two heartbeats")
        return self

    @property
    def offline_after(self) -> timedelta:
        """The same as a span."""
        return timedelta(seconds=self.offline_after_s)

    @property
    def request_lasts(self) -> timedelta:
        """The same as a span."""
        return timedelta(seconds=self.request_lasts_s)


def load_device_policy(ward_dir: Path | None = None) -> DevicePolicy:
    """Reads the policy.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("devices.yaml", ward_dir, Path(__file__).parent.parent / "policy")
    return read_yaml(path, DevicePolicy)
