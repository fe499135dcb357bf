"""Health and metrics endpoints."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.context import Context, ContextOf

router = APIRouter(tags=["health"])


class Live(BaseModel):
    """The process answers."""

    live: bool


class Ready(BaseModel):
    """Whether visitors can be served.

    Attributes:
        ready: The database answers, the search is loaded and the dialogue engine has been up.
        database: The database answers now.
        search: The search is loaded.
        bot: The dialogue engine answers now; while it does not, search answers directly.
    """

    ready: bool
    database: bool
    search: bool
    bot: bool


@router.get("/health/live")
def live() -> Live:
    """Says that the process answers."""
    return Live(live=True)


@router.get("/health/ready", responses={503: {"model": Ready}})
async def ready(context: ContextOf, response: Response) -> Ready:
    """Says whether visitors can be served."""
    database = await run_in_threadpool(_database_answers, context)
    bot = await context.engine.is_up()
    context.engine_seen = context.engine_seen or bot
    state = Ready(ready=database and context.engine_seen, database=database, search=True, bot=bot)
    if not state.ready:
        response.status_code = 503
    return state


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics() -> Response:
    """Gives the process's figures in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _database_answers(context: Context) -> bool:
    try:
        with context.database.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
