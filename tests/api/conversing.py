"""What tests of conversations share: what is stored, and a dialogue engine to talk to."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

from api.app import create_app
from api.context import Context
from api.database import Table
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for

BIRTH = "1.001193"
SECRET = "secret-of-the-tests"
CARD, PHONE = "012345678901", "0912 345 678"


def context_of(client: TestClient) -> Context:
    context: Context = client.app.state.context  # type: ignore[attr-defined]
    return context


def count(client: TestClient, table: type[Table]) -> int:
    with context_of(client).database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def code_of(response: Any) -> str:
    return str(response.json()["replies"][0]["procedure"]["code"])


def ticket_of(response: Any) -> dict[str, Any]:
    ticket: dict[str, Any] = response.json()["replies"][0]["ticket"]
    return ticket


def everything_stored(client: TestClient) -> str:
    """All values of all tables, as one text."""
    with context_of(client).database.read() as session:
        names = [table.name for table in Table.metadata.sorted_tables]
        return json.dumps(
            [
                [list(row) for row in session.execute(text(f"SELECT * FROM {name}"))]
                for name in names
            ],
            default=str,
        )


class Engine:
    """A real HTTP server in the place of Rasa: keeps what it hears, answers what it is told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answered = 0
        self.answer: Callable[[dict[str, Any]], bytes] = lambda _: said("Rasa")
        self.status = 200
        self.secret = SECRET
        self.pause_s = 0.0
        self.drip_s = 0.0
        self.closing = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    @property
    def messages(self) -> list[str]:
        return [request["message"] for request in self.heard]

    def start(self) -> None:
        self.closing.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.closing.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(200, b"Hello from Rasa: 3.6.21")

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.headers["Authorization"] != f"Bearer {engine.secret}":
                    self.reply(401, b"{}")
                    return
                engine.heard.append(request | {"path": self.path})
                body = engine.answer(request)
                engine.closing.wait(engine.pause_s)
                self.reply(engine.status, body)
                engine.answered += 1

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                parts = [bytes([byte]) for byte in body] if engine.drip_s else [body]
                for part in parts:
                    self.wfile.write(part)
                    if engine.closing.wait(engine.drip_s):
                        return

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    """The API has stopped waiting."""

            def log_message(self, *_: object) -> None:
                """Keeps quiet."""

        return Handler


def said(text: str, **more: object) -> bytes:
    return json.dumps({"messages": [{"text": text, **more}]}).encode()


def client_of(engine: Engine, folder: Path, search: Search, **values: object) -> TestClient:
    settings = settings_for(
        folder,
        **{"bot_url": f"http://127.0.0.1:{engine.port}", "bot_secret": SECRET} | values,
    )
    client = TestClient(create_app(settings, SetClock(), search), raise_server_exceptions=False)
    client.base_url = client.base_url.join("/api/v1")
    return client
