"""A robot has one mission at a time, and loses it by silence."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.database import Database
from api.devices.life_cycle import OPEN, TRANSITIONS, MissionAction, MissionState, next_state
from api.devices.registry import DeviceRegistry
from api.devices.repository import DeviceRow, MissionRow
from api.devices.schemas import DeviceKind, DeviceState, Heartbeat, MissionKind, MissionStep
from api.devices.service import DeviceService, Refusal
from api.errors import MissionNotFound, TransitionRefused
from tests.api.conftest import SetClock
from tests.api.lobby import PLACES, POLICY, Lobby


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    lobby = Lobby(tmp_path)
    yield lobby
    lobby.database.close()


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
    for state in set(MissionState) - set(OPEN):
        assert all(next_state(state, action) is None for action in MissionAction)
    assert {MissionState.REQUESTED, *TRANSITIONS.values()} == set(MissionState)
    assert {state for state, _ in TRANSITIONS} == set(OPEN)


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
