"""What clerks do at counters, through the endpoints."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.staff.roles import Role
from api.tickets.events import TicketEventRow
from tests.api.conftest import SetClock
from tests.api.staffing import Worker, context_of
from tests.api.tickets.test_service import take


@pytest.fixture
def lan(client: TestClient) -> Worker:
    """A clerk at counter 1, which serves civil status."""
    lan = Worker(client, "lan")
    lan.open("1")
    return lan


@pytest.fixture
def minh(client: TestClient) -> Worker:
    """A clerk at counter 2, which serves civil status too."""
    minh = Worker(client, "minh")
    minh.open("2")
    return minh


def call(worker: Worker, counter: str = "1"):  # type: ignore[no-untyped-def]
    return worker.do(f"/counters/{counter}/call-next")


def serve_all(worker: Worker, clock: SetClock, minutes: float = 5) -> Iterator[str]:
    """Calls and serves one after the other until nobody waits."""
    while (called := worker.post("/counters/1/call-next")).status_code == 200:
        ticket = called.json()
        worker.do(f"/tickets/{ticket['id']}/serve")
        clock.advance(minutes=minutes)
        worker.do(f"/tickets/{ticket['id']}/finish")
        yield ticket["number"]


def assert_refused(response, status: int, code: str) -> None:  # type: ignore[no-untyped-def]
    assert (response.status_code, response.json()["code"]) == (status, code)


# ---- calling ----


def test_the_first_in_the_line_is_called_to_the_counter(client: TestClient, lan: Worker) -> None:
    first, second = take(client, "a").json(), take(client, "b").json()
    called = call(lan)
    assert (called["id"], called["state"], called["counter"]) == (first["id"], "called", "1")
    assert client.get(f"/tickets/{second['id']}").json()["ahead"] == 0


def test_where_nobody_waits_nobody_is_called(lan: Worker) -> None:
    response = lan.post("/counters/1/call-next")
    assert (response.status_code, response.content) == (204, b"")


def test_a_counter_with_a_ticket_calls_no_other(client: TestClient, lan: Worker) -> None:
    take(client, "a"), take(client, "b")
    call(lan)
    assert_refused(lan.post("/counters/1/call-next"), 409, "counter_busy")


def test_two_counters_of_a_group_call_one_after_the_other(
    client: TestClient, lan: Worker, minh: Worker
) -> None:
    take(client, "a"), take(client, "b")
    assert (call(minh, "2")["number"], call(lan)["number"]) == ("A001", "A002")


def test_who_has_cancelled_is_not_called(client: TestClient, lan: Worker) -> None:
    first = take(client, "a").json()
    take(client, "b")
    client.post(f"/tickets/{first['id']}/cancel")
    assert call(lan)["number"] == "A002"


def test_priority_is_called_first(client: TestClient, lan: Worker, clock: SetClock) -> None:
    for key, priority in (("a", None), ("b", None), ("c", "elderly")):
        take(client, key, service_group="ho-tich", priority=priority)
    assert list(serve_all(lan, clock)) == ["A003", "A001", "A002"]


def test_a_counter_of_two_groups_calls_who_came_first(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    lan.open("1", "ho-tich", "chung-thuc")
    for key, group in (("a", "chung-thuc"), ("b", "ho-tich"), ("c", "chung-thuc")):
        take(client, key, service_group=group)
        clock.advance(seconds=30)
    assert list(serve_all(lan, clock)) == ["B001", "A001", "B002"]


def test_after_the_hours_today_goes_before_those_of_the_next_opening(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    take(client, "a")
    clock.advance(hours=9.5)
    assert take(client, "b").json()["business_day"] == "2026-11-24"
    assert take(client, "c", service_group="ho-tich", priority="merit").status_code == 201
    assert [call_and_miss(lan) for _ in range(3)] == ["A001", "A002", "A001"]


def test_who_was_absent_before_the_own_day_is_not_too_late_on_it(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    clock.advance(hours=9.5)
    early = [take(client, f"k{number}").json() for number in range(8)]
    for _ in early:
        call_and_miss(lan)
    clock.advance(hours=14)
    hoa = Worker(client, "hoa")
    hoa.open("1")
    assert hoa.do(f"/tickets/{early[0]['id']}/recall")["state"] == "called"


# ---- the ticket at the counter ----


def test_a_visit_is_served_and_finished_with_its_outcome(client: TestClient, lan: Worker) -> None:
    ticket = take(client, "a").json()
    call(lan)
    assert lan.do(f"/tickets/{ticket['id']}/serve")["state"] == "serving"
    assert lan.do(f"/tickets/{ticket['id']}/finish", outcome="incomplete")["state"] == "done"
    assert lan.get("/counters/1").json()["ticket"] is None


def test_a_visit_ends_in_no_other_way_than_the_policy_knows(
    client: TestClient, lan: Worker
) -> None:
    ticket = take(client, "a").json()
    call(lan)
    lan.do(f"/tickets/{ticket['id']}/serve")
    assert_refused(
        lan.post(f"/tickets/{ticket['id']}/finish", outcome="?"), 422, "outcome_not_found"
    )


def test_who_was_only_called_cannot_be_finished(client: TestClient, lan: Worker) -> None:
    ticket = take(client, "a").json()
    call(lan)
    assert_refused(lan.post(f"/tickets/{ticket['id']}/finish"), 409, "transition_refused")


def test_a_ticket_on_hold_frees_the_counter_and_is_taken_up_again(
    client: TestClient, lan: Worker
) -> None:
    ticket = take(client, "a").json()
    take(client, "b")
    call(lan)
    lan.do(f"/tickets/{ticket['id']}/serve")
    assert lan.do(f"/tickets/{ticket['id']}/hold")["state"] == "on_hold"
    assert [aside["number"] for aside in lan.get("/counters/1").json()["set_aside"]] == ["A001"]
    other = call(lan)
    assert_refused(lan.post(f"/tickets/{ticket['id']}/resume"), 409, "counter_busy")
    lan.do(f"/tickets/{other['id']}/no-show")
    assert lan.do(f"/tickets/{ticket['id']}/resume")["state"] == "serving"


def test_another_counter_of_the_group_may_take_up_what_is_on_hold(
    client: TestClient, lan: Worker, minh: Worker
) -> None:
    ticket = take(client, "a").json()
    call(lan)
    lan.do(f"/tickets/{ticket['id']}/hold")
    assert minh.do(f"/tickets/{ticket['id']}/resume")["counter"] == "2"


def test_a_ticket_at_another_counter_is_left_alone(
    client: TestClient, lan: Worker, minh: Worker
) -> None:
    ticket = take(client, "a").json()
    call(lan)
    for act in ("serve", "recall", "hold", "no-show"):
        assert_refused(minh.post(f"/tickets/{ticket['id']}/{act}"), 409, "ticket_elsewhere")


def test_a_transferred_ticket_keeps_number_history_and_arrival(
    client: TestClient, lan: Worker, minh: Worker, clock: SetClock
) -> None:
    ticket = take(client, "a").json()
    clock.advance(minutes=1)
    take(client, "b", service_group="chung-thuc")
    call(lan)
    note = "Cần chứng thực trước, số CCCD 012345678901"
    lan.do(f"/tickets/{ticket['id']}/transfer", service_group="chung-thuc", note=note)
    shown = client.get(f"/tickets/{ticket['id']}").json()
    assert (shown["state"], shown["number"], shown["ahead"]) == ("transferred", "A001", 0)
    assert shown["service_group"] == "chung-thuc"
    assert shown["counter"] is None
    minh.open("2", "chung-thuc")
    called = call(minh, "2")
    assert called["number"] == "A001"
    assert [text["text"] for text in called["notes"]] == ["Cần chứng thực trước, số CCCD ***"]
    assert "notes" not in client.get(f"/tickets/{ticket['id']}").json()


def test_the_same_number_of_two_groups_may_wait_in_one_line(
    client: TestClient, lan: Worker
) -> None:
    ticket = take(client, "a").json()
    other = take(client, "b", service_group="chung-thuc").json()
    assert (ticket["number"], other["number"]) == ("A001", "B001")
    call(lan)
    lan.do(f"/tickets/{ticket['id']}/transfer", service_group="chung-thuc")
    assert lan.get("/lines").json()["lines"][1]["waiting"] == 2


def test_a_ticket_is_transferred_to_a_group_of_the_ward_only(
    client: TestClient, lan: Worker
) -> None:
    ticket = take(client, "a").json()
    call(lan)
    refused = lan.post(f"/tickets/{ticket['id']}/transfer", service_group="khong-co")
    assert_refused(refused, 422, "service_group_not_found")


def test_a_latecomer_is_called_again_as_long_as_few_were_called_meanwhile(
    client: TestClient, lan: Worker
) -> None:
    tolerance = context_of(client).queue.queue.recall_within_calls
    tickets = [take(client, f"k{n}").json() for n in range(tolerance + 3)]
    for ticket in tickets[: tolerance + 1]:
        call(lan)
        lan.do(f"/tickets/{ticket['id']}/no-show")
    recalled = lan.do(f"/tickets/{tickets[0]['id']}/recall")
    assert (recalled["state"], recalled["counter"]) == ("called", "1")
    lan.do(f"/tickets/{tickets[0]['id']}/no-show")
    for ticket in tickets[tolerance + 1 :]:
        call(lan)
        lan.do(f"/tickets/{ticket['id']}/no-show")
    assert_refused(lan.post(f"/tickets/{tickets[1]['id']}/recall"), 409, "transition_refused")


def test_a_finish_by_mistake_is_taken_back(client: TestClient, lan: Worker) -> None:
    ticket = take(client, "a").json()
    call(lan)
    lan.do(f"/tickets/{ticket['id']}/serve")
    lan.do(f"/tickets/{ticket['id']}/finish")
    assert lan.do(f"/tickets/{ticket['id']}/reopen")["state"] == "serving"


def test_a_cancellation_by_mistake_is_taken_back_with_its_place(
    client: TestClient, lan: Worker
) -> None:
    ticket = take(client, "a").json()
    take(client, "b")
    client.post(f"/tickets/{ticket['id']}/cancel")
    assert lan.do(f"/tickets/{ticket['id']}/reopen")["state"] == "waiting"
    assert call(lan)["number"] == "A001"


def test_tickets_of_another_day_are_not_touched(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    ticket = take(client, "a").json()
    call(lan)
    clock.advance(days=1)
    lan = Worker(client, "hoa")
    lan.open("3", "ho-tich")
    assert_refused(lan.post(f"/tickets/{ticket['id']}/serve"), 409, "transition_refused")


def test_an_unknown_ticket_is_said_to_be_unknown(lan: Worker) -> None:
    for act in ("recall", "serve", "hold", "resume", "no-show", "reopen", "finish"):
        assert_refused(lan.post(f"/tickets/none/{act}"), 404, "ticket_not_found")


def test_the_history_tells_who_did_what_at_which_counter(client: TestClient, lan: Worker) -> None:
    ticket = take(client, "a").json()
    call(lan)
    for act in ("recall", "serve", "hold", "resume", "finish"):
        lan.do(f"/tickets/{ticket['id']}/{act}")
    with context_of(client).database.read() as session:
        steps = session.scalars(select(TicketEventRow).order_by(TicketEventRow.id)).all()
    acts = ["issue", "call", "recall", "serve", "hold", "resume", "finish"]
    assert [step.action for step in steps] == acts
    assert {step.counter for step in steps[1:]} == {"1"}
    assert all(step.actor.startswith("staff:") for step in steps[1:])
    assert steps[-1].outcome == "served"
    assert [step.before for step in steps[1:]] == [step.after for step in steps[:-1]]


# ---- waiting times ----


def test_after_a_few_visits_a_range_of_the_wait_is_told(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    for number in range(6):
        take(client, f"k{number}")
    assert take(client, "before").json()["wait"] is None
    for _, minutes in zip(range(6), (4, 6, 5, 7, 3, 5), strict=True):
        ticket = call(lan)
        lan.do(f"/tickets/{ticket['id']}/serve")
        clock.advance(minutes=minutes)
        lan.do(f"/tickets/{ticket['id']}/finish")
    for number in range(3):
        last = take(client, f"l{number}").json()
    assert last["ahead"] == 3
    assert last["wait"]["low_min"] <= 20 <= last["wait"]["high_min"]


def test_with_no_counter_open_no_wait_is_told(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    for number in range(6):
        take(client, f"k{number}")
    assert len(list(serve_all(lan, clock))) == 6
    lan.do("/counters/1/close")
    clock.advance(minutes=1)
    assert take(client, "after").json()["wait"] is None


# ---- opening and closing ----


def test_a_counter_shows_who_sits_there(client: TestClient, lan: Worker) -> None:
    shown = lan.get("/counters").json()
    assert [(counter["state"], counter["clerk"]) for counter in shown[:2]] == [
        ("open", "Cán bộ lan"),
        ("closed", None),
    ]


def test_a_paused_counter_calls_nobody_until_it_is_opened_again(
    client: TestClient, lan: Worker
) -> None:
    take(client, "a")
    assert lan.do("/counters/1/pause")["state"] == "paused"
    assert_refused(lan.post("/counters/1/call-next"), 409, "counter_not_open")
    assert lan.open("1")["state"] == "open"
    assert call(lan)["number"] == "A001"


def test_a_ticket_is_still_finished_during_a_pause(client: TestClient, lan: Worker) -> None:
    ticket = take(client, "a").json()
    call(lan)
    lan.do("/counters/1/pause")
    lan.do(f"/tickets/{ticket['id']}/serve")
    assert lan.do(f"/tickets/{ticket['id']}/finish")["state"] == "done"


def test_a_counter_with_a_ticket_is_not_closed(client: TestClient, lan: Worker) -> None:
    take(client, "a")
    call(lan)
    assert_refused(lan.post("/counters/1/close"), 409, "counter_busy")


def test_a_closed_counter_calls_nobody(client: TestClient, lan: Worker) -> None:
    take(client, "a")
    assert lan.do("/counters/1/close")["state"] == "closed"
    assert_refused(lan.post("/counters/1/call-next"), 409, "counter_not_open")


def test_a_counter_is_held_by_one_clerk_and_a_clerk_by_one_counter(
    client: TestClient, lan: Worker, minh: Worker
) -> None:
    assert_refused(minh.post("/counters/1/open"), 409, "counter_taken")
    assert_refused(lan.post("/counters/3/open"), 409, "counter_taken")
    assert_refused(minh.post("/counters/1/call-next"), 409, "counter_not_open")
    assert_refused(minh.post("/counters/1/close"), 409, "counter_not_open")


def test_a_manager_closes_the_counter_of_who_left(client: TestClient, lan: Worker) -> None:
    manager = Worker(client, "truong", Role.MANAGER)
    assert manager.do("/counters/1/close")["state"] == "closed"


def test_a_counter_that_was_left_open_is_free_the_next_day(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    clock.advance(days=1)
    hoa = Worker(client, "hoa")
    assert hoa.get("/counters").json()[0]["state"] == "closed"
    assert hoa.open("1")["clerk"] == "Cán bộ hoa"


def test_a_counter_that_is_not_there_is_said_to_be_unknown(lan: Worker) -> None:
    assert_refused(lan.get("/counters/99"), 404, "counter_not_found")
    assert_refused(lan.post("/counters/99/open"), 404, "counter_not_found")
    assert_refused(
        lan.post("/counters/1/open", service_groups=["?"]), 422, "service_group_not_found"
    )


# ---- emergencies ----


def test_a_manager_stops_the_numbers_and_gives_them_again(client: TestClient) -> None:
    manager = Worker(client, "truong", Role.MANAGER)
    take(client, "a")
    stopped = manager.do("/lines/stop", service_groups=["ho-tich"])["lines"]
    assert [line["stopped"] for line in stopped[:2]] == [True, False]
    assert_refused(take(client, "b"), 409, "numbers_stopped")
    assert take(client, "c", service_group="chung-thuc").status_code == 201
    manager.do("/lines/resume")
    assert take(client, "d").json()["number"] == "A002"


def test_the_line_is_carried_over_to_the_next_working_day_with_numbers_and_places(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    clock.advance(days=4)  # Friday
    lan = Worker(client, "hoa")
    lan.open("1")
    manager = Worker(client, "truong", Role.MANAGER)
    tickets = [take(client, f"k{n}").json() for n in range(3)]
    call(lan)
    assert manager.do("/lines/carry-over", why="Mất điện")["tickets"] == 3
    shown = client.get(f"/tickets/{tickets[1]['id']}").json()
    assert (shown["number"], shown["state"], shown["business_day"]) == (
        "A002",
        "waiting",
        "2026-11-30",
    )
    assert lan.post("/counters/1/call-next").status_code == 204
    clock.advance(days=3)
    lan = Worker(client, "lan-thu-hai")
    lan.open("1")
    assert take(client, "monday").json()["number"] == "A001"
    assert [call_and_miss(lan) for _ in range(4)] == ["A001", "A002", "A003", "A001"]


def call_and_miss(worker: Worker) -> str:
    ticket = call(worker)
    worker.do(f"/tickets/{ticket['id']}/no-show")
    number: str = ticket["number"]
    return number


@pytest.mark.parametrize("act", ["stop", "resume", "carry-over"])
def test_a_clerk_does_not_stop_the_centre(lan: Worker, act: str) -> None:
    assert_refused(lan.post(f"/lines/{act}"), 403, "role_refused")


def test_a_sign_in_ends_after_its_time(client: TestClient, lan: Worker, clock: SetClock) -> None:
    clock.advance(hours=context_of(client).settings.staff_hours)
    assert_refused(lan.get("/counters"), 401, "not_signed_in")
