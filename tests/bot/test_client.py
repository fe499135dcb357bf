"""The client of the API against a real HTTP server."""

import pytest
from fake_api import BIRTH, FakeApi

from bot.actions.client import (
    ApiMisspokeError,
    ApiRefusedError,
    ApiUnreachableError,
    Turn,
    WardApi,
)
from bot.actions.settings import Settings


async def test_an_answer_carries_everything_that_the_api_needs(
    ward_api: WardApi, fake_api: FakeApi
) -> None:
    turn = await ward_api.answer("vi", text="lệ phí bao nhiêu", procedure_code=BIRTH)
    assert fake_api.last().body == {
        "text": "lệ phí bao nhiêu",
        "procedure_code": BIRTH,
        "locale": "vi",
    }
    assert (turn.status, turn.procedure_code, turn.aspect) == ("answered", BIRTH, "fee")


async def test_a_ticket_taken_twice_with_one_key_is_one_ticket(
    ward_api: WardApi, fake_api: FakeApi
) -> None:
    first = await ward_api.take_ticket("vi", "key-1", service_group="ho-tich")
    second = await ward_api.take_ticket("vi", "key-1", service_group="ho-tich")
    assert first.ticket_id == second.ticket_id
    assert [call.key for call in fake_api.seen] == ["key-1", "key-1"]


async def test_a_ticket_can_be_shown_and_cancelled(ward_api: WardApi, fake_api: FakeApi) -> None:
    taken = await ward_api.take_ticket("en", "key", service_group="ho-tich")
    assert taken.ticket_id
    await ward_api.show_ticket("en", taken.ticket_id)
    assert fake_api.last().path.endswith(f"/tickets/{taken.ticket_id}?locale=en")
    cancelled = await ward_api.cancel_ticket("en", taken.ticket_id)
    assert cancelled.replies[0]["ticket"]["state"] == "cancelled"


async def test_a_ticket_id_cannot_reach_another_path(ward_api: WardApi, fake_api: FakeApi) -> None:
    with pytest.raises(ApiRefusedError):
        await ward_api.show_ticket("vi", "../../secrets")
    assert "/tickets/..%2F..%2Fsecrets" in fake_api.last().path


async def test_a_rating_and_a_hand_off_return_turns(ward_api: WardApi, fake_api: FakeApi) -> None:
    thanks = await ward_api.give_feedback("vi", "key", rating=4, comment="Tốt")
    assert fake_api.last().body["rating"] == 4  # type: ignore[index]
    person = await ward_api.hand_off("vi")
    assert (thanks.status, person.status) == ("done", "handed_off")


async def test_a_refusal_keeps_the_status_the_code_and_the_sentence(ward_api: WardApi) -> None:
    with pytest.raises(ApiRefusedError) as refused:
        await ward_api.show_ticket("vi", "unknown")
    error = refused.value
    assert (error.status, error.code) == (404, "ticket_unknown")
    assert error.detail == "Không tìm thấy phiếu này."


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_failing_or_overloaded_api_counts_as_unreachable(
    ward_api: WardApi, fake_api: FakeApi, status: int
) -> None:
    fake_api.fail_with = (status, {"code": "down"})
    with pytest.raises(ApiUnreachableError):
        await ward_api.hand_off("vi")


async def test_no_server_counts_as_unreachable() -> None:
    api = WardApi(Settings(api_url="http://127.0.0.1:9", api_timeout_s=1))
    with pytest.raises(ApiUnreachableError):
        await api.hand_off("vi")
    await api.close()


@pytest.mark.parametrize("payload", [b"<html>", [], {"status": "done"}, {"replies": []}])
async def test_an_answer_that_is_no_turn_is_not_said(
    ward_api: WardApi, fake_api: FakeApi, payload: object
) -> None:
    fake_api.fail_with = (200, payload)
    with pytest.raises(ApiMisspokeError):
        await ward_api.hand_off("vi")


async def test_a_wrong_service_key_is_refused(fake_api: FakeApi) -> None:
    api = WardApi(Settings(api_url=fake_api.url, service_key="wrong"))
    with pytest.raises(ApiRefusedError):
        await api.hand_off("vi")
    await api.close()


def test_the_offered_options_come_in_the_order_shown() -> None:
    choices = [{"title": "B", "choice": "group:b"}, {"title": "A", "choice": "group:a"}]
    no_option = {"title": "Không", "choice": "no"}
    turn = Turn.from_payload(
        {"status": "clarifying", "replies": [{"text": "?", "choices": [*choices, no_option]}]}
    )
    assert turn.offered == [
        {"choice": "group:b", "title": "B"},
        {"choice": "group:a", "title": "A"},
    ]


def test_the_settings_come_from_the_environment_and_hide_the_key() -> None:
    settings = Settings.from_environment(
        {"API_URL": "http://127.0.0.1:9000/", "SERVICE_KEY": "hidden", "ACTIONS_PORT": "6055"}
    )
    assert (settings.api_url, settings.port) == ("http://127.0.0.1:9000", 6055)
    assert settings.host == "127.0.0.1"
    assert "hidden" not in repr(settings)
