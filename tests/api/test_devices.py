"""Devices say how they are; a robot has one mission at a time and loses it by silence."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.database import Database
from api.devices.__main__ import main
from api.devices.life_cycle import HELD, OPEN, TRANSITIONS, MissionAction, MissionState, next_state
from api.devices.policy import DevicePolicy, load_device_policy
from api.devices.registry import DeviceRegistry
from api.devices.repository import DeviceRow, MissionRow
from api.devices.schemas import DeviceKind, DeviceState, Heartbeat, MissionKind, MissionStep
from api.devices.service import DeviceService, Refusal
from api.errors import MissionNotFound, TransitionRefused
from api.ward.places import load_places
from knowledge_base.errors import KnowledgeBaseError
from tests.api.conftest import SetClock
from tests.api.conversing import context_of

POLICY = DevicePolicy(heartbeat_every_s=5, offline_after_s=20, request_lasts_s=60)
PLACES = load_places()
ENDED = set(MissionState) - set(OPEN)


class Lobby:
    """Devices and missions on a database of their own."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock()
        self.database = Database(f"sqlite:///{folder}/lobby.db")
        self.database.migrate()
        self.registry = DeviceRegistry(self.database, self.clock, POLICY)
        self.service = DeviceService(self.database, self.clock, POLICY, self.registry)
        self._asked = 0

    def robot(self, name: str = "Robot sảnh") -> str:
        key = self.registry.register(DeviceKind.ROBOT, name)
        self.service.heartbeat(key, Heartbeat())
        return key

    def ask(self, place: str = "nha-ve-sinh", key: str | None = None) -> Refusal | None:
        self._asked += 1
        found = PLACES.get(place)
        assert found is not None
        return self.service.request_mission(MissionKind.GUIDE, found, key or str(self._asked))

    def missions(self) -> list[MissionRow]:
        with self.database.read() as session:
            rows = select(MissionRow).order_by(MissionRow.requested_at, MissionRow.id)
            return list(session.scalars(rows))

    @property
    def states(self) -> list[str]:
        return [mission.state for mission in self.missions()]


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return Lobby(tmp_path)


def test_without_a_robot_a_request_is_refused(lobby: Lobby) -> None:
    assert lobby.ask() is Refusal.NO_ROBOT
    assert lobby.missions() == []


@pytest.mark.parametrize("state", [DeviceState.OFFLINE, DeviceState.CONNECTION_BROKEN])
def test_a_robot_that_says_it_is_away_is_not_asked(lobby: Lobby, state: DeviceState) -> None:
    lobby.service.heartbeat(lobby.robot(), Heartbeat(state=state))
    assert lobby.ask() is Refusal.NO_ROBOT


def test_a_robot_that_is_silent_counts_as_away(lobby: Lobby) -> None:
    lobby.robot()
    lobby.clock.advance(seconds=POLICY.offline_after_s)
    assert lobby.ask() is Refusal.NO_ROBOT
    assert lobby.registry.devices()[0].state is DeviceState.CONNECTION_BROKEN


def test_a_kiosk_is_no_robot(lobby: Lobby) -> None:
    key = lobby.registry.register(DeviceKind.KIOSK, "Kiosk 1")
    lobby.service.heartbeat(key, Heartbeat())
    assert lobby.ask() is Refusal.NO_ROBOT


def test_a_robot_goes_only_where_the_map_allows_it(lobby: Lobby) -> None:
    lobby.robot()
    assert lobby.ask("cho-de-xe") is Refusal.NOT_THERE
    assert lobby.ask("thang-may") is Refusal.NOT_THERE


def test_a_mission_is_taken_begun_and_finished(lobby: Lobby) -> None:
    key = lobby.robot()
    assert lobby.ask() is None
    mission = lobby.service.take_mission(key)
    assert mission is not None
    assert (mission.kind, mission.place, mission.point) == ("guide", "nha-ve-sinh", "toilet")
    for action, state in ((MissionAction.START, "running"), (MissionAction.FINISH, "done")):
        assert lobby.service.step(key, mission.id, MissionStep(action=action)).state == state
    assert lobby.service.take_mission(key) is None


def test_taking_again_gives_the_same_mission(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    assert lobby.service.take_mission(key) == lobby.service.take_mission(key)


def test_one_robot_is_asked_for_one_thing_at_a_time(lobby: Lobby) -> None:
    lobby.robot()
    assert [lobby.ask(), lobby.ask()] == [None, Refusal.BUSY]
    lobby.robot("Robot hai")
    assert lobby.ask() is None


def test_the_same_key_asks_once_and_gets_the_same_answer(lobby: Lobby) -> None:
    assert lobby.ask(key="a") is Refusal.NO_ROBOT
    lobby.robot()
    assert lobby.ask(key="a") is Refusal.NO_ROBOT
    assert [lobby.ask(key="b"), lobby.ask(key="b")] == [None, None]
    assert lobby.states == ["requested"]


def test_the_database_itself_keeps_a_robot_from_a_second_mission(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.robot("Robot hai")
    lobby.ask()
    lobby.ask()
    lobby.service.take_mission(key)
    with pytest.raises(IntegrityError), lobby.database.write() as session:
        robot = session.scalars(select(DeviceRow).where(DeviceRow.name == "Robot sảnh")).one()
        for row in session.scalars(select(MissionRow)):
            row.state, row.robot_id = MissionState.ASSIGNED, robot.id


def test_a_request_that_nobody_takes_fails_in_time(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    for _ in range(POLICY.request_lasts_s // POLICY.heartbeat_every_s):
        lobby.clock.advance(seconds=POLICY.heartbeat_every_s)
        lobby.service.heartbeat(key, Heartbeat())
    assert lobby.states == ["failed"]
    assert lobby.ask() is None


def test_a_mission_not_yet_begun_goes_to_another_robot_when_the_first_is_silent(
    lobby: Lobby,
) -> None:
    first = lobby.robot()
    lobby.ask()
    taken = lobby.service.take_mission(first)
    lobby.clock.advance(seconds=POLICY.offline_after_s)
    second = lobby.robot("Robot hai")
    again = lobby.service.take_mission(second)
    assert again is not None and taken is not None
    assert again.id == taken.id
    assert lobby.service.heartbeat(first, Heartbeat()).mission_id is None
    with pytest.raises(MissionNotFound):
        lobby.service.step(first, taken.id, MissionStep(action=MissionAction.START))


def test_a_robot_silent_on_its_way_has_failed_and_learns_it(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    mission = lobby.service.take_mission(key)
    assert mission is not None
    lobby.service.step(key, mission.id, MissionStep(action=MissionAction.START))
    lobby.clock.advance(seconds=POLICY.offline_after_s)
    assert lobby.service.heartbeat(key, Heartbeat()).mission_id is None
    assert lobby.states == ["failed"]
    with pytest.raises(TransitionRefused):
        lobby.service.step(key, mission.id, MissionStep(action=MissionAction.FINISH))


def test_heartbeats_keep_a_mission(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    mission = lobby.service.take_mission(key)
    assert mission is not None
    lobby.service.step(key, mission.id, MissionStep(action=MissionAction.START))
    for _ in range(100):
        lobby.clock.advance(seconds=POLICY.offline_after_s - 1)
        assert lobby.service.heartbeat(key, Heartbeat()).mission_id == mission.id


def test_a_robot_that_is_away_gets_no_mission(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    lobby.clock.advance(seconds=POLICY.offline_after_s)
    assert lobby.service.take_mission(key) is None


def test_why_it_failed_is_kept_without_numbers_of_persons(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    mission = lobby.service.take_mission(key)
    assert mission is not None
    step = MissionStep(action=MissionAction.FAIL, reason="kẹt, gọi 0912345678")
    lobby.service.step(key, mission.id, step)
    assert lobby.missions()[0].reason == "kẹt, gọi ***"


def test_cancelling_stops_the_robot(lobby: Lobby) -> None:
    key = lobby.robot()
    lobby.ask()
    lobby.service.take_mission(key)
    assert lobby.service.cancel_missions() == 1
    assert lobby.states == ["cancelled"]
    assert lobby.service.heartbeat(key, Heartbeat()).mission_id is None


def test_what_has_ended_stays_so() -> None:
    for state in ENDED:
        assert all(next_state(state, action) is None for action in MissionAction)
    assert {MissionState.REQUESTED, *TRANSITIONS.values()} == set(MissionState)
    assert {state for state, _ in TRANSITIONS} == set(OPEN)


def test_a_policy_that_calls_a_device_away_too_soon_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "devices.yaml"
    file.write_text("heartbeat_every_s: 10\noffline_after_s: 15\nrequest_lasts_s: 60\n")
    with pytest.raises(KnowledgeBaseError, match="two heartbeats"):
        load_device_policy(tmp_path)


# ---- whatever robots and visitors do, in any order ----


@cache
def _empty_database() -> Path:
    """A migrated database, made once: each example begins with a copy."""
    lobby = Lobby(Path(mkdtemp()))
    lobby.database.close()
    return Path(lobby.database.url.removeprefix("sqlite:///"))


class Missions(RuleBasedStateMachine):
    """Two robots, visitors, silence: what must hold after each step."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        shutil.copy(_empty_database(), Path(self.folder.name) / "lobby.db")
        self.lobby = Lobby(Path(self.folder.name))
        self.keys = [self.lobby.robot("một"), self.lobby.robot("hai")]
        self.ended: dict[str, str] = {}

    def teardown(self) -> None:
        self.lobby.database.close()
        self.folder.cleanup()

    @rule(robot=st.integers(0, 1))
    def heartbeat(self, robot: int) -> None:
        self.lobby.service.heartbeat(self.keys[robot], Heartbeat())

    @rule(robot=st.integers(0, 1))
    def take(self, robot: int) -> None:
        self.lobby.service.take_mission(self.keys[robot])

    @rule(
        robot=st.integers(0, 1),
        which=st.integers(0, 5),
        action=st.sampled_from([MissionAction.START, MissionAction.FINISH, MissionAction.FAIL]),
    )
    def step(self, robot: int, which: int, action: Any) -> None:
        missions = self.lobby.missions()
        if missions:
            try:
                mission = missions[which % len(missions)]
                self.lobby.service.step(self.keys[robot], mission.id, MissionStep(action=action))
            except (MissionNotFound, TransitionRefused):
                pass

    @rule()
    def ask(self) -> None:
        self.lobby.ask()

    @rule(seconds=st.integers(1, 30))
    def pass_time(self, seconds: int) -> None:
        self.lobby.clock.advance(seconds=seconds)

    @invariant()
    def no_more_missions_than_robots_and_none_twice(self) -> None:
        missions = self.lobby.missions()
        held = [mission.robot_id for mission in missions if mission.state in HELD]
        assert None not in held
        assert len(held) == len(set(held))
        assert sum(mission.state in OPEN for mission in missions) <= len(self.keys)

    @invariant()
    def what_ended_stays_ended(self) -> None:
        for mission in self.lobby.missions():
            if mission.state in ENDED:
                assert self.ended.setdefault(mission.id, mission.state) == mission.state
            else:
                assert mission.id not in self.ended


TestMissions = Missions.TestCase
TestMissions.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


# ---- over HTTP ----


def test_devices_call_with_their_key(client: TestClient, clock: SetClock) -> None:
    registry = DeviceRegistry(context_of(client).database, clock, load_device_policy())
    robot = {"X-Device-Key": registry.register(DeviceKind.ROBOT, "Robot sảnh")}
    beat = client.post("/devices/heartbeat", json={"state": "ONLINE"}, headers=robot)
    assert beat.json()["device"]["state"] == "ONLINE"
    assert client.post("/devices/missions/take", headers=robot).status_code == 204
    asked = client.post(
        "/assistant/missions",
        json={"kind": "guide", "text": "dẫn tôi ra quầy số ba"},
        headers={"X-Service-Key": "key-of-the-action-server", "Idempotency-Key": "k"},
    )
    assert asked.json()["status"] == "done"
    mission = client.post("/devices/missions/take", headers=robot).json()
    assert mission["point"] == "counter-3"
    path = f"/devices/missions/{mission['id']}"
    assert client.post(path, json={"action": "start"}, headers=robot).json()["state"] == "running"
    again = client.post(path, json={"action": "start"}, headers=robot)
    assert (again.status_code, again.json()["code"]) == (409, "transition_refused")
    unknown = client.post("/devices/missions/none", json={"action": "start"}, headers=robot)
    assert unknown.json()["code"] == "mission_not_found"


@pytest.mark.parametrize("headers", [{}, {"X-Device-Key": "wrong"}])
def test_without_a_key_nothing_is_told(client: TestClient, headers: dict[str, str]) -> None:
    for path, body in (
        ("/devices/heartbeat", {}),
        ("/devices/missions/take", None),
        ("/devices/missions/m", {"action": "start"}),
    ):
        refused = client.post(path, json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "device_key_refused")


def test_a_kiosk_takes_no_mission(client: TestClient, clock: SetClock) -> None:
    registry = DeviceRegistry(context_of(client).database, clock, load_device_policy())
    kiosk = {"X-Device-Key": registry.register(DeviceKind.KIOSK, "Kiosk 1")}
    assert client.post("/devices/heartbeat", json={}, headers=kiosk).status_code == 200
    refused = client.post("/devices/missions/take", headers=kiosk)
    assert refused.json()["code"] == "device_key_refused"


def test_devices_are_registered_on_the_command_line(
    client: TestClient,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", context_of(client).database.url)
    assert main(["register", "robot", "Robot sảnh"]) == 0
    key = capsys.readouterr().out.strip()
    robot = {"X-Device-Key": key}
    assert client.post("/devices/heartbeat", json={}, headers=robot).status_code == 200
    with context_of(client).database.read() as session:
        assert key not in str(session.scalars(select(DeviceRow.key_digest)).all())
    assert main(["list"]) == 0
    assert "Robot sảnh\trobot" in capsys.readouterr().out
    assert main(["register", "robot", "Robot sảnh"]) == 0
    assert client.post("/devices/heartbeat", json={}, headers=robot).status_code == 401
    assert main(["dock"]) == 0
    assert "no_robot" in capsys.readouterr().out
    assert main(["cancel"]) == 0
    assert capsys.readouterr().out.strip() == "0"


# ---- several processes on PostgreSQL ----


@pytest.mark.postgresql
def test_visitors_at_once_do_not_count_the_same_free_robot(postgresql: str) -> None:
    database = Database(postgresql)
    database.migrate()
    registry = DeviceRegistry(database, SetClock(), POLICY)
    service = DeviceService(database, SetClock(), POLICY, registry)
    keys = [registry.register(DeviceKind.ROBOT, f"Robot {n}") for n in range(3)]
    for key in keys:
        service.heartbeat(key, Heartbeat())
    place = PLACES.get("nha-ve-sinh")
    assert place is not None
    with ThreadPoolExecutor(12) as pool:
        guide = MissionKind.GUIDE
        asked = [pool.submit(service.request_mission, guide, place, str(n)) for n in range(12)]
        taken = [pool.submit(service.take_mission, key) for key in keys * 4]
    assert [each.result() for each in asked].count(None) == 3
    held = {mission.id for each in taken if (mission := each.result())}
    assert len(held | {m.id for key in keys if (m := service.take_mission(key))}) == 3
    database.close()
