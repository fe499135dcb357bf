"""The application on a database of its own, with a clock that tests set."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.database import Database
from api.settings import Settings
from knowledge_base.search.engine import Search
from tests.conftest import needs


class SetClock:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday, 8:00 in Việt Nam

    def now(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        self.moment += timedelta(**span)


def settings_for(folder: Path, **values: object) -> Settings:
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder}/ward.db",
            "service_key": "key-of-the-action-server",
            "rate_limits": "off",
        }
        | values
    )


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def client(tmp_path: Path, clock: SetClock, search: Search) -> Iterator[TestClient]:
    app = create_app(settings_for(tmp_path), clock, search)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.base_url = client.base_url.join("/api/v1")
        yield client


class Visitor:
    """One conversation through the public endpoints."""

    def __init__(self, client: TestClient, locale: str = "vi") -> None:
        opened = client.post("/conversations", json={"channel": "web", "locale": locale})
        assert opened.status_code == 201
        self.client, self.opened = client, opened.json()
        self.headers = {"Authorization": f"Bearer {self.opened['token']}"}
        self.path = f"/conversations/{self.opened['id']}"

    def say(self, text: str, **headers: str):  # type: ignore[no-untyped-def]
        return self.post({"text": text}, **headers)

    def choose(self, choice: str, **headers: str):  # type: ignore[no-untyped-def]
        return self.post({"choice": choice}, **headers)

    def post(self, body: object, **headers: str):  # type: ignore[no-untyped-def]
        return self.client.post(f"{self.path}/messages", json=body, headers=self.headers | headers)


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    return Visitor(client)


@pytest.fixture
def postgresql() -> str:
    """Address of a PostgreSQL database without tables."""
    url = os.environ.get("TEST_POSTGRESQL_URL", "")
    needs(bool(url), "a PostgreSQL server in TEST_POSTGRESQL_URL")
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return url
