"""The calls that only the action server makes: each gives a whole turn."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for

BIRTH, MARRIAGE = "1.001193", "1.000894"
KEY = {"X-Service-Key": "key-of-the-action-server"}
CALLS = [
    ("POST", "/answers", {"text": "khai sinh"}),
    ("POST", "/tickets", {"service_group": "ho-tich"}),
    ("GET", "/tickets/x", None),
    ("POST", "/tickets/x/cancel", {}),
    ("POST", "/feedback", {"rating": 4}),
    ("PATCH", "/feedback/x", {"comment": "tốt"}),
    ("POST", "/hand-offs", {}),
]


class ActionServer:
    def __init__(self, client: TestClient) -> None:
        self.client = client

    def call(self, method: str, path: str, key: str = "k", **body: object):  # type: ignore[no-untyped-def]
        return self.client.request(
            method,
            f"/assistant{path}",
            json=body if method != "GET" else None,
            headers=KEY | {"Idempotency-Key": key},
        )

    def turn(self, path: str, key: str = "k", method: str = "POST", **body: object) -> Any:
        response = self.call(method, path, key, **body)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture
def actions(client: TestClient) -> ActionServer:
    return ActionServer(client)


# ---- the key ----


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_no_call_works_without_the_key(
    client: TestClient, method: str, path: str, body: object
) -> None:
    for key in ({}, {"X-Service-Key": ""}, {"X-Service-Key": "wrong"}):
        headers = {"Idempotency-Key": "k"} | key
        refused = client.request(method, f"/assistant{path}", json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "service_key_refused")


def test_a_key_in_foreign_letters_is_only_wrong(client: TestClient) -> None:
    refused = client.post("/assistant/hand-offs", json={}, headers={"X-Service-Key": b"\xff\xfe"})
    assert refused.status_code == 401


def test_without_a_configured_key_every_call_is_refused(tmp_path: Path, search: Search) -> None:
    app = create_app(settings_for(tmp_path, service_key=""), SetClock(), search)
    with TestClient(app) as client:
        for key in ({}, {"X-Service-Key": ""}):
            response = client.post("/api/v1/assistant/hand-offs", json={}, headers=key)
            assert response.status_code == 401


# ---- answers ----


def test_a_question_gives_the_card_and_the_procedure_in_hand(actions: ActionServer) -> None:
    turn = actions.turn("/answers", text="lam giay khai sinh can gi")
    assert (turn["status"], turn["procedure_code"]) == ("answered", BIRTH)
    assert turn["replies"][0]["procedure"]["aspect"] == "documents"


def test_a_question_about_an_aspect_stays_with_the_procedure_in_hand(
    actions: ActionServer,
) -> None:
    turn = actions.turn("/answers", text="thế lệ phí bao nhiêu", procedure_code=BIRTH)
    assert turn["replies"][0]["procedure"]["aspect"] == "fee"
    assert turn["procedure_code"] == BIRTH


def test_a_question_that_names_another_procedure_leaves_the_one_in_hand(
    actions: ActionServer,
) -> None:
    turn = actions.turn("/answers", text="đăng ký kết hôn lệ phí bao nhiêu", procedure_code=BIRTH)
    assert turn["procedure_code"] == MARRIAGE


def test_a_choice_keeps_the_aspect_that_was_asked_before(actions: ActionServer) -> None:
    turn = actions.turn("/answers", text="giấy khai sinh lệ phí bao nhiêu", chosen_code=BIRTH)
    assert turn["replies"][0]["procedure"]["aspect"] == "fee"


def test_an_unclear_question_gives_the_options(actions: ActionServer) -> None:
    turn = actions.turn("/answers", text="làm căn cước")
    assert turn["status"] == "clarifying"
    offered = [choice["choice"] for choice in turn["replies"][0]["choices"]]
    assert offered == [*(f"procedure:{code}" for code in turn["options"]), "none_of_these"]


def test_a_question_that_nothing_fits_is_not_found(actions: ActionServer) -> None:
    assert actions.turn("/answers", text="xyz qwerty")["status"] == "not_found"


def test_a_matter_of_another_office_is_sent_there(actions: ActionServer) -> None:
    turn = actions.turn("/answers", text="tôi muốn ly hôn đơn phương")
    assert turn["status"] == "out_of_scope"
    assert "Tòa án" in turn["replies"][0]["text"]


def test_an_answer_in_english_has_english_buttons(actions: ActionServer) -> None:
    turn = actions.turn("/answers", chosen_code=BIRTH, locale="en")
    assert turn["replies"][0]["choices"][0]["title"] == "Take a number"


def test_an_unknown_choice_is_refused(actions: ActionServer) -> None:
    refused = actions.call("POST", "/answers", chosen_code="9.999999")
    assert (refused.status_code, refused.json()["code"]) == (404, "procedure_not_found")


# ---- tickets ----


def test_a_ticket_is_issued_for_a_group(actions: ActionServer) -> None:
    turn = actions.turn("/tickets", service_group="chung-thuc")
    assert turn["status"] == "done"
    assert turn["ticket_id"] == turn["replies"][0]["ticket"]["id"]


def test_a_ticket_is_issued_for_the_procedure_in_hand(actions: ActionServer) -> None:
    turn = actions.turn("/tickets", procedure_code="2.000815")
    assert turn["replies"][0]["ticket"]["service_group"] == "chung-thuc"


def test_a_ticket_is_issued_for_what_was_said_before_what_is_in_hand(
    actions: ActionServer,
) -> None:
    turn = actions.turn("/tickets", text="lấy số chứng thực", procedure_code=BIRTH)
    assert turn["replies"][0]["ticket"]["service_group"] == "chung-thuc"


def test_the_group_is_asked_when_nothing_tells_it(actions: ActionServer) -> None:
    turn = actions.turn("/tickets", text="cho tôi cái số")
    assert (turn["status"], turn["ticket_id"]) == ("clarifying", None)
    assert turn["replies"][0]["choices"][0]["choice"].startswith("group:")


def test_the_same_key_issues_one_ticket(actions: ActionServer) -> None:
    first, again = (actions.turn("/tickets", service_group="ho-tich") for _ in range(2))
    assert first["ticket_id"] == again["ticket_id"]


def test_a_ticket_without_a_key_is_refused(client: TestClient) -> None:
    refused = client.post("/assistant/tickets", json={"service_group": "ho-tich"}, headers=KEY)
    assert refused.json()["code"] == "idempotency_key_missing"


def test_a_ticket_is_shown_in_the_language_asked_for(actions: ActionServer) -> None:
    ticket = actions.turn("/tickets", service_group="ho-tich")["ticket_id"]
    turn = actions.turn(f"/tickets/{ticket}?locale=en", method="GET")
    assert turn["replies"][0]["text"].endswith("You are next.")


def test_a_ticket_is_cancelled(actions: ActionServer) -> None:
    ticket = actions.turn("/tickets", service_group="ho-tich")["ticket_id"]
    turn = actions.turn(f"/tickets/{ticket}/cancel")
    assert turn["replies"][0]["ticket"]["state"] == "cancelled"


@pytest.mark.parametrize(("method", "path"), [("GET", "/tickets/x"), ("POST", "/tickets/x/cancel")])
def test_a_ticket_that_is_gone_is_told_with_a_way_on(
    actions: ActionServer, method: str, path: str
) -> None:
    turn = actions.turn(path, method=method)
    assert turn["status"] == "not_found"
    assert turn["replies"][0]["choices"][0]["choice"] == "ticket:take"


# ---- rating and a person ----


def test_a_rating_is_stored_and_a_comment_added_to_it(actions: ActionServer) -> None:
    rated = actions.turn("/feedback", rating=4)
    assert (rated["status"], rated["replies"][0]["kind"]) == ("done", "feedback")
    path = f"/feedback/{rated['feedback_id']}"
    changed = actions.turn(path, method="PATCH", comment="cô ở quầy rất vui", rating=3)
    assert changed["feedback_id"] == rated["feedback_id"]


def test_a_rating_for_a_ticket_that_is_gone_is_stored_without_it(actions: ActionServer) -> None:
    assert actions.turn("/feedback", rating=1, ticket_id="none")["status"] == "done"


def test_a_comment_to_an_unknown_rating_is_refused(actions: ActionServer) -> None:
    refused = actions.call("PATCH", "/feedback/none", comment="tốt")
    assert (refused.status_code, refused.json()["code"]) == (404, "feedback_not_found")


def test_a_person_is_pointed_out_with_the_wards_own_words(tmp_path: Path, search: Search) -> None:
    ward = tmp_path / "ward"
    ward.mkdir()
    (ward / "ward.yaml").write_text(
        "name: Phường Thử\nname_en: Test ward\n"
        "hand_off: {place: quầy số 1, place_en: counter 1, phone: 024 3333 4444, hotline: null}\n"
    )
    app = create_app(settings_for(tmp_path, ward_dir=ward), SetClock(), search)
    with TestClient(app) as client:
        turn = client.post("/api/v1/assistant/hand-offs", json={}, headers=KEY).json()
    assert turn["status"] == "handed_off"
    assert "quầy số 1" in turn["replies"][0]["text"]
    assert "024 3333 4444" in turn["replies"][0]["text"]
