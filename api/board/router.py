"""Endpoints of the wall screens and of the ward's notices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.board.schemas import Board, Notice, NoticeRequest
from api.context import ContextOf
from api.rate_limits import limited
from api.staff.access import Manager

router = APIRouter(prefix="/board", tags=["board"])


@router.get("", dependencies=[Depends(limited("reads"))])
def show_board(context: ContextOf) -> Board:
    """Shows the last calls, the counters, the lines and the notices."""
    return context.board.show_board()


@router.get("/events", response_class=EventSourceResponse, dependencies=[Depends(limited("reads"))])
async def board_events(
    context: ContextOf,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Streams events ``call`` and ``board``; after a cut, first the calls that were missed."""
    is_number = last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit()
    after = int(last_event_id) if is_number and last_event_id else None
    async for event in context.board_feed.listen(after):
        yield event


@router.post("/notices", status_code=201)
def put_up_notice(body: NoticeRequest, staff: Manager, context: ContextOf) -> Notice:
    """Puts up a notice."""
    return context.board.put_up_notice(staff, body)


@router.delete("/notices/{notice_id}", status_code=204)
def take_down_notice(
    notice_id: Annotated[str, Path(max_length=64)], staff: Manager, context: ContextOf
) -> None:
    """Takes down a notice."""
    context.board.take_down_notice(notice_id)
