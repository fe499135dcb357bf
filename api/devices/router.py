"""Endpoints for devices; each call carries the device's key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.security import APIKeyHeader

from api.context import ContextOf
from api.devices.schemas import Heartbeat, HeartbeatAnswer, Mission, MissionStep
from api.rate_limits import limited

router = APIRouter(prefix="/devices", tags=["devices"], dependencies=[Depends(limited("reads"))])

DeviceKey = Annotated[str | None, Depends(APIKeyHeader(name="X-Device-Key", auto_error=False))]


@router.post("/heartbeat")
def heartbeat(body: Heartbeat, context: ContextOf, key: DeviceKey) -> HeartbeatAnswer:
    """Says how the device is; silence makes it offline and takes a robot's mission away."""
    return context.devices.heartbeat(key, body)


@router.post("/missions/take", responses={204: {"description": "There is nothing to do."}})
def take_mission(context: ContextOf, key: DeviceKey, response: Response) -> Mission | None:
    """Gives the robot its mission, or the next one; the same again until it has ended."""
    mission = context.devices.take_mission(key)
    if mission is None:
        response.status_code = 204
    return mission


@router.post("/missions/{mission_id}")
def step(
    mission_id: Annotated[str, Path(max_length=64, pattern="^[A-Za-z0-9_-]+$")],
    body: MissionStep,
    context: ContextOf,
    key: DeviceKey,
) -> Mission:
    """Notes that the robot began, finished or failed."""
    return context.devices.step(key, mission_id, body)
