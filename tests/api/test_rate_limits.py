"""How often one address or one conversation may call."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.rate_limits import load_rate_limits
from api.settings import Settings
from knowledge_base.search.engine import Search
from knowledge_base.yaml_file import KnowledgeBaseError
from tests.api.conftest import SetClock, Visitor, settings_for

FEW = """\
conversations: 3/minute
messages: 2/minute
tickets: 2/minute
feedback: 2/minute
searches: 2/minute
reads: 2/minute
sign_ins: 2/minute
"""


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    folder = tmp_path / "ward"
    folder.mkdir()
    (folder / "rate_limits.yaml").write_text(FEW)
    return folder


@pytest.fixture
def limited(tmp_path: Path, ward: Path, search: Search) -> Iterator[TestClient]:
    settings = settings_for(tmp_path, rate_limits="on", ward_dir=ward)
    with TestClient(create_app(settings, SetClock(), search)) as client:
        client.base_url = client.base_url.join("/api/v1")
        yield client


def test_limits_are_on_unless_they_are_switched_off() -> None:
    assert Settings.model_fields["rate_limits"].default == "on"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/search?q=khai sinh", None),
        ("GET", "/procedures", None),
        ("GET", "/tickets/none", None),
        ("POST", "/tickets", {"service_group": "ho-tich"}),
        ("POST", "/tickets/none/cancel", None),
        ("POST", "/feedback", {"rating": 4}),
    ],
)
def test_one_call_too_many_is_told_when_to_come_back(
    limited: TestClient, method: str, path: str, body: object
) -> None:
    for n in range(3):
        response = limited.request(method, path, json=body, headers={"Idempotency-Key": str(n)})
        assert (response.status_code == 429) is (n == 2)
    assert response.json()["code"] == "too_many_requests"
    assert response.headers["content-type"] == "application/problem+json"
    assert 1 <= int(response.headers["retry-after"]) <= 60


def test_opening_conversations_is_limited(limited: TestClient) -> None:
    answers = [limited.post("/conversations", json={}).status_code for _ in range(4)]
    assert answers == [201, 201, 201, 429]


def test_messages_are_counted_for_each_conversation(limited: TestClient) -> None:
    first, second = Visitor(limited), Visitor(limited)
    assert [first.choose("person").status_code for _ in range(3)] == [200, 200, 429]
    assert second.choose("person").status_code == 200


def test_a_message_over_the_limit_is_not_stored(limited: TestClient) -> None:
    visitor = Visitor(limited)
    for _ in range(4):
        visitor.choose("person")
    history = limited.get(f"{visitor.path}/messages", headers=visitor.headers).json()
    assert len(history["messages"]) == 1 + 2 * 2


def test_a_visitor_without_the_token_does_not_use_up_the_limit(limited: TestClient) -> None:
    visitor = Visitor(limited)
    for _ in range(3):
        limited.post(f"{visitor.path}/messages", json={"choice": "person"})
    assert visitor.choose("person").status_code == 200


def test_switched_off_nothing_is_limited(tmp_path: Path, ward: Path, search: Search) -> None:
    settings = settings_for(tmp_path, rate_limits="off", ward_dir=ward)
    with TestClient(create_app(settings, SetClock(), search)) as client:
        answers = {client.get("/api/v1/procedures").status_code for _ in range(5)}
    assert answers == {200}


def test_a_limit_that_cannot_be_read_is_told_with_its_file(ward: Path) -> None:
    (ward / "rate_limits.yaml").write_text(FEW.replace("3/minute", "often"))
    with pytest.raises(KnowledgeBaseError, match=r"rate_limits\.yaml.*conversations"):
        load_rate_limits(ward)
