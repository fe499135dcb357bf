"""A visitor says why they may be served earlier, and the ticket knows it."""

import pytest
from fastapi.testclient import TestClient

from api.assistant.schemas import TurnStatus
from tests.api.assistant.acts import act, choices


@pytest.fixture
def ticket(client: TestClient) -> str:
    taken = act(client, "tickets", service_group="ho-tich")
    assert taken.ticket_id
    return taken.ticket_id


def priority_of(client: TestClient, ticket: str) -> object:
    shown: dict[str, object] = client.get(f"/tickets/{ticket}").json()
    return shown["priority"]


def test_a_number_without_priority_comes_with_the_question_for_it(client: TestClient) -> None:
    assert choices(act(client, "tickets", service_group="ho-tich")) == ["priority:ask"]


def test_a_number_with_priority_does_not_ask_again(client: TestClient) -> None:
    assert choices(act(client, "tickets", service_group="ho-tich", priority="elderly")) == []


def test_a_claim_in_words_is_noted_on_the_ticket(client: TestClient, ticket: str) -> None:
    turn = act(client, "priorities", ticket_id=ticket, text="tôi 80 tuổi rồi")
    assert turn.status is TurnStatus.DONE
    assert "Người cao tuổi" in turn.replies[0].text
    assert priority_of(client, ticket) == "elderly"


def test_a_tapped_class_is_noted_on_the_ticket(client: TestClient, ticket: str) -> None:
    act(client, "priorities", ticket_id=ticket, priority="pregnant")
    assert priority_of(client, ticket) == "pregnant"


def test_without_a_ground_it_asks_kindly_and_offers_the_classes(
    client: TestClient, ticket: str
) -> None:
    turn = act(client, "priorities", ticket_id=ticket, text="cho tôi làm trước với")
    assert turn.status is TurnStatus.CLARIFYING
    assert choices(turn) == [
        "priority:elderly",
        "priority:disabled",
        "priority:pregnant",
        "priority:with_infant",
        "priority:merit",
        "priority:none",
    ]
    assert priority_of(client, ticket) is None


@pytest.mark.parametrize("name", ["none", "unknown"])
def test_none_of_the_classes_leaves_the_ticket_as_it_is(
    client: TestClient, ticket: str, name: str
) -> None:
    assert act(client, "priorities", ticket_id=ticket, priority=name).status is TurnStatus.DONE
    assert priority_of(client, ticket) is None


def test_a_claim_before_the_number_is_kept_for_it(client: TestClient) -> None:
    turn = act(client, "priorities", text="tôi ngồi xe lăn")
    assert turn.priority == "disabled"
    assert "ticket:take" in choices(turn)


def test_a_claim_on_a_ticket_that_is_gone_offers_another_number(client: TestClient) -> None:
    turn = act(client, "priorities", ticket_id="gone", text="tôi 80 tuổi")
    assert (turn.status, turn.ticket_id) == (TurnStatus.NOT_FOUND, "")
    assert choices(turn) == ["ticket:take"]


def test_a_claim_on_a_cancelled_ticket_offers_another_number(
    client: TestClient, ticket: str
) -> None:
    client.post(f"/tickets/{ticket}/cancel")
    turn = act(client, "priorities", ticket_id=ticket, text="tôi 80 tuổi")
    assert choices(turn) == ["ticket:take"]
