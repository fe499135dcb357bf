"""Builds the application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api.assistant import internal as action_server
from api.assistant import router as conversations
from api.board import router as board
from api.clock import Clock, SystemClock
from api.complaints import router as complaints
from api.context import Context, build_context
from api.counters import router as counters
from api.devices import router as devices
from api.errors import PROBLEM_JSON, Problem, add_error_handlers
from api.feedback import router as feedback
from api.health import router as health
from api.middleware import BodyLimit, Figures, SecurityHeaders
from api.procedures import router as procedures
from api.settings import Settings
from api.staff import router as staff
from api.tickets import router as tickets
from api.ward import router as ward
from knowledge_base.search.engine import Search
from knowledge_base.search.live import LiveSearch, Refresher

logger = logging.getLogger(__name__)

_WEB = Path(__file__).parent / "web"
_TIDY_EVERY_S = 3600
_REFRESH_EVERY_S = 0.25
_SETTLE_EVERY_S = 5.0
_PROBLEM = {PROBLEM_JSON: {"schema": Problem.model_json_schema()}}


async def _tidy(context: Context) -> None:
    """Deletes what is past its time, every hour."""
    while True:
        try:
            await run_in_threadpool(context.forget_old)
        except Exception:  # the next round may succeed; visitors are served meanwhile
            logger.exception("could not delete what is past its time")
        await asyncio.sleep(_TIDY_EVERY_S)


async def _repeat(act: Callable[[], bool], every_s: float) -> None:
    """Looks for changed records for ever."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await run_in_threadpool(act)
        except Exception:  # visitors are served from what is in use
            logger.exception("could not look for changed records")


def _board_unread(error: Exception) -> None:
    logger.error("could not read what boards show", exc_info=error)


def create_app(
    settings: Settings | None = None, clock: Clock | None = None, search: Search | None = None
) -> FastAPI:
    """Builds the application; what is not given is made from the environment.

    Args:
        settings: The installation's settings.
        clock: The one clock.
        search: An opened search; opened from the settings when not given.
    """
    settings = settings or Settings()
    logging.basicConfig(level=settings.log_level)
    # Addresses of requests hold ids of conversations and tickets: whoever knows one may use it.
    logging.getLogger("httpx2").setLevel(logging.WARNING)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sources = (
            settings.index_dir,
            settings.catalogue_dir,
            settings.ward_dir,
            settings.encoder,
        )
        watches = []
        if search is not None:
            live = LiveSearch(search)
        else:
            refresher = Refresher(*sources)
            live = refresher.live
            watches = [
                _repeat(refresher.refresh, _REFRESH_EVERY_S),
                _repeat(refresher.settle, _SETTLE_EVERY_S),
            ]
        context = build_context(settings, clock or SystemClock(), live)
        app.state.context = context
        if settings.rate_limits == "off":
            logger.warning("rate limits are off: for load tests on loopback only")
        if context.delivery is not None:
            watches.append(context.delivery.run())
        watches.append(context.board_feed.run(_board_unread))
        tasks = [asyncio.create_task(task) for task in (_tidy(context), *watches)]
        yield
        for task in tasks:
            task.cancel()
        if context.delivery is not None:
            await context.delivery.close()
        await context.engine.close()
        context.database.close()

    app = FastAPI(
        title="Ward assistant",
        version="0.1.0",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"4XX": {"description": "Problem (RFC 9457)", "content": _PROBLEM}},
    )
    add_error_handlers(app)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PATCH"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    app.add_middleware(Figures)
    api = APIRouter(prefix="/api/v1")
    for noun in (  # tried in this order: what is called most comes first
        *(tickets, conversations, action_server, procedures, feedback, complaints),
        *(ward, board, counters, staff, devices, health),
    ):
        api.include_router(noun.router)
    app.include_router(api)
    app.include_router(health.router, include_in_schema=False)
    _add_pages(app)
    return app


def _add_pages(app: FastAPI) -> None:
    """Serves what browsers load."""

    @app.get("/", include_in_schema=False)
    def home() -> FileResponse:
        return FileResponse(_WEB / "index.html")

    @app.get("/phieu/{ticket_id}", include_in_schema=False)
    def ticket_page(ticket_id: str) -> FileResponse:
        return FileResponse(_WEB / "ticket.html")

    @app.get("/giay-to/{code}", include_in_schema=False)
    def checklist_page(code: str) -> FileResponse:
        return FileResponse(_WEB / "giay-to.html")

    @app.get("/favicon.svg", include_in_schema=False)
    def icon() -> FileResponse:
        return FileResponse(_WEB / "favicon.svg")

    for folder in ("widget", "shared", "pages"):
        app.mount(f"/{folder}", StaticFiles(directory=_WEB / folder), name=folder)
