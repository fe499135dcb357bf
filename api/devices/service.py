"""Missions of robots: requested, taken, carried out."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from api import idempotency
from api.clock import Clock
from api.database import Database
from api.devices.life_cycle import MissionAction, MissionState, next_state
from api.devices.policy import DevicePolicy
from api.devices.registry import DeviceRegistry
from api.devices.repository import (
    MissionRow,
    count_open,
    mission_of_robot,
    oldest_request,
    open_missions,
)
from api.devices.schemas import (
    MOST_REASON,
    DeviceKind,
    Heartbeat,
    HeartbeatAnswer,
    Mission,
    MissionKind,
    MissionStep,
)
from api.errors import MissionNotFound, TransitionRefused
from api.ids import new_id
from api.privacy import mask
from api.ward.places import Place
from knowledge_base.text.normalise import clean

_SCOPE = "mission"


class Refusal(StrEnum):
    """Why a robot does not come."""

    NO_ROBOT = "no_robot"
    BUSY = "busy"
    NOT_THERE = "not_there"


class DeviceService:
    """What devices and the visitors' requests do."""

    def __init__(
        self, database: Database, clock: Clock, policy: DevicePolicy, registry: DeviceRegistry
    ) -> None:
        """Takes where missions are kept and which robots there are."""
        self._database = database
        self._clock = clock
        self._policy = policy
        self._registry = registry

    def robot_online(self) -> bool:
        """Says whether a robot is there."""
        with self._database.read() as session:
            return bool(self._registry.online(session, DeviceKind.ROBOT))

    def request_mission(self, kind: MissionKind, place: Place, key: str) -> Refusal | None:
        """Asks for a robot, once per key.

        Returns:
            ``None`` when one will come, or why none does.

        Raises:
            IdempotencyKeyReused: The key came before with another request.
        """
        asked = {"kind": kind, "place": place.slug}
        with self._database.write() as session:
            stored = idempotency.replay(session, _SCOPE, key, asked)
            if stored is not None:
                return Refusal(stored["refusal"]) if stored["refusal"] else None
            refusal = self._refusal(session, place)
            if refusal is None:
                now = self._clock.now()
                session.add(
                    MissionRow(
                        id=new_id(),
                        kind=kind,
                        place=place.slug,
                        point=place.point or "",
                        state=MissionState.REQUESTED,
                        robot_id=None,
                        reason=None,
                        requested_at=now,
                        since=now,
                    )
                )
            told = {"refusal": refusal}
            idempotency.remember(session, _SCOPE, key, asked, told, self._clock.now())
            return refusal

    def heartbeat(self, key: str | None, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Notes how a device is; it keeps its mission by that.

        Raises:
            DeviceKeyRefused: No device holds the key.
        """
        with self._database.write() as session:
            row = self._registry.holder(session, key)
            self._end_lost(session)
            row.state, row.seen_at = heartbeat.state, self._clock.now()
            mission = mission_of_robot(session, row.id)
            return HeartbeatAnswer(
                device=self._registry.shown(row),
                heartbeat_every_s=self._policy.heartbeat_every_s,
                mission_id=mission.id if mission else None,
            )

    def take_mission(self, key: str | None) -> Mission | None:
        """Gives a robot the mission that it has, or the one that has waited longest.

        Raises:
            DeviceKeyRefused: No robot holds the key.
        """
        with self._database.write() as session:
            robot = self._registry.holder(session, key, DeviceKind.ROBOT)
            self._end_lost(session)
            mission = mission_of_robot(session, robot.id)
            if mission is None and robot.id in self._registry.online(session, DeviceKind.ROBOT):
                mission = oldest_request(session)
                if mission is not None:
                    self._move(mission, MissionAction.ASSIGN)
                    mission.robot_id = robot.id
            return Mission.model_validate(mission) if mission else None

    def step(self, key: str | None, mission_id: str, step: MissionStep) -> Mission:
        """Notes what a robot did with its mission.

        Raises:
            DeviceKeyRefused: No robot holds the key.
            MissionNotFound: The robot does not have this mission.
            TransitionRefused: The mission's state does not allow it.
        """
        with self._database.write() as session:
            robot = self._registry.holder(session, key, DeviceKind.ROBOT)
            self._end_lost(session)
            mission = session.get(MissionRow, mission_id, with_for_update=True)
            if mission is None or mission.robot_id != robot.id:
                raise MissionNotFound
            self._move(mission, step.action)
            mission.reason = mask(clean(step.reason))[:MOST_REASON] if step.reason else None
            return Mission.model_validate(mission)

    def cancel_missions(self) -> int:
        """Cancels all missions; a robot learns it with its next heartbeat and stops.

        Returns:
            How many.
        """
        with self._database.write() as session:
            missions = open_missions(session)
            for mission in missions:
                self._move(mission, MissionAction.CANCEL)
            return len(missions)

    def _refusal(self, session: Session, place: Place) -> Refusal | None:
        if place.point is None or not place.robot_guides:
            return Refusal.NOT_THERE
        # Requests follow each other, so that two do not count the same free robot.
        robots = self._registry.online(session, DeviceKind.ROBOT, lock=True)
        if not robots:
            return Refusal.NO_ROBOT
        self._end_lost(session)
        return Refusal.BUSY if count_open(session) >= len(robots) else None

    def _end_lost(self, session: Session) -> None:
        """Takes missions from robots that went silent, and ends requests that nobody took."""
        now = self._clock.now()
        robots = self._registry.online(session, DeviceKind.ROBOT)
        for mission in open_missions(session):
            if mission.state == MissionState.REQUESTED:
                lost = now - mission.since >= self._policy.request_lasts
            else:
                lost = mission.robot_id not in robots
            if lost:
                self._move(mission, MissionAction.LOSE)
                if mission.state == MissionState.REQUESTED:
                    mission.robot_id = None
        session.flush()

    def _move(self, mission: MissionRow, action: MissionAction) -> None:
        state = next_state(MissionState(mission.state), action)
        if state is None:
            raise TransitionRefused("Nhiệm vụ này không còn ở trạng thái cho phép thao tác đó.")
        mission.state, mission.since = state, self._clock.now()
