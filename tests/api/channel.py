"""The ward's official channel, for tests: a real web server that fails, hangs and forgets."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Channel", dict[str, Any]], int | None]


def accept(channel: "Channel", heard: dict[str, Any]) -> int:
    return 200


def hang(channel: "Channel", heard: dict[str, Any]) -> None:
    channel.closing.wait(60)


class Channel:
    """Keeps each request with its headers; ``answer`` gives the status, or none at all."""

    def __init__(self, answer: Answer = accept) -> None:
        self.answer = answer
        self.heard: list[dict[str, Any]] = []
        self.arrived, self.closing = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/complaints"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def keys(self) -> list[str]:
        return [request["key"] for request in self.heard]

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        channel = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = {
                    "key": self.headers["Idempotency-Key"],
                    "token": self.headers["Authorization"],
                    "body": json.loads(self.rfile.read(int(self.headers["Content-Length"]))),
                }
                channel.heard.append(request)
                channel.arrived.set()
                status = channel.answer(channel, request)
                if status is not None:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    """The sender has stopped waiting, or was killed."""

            def log_message(self, *_: object) -> None:
                """Keeps quiet."""

        return Handler
