from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for


def test_the_ward_names_itself_and_its_groups(client: TestClient) -> None:
    ward = client.get("/ward").json()
    assert ward["name"]
    assert [group["letter"] for group in ward["service_groups"]][:2] == ["A", "B"]


def test_a_wards_own_file_replaces_ours(tmp_path: Path, clock: SetClock, search: Search) -> None:
    (tmp_path / "ward.yaml").write_text(
        "name: Phường Thử\nname_en: Test Ward\n"
        "hand_off: {place: bàn 1, place_en: desk 1, phone: '024 1', hotline: null}\n"
    )
    app = create_app(settings_for(tmp_path, ward_dir=tmp_path), clock, search)
    with TestClient(app) as client:
        opened = client.post("/api/v1/conversations", json={}).json()
        said = client.post(
            f"/api/v1/conversations/{opened['id']}/messages",
            json={"choice": "person"},
            headers={"Authorization": f"Bearer {opened['token']}"},
        ).json()
    assert "Phường Thử" in opened["replies"][0]["text"]
    assert "bàn 1" in said["replies"][0]["text"]
    assert "024 1" in said["replies"][0]["text"]
