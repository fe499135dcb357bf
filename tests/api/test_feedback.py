import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.feedback.repository import FeedbackRow


def give(client: TestClient, key: str = "k", **body: object):  # type: ignore[no-untyped-def]
    return client.post("/feedback", json=body, headers={"Idempotency-Key": key})


def stored(client: TestClient) -> list[FeedbackRow]:
    with client.app.state.context.database.read() as session:  # type: ignore[attr-defined]
        return list(session.scalars(select(FeedbackRow)))


def test_a_rating_is_stored_once_per_key(client: TestClient) -> None:
    first, again = give(client, rating=4), give(client, rating=4)
    assert first.status_code == 201
    assert first.json() == again.json()
    assert [row.rating for row in stored(client)] == [4]


def test_numbers_of_persons_in_a_comment_are_masked(client: TestClient) -> None:
    give(client, rating=1, comment="gọi tôi 0912 345 678, căn cước 001099012345")
    assert stored(client)[0].comment == "gọi tôi ***, căn cước ***"


@pytest.mark.parametrize("rating", [0, 5, -1, "4", 2.5, None, True])
def test_a_rating_outside_one_to_four_is_refused(client: TestClient, rating: object) -> None:
    assert give(client, rating=rating).status_code == 422
    assert stored(client) == []


def test_a_rating_for_an_unknown_ticket_is_refused(client: TestClient) -> None:
    refused = give(client, rating=3, ticket_id="none")
    assert refused.status_code == 404
    assert refused.json()["code"] == "ticket_not_found"


def test_a_rating_may_be_tied_to_a_ticket(client: TestClient) -> None:
    ticket = client.post(
        "/tickets", json={"service_group": "ho-tich"}, headers={"Idempotency-Key": "t"}
    ).json()
    give(client, rating=3, ticket_id=ticket["id"], reasons=["wait"])
    assert stored(client)[0].ticket_id == ticket["id"]


def test_the_key_of_another_rating_is_refused(client: TestClient) -> None:
    give(client, rating=4)
    assert give(client, rating=1).status_code == 409
