"""The ward's own facts, from policy data."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge_base.policy import policy_file
from knowledge_base.schema import Text
from knowledge_base.yaml_file import read_yaml


class HandOff(BaseModel):
    """Where a person helps; a number that is not set is not told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Text
    place_en: Text
    phone: Text | None
    hotline: Text | None


class Ward(BaseModel):
    """The data file ``ward.yaml``; an address that is not set is not told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    name_en: Text
    address: Text | None = None
    address_en: Text | None = None
    hand_off: HandOff


def load_ward(ward_dir: Path | None) -> Ward:
    """Reads the ward's facts.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    return read_yaml(
        policy_file("ward.yaml", ward_dir, Path(__file__).parent.parent / "policy"), Ward
    )
