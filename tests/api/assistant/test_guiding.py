"""Checklists, comparisons and lists of a field, as the action server gets them."""

import pytest
from fastapi.testclient import TestClient

from api.assistant.schemas import ReplyKind, TurnStatus
from tests.api.assistant.acts import BIRTH, BIRTH_AGAIN, MARRIAGE, act, choices, post


@pytest.mark.parametrize("name", ["checklists", "comparisons", "fields", "returns", "priorities"])
def test_only_the_action_server_may_ask(client: TestClient, name: str) -> None:
    refused = client.post(f"/assistant/{name}", json={})
    assert (refused.status_code, refused.json()["code"]) == (401, "service_key_refused")


# ---- checklists ----


def test_a_checklist_begins_with_the_way_to_apply(client: TestClient) -> None:
    turn = act(client, "checklists", procedure_code=BIRTH)
    assert (turn.status, turn.procedure_code) == (TurnStatus.CLARIFYING, BIRTH)
    assert choices(turn) == ["case:1", "case:2"]


def test_a_question_that_nothing_may_fit_says_so_in_its_last_choice(client: TestClient) -> None:
    turn = act(client, "checklists", procedure_code=BIRTH, answers=[1])
    assert choices(turn) == ["case:3", "case:none"]


def test_after_the_last_answer_the_papers_come_with_their_addresses(client: TestClient) -> None:
    turn = act(client, "checklists", procedure_code=BIRTH, answers=[1, None, 4])
    reply = turn.replies[0]
    assert (turn.status, reply.kind) == (TurnStatus.ANSWERED, ReplyKind.PROCEDURE)
    assert reply.checklist is not None
    assert reply.checklist.cases == ["Nộp trực tiếp hoặc gửi bưu chính", "Trẻ bị bỏ rơi"]
    assert reply.checklist.page_url == f"/giay-to/{BIRTH}?cases=1,4"
    assert reply.checklist.qr_url == f"/api/v1/procedures/{BIRTH}/checklist/qr.svg?cases=1,4"
    assert choices(turn) == ["ticket:take"]


def test_the_card_beside_a_checklist_holds_the_papers_of_the_case_alone(
    client: TestClient,
) -> None:
    reply = act(client, "checklists", procedure_code=BIRTH, answers=[2, None, None]).replies[0]
    assert reply.procedure is not None
    assert [group.case for group in reply.procedure.documents] == [None, "Nộp trực tuyến"]


def test_a_checklist_without_a_case_has_addresses_without_one(client: TestClient) -> None:
    checklist = act(client, "checklists", procedure_code="2.000815").replies[0].checklist
    assert checklist is not None
    assert (checklist.cases, checklist.page_url) == ([], "/giay-to/2.000815")


def test_a_procedure_that_is_named_goes_before_the_one_in_hand(client: TestClient) -> None:
    turn = act(client, "checklists", procedure_code=BIRTH, text="giấy tờ đăng ký kết hôn")
    assert turn.procedure_code == MARRIAGE


def test_an_unclear_name_is_asked_back(client: TestClient) -> None:
    turn = act(client, "checklists", text="giấy tờ làm căn cước")
    assert turn.status is TurnStatus.CLARIFYING
    assert len(turn.options) >= 2


def test_without_a_procedure_it_asks_which(client: TestClient) -> None:
    assert act(client, "checklists").status is TurnStatus.CLARIFYING


def test_an_answer_beyond_the_cases_counts_as_none(client: TestClient) -> None:
    turn = act(client, "checklists", procedure_code=BIRTH, answers=[99])
    assert choices(turn) == ["case:3", "case:none"]


def test_a_checklist_of_an_unknown_procedure_is_not_found(client: TestClient) -> None:
    response = post(client, "checklists", procedure_code="9.999999")
    assert (response.status_code, response.json()["code"]) == (404, "procedure_not_found")


@pytest.mark.parametrize("answers", [[-1], [0, 0, 0, 0], ["a"]])
def test_answers_that_cannot_be_are_refused(client: TestClient, answers: list[object]) -> None:
    assert post(client, "checklists", procedure_code=BIRTH, answers=answers).status_code == 422


# ---- comparisons ----


def test_two_procedures_that_are_named_are_compared(client: TestClient) -> None:
    turn = act(client, "comparisons", text="khai sinh khác đăng ký lại khai sinh chỗ nào")
    assert (turn.status, turn.options) == (TurnStatus.ANSWERED, [BIRTH, BIRTH_AGAIN])
    assert choices(turn) == [f"procedure:{BIRTH}", f"procedure:{BIRTH_AGAIN}"]


def test_without_names_the_two_offered_last_are_compared(client: TestClient) -> None:
    known = [MARRIAGE, BIRTH, BIRTH_AGAIN]
    turn = act(client, "comparisons", text="hai cái này khác nhau chỗ nào", known_codes=known)
    assert turn.options == [MARRIAGE, BIRTH]


def test_one_that_is_named_is_compared_with_what_was_told(client: TestClient) -> None:
    turn = act(client, "comparisons", text="khác đăng ký kết hôn chỗ nào", known_codes=[BIRTH])
    assert turn.options == [MARRIAGE, BIRTH]


@pytest.mark.parametrize("known", [[], [BIRTH], [BIRTH, BIRTH], [BIRTH, "9.999999"]])
def test_with_fewer_than_two_it_asks_which(client: TestClient, known: list[str]) -> None:
    turn = act(client, "comparisons", text="khác nhau chỗ nào", known_codes=known)
    assert (turn.status, turn.options) == (TurnStatus.CLARIFYING, [])
    assert "hai thủ tục nào" in turn.replies[0].text


def test_a_comparison_in_english_is_in_english(client: TestClient) -> None:
    turn = act(client, "comparisons", known_codes=[BIRTH, MARRIAGE], locale="en")
    assert "differ" in turn.replies[0].text


# ---- the procedures of a field ----


def test_a_field_is_listed_a_page_at_a_time(client: TestClient) -> None:
    first, second = (act(client, "fields", field="ho-tich", page=page) for page in (0, 1))
    assert len(first.options) == len(second.options) == 8
    assert not set(first.options) & set(second.options)
    assert choices(first)[-2:] == ["field:ho-tich/1", "person"]
    assert choices(second)[-2:] == ["field:ho-tich/2", "person"]


def test_the_pages_hold_every_procedure_of_the_field_once(client: TestClient) -> None:
    listed: list[str] = []
    for page in range(99):
        turn = act(client, "fields", field="ho-tich", page=page)
        listed += turn.options
        if f"field:ho-tich/{page + 1}" not in choices(turn):
            break
    in_force = client.get("/procedures", params={"field": "Hộ tịch", "status": "in_force"})
    assert len(listed) == len(set(listed)) == in_force.json()["total"]


def test_an_unknown_field_is_not_found(client: TestClient) -> None:
    response = post(client, "fields", field="khong-co")
    assert (response.status_code, response.json()["code"]) == (404, "field_not_found")


@pytest.mark.parametrize("page", [-1, 100])
def test_a_page_that_cannot_be_is_refused(client: TestClient, page: int) -> None:
    assert post(client, "fields", field="ho-tich", page=page).status_code == 422
