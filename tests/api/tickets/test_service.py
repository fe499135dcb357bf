import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from api.errors import IdempotencyKeyReused
from api.tickets.events import TicketEventRow
from api.tickets.schemas import Ticket, TicketRequest
from api.tickets.service import TicketService
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for
from tests.api.queueing import queue_on
from tests.conftest import ROOT


def take(client: TestClient, key: str, **body: object):  # type: ignore[no-untyped-def]
    return client.post(
        "/tickets", json=body or {"service_group": "ho-tich"}, headers={"Idempotency-Key": key}
    )


def test_numbers_of_a_group_count_up_from_one(client: TestClient) -> None:
    numbers = [take(client, f"k{i}").json()["number"] for i in range(3)]
    assert numbers == ["A001", "A002", "A003"]


def test_each_group_counts_for_itself(client: TestClient) -> None:
    take(client, "a")
    assert take(client, "b", service_group="chung-thuc").json()["number"] == "B001"


def test_a_procedure_tells_its_group(client: TestClient) -> None:
    ticket = take(client, "a", procedure_code="2.000815").json()
    assert ticket["service_group"] == "chung-thuc"


def test_a_clock_set_back_gives_no_number_twice(client: TestClient, clock: SetClock) -> None:
    first = take(client, "a").json()["number"]
    clock.advance(hours=-2)
    assert take(client, "b").json()["number"] != first


def test_the_same_key_gives_the_same_ticket(client: TestClient) -> None:
    first, again = take(client, "a").json(), take(client, "a").json()
    assert first == again
    assert take(client, "b").json()["number"] == "A002"


def test_the_same_key_with_another_body_is_refused(client: TestClient) -> None:
    take(client, "a")
    refused = take(client, "a", service_group="chung-thuc")
    assert refused.status_code == 409
    assert refused.json()["code"] == "idempotency_key_reused"


def test_a_refused_request_takes_no_number(client: TestClient) -> None:
    assert take(client, "a", service_group="khong-co").status_code == 422
    assert take(client, "b", procedure_code="9.999999").status_code == 404
    assert take(client, "c").json()["number"] == "A001"


def test_a_group_that_is_not_the_procedures_is_refused(client: TestClient) -> None:
    refused = take(client, "a", procedure_code="2.000815", service_group="ho-tich")
    assert refused.json()["code"] == "service_group_not_found"


def test_without_a_key_nothing_is_issued(client: TestClient) -> None:
    refused = client.post("/tickets", json={"service_group": "ho-tich"})
    assert refused.status_code == 422
    assert refused.json()["code"] == "idempotency_key_missing"


def test_the_place_in_the_line_moves_up_when_someone_leaves(client: TestClient) -> None:
    first, second = take(client, "a").json(), take(client, "b").json()
    assert second["ahead"] == 1
    client.post(f"/tickets/{first['id']}/cancel")
    assert client.get(f"/tickets/{second['id']}").json()["ahead"] == 0


def test_no_waiting_time_is_told_without_data(client: TestClient) -> None:
    assert take(client, "a").json()["wait"] is None


def test_a_cancelled_number_is_not_given_again(client: TestClient) -> None:
    ticket = take(client, "a").json()
    cancelled = client.post(f"/tickets/{ticket['id']}/cancel").json()
    assert cancelled["state"] == "cancelled"
    assert take(client, "b").json()["number"] == "A002"


def test_cancelling_twice_is_no_error(client: TestClient) -> None:
    ticket = take(client, "a").json()
    for _ in range(2):
        assert client.post(f"/tickets/{ticket['id']}/cancel").status_code == 200


def test_an_unknown_ticket_is_said_to_be_unknown(client: TestClient) -> None:
    for response in (client.get("/tickets/none"), client.post("/tickets/none/cancel")):
        assert response.status_code == 404
        assert response.json()["code"] == "ticket_not_found"


def test_the_qr_code_is_an_image_of_the_tickets_page(client: TestClient) -> None:
    ticket = take(client, "a").json()
    image = client.get(f"/tickets/{ticket['id']}/qr.svg")
    assert image.headers["content-type"] == "image/svg+xml"
    assert image.text.startswith("<?xml") or image.text.startswith("<svg")


def test_numbers_begin_anew_on_the_next_working_day(client: TestClient, clock: SetClock) -> None:
    clock.moment = clock.moment.replace(hour=9, minute=59)  # 16:59 in Việt Nam
    assert take(client, "a").json()["number"] == "A001"
    clock.advance(minutes=2)
    evening = take(client, "b").json()
    assert (evening["number"], evening["business_day"]) == ("A001", "2026-11-24")
    clock.advance(hours=10)  # 3:01 on Tuesday
    night = take(client, "c").json()
    assert (night["number"], night["business_day"]) == ("A002", "2026-11-24")


def test_a_group_open_at_all_hours_counts_anew_at_midnight_in_viet_nam(
    tmp_path: Path, clock: SetClock, search: Search
) -> None:
    text = (ROOT / "knowledge_base/policy/service_groups.yaml").read_text()
    (tmp_path / "service_groups.yaml").write_text(re.sub(r"(?m)^hours:.*$", "", text))
    clock.moment = clock.moment.replace(hour=16, minute=59)  # 23:59 in Việt Nam
    with TestClient(create_app(settings_for(tmp_path, ward_dir=tmp_path), clock, search)) as client:
        client.base_url = client.base_url.join("/api/v1")
        assert take(client, "a").json()["number"] == "A001"
        clock.advance(minutes=2)
        ticket = take(client, "b").json()
    assert (ticket["number"], ticket["business_day"]) == ("A001", "2026-11-24")
    assert ticket["opens_at"] is None


def test_while_the_counters_are_open_no_opening_is_told(client: TestClient) -> None:
    ticket = take(client, "a").json()
    assert (ticket["business_day"], ticket["opens_at"]) == ("2026-11-23", None)


def test_at_noon_the_ticket_says_when_the_counters_open_again(
    client: TestClient, clock: SetClock
) -> None:
    clock.advance(hours=4)
    ticket = take(client, "a").json()
    assert ticket["business_day"] == "2026-11-23"
    assert datetime.fromisoformat(ticket["opens_at"]) == clock.moment + timedelta(hours=1.5)


def test_a_ticket_of_the_weekend_is_for_monday_and_says_so_until_then(
    client: TestClient, clock: SetClock
) -> None:
    clock.moment = datetime(2026, 11, 21, 2, tzinfo=UTC)  # Saturday, 9:00 in Việt Nam
    ticket = take(client, "a").json()
    monday = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert ticket["business_day"] == "2026-11-23"
    assert datetime.fromisoformat(ticket["opens_at"]) == monday
    clock.moment = monday
    assert client.get(f"/tickets/{ticket['id']}").json()["opens_at"] is None


def test_a_ward_may_refuse_numbers_when_it_is_closed(
    tmp_path: Path, clock: SetClock, search: Search
) -> None:
    shipped = (ROOT / "api/policy/queue.yaml").read_text()
    (tmp_path / "queue.yaml").write_text(
        shipped.replace("when_closed: next_opening", "when_closed: refuse")
    )
    with TestClient(create_app(settings_for(tmp_path, ward_dir=tmp_path), clock, search)) as client:
        client.base_url = client.base_url.join("/api/v1")
        clock.advance(hours=4)
        assert take(client, "noon").status_code == 201
        clock.advance(hours=6)
        refused = take(client, "evening")
    assert (refused.status_code, refused.json()["code"]) == (409, "centre_closed")
    assert "07:30 ngày 24/11/2026" in refused.json()["detail"]


def test_with_a_clock_set_back_the_line_keeps_the_order_of_the_numbers(
    client: TestClient, clock: SetClock
) -> None:
    take(client, "a")
    clock.advance(hours=-1)
    assert take(client, "b").json()["ahead"] == 1


def test_priority_is_counted_among_those_ahead_only_as_far_as_it_goes_first(
    client: TestClient,
) -> None:
    for number in range(5):
        take(client, f"n{number}", service_group="ho-tich")
    old = take(client, "old", service_group="ho-tich", priority="elderly").json()
    assert (old["priority"], old["ahead"]) == ("elderly", 0)
    for number in range(4):
        take(client, f"p{number}", service_group="ho-tich", priority="pregnant")
    # Three with priority, one without, the last two with priority, then the other four without.
    assert take(client, "last", service_group="ho-tich").json()["ahead"] == 10
    first = take(client, "n0", service_group="ho-tich").json()
    assert (first["number"], first["ahead"]) == ("A001", 3)


def test_an_unknown_class_of_priority_is_refused(client: TestClient) -> None:
    refused = take(client, "a", service_group="ho-tich", priority="vip")
    assert (refused.status_code, refused.json()["code"]) == (422, "priority_not_found")


def test_every_step_of_a_ticket_is_written_down(client: TestClient) -> None:
    ticket = take(client, "a").json()
    client.post(f"/tickets/{ticket['id']}/cancel")
    client.post(f"/tickets/{ticket['id']}/cancel")
    with client.app.state.context.database.read() as session:  # type: ignore[attr-defined]
        steps = session.scalars(select(TicketEventRow).order_by(TicketEventRow.id)).all()
        told = [(step.actor, step.action, step.before, step.after) for step in steps]
    assert told == [
        ("visitor", "issue", None, "waiting"),
        ("visitor", "cancel", "waiting", "cancelled"),
    ]


def test_of_many_asked_for_at_once_a_refused_one_harms_no_other(
    tmp_path: Path, clock: SetClock
) -> None:
    one = TicketRequest(service_group="ho-tich")
    other = TicketRequest(service_group="ho-tich", priority="elderly")

    async def ask_at_once(service: TicketService) -> list[Ticket | BaseException]:
        asked = [(one, "a"), (one, "b"), (other, "a"), (one, "c"), (one, "a")]
        jobs = [service.issue_with_others(request, key) for request, key in asked]
        return await asyncio.gather(*jobs, return_exceptions=True)

    with queue_on(f"sqlite:///{tmp_path}/ward.db", clock) as queue:
        a, b, refused, c, again = asyncio.run(ask_at_once(queue.tickets))
    assert isinstance(refused, IdempotencyKeyReused)
    assert isinstance(a, Ticket) and isinstance(b, Ticket) and isinstance(c, Ticket)
    assert sorted(ticket.number for ticket in (a, b, c)) == ["A001", "A002", "A003"]
    assert isinstance(again, Ticket) and again.id == a.id
