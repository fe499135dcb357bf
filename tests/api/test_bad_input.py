"""Whatever is sent, the answer is a clear problem in Vietnamese and nothing is lost."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, Visitor, settings_for

LONG = "9" * 5000
BOMB = b"[" * 30_000
DEEP = b'{"text":' * 5_000 + b"1" + b"}" * 5_000
KEY = {"Idempotency-Key": "k"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, search: Search) -> Iterator[TestClient]:
    """One service for all that is sent here: what is bad must not harm what comes after it."""
    app = create_app(settings_for(tmp_path_factory.mktemp("bad")), SetClock(), search)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.base_url = client.base_url.join("/api/v1")
        yield client


def assert_refused(response: Response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert_is_problem(response)


def assert_is_problem(response: Response) -> None:
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "code"}
    assert problem["status"] == response.status_code
    assert re.search("[à-ỹđ]", problem["detail"])


# ---- what a visitor may type ----


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t\r\n",
        "\u3000",
        "\x00\x01\x1b",
        "\u200b\u200d\ufeff",
        "\u202e\u2066",
        "/",
        "///",
    ],
)
def test_a_text_with_nothing_to_read_is_refused(visitor: Visitor, text: str) -> None:
    assert_refused(visitor.say(text), 422, "empty_text")


def test_a_text_of_301_characters_is_refused(visitor: Visitor) -> None:
    assert_refused(visitor.say("ă" * 301), 422, "text_too_long")


def test_characters_that_cannot_be_seen_do_not_count(visitor: Visitor) -> None:
    assert visitor.say("\u200b" * 500 + "khai sinh").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "khai\x00 sinh\x1b[31m",
        "khai\u200b sinh\u202e hnis",
        "👨\u200d👩\u200d👧 khai sinh 🇻🇳",
        "'; DROP TABLE messages; --",
        '" OR 1=1 --',
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} %s %n {0}",
        "../../etc/passwd",
        "ﷺ" * 300,  # each expands to 18 letters
        "🏳" * 300,
        "a\u0301" * 100,
        "\\ud800 \\n \\x00",
    ],
)
def test_what_looks_dangerous_is_only_text(visitor: Visitor, text: str) -> None:
    assert visitor.say(text).status_code == 200
    history = visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers).json()
    stored = history["messages"][1]["text"]
    visible = unicodedata.normalize("NFC", re.sub("[\x00\x1b\u200b\u200d\u202e]", "", text))
    assert stored == visible


# ---- messages of the wrong form ----


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": "a", "choice": "person"},
        {"text": 1},
        {"text": True},
        {"text": ["a"]},
        {"text": {"a": "b"}},
        {"text": "a", "role": "assistant"},
        {"choice": 1},
        {"choice": "person", "title": 1},
        {"choice": "person", "title": "a" * 301},
        [],
        [{"text": "a"}],
        "text",
        1,
        None,
        True,
        {"text": "a" * 20_000},
        {"a" * 1000: "b"},
    ],
)
def test_a_message_of_another_form_is_refused(visitor: Visitor, body: object) -> None:
    assert_refused(visitor.post(body), 422, "invalid_request")


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "unheard",
        "procedure:",
        "procedure:1.0",
        "procedure:1.001193\n",
        "procedure:../../x",
        "aspect:price",
        "group:Hộ tịch",
        "group:" + "a" * 61,
        "rate:0",
        "rate:5",
        "rate:٣",
        "ticket:cancel ",
        "/restart",
        'greet{"a": 1}',
    ],
)
def test_a_choice_that_does_not_exist_is_refused(visitor: Visitor, choice: str) -> None:
    assert_refused(visitor.choose(choice), 422, "invalid_request")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"text=a",
        b"{'text': 'a'}",
        b'{"text": "a"',
        b'{"text": "\xff\xfe"}',
        b"\xff\xfe\x00",
        b'{"text": "khai sinh \\ud83d"}',
        BOMB,
        DEEP,
        b'{"text": NaN}',
        b'{"text": ' + LONG.encode() + b"}",
        b'{"text": 1e999}',
        b'{"\\ud800": 1}',
        b"\x00" * 100,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_that_is_no_message_is_refused(visitor: Visitor, body: bytes) -> None:
    refused = visitor.client.post(
        f"{visitor.path}/messages", content=body, headers=visitor.headers | JSON
    )
    assert_refused(refused, 422, "invalid_request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/", ""]
)
def test_a_body_of_another_content_type_is_refused(visitor: Visitor, kind: str) -> None:
    refused = visitor.client.post(
        f"{visitor.path}/messages",
        content=b'{"text": "a"}',
        headers=visitor.headers | {"Content-Type": kind},
    )
    assert_refused(refused, 422, "invalid_request")


def test_what_was_sent_is_not_repeated_in_the_problem(visitor: Visitor) -> None:
    refused = visitor.post({"text": 912345678, "0912345678": "a", "choice": ["0987654321"]})
    assert_is_problem(refused)
    assert not re.search(r"\d{5}", refused.text)


# ---- size ----


def test_a_body_of_10_mb_is_refused(visitor: Visitor) -> None:
    assert_refused(visitor.say("a" * 10_000_000), 413, "body_too_large")


def test_a_body_of_10_mb_that_does_not_tell_its_length_is_refused(visitor: Visitor) -> None:
    pieces = (b"a" * 100_000 for _ in range(100))
    refused = visitor.client.post(
        f"{visitor.path}/messages", content=pieces, headers=visitor.headers | JSON
    )
    assert_refused(refused, 413, "body_too_large")


def test_a_length_that_is_no_number_is_not_trusted(visitor: Visitor) -> None:
    refused = visitor.client.post(
        f"{visitor.path}/messages",
        content=b"a" * 100_000,
        headers=visitor.headers | JSON | {"Content-Length": "few"},
    )
    assert_refused(refused, 413, "body_too_large")


# ---- keys and tokens ----


@pytest.mark.parametrize("key", ["", "a" * 201])
def test_a_key_that_is_empty_or_too_long_is_refused(visitor: Visitor, key: str) -> None:
    assert_refused(visitor.say("a", **{"Idempotency-Key": key}), 422, "invalid_request")


@pytest.mark.parametrize("token", ["a" * 5000, "\xff\xfe", "' OR 1=1 --", "null"])
def test_a_token_of_any_form_is_only_wrong(visitor: Visitor, token: str) -> None:
    header = b"Bearer " + token.encode("latin-1")
    refused = visitor.client.get(f"{visitor.path}/messages", headers={"Authorization": header})
    assert_refused(refused, 401, "unauthorised")


# ---- other calls ----


@pytest.mark.parametrize(
    "body",
    [
        {"channel": "telegram"},
        {"channel": 1},
        {"locale": "fr"},
        {"locale": None},
        {"locale": ["vi"]},
        {"channel": "web", "id": "mine"},
        [],
        "web",
        None,
    ],
)
def test_a_conversation_of_another_form_is_not_opened(client: TestClient, body: object) -> None:
    assert_refused(client.post("/conversations", json=body), 422, "invalid_request")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid_request"),
        ({"service_group": 1}, 422, "invalid_request"),
        ({"service_group": ["ho-tich"]}, 422, "invalid_request"),
        ({"service_group": "ho-tich", "number": "A001"}, 422, "invalid_request"),
        ({"service_group": "ho-tich", "priority": "minister"}, 422, "priority_not_found"),
        ({"service_group": "a" * 61}, 422, "invalid_request"),
        ({"service_group": ""}, 422, "service_group_not_found"),
        ({"service_group": "'; --"}, 422, "service_group_not_found"),
        ({"service_group": "../ho-tich"}, 422, "service_group_not_found"),
        ({"procedure_code": "9.999999"}, 404, "procedure_not_found"),
        ({"procedure_code": ""}, 404, "procedure_not_found"),
        ({"procedure_code": 1.001193}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
def test_a_wrong_ticket_is_not_issued(
    client: TestClient, body: object, status: int, code: str
) -> None:
    assert_refused(client.post("/tickets", json=body, headers=KEY), status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid_request"),
        ({"rating": 0}, 422, "invalid_request"),
        ({"rating": 5}, 422, "invalid_request"),
        ({"rating": "4"}, 422, "invalid_request"),
        ({"rating": 3.5}, 422, "invalid_request"),
        ({"rating": True}, 422, "invalid_request"),
        ({"rating": 10**30}, 422, "invalid_request"),
        ({"rating": None}, 422, "invalid_request"),
        ({"rating": 4, "reasons": "slow"}, 422, "invalid_request"),
        ({"rating": 4, "reasons": ["a b"]}, 422, "invalid_request"),
        ({"rating": 4, "reasons": ["slow"] * 9}, 422, "invalid_request"),
        ({"rating": 4, "comment": "a" * 501}, 422, "invalid_request"),
        ({"rating": 4, "ticket_id": "none"}, 404, "ticket_not_found"),
        ({"rating": 4, "ticket_id": "a" * 65}, 422, "invalid_request"),
    ],
)
def test_a_wrong_rating_is_not_stored(
    client: TestClient, body: object, status: int, code: str
) -> None:
    assert_refused(client.post("/feedback", json=body, headers=KEY), status, code)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tickets", b'{"service_group": "\\ud800"}'),
        ("/tickets", b'{"procedure_code": "\\ud800"}'),
        ("/feedback", b'{"rating": 4, "ticket_id": "\\ud800"}'),
        ("/feedback", b'{"rating": 4, "comment": "\\ud800"}'),
        ("/conversations", b'{"locale": "\\ud800"}'),
    ],
)
def test_half_a_surrogate_pair_in_a_field_is_refused(
    client: TestClient, path: str, body: bytes
) -> None:
    assert_is_problem(client.post(path, content=body, headers=KEY | JSON))


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/search", 422, "invalid_request"),
        ("/search?q=", 422, "invalid_request"),
        ("/search?q=%20%E2%80%8B", 422, "empty_text"),
        ("/search?q=" + "a" * 301, 422, "invalid_request"),
        ("/search?q=a&limit=0", 422, "invalid_request"),
        ("/search?q=a&limit=21", 422, "invalid_request"),
        ("/search?q=a&limit=many", 422, "invalid_request"),
        ("/search?q=a&limit=" + LONG, 422, "invalid_request"),
        ("/procedures?page=0", 422, "invalid_request"),
        ("/procedures?page=-1", 422, "invalid_request"),
        ("/procedures?page=1e3", 422, "invalid_request"),
        ("/procedures?status=secret", 422, "invalid_request"),
        ("/procedures/9.999999", 404, "procedure_not_found"),
        ("/procedures/" + "1" * 21, 422, "invalid_request"),
        ("/procedures/1.001193?as_of=yesterday", 422, "invalid_request"),
        ("/procedures/1.001193?as_of=2026-02-30", 422, "invalid_request"),
        ("/procedures/1.001193?as_of=0", 422, "invalid_request"),
        ("/procedures/%00", 404, "procedure_not_found"),
        ("/tickets/none", 404, "ticket_not_found"),
        ("/tickets/" + "a" * 65, 422, "invalid_request"),
        ("/tickets/%00", 404, "ticket_not_found"),
        ("/tickets/%27%20OR%201=1--", 404, "ticket_not_found"),
        ("/tickets/none/qr.svg", 404, "ticket_not_found"),
        ("/tickets/%F0%9F%98%80", 404, "ticket_not_found"),
        ("/tickets/%FF%FE", 404, "ticket_not_found"),
        ("/unheard", 404, "not_found"),
    ],
)
def test_a_wrong_address_is_refused(client: TestClient, path: str, status: int, code: str) -> None:
    assert_refused(client.get(path), status, code)


@pytest.mark.parametrize(
    "path",
    [
        "/widget/../app.py",
        "/widget/%2e%2e/app.py",
        "/widget/..%2f..%2fsettings.py",
        "/pages/%2e%2e%2f%2e%2e%2fsettings.py",
        "/shared//etc/passwd",
        "/widget/..%5c..%5csettings.py",
        "/widget/%00",
        "/widget/" + "a" * 5000,
        "/phieu/../api/app.py",
    ],
)
def test_no_path_leads_out_of_what_is_served(client: TestClient, path: str) -> None:
    assert_refused(client.get(f"http://testserver{path}"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/conversations"),
        ("DELETE", "/conversations/x"),
        ("PUT", "/conversations/x/messages"),
        ("GET", "/feedback"),
        ("DELETE", "/tickets/x"),
        ("GET", "/tickets/x/cancel"),
        ("POST", "/search"),
        ("POST", "http://testserver/"),
        ("POST", "http://testserver/widget/client.js"),
        ("BREW", "/search"),
    ],
)
def test_another_method_is_refused(client: TestClient, method: str, path: str) -> None:
    assert_refused(client.request(method, path), 405, "method_not_allowed")


# ---- nothing is lost, nothing is told ----


def test_what_was_stored_before_is_still_there(visitor: Visitor) -> None:
    visitor.choose("group:ho-tich")
    bad: list[Any] = ["", "a" * 301, 1, [], None]
    for text in bad:
        assert visitor.post({"text": text}).status_code == 422
    messages = visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers).json()
    assert [message["role"] for message in messages["messages"]] == [
        "assistant",
        "visitor",
        "assistant",
    ]
    assert visitor.choose("ticket:show").json()["replies"][0]["ticket"]["state"] == "waiting"


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
def test_nothing_that_was_said_stands_in_the_log(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    caplog.set_level(level)
    visitor.say("bà Nguyễn Thị Tuyết, căn cước 012345678901")
    visitor.post({"choice": "person", "title": "bà Tuyết"})
    visitor.post({"choice": "Tuyết"})
    visitor.post({"text": ["Tuyết"], "Tuyết": 1})
    visitor.say("Tuyết" * 100)
    visitor.client.get("/search", params={"q": "bà Tuyết 012345678901"})
    own = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    told = " ".join(record.getMessage() + (record.exc_text or "") for record in own)
    for secret in ("Tuyết", "012345678901", visitor.opened["id"], visitor.opened["token"]):
        assert secret not in told
