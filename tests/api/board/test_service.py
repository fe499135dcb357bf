"""What wall screens show."""

import pytest
from fastapi.testclient import TestClient

from api.staff.roles import Role
from tests.api.conftest import SetClock
from tests.api.staffing import Worker
from tests.api.tickets.test_service import take


@pytest.fixture
def lan(client: TestClient) -> Worker:
    lan = Worker(client, "lan")
    lan.open("1")
    return lan


@pytest.fixture
def manager(client: TestClient) -> Worker:
    return Worker(client, "truong", Role.MANAGER)


def call_and_miss(worker: Worker, times: int) -> None:
    for _ in range(times):
        ticket = worker.do("/counters/1/call-next")
        worker.do(f"/tickets/{ticket['id']}/no-show")


def test_the_last_six_calls_are_kept_newest_first(client: TestClient, lan: Worker) -> None:
    for number in range(8):
        take(client, f"k{number}")
    call_and_miss(lan, 8)
    calls = client.get("/board").json()["calls"]
    assert [call["number"] for call in calls] == ["A008", "A007", "A006", "A005", "A004", "A003"]
    assert {call["counter_name"] for call in calls} == {"Quầy số 1"}


def test_a_ticket_that_is_called_again_stands_first_and_only_once(
    client: TestClient, lan: Worker
) -> None:
    first = take(client, "a").json()
    take(client, "b")
    call_and_miss(lan, 2)
    lan.do(f"/tickets/{first['id']}/recall")
    calls = client.get("/board").json()["calls"]
    assert [(call["number"], call["again"]) for call in calls] == [("A001", True), ("A002", False)]


def test_the_calls_of_yesterday_are_gone(client: TestClient, lan: Worker, clock: SetClock) -> None:
    take(client, "a")
    call_and_miss(lan, 1)
    clock.advance(days=1)
    assert client.get("/board").json()["calls"] == []


def test_each_counter_shows_whom_it_serves(client: TestClient, lan: Worker) -> None:
    take(client, "a")
    lan.do("/counters/1/call-next")
    first, second = client.get("/board").json()["counters"][:2]
    assert (first["state"], first["number"]) == ("open", "A001")
    assert (second["state"], second["number"]) == ("closed", None)


def test_each_line_shows_how_many_wait(client: TestClient, lan: Worker) -> None:
    take(client, "a"), take(client, "b")
    line = client.get("/board").json()["lines"][0]
    assert (line["waiting"], line["counters_open"], line["stopped"]) == (2, 1, False)


def test_nothing_on_the_wall_leads_to_a_ticket_or_a_clerk(client: TestClient, lan: Worker) -> None:
    ticket = take(client, "a").json()
    lan.do("/counters/1/call-next")
    shown = client.get("/board").text
    assert ticket["number"] in shown
    assert ticket["id"] not in shown
    assert "lan" not in shown.replace("land", "").replace("Land", "")


def test_an_empty_centre_has_a_board_too(client: TestClient) -> None:
    board = client.get("/board").json()
    assert (board["sequence"], board["calls"], board["notices"]) == (0, [], [])
    assert board["ward"] and board["least_seconds"] >= 1


# ---- notices ----


def test_a_notice_is_up_until_its_time_is_over(
    client: TestClient, manager: Worker, clock: SetClock
) -> None:
    until = clock.moment.replace(hour=10).isoformat()
    manager.do("/board/notices", text="  Chiều nay nghỉ họp ", text_en="Closed", until=until)
    notices = client.get("/board").json()["notices"]
    assert [(n["text"], n["text_en"]) for n in notices] == [("Chiều nay nghỉ họp", "Closed")]
    clock.moment = clock.moment.replace(hour=10)
    assert client.get("/board").json()["notices"] == []


def test_a_notice_is_taken_down(client: TestClient, manager: Worker) -> None:
    notice = manager.do("/board/notices", text="Mất điện đến 9 giờ")
    path = f"/board/notices/{notice['id']}"
    assert client.delete(path, headers=manager.headers).status_code == 204
    assert client.get("/board").json()["notices"] == []
    gone = client.delete(path, headers=manager.headers)
    assert (gone.status_code, gone.json()["code"]) == (404, "notice_not_found")


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "   "}, {"text": "a" * 301}, {}])
def test_a_notice_has_a_text_that_fits_the_wall(manager: Worker, body: dict[str, str]) -> None:
    assert manager.post("/board/notices", **body).status_code == 422


def test_a_clerk_puts_up_no_notices(lan: Worker) -> None:
    refused = lan.post("/board/notices", text="Xin chào")
    assert (refused.status_code, refused.json()["code"]) == (403, "role_refused")


@pytest.mark.parametrize("until", [0, 1764000000, "0", "2026-11-23", "2026-11-23T10:00:00", True])
def test_a_moment_that_is_not_written_out_is_refused(manager: Worker, until: object) -> None:
    refused = manager.post("/board/notices", text="Chiều nay nghỉ họp", until=until)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
