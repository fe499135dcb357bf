"""Databases for tests that several processes or threads share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.database import Database
from tests.conftest import needs

EACH_DATABASE = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """Gives the address of a database with empty tables."""
    if kind == "sqlite":
        url = f"sqlite:///{folder}/race.db"
        Database(url).migrate()
        yield url
        return
    url = os.environ.get("TEST_POSTGRESQL_URL", "")
    needs(bool(url), "a PostgreSQL server in TEST_POSTGRESQL_URL")
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.migrate()
    yield url
    database.close()
