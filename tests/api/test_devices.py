"""Devices call with their key, and say how they are."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.devices.__main__ import main
from api.devices.policy import load_device_policy
from api.devices.registry import DeviceRegistry
from api.devices.repository import DeviceRow
from api.devices.schemas import DeviceKind
from knowledge_base.errors import KnowledgeBaseError
from tests.api.conftest import SetClock
from tests.api.conversing import context_of


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


def test_a_policy_that_calls_a_device_away_too_soon_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "devices.yaml"
    file.write_text("heartbeat_every_s: 10\noffline_after_s: 15\nrequest_lasts_s: 60\n")
    with pytest.raises(KnowledgeBaseError, match="two heartbeats"):
        load_device_policy(tmp_path)
