"""Whatever robots and visitors do, in any order, the rules of missions hold."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from api.devices.life_cycle import HELD, OPEN, MissionAction
from api.devices.schemas import Heartbeat, MissionStep
from api.errors import MissionNotFound, TransitionRefused
from tests.api.lobby import Lobby


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
            if mission.state not in OPEN:
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
