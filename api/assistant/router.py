"""Conversation endpoints for visitors."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, WebSocket, WebSocketDisconnect
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.assistant.repository import ConversationRow
from api.assistant.schemas import (
    ConversationChange,
    ConversationOpened,
    ConversationRequest,
    History,
    MessageRequest,
    MessageResponse,
)
from api.context import Context, ContextOf
from api.errors import ApiError, InvalidRequest, problem_of
from api.rate_limits import limited

router = APIRouter(prefix="/conversations", tags=["conversations"])

ConversationId = Annotated[str, Path(max_length=64)]
_TOKEN = HTTPBearer(auto_error=False, description="The token that opening a conversation gave.")
_SILENCE_S = 600
"""A stream without a frame for this long is closed; the client opens it again."""


def _bearer(header: str | None) -> str | None:
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def authorised(
    conversation_id: ConversationId,
    context: ContextOf,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_TOKEN)],
) -> ConversationRow:
    """Reads the conversation and checks its token."""
    token = bearer.credentials if bearer else None
    return context.conversations.authorise(conversation_id, token)


Authorised = Annotated[ConversationRow, Depends(authorised)]


@router.post("", status_code=201, dependencies=[Depends(limited("conversations"))])
def open_conversation(body: ConversationRequest, context: ContextOf) -> ConversationOpened:
    """Opens a conversation; its token is told only here."""
    return context.conversations.open_conversation(body)


@router.patch("/{conversation_id}", status_code=204)
def change_conversation(
    body: ConversationChange, conversation: Authorised, context: ContextOf
) -> None:
    """Changes the language."""
    context.conversations.change_locale(conversation, body.locale)


@router.get("/{conversation_id}/messages")
def history(conversation: Authorised, context: ContextOf) -> History:
    """Gives the conversation so far, for a page that was reloaded."""
    return context.conversations.history(conversation)


@router.post("/{conversation_id}/messages")
async def post_message(
    body: MessageRequest,
    conversation: Authorised,
    context: ContextOf,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> MessageResponse:
    """Says something and gives the replies; a resend with the same key is not said twice."""
    context.rate_limits.hit("messages", conversation.id)
    return await context.conversations.post_message(conversation, body, key)


@router.websocket("/{conversation_id}/stream")
async def stream(websocket: WebSocket, conversation_id: str) -> None:
    """Says and hears over one connection; frames are those of ``POST …/messages``."""
    context: Context = websocket.app.state.context
    offered = websocket.scope.get("subprotocols") or []
    token = _bearer(websocket.headers.get("authorization"))
    if token is None and len(offered) == 2 and offered[0] == "bearer":
        token = offered[1]
    await websocket.accept(subprotocol="bearer" if offered[:1] == ["bearer"] else None)
    with contextlib.suppress(WebSocketDisconnect):
        try:
            conversation = await run_in_threadpool(
                context.conversations.authorise, conversation_id, token
            )
        except ApiError as error:
            await websocket.send_json(problem_of(error))
            await websocket.close(code=1008)
            return
        while True:
            try:
                message = await asyncio.wait_for(websocket.receive(), _SILENCE_S)
            except TimeoutError:
                await websocket.close(code=1000)
                return
            if message["type"] == "websocket.disconnect":
                return
            frame = message.get("text") or message.get("bytes") or ""
            await websocket.send_json(await _answer_frame(context, conversation, frame))


async def _answer_frame(context: Context, conversation: ConversationRow, frame: str | bytes) -> Any:
    try:
        try:
            request = MessageRequest.model_validate_json(frame)
        except ValidationError as error:
            raise InvalidRequest from error
        # The token may have expired since the connection was opened.
        context.conversations.check_unexpired(conversation)
        context.rate_limits.hit("messages", conversation.id)
        response = await context.conversations.post_message(conversation, request, None)
        return response.model_dump(mode="json", by_alias=True, exclude_none=True)
    except ApiError as error:
        return problem_of(error)
