"""A complaint gets a receipt, a deadline and an answer; what was personal in it goes in time."""

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.complaints.__main__ import main
from api.complaints.desk import ComplaintDesk
from api.complaints.life_cycle import TRANSITIONS, ComplaintAction, ComplaintState, next_state
from api.complaints.policy import load_complaint_policy
from api.complaints.receipt import ALPHABET, new_receipt, read_receipt
from api.complaints.repository import ComplaintRow, ContactRow
from api.errors import ComplaintNotFound, EmptyText, TextTooLong, TransitionRefused
from api.outbox.repository import OutboxRow
from knowledge_base.policy.opening_hours import Holidays, load_holidays
from tests.api.conftest import SetClock
from tests.api.conversing import CARD, PHONE, context_of, count, everything_stored

WHAT = "Cán bộ quầy 3 nói trống không với mẹ tôi."


def file(client: TestClient, key: str = "k", **body: object):  # type: ignore[no-untyped-def]
    return client.post("/complaints", json={"what": WHAT} | body, headers={"Idempotency-Key": key})


def desk_of(client: TestClient, clock: SetClock) -> ComplaintDesk:
    return ComplaintDesk(context_of(client).database, clock)


def test_a_complaint_gets_a_receipt_and_a_deadline(client: TestClient) -> None:
    filed = file(client, wants_answer=True)
    assert filed.status_code == 201
    # 23 November 2026 is a Monday; fifteen working days later, without a holiday between.
    assert filed.json() == {
        "receipt": filed.json()["receipt"],
        "state": "received",
        "received_at": "2026-11-23T01:00:00Z",
        "deadline": "2026-12-14",
        "wants_answer": True,
        "answer": None,
        "answered_at": None,
    }
    assert client.get(f"/complaints/{filed.json()['receipt']}").json() == filed.json()


def test_a_complaint_is_stored_once_per_key(client: TestClient) -> None:
    assert file(client).json() == file(client).json()
    assert count(client, ComplaintRow) == count(client, OutboxRow) == 1


def test_the_key_of_another_complaint_is_refused(client: TestClient) -> None:
    file(client)
    assert file(client, what="chuyện khác").json()["code"] == "idempotency_key_reused"


def test_a_key_is_needed(client: TestClient) -> None:
    refused = client.post("/complaints", json={"what": WHAT})
    assert refused.json()["code"] == "idempotency_key_missing"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("", "empty_text"),
        ("\u200b \u00ad", "empty_text"),
        ("a" * 2001, "text_too_long"),
        (None, "invalid_request"),
    ],
)
def test_a_complaint_that_says_nothing_or_too_much_is_refused(
    client: TestClient, what: str | None, code: str
) -> None:
    assert file(client, what=what).json()["code"] == code
    assert count(client, ComplaintRow) == count(client, OutboxRow) == 0


def test_length_is_counted_after_cleaning(client: TestClient) -> None:
    assert file(client, what="a" * 2000 + " \u200b" * 100).status_code == 201


def test_numbers_of_persons_are_masked_everywhere_but_in_the_contact(client: TestClient) -> None:
    said = f"gọi tôi {PHONE}, căn cước {CARD}"
    file(client, what=said, where=said, when=said, contact=f"{PHONE} (cô Lan)")
    stored = everything_stored(client)
    assert CARD not in stored
    assert stored.count(PHONE) == 1
    with context_of(client).database.read() as session:
        assert session.query(ContactRow).one().contact == f"{PHONE} (cô Lan)"
        assert session.query(ComplaintRow).one().where == "gọi tôi ***, căn cước ***"


def test_an_empty_contact_is_not_kept(client: TestClient) -> None:
    file(client, contact=" ")
    assert count(client, ContactRow) == 0


def test_a_ticket_may_be_named_and_must_exist(client: TestClient) -> None:
    assert file(client, ticket_id="none").json()["code"] == "ticket_not_found"
    asked = {"service_group": "ho-tich"}
    ticket = client.post("/tickets", json=asked, headers={"Idempotency-Key": "t"}).json()
    assert file(client, ticket_id=ticket["id"]).status_code == 201


def test_the_author_reads_the_answer_by_the_receipt(client: TestClient, clock: SetClock) -> None:
    receipt = file(client).json()["receipt"]
    clock.advance(days=2)
    desk_of(client, clock).answer_complaint(receipt, f"Đã nhắc nhở. Gọi {PHONE}.")
    shown = client.get(f"/complaints/{receipt}").json()
    assert (shown["state"], shown["answer"]) == ("answered", "Đã nhắc nhở. Gọi ***.")
    assert shown["answered_at"] == "2026-11-25T01:00:00Z"


def test_closing_deletes_how_to_reach_the_author(client: TestClient, clock: SetClock) -> None:
    receipt = file(client, contact=PHONE).json()["receipt"]
    other = file(client, "other", contact=PHONE).json()["receipt"]
    assert desk_of(client, clock).close_complaint(receipt).state is ComplaintState.CLOSED
    left = {each.receipt: each.contact for each in desk_of(client, clock).open_complaints()}
    assert left == {other: PHONE}
    assert everything_stored(client).count(PHONE) == 1


def test_a_contact_is_deleted_when_its_time_is_over(client: TestClient, clock: SetClock) -> None:
    file(client, contact=PHONE)
    clock.advance(days=load_complaint_policy().contact_days - 1)
    context_of(client).forget_old()
    assert count(client, ContactRow) == 1
    clock.advance(days=1)
    assert desk_of(client, clock).open_complaints()[0].contact is None
    context_of(client).forget_old()
    assert PHONE not in everything_stored(client)


def test_staff_see_the_most_urgent_first(client: TestClient, clock: SetClock) -> None:
    late, early = file(client, "1").json(), None
    clock.advance(days=-7)
    early = file(client, "2", where="quầy 3").json()
    listed = desk_of(client, clock).open_complaints()
    assert [each.receipt for each in listed] == [early["receipt"], late["receipt"]]
    assert (listed[0].what, listed[0].where) == (WHAT, "quầy 3")


def test_a_closed_complaint_takes_no_answer(client: TestClient, clock: SetClock) -> None:
    receipt, desk = file(client).json()["receipt"], desk_of(client, clock)
    desk.close_complaint(receipt)
    with pytest.raises(TransitionRefused):
        desk.answer_complaint(receipt, "Muộn rồi.")
    with pytest.raises(TransitionRefused):
        desk.close_complaint(receipt)


def test_an_answer_says_something_and_fits(client: TestClient, clock: SetClock) -> None:
    receipt, desk = file(client).json()["receipt"], desk_of(client, clock)
    with pytest.raises(EmptyText):
        desk.answer_complaint(receipt, " ")
    with pytest.raises(TextTooLong):
        desk.answer_complaint(receipt, "a" * 4001)
    with pytest.raises(ComplaintNotFound):
        desk.answer_complaint(new_receipt(), "Chào")


@pytest.mark.parametrize("receipt", ["PA-2222-3333-4444", "PA", "-", "%00", "x" * 40, "đ"])
def test_an_unknown_receipt_is_not_found(client: TestClient, receipt: str) -> None:
    assert client.get(f"/complaints/{receipt}").json()["code"] == "complaint_not_found"


@given(st.randoms(use_true_random=False))
def test_a_receipt_is_read_however_it_is_typed(random: object) -> None:
    receipt = new_receipt()
    spaced = receipt.replace("-", random.choice([" ", "", " - ", ".", "–"]))  # type: ignore[attr-defined]
    assert read_receipt(spaced) == receipt
    assert read_receipt(spaced.lower()) == receipt
    assert read_receipt(receipt.removeprefix("PA-")) == receipt


def test_a_receipt_has_no_letter_that_is_taken_for_another() -> None:
    assert not set("01IOLSZBUVD58") & set(ALPHABET)
    assert len(ALPHABET) ** 12 > 2**50
    assert len({new_receipt() for _ in range(1000)}) == 1000


@given(st.dates(date(2026, 1, 1), date(2027, 6, 30)))
def test_the_deadline_is_the_last_of_so_many_working_days(received: date) -> None:
    policy, holidays = load_complaint_policy(), load_holidays()
    deadline = policy.deadline(received, holidays)
    days = [date.fromordinal(n) for n in range(received.toordinal() + 1, deadline.toordinal() + 1)]
    working = [day for day in days if day.weekday() < 5 and holidays.name_of(day) is None]
    assert len(working) == policy.working_days
    assert working[-1] == deadline


def test_a_holiday_puts_the_deadline_off() -> None:
    before_tet, policy = date(2027, 2, 1), load_complaint_policy()
    none = Holidays(closed=[])
    assert policy.deadline(before_tet, none) == date(2027, 2, 22)
    # Friday 5 and Monday 8 to Wednesday 10 February 2027 are Tết.
    assert policy.deadline(before_tet, load_holidays()) == date(2027, 2, 26)


def test_a_ward_sets_its_own_deadline(tmp_path: Path) -> None:
    (tmp_path / "complaints.yaml").write_text(
        "working_days: 5\nsource: Quyết định của phường\ncontact_days: 30\n"
    )
    policy = load_complaint_policy(tmp_path)
    assert policy.deadline(date(2026, 11, 23), Holidays(closed=[])) == date(2026, 11, 30)


def test_nothing_follows_a_closed_complaint() -> None:
    assert all(next_state(ComplaintState.CLOSED, action) is None for action in ComplaintAction)
    reached = {ComplaintState.RECEIVED, *TRANSITIONS.values()}
    assert reached == set(ComplaintState)


def test_staff_work_on_the_command_line(
    tmp_path: Path,
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", context_of(client).database.url)
    receipt = file(client).json()["receipt"]
    assert main(["list"]) == 0
    assert receipt in capsys.readouterr().out
    assert main(["answer", receipt.lower(), "Đã xử lý."]) == 0
    assert client.get(f"/complaints/{receipt}").json()["answer"] == "Đã xử lý."
    assert main(["close", receipt]) == 0
    assert main(["close", receipt]) == 1
    assert "kết thúc" in capsys.readouterr().err
