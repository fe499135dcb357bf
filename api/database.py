"""The database: SQLite on one PC, PostgreSQL in a city, the same code."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from alembic import command
from alembic.config import Config
from anyio import Lock, to_thread
from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

Result = TypeVar("Result")

UPSERTS: dict[str, Callable[[type[Any]], Any]] = {
    "sqlite": sqlite_insert,
    "postgresql": postgresql_insert,
}
"""``INSERT … ON CONFLICT`` of each database; SQLAlchemy has no common word for it."""

_WAIT_MS = 10_000
"""Longest wait for another process's write on SQLite."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets zones, so they are added when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Stores UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Reads UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of all tables."""


class _Job(Generic[Result]):
    """A writing act that waits for its turn, and what came of it."""

    def __init__(self, act: Callable[[Session], Result], lock: str) -> None:
        self.act = act
        self.lock = lock
        self.done = False
        self._result: Result | None = None
        self._error: Exception | None = None

    def succeed(self, result: Result) -> None:
        self._result, self.done = result, True

    def fail(self, error: Exception) -> None:
        self._error, self.done = error, True

    def outcome(self) -> Result:
        if self._error is not None:
            raise self._error
        return cast(Result, self._result)


class Database:
    """Sessions on the database; a request is one transaction."""

    def __init__(self, url: str) -> None:
        """Prepares an engine.

        Args:
            url: SQLAlchemy address; ``sqlite:///var/ward.db`` or ``postgresql://…``.
        """
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed.render_as_string(hide_password=False)
        self._is_sqlite = parsed.get_backend_name() == "sqlite"
        if self._is_sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = create_engine(
            self.url,
            pool_size=20,
            max_overflow=30,
            pool_pre_ping=not self._is_sqlite,
            hide_parameters=True,  # errors are logged, and what visitors said is not
        )
        self._writer = self.engine
        self._jobs: list[_Job[Any]] = []
        self._committing = Lock()
        # Waiting for SQLite's one writer in turn beats its polling; other processes still poll.
        self._turn = threading.Lock() if self._is_sqlite else nullcontext()
        if self._is_sqlite:
            self._writer = self.engine.execution_options(begin="IMMEDIATE")
            _prepare_sqlite(self.engine)

    async def write_together(self, act: Callable[[Session], Result], lock: str) -> Result:
        """Does a writing act in one transaction with others that came meanwhile.

        A commit waits for the disk: while one does, those who come next gather, and share the next
        one. Where an act fails, each of its batch is done again in a transaction of its own, so an
        act must do nothing but read and write the session.

        Args:
            act: What is done.
            lock: What the act locks. Acts of one lock are done in the order in which they came,
                locks in the order of their names, so that two processes cannot wait for each other.
        """
        job = _Job(act, lock)
        self._jobs.append(job)
        async with self._committing:
            if not job.done:
                batch, self._jobs = sorted(self._jobs, key=lambda job: job.lock), []
                await to_thread.run_sync(self._commit, batch)
        return job.outcome()

    def _commit(self, batch: list[_Job[Any]], again: bool = True) -> None:
        try:
            with self.write() as session:
                results = [job.act(session) for job in batch]
        except Exception as error:
            alone = len(batch) == 1
            # Alone, an act is tried again only where the database broke a deadlock with it.
            if alone and not (again and isinstance(error, OperationalError)):
                batch[0].fail(error)
                return
            for job in batch:
                self._commit([job], again=not alone)
            return
        for job, result in zip(batch, results, strict=True):
            job.succeed(result)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Gives a session whose changes are thrown away."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Gives a session that is committed at the end, or rolled back on an error."""
        with (
            self._turn,
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def migrate(self, revision: str = "head") -> None:
        """Brings the tables to the newest form, or to that of a revision."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["engine"] = self.engine
        command.upgrade(config, revision)

    def close(self) -> None:
        """Gives back all connections."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: object, record: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions of its own: we choose their kind below.
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: a number that was given out survives a power cut.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # IMMEDIATE takes the write lock at once, so that two writers cannot deadlock.
        kind = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")
