"""What goes in and out of the device endpoints."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.devices.life_cycle import MissionAction, MissionState

MOST_REASON = 200


class DeviceKind(StrEnum):
    """What a device is."""

    KIOSK = "kiosk"
    ROBOT = "robot"
    BOARD = "board"
    PRINTER = "printer"


class DeviceState(StrEnum):
    """How a device says it is, in the words of VDA 5050."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"
    CONNECTION_BROKEN = "CONNECTIONBROKEN"


class MissionKind(StrEnum):
    """What a robot can be asked to do."""

    GUIDE = "guide"
    WATER = "water"
    SWEETS = "sweets"
    DOCK = "dock"


class Heartbeat(BaseModel):
    """A device says how it is."""

    model_config = ConfigDict(extra="forbid")

    state: DeviceState = DeviceState.ONLINE


class Device(BaseModel):
    """A device as the service sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: DeviceKind
    name: str
    state: DeviceState
    seen_at: datetime | None


class HeartbeatAnswer(BaseModel):
    """What a device needs to know until its next call."""

    device: Device
    heartbeat_every_s: int
    mission_id: str | None = Field(description="The mission it has; another one, or none: stop.")


class Mission(BaseModel):
    """One job of a robot."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: MissionKind
    place: str
    point: str
    state: MissionState
    requested_at: datetime


class MissionStep(BaseModel):
    """What a robot did with its mission."""

    model_config = ConfigDict(extra="forbid")

    action: Literal[MissionAction.START, MissionAction.FINISH, MissionAction.FAIL]
    reason: str | None = Field(None, max_length=MOST_REASON, description="Why it failed.")
