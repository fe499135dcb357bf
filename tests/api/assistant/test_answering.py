"""Going back to what was told before, and what is done after rounds that brought no answer."""

from fastapi.testclient import TestClient

from api.assistant.schemas import Turn, TurnStatus
from tests.api.assistant.acts import BIRTH, MARRIAGE, act, choices

COPIES = "2.000815"


def told(turn: Turn) -> tuple[str, str]:
    card = turn.replies[0].procedure
    assert card is not None
    return card.code, card.aspect


# ---- back to an earlier procedure ----


def test_it_goes_back_to_the_one_before(client: TestClient) -> None:
    turn = act(
        client, "returns", text="quay lại cái trước", procedure_code=COPIES, recent=[COPIES, BIRTH]
    )
    assert turn.procedure_code == BIRTH


def test_it_goes_back_to_the_one_that_is_named(client: TestClient) -> None:
    recent = [COPIES, BIRTH, MARRIAGE]
    turn = act(client, "returns", text="quay lại kết hôn", procedure_code=COPIES, recent=recent)
    assert turn.procedure_code == MARRIAGE


def test_on_the_way_back_an_aspect_may_be_asked(client: TestClient) -> None:
    turn = act(client, "returns", text="lệ phí cái trước bao nhiêu", recent=[BIRTH])
    assert told(turn) == (BIRTH, "fee")


def test_where_nothing_was_told_it_asks_which(client: TestClient) -> None:
    assert act(client, "returns", text="quay lại cái trước").status is TurnStatus.CLARIFYING


def test_what_has_left_the_catalogue_is_passed_over(client: TestClient) -> None:
    assert act(client, "returns", recent=["9.999999", BIRTH]).procedure_code == BIRTH


# ---- rounds that brought no answer ----


def test_the_first_round_offers_a_person(client: TestClient) -> None:
    turn = act(client, "answers", text="xyz qwerty")
    assert (turn.status, choices(turn)) == (TurnStatus.NOT_FOUND, ["person"])


def test_the_second_offers_a_person_and_the_likeliest_fields(client: TestClient) -> None:
    turn = act(client, "answers", text="xyz qwerty", failed_rounds=1)
    offered = choices(turn)
    assert turn.status is TurnStatus.NOT_FOUND
    assert offered[0] == "person"
    assert len(offered) == 3
    assert all(choice.startswith("field:") for choice in offered[1:])


def test_the_fields_that_are_offered_can_be_listed(client: TestClient) -> None:
    for choice in choices(act(client, "answers", text="xyz qwerty", failed_rounds=1))[1:]:
        assert act(client, "fields", field=choice.removeprefix("field:")).options


def test_asked_back_twice_it_does_not_ask_a_third_time(client: TestClient) -> None:
    again = {"text": "làm căn cước", "pending": "căn cước"}
    assert act(client, "answers", **again).status is TurnStatus.CLARIFYING
    assert choices(act(client, "answers", **again, failed_rounds=2))[0] == "person"


def test_an_answer_is_given_whatever_failed_before(client: TestClient) -> None:
    turn = act(client, "answers", text="đăng ký kết hôn cần giấy tờ gì", failed_rounds=5)
    assert told(turn) == (MARRIAGE, "documents")


def test_what_another_office_handles_is_said_whatever_failed_before(client: TestClient) -> None:
    turn = act(client, "answers", text="giá vàng hôm nay", failed_rounds=5)
    assert turn.status is TurnStatus.OUT_OF_SCOPE


def test_what_was_told_last_is_told_once_more_with_a_person_to_ask(client: TestClient) -> None:
    asked = {"text": "lệ phí bao nhiêu", "procedure_code": BIRTH}
    turn = act(client, "answers", **asked, last_aspect="fee")
    assert turn.replies[0].text.startswith("Dạ, tôi xin nói lại.")
    assert "person" in choices(turn)
    assert "person" not in choices(act(client, "answers", **asked, last_aspect="documents"))
