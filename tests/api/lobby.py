"""A lobby with robots, for tests of missions."""

from pathlib import Path

from sqlalchemy import select

from api.database import Database
from api.devices.policy import DevicePolicy
from api.devices.registry import DeviceRegistry
from api.devices.repository import MissionRow
from api.devices.schemas import DeviceKind, Heartbeat, MissionKind
from api.devices.service import DeviceService, Refusal
from api.ward.places import load_places
from tests.api.conftest import SetClock

POLICY = DevicePolicy(heartbeat_every_s=5, offline_after_s=20, request_lasts_s=60)
PLACES = load_places()


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
