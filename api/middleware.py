"""What happens to every request: size limit, security headers, figures."""

from __future__ import annotations

import time

from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLarge, problem_response

MOST_BODY_BYTES = 64 * 1024
"""The longest body of any request is a few kilobytes."""

_SECONDS = Histogram(
    "http_request_seconds",
    "Time to answer a request, in seconds.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


class BodyLimit:
    """Refuses bodies that no request needs, before they are read whole."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the application behind it."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts the body while it is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > MOST_BODY_BYTES:
            await problem_response(BodyTooLarge())(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BODY_BYTES:
                # FastAPI lets this one through while it reads; any other would become a 400.
                raise HTTPException(BodyTooLarge.status)
            return message

        await self._app(scope, counted, send)


class SecurityHeaders:
    """Adds the headers that keep pages from running what is not ours."""

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        """Takes the sites that may frame our pages."""
        self._app = app
        self._headers = {
            "Content-Security-Policy": (
                "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; "
                "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                f"frame-ancestors {frame_ancestors}"
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the headers to each response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, with_headers)


class Figures:
    """Measures the time of each request by its route, never by its full address."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the application behind it."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measures one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            _SECONDS.labels(scope["method"], route, str(status)).observe(
                time.perf_counter() - started
            )
