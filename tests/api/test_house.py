"""The assistant's acts on the house: places, hours, danger, the robot, complaints."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.assistant.choices import rasa_message
from api.assistant.schemas import Turn
from api.complaints.repository import ComplaintRow, ContactRow
from api.devices.policy import load_device_policy
from api.devices.registry import DeviceRegistry
from api.devices.schemas import DeviceKind
from knowledge_base.answers.texts import Locale
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for
from tests.api.conversing import PHONE, context_of, count, everything_stored

SERVICE = {"X-Service-Key": "key-of-the-action-server"}


def ask(client: TestClient, act: str, key: str = "k", **body: Any) -> dict[str, Any]:
    headers = SERVICE | {"Idempotency-Key": key}
    answered = client.post(f"/assistant/{act}", json=body, headers=headers)
    assert answered.status_code == 200, answered.text
    turn: dict[str, Any] = answered.json()
    Turn.model_validate(turn)
    return turn


def said(turn: dict[str, Any]) -> str:
    return str(turn["replies"][0]["text"])


def choices(turn: dict[str, Any]) -> list[str]:
    return [choice["choice"] for choice in turn["replies"][0]["choices"] or []]


def robot(client: TestClient, clock: SetClock) -> dict[str, str]:
    registry = DeviceRegistry(context_of(client).database, clock, load_device_policy())
    headers = {"X-Device-Key": registry.register(DeviceKind.ROBOT, "Robot sảnh")}
    client.post("/devices/heartbeat", json={}, headers=headers)
    return headers


@pytest.mark.parametrize("act", ["places", "opening", "crisis", "missions", "complaints"])
def test_only_the_action_server_may_ask(client: TestClient, act: str) -> None:
    refused = client.post(f"/assistant/{act}", json={"text": "quầy 1"})
    assert (refused.status_code, refused.json()["code"]) == (401, "service_key_refused")


# ---- places ----


def test_it_tells_where_a_place_is(client: TestClient) -> None:
    turn = ask(client, "places", text="nhà vệ sinh ở đâu")
    assert turn["status"] == "answered"
    assert said(turn).startswith("Nhà vệ sinh ở cuối hành lang bên phải sảnh")


def test_it_tells_it_in_english(client: TestClient) -> None:
    turn = ask(client, "places", text="where is counter three", locale="en")
    assert said(turn).startswith("Counter 3 (land and construction): on the right of the lobby")


def test_a_counter_that_does_not_exist_is_said_so(client: TestClient) -> None:
    turn = ask(client, "places", text="quầy 15 ở đâu")
    assert turn["status"] == "clarifying"
    assert "không có quầy số 15" in said(turn)
    assert "1, 2, 3, 4, 5, 6, 7, 8, 9" in said(turn)


def test_a_place_that_the_centre_does_not_have_is_said_so(client: TestClient) -> None:
    turn = ask(client, "places", text="thang máy ở đâu")
    assert "không có thang máy" in said(turn)
    assert choices(turn) == ["person"]


def test_it_asks_which_place_and_takes_the_choice(client: TestClient) -> None:
    turn = ask(client, "places", text="nhà vệ sinh với chỗ gửi xe ở đâu")
    assert (turn["status"], said(turn)) == ("clarifying", "Anh/chị tìm chỗ nào?")
    assert choices(turn) == ["place:nha-ve-sinh", "place:cho-de-xe", "person"]
    chosen = ask(client, "places", place="cho-de-xe")
    assert said(chosen).startswith("Chỗ để xe ở bên trái cổng")


def test_where_no_place_is_named_it_offers_those_often_asked_for(client: TestClient) -> None:
    turn = ask(client, "places", text="chỗ ấy ở đâu nhỉ")
    assert turn["status"] == "clarifying"
    assert choices(turn)[0] == "place:ban-huong-dan"
    assert choices(turn)[-1] == "person"


def test_its_choices_can_be_sent_by_a_page() -> None:
    assert rasa_message("place:nha-ve-sinh") == '/ask_place{"place": "nha-ve-sinh"}'
    assert rasa_message("guide:quay-3") == '/robot_guide{"place": "quay-3"}'


def test_a_robot_that_is_there_is_offered_as_a_guide(client: TestClient, clock: SetClock) -> None:
    assert "guide:nha-ve-sinh" not in choices(ask(client, "places", text="nhà vệ sinh"))
    robot(client, clock)
    assert choices(ask(client, "places", text="nhà vệ sinh")) == ["guide:nha-ve-sinh"]
    assert choices(ask(client, "places", text="chỗ để xe")) == []


# ---- opening ----


def test_it_tells_the_opening_hours(client: TestClient) -> None:
    turn = ask(client, "opening", text="thứ bảy có làm không")
    assert turn["status"] == "answered"
    assert said(turn).startswith("Thứ Bảy, ngày 28/11/2026: trung tâm nghỉ")


# ---- crisis ----


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("chồng tôi đang đánh tôi", "113"),
        ("cháy rồi", "114"),
        ("có người ngất xỉu", "115"),
        ("thấy cháu bé đang bị bạo hành", "111"),
        ("việc gì đó không rõ", "113"),
    ],
)
def test_in_danger_it_gives_the_number_and_a_person_at_once(
    client: TestClient, text: str, first: str
) -> None:
    turn = ask(client, "crisis", text=text)
    assert (turn["status"], turn["replies"][0]["kind"]) == ("handed_off", "handoff")
    assert f"Gọi ngay: {first} (" in said(turn)
    assert "bàn hướng dẫn" in said(turn)
    assert choices(turn) == ["person"]


def test_the_gateway_asks_without_the_dialogue_engine(client: TestClient) -> None:
    house = context_of(client).house
    turn = house.crisis_of("my house is on fire", Locale.EN)
    assert turn is not None
    assert "Call now: 114 (fire and rescue)" in turn.replies[0].text
    assert house.crisis_of("đăng ký khai tử", Locale.VI) is None


# ---- the robot ----


def test_without_a_robot_the_way_is_told_in_words(client: TestClient) -> None:
    turn = ask(client, "missions", kind="guide", text="dẫn tôi ra quầy số 3")
    assert turn["replies"][0]["kind"] == "notice"
    assert said(turn).startswith("Xin lỗi anh/chị, lúc này ở đây không có robot nào hoạt động.")
    assert "Quầy số 3 (đất đai và xây dựng) ở bên phải sảnh" in said(turn)


@pytest.mark.parametrize(
    ("kind", "told"), [("water", "Cây nước uống ở cuối dãy ghế"), ("sweets", "Bàn hướng dẫn ở")]
)
def test_without_a_robot_it_tells_where_the_thing_is(
    client: TestClient, kind: str, told: str
) -> None:
    assert told in said(ask(client, "missions", kind=kind, text="khát quá"))


def test_a_robot_guides_and_is_busy_for_the_next(client: TestClient, clock: SetClock) -> None:
    device = robot(client, clock)
    turn = ask(client, "missions", kind="guide", text="đưa bà đến nhà vệ sinh")
    assert (turn["status"], said(turn)[:20]) == ("done", "Robot sẽ đến dẫn anh")
    assert ask(client, "missions", kind="guide", text="đưa bà đến nhà vệ sinh") == turn
    next_one = ask(client, "missions", "other", kind="water", text="nước")
    assert said(next_one).startswith("Xin lỗi anh/chị, robot đang bận")
    mission = client.post("/devices/missions/take", headers=device).json()
    assert (mission["kind"], mission["point"]) == ("guide", "toilet")


@pytest.mark.parametrize("kind", ["water", "sweets"])
def test_a_robot_brings_water_and_sweets_to_the_waiting_area(
    client: TestClient, clock: SetClock, kind: str
) -> None:
    device = robot(client, clock)
    assert ask(client, "missions", kind=kind, text="xin")["status"] == "done"
    mission = client.post("/devices/missions/take", headers=device).json()
    assert (mission["kind"], mission["point"]) == (kind, "waiting-area")


def test_a_robot_does_not_go_where_it_may_not(client: TestClient, clock: SetClock) -> None:
    robot(client, clock)
    turn = ask(client, "missions", kind="guide", text="dẫn tôi ra chỗ gửi xe")
    assert said(turn).startswith("Xin lỗi anh/chị, robot không đến được chỗ đó. Chỗ để xe ở")


@pytest.mark.parametrize("text", ["dẫn tôi đi", "dẫn tôi ra quầy 15", "dẫn tôi ra thang máy"])
def test_where_the_goal_is_not_clear_no_robot_moves(
    client: TestClient, clock: SetClock, text: str
) -> None:
    device = robot(client, clock)
    turn = ask(client, "missions", kind="guide", text=text)
    assert turn["status"] in ("clarifying", "answered")
    assert client.post("/devices/missions/take", headers=device).status_code == 204


def test_a_button_names_the_goal(client: TestClient, clock: SetClock) -> None:
    robot(client, clock)
    assert ask(client, "missions", kind="guide", place="quay-2")["status"] == "done"


@pytest.mark.parametrize("kind", ["dock", "dance", None])
def test_visitors_cannot_ask_for_anything_else(client: TestClient, kind: str | None) -> None:
    headers = SERVICE | {"Idempotency-Key": "k"}
    refused = client.post("/assistant/missions", json={"kind": kind, "text": ""}, headers=headers)
    assert refused.status_code == 422


# ---- complaints ----


def test_a_complaint_gives_receipt_and_deadline_in_words(client: TestClient) -> None:
    turn = ask(client, "complaints", what="Đường hỏng", wants_answer=True, contact=PHONE)
    assert turn["status"] == "done"
    assert "Mã biên nhận: PA-" in said(turn)
    assert "chậm nhất ngày 14/12/2026 (15 ngày làm việc)" in said(turn)
    assert PHONE not in said(turn)
    assert count(client, ContactRow) == 1
    receipt = said(turn).split("Mã biên nhận: ")[1].split(".")[0]
    assert client.get(f"/complaints/{receipt}").json()["deadline"] == "2026-12-14"


def test_who_leaves_no_contact_is_told_to_keep_the_receipt(client: TestClient) -> None:
    turn = ask(client, "complaints", what="Đường hỏng", wants_answer=True)
    assert "xem câu trả lời bằng mã biên nhận" in said(turn)


def test_it_is_said_in_english(client: TestClient) -> None:
    turn = ask(client, "complaints", what="Broken road", locale="en")
    assert "Receipt code: PA-" in said(turn)
    assert "15 working days" in said(turn)


def test_a_resend_tells_the_same_receipt(client: TestClient) -> None:
    first = ask(client, "complaints", what="Đường hỏng")
    assert ask(client, "complaints", what="Đường hỏng") == first
    assert count(client, ComplaintRow) == 1


def test_a_ticket_that_is_gone_does_not_lose_the_complaint(client: TestClient) -> None:
    assert ask(client, "complaints", what="Đường hỏng", ticket_id="gone")["status"] == "done"


@pytest.mark.parametrize("what", ["", " ", "a" * 2001])
def test_a_complaint_that_says_nothing_or_too_much_is_asked_for_again(
    client: TestClient, what: str
) -> None:
    assert ask(client, "complaints", what=what)["status"] == "clarifying"
    assert count(client, ComplaintRow) == 0


def test_numbers_of_persons_are_masked(client: TestClient) -> None:
    ask(client, "complaints", what=f"gọi {PHONE}", where=PHONE, when=PHONE)
    assert PHONE not in everything_stored(client)


def test_a_source_of_the_deadline_is_told(tmp_path: Path, clock: SetClock, search: Search) -> None:
    (tmp_path / "complaints.yaml").write_text(
        "working_days: 5\nsource: quy chế của phường\ncontact_days: 30\n"
    )
    app = create_app(settings_for(tmp_path, ward_dir=tmp_path), clock, search)
    with TestClient(app) as client:
        client.base_url = client.base_url.join("/api/v1")
        turn = ask(client, "complaints", what="Đường hỏng")
    assert "Thời hạn theo quy chế của phường." in said(turn)
