from fastapi.testclient import TestClient

from tests.api.conftest import SetClock


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


def test_numbers_begin_anew_at_midnight_in_viet_nam(client: TestClient, clock: SetClock) -> None:
    clock.moment = clock.moment.replace(hour=16, minute=59)  # 23:59 in Việt Nam
    assert take(client, "a").json()["number"] == "A001"
    clock.advance(minutes=2)
    assert take(client, "b").json()["number"] == "A001"


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
