"""Staff sign in and out, and nobody else gets in."""

import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.staff.__main__ import main
from api.staff.roles import Role
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for
from tests.api.staffing import PASSWORD, Worker, context_of


def sign_in(client: TestClient, user_name: str = "lan", password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post("/staff/session", json={"user_name": user_name, "password": password})


def assert_refused(response, status: int, code: str) -> None:  # type: ignore[no-untyped-def]
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.fixture
def lan(client: TestClient) -> Worker:
    return Worker(client, "lan")


def test_who_signs_in_is_known_by_the_cookie(client: TestClient, lan: Worker) -> None:
    shown = lan.get("/staff/session").json()
    assert (shown["staff"]["name"], shown["staff"]["role"]) == ("Cán bộ lan", "clerk")
    assert shown["csrf_token"] == lan.headers["X-CSRF-Token"]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    client: TestClient, lan: Worker
) -> None:
    cookie = sign_in(client).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie


def test_over_https_the_cookie_is_never_sent_without(
    tmp_path: Path, clock: SetClock, search: Search
) -> None:
    settings = settings_for(tmp_path, public_url="https://ward.example.gov.vn")
    with TestClient(create_app(settings, clock, search)) as client:
        client.base_url = client.base_url.join("/api/v1")
        Worker(client, "lan")
        assert "secure" in sign_in(client).headers["set-cookie"].lower()


def test_names_are_typed_in_any_case(client: TestClient, lan: Worker) -> None:
    assert sign_in(client, " LAN ").status_code == 201


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    client: TestClient, lan: Worker
) -> None:
    wrong, unknown = sign_in(client, password="sai-mat-khau"), sign_in(client, "khong-co")
    assert_refused(wrong, 401, "sign_in_refused")
    assert wrong.json() == unknown.json()


@pytest.mark.parametrize("user_name", ["lan", "khong-co"])
def test_after_wrong_passwords_a_name_is_locked_for_a_while(
    client: TestClient, lan: Worker, clock: SetClock, user_name: str
) -> None:
    for _ in range(5):
        assert_refused(sign_in(client, user_name, "sai-mat-khau"), 401, "sign_in_refused")
    locked = sign_in(client, user_name)
    assert_refused(locked, 429, "too_many_sign_ins")
    assert locked.headers["Retry-After"] == "30"
    clock.advance(seconds=30)
    assert sign_in(client, user_name).status_code == (201 if user_name == "lan" else 401)


def test_the_right_password_forgets_the_wrong_ones(client: TestClient, lan: Worker) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client, password="sai-mat-khau")
        assert sign_in(client).status_code == 201


def test_without_a_session_nothing_of_the_staff_is_shown(client: TestClient) -> None:
    for path in ("/staff/session", "/counters", "/counters/1", "/lines"):
        assert_refused(client.get(path), 401, "not_signed_in")
    client.cookies.set("ward_session", "made-up")
    assert_refused(client.get("/counters"), 401, "not_signed_in")


def test_a_change_needs_the_token_of_the_page(client: TestClient, lan: Worker) -> None:
    for token in (None, "made-up", "tiếng".encode()):
        headers = {"Cookie": lan.headers["Cookie"]} | ({"X-CSRF-Token": token} if token else {})
        refused = client.post("/counters/1/open", json={}, headers=headers)  # type: ignore[arg-type]
        assert_refused(refused, 403, "csrf_refused")


def test_who_signs_out_is_out(client: TestClient, lan: Worker) -> None:
    assert client.delete("/staff/session", headers=lan.headers).status_code == 204
    assert_refused(lan.get("/staff/session"), 401, "not_signed_in")


def test_a_sign_in_ends_by_itself(client: TestClient, lan: Worker, clock: SetClock) -> None:
    clock.advance(hours=context_of(client).settings.staff_hours)
    assert_refused(lan.get("/staff/session"), 401, "not_signed_in")


def test_another_password_signs_out_whoever_had_the_old_one(
    client: TestClient, lan: Worker
) -> None:
    context_of(client).staff.set_password("lan", "mot-mat-khau-khac")
    assert_refused(lan.get("/staff/session"), 401, "not_signed_in")
    assert_refused(sign_in(client), 401, "sign_in_refused")
    assert sign_in(client, password="mot-mat-khau-khac").status_code == 201


def test_a_closed_account_is_out_at_once_and_refused_like_an_unknown_one(
    client: TestClient, lan: Worker
) -> None:
    context_of(client).staff.set_active("lan", active=False)
    assert_refused(lan.get("/staff/session"), 401, "not_signed_in")
    assert_refused(sign_in(client), 401, "sign_in_refused")


def test_neither_passwords_nor_tokens_are_stored(client: TestClient, lan: Worker) -> None:
    url = context_of(client).settings.database_url.removeprefix("sqlite:///")
    stored = b"".join(path.read_bytes() for path in Path(url).parent.glob("ward.db*"))
    assert b"lan" in stored
    assert PASSWORD.encode() not in stored
    assert lan.headers["Cookie"].removeprefix("ward_session=").encode() not in stored


def test_what_is_past_its_time_is_forgotten(
    client: TestClient, lan: Worker, clock: SetClock
) -> None:
    sign_in(client, password="sai-mat-khau")
    clock.advance(days=2)
    context = context_of(client)
    context.forget_old()
    with context.database.engine.connect() as connection:
        for table in ("staff_sessions", "wrong_sign_ins"):
            rows = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
            assert rows == 0


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.CLERK, [True, False, False]),
        (Role.MANAGER, [True, True, False]),
        (Role.ADMINISTRATOR, [True, True, True]),
    ],
)
def test_each_role_may_do_what_those_before_it_may(role: Role, allowed: list[bool]) -> None:
    assert [role.includes(other) for other in Role] == allowed


# ---- the command ----


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs the command with a password from a pipe."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/ward.db")

    def run(*arguments: str, password: str = PASSWORD) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return main(list(arguments))

    return run


def test_an_account_is_made_from_the_command_line(
    tmp_path: Path, clock: SetClock, search: Search, typed
) -> None:
    assert typed("create-user", "Truong", "--name", "Trần Trường", "--role", "manager") == 0
    with TestClient(create_app(settings_for(tmp_path), clock, search)) as client:
        client.base_url = client.base_url.join("/api/v1")
        staff = sign_in(client, "truong").json()["staff"]
    assert (staff["name"], staff["role"]) == ("Trần Trường", "manager")


def test_what_the_command_refuses_it_explains(typed, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("create-user", "lan", password="ngan") == 1
    assert "at least 10 characters" in capsys.readouterr().err
    assert typed("set-password", "lan") == 1
    assert "no account" in capsys.readouterr().err
    assert typed("create-user", "lan") == 0
    assert typed("create-user", "LAN") == 1
    assert "already" in capsys.readouterr().err
    assert typed("close-user", "lan") == typed("open-user", "lan") == 0
