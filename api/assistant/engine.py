"""Speaks to the dialogue engine (Rasa) through its own channel."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import httpx2 as httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.assistant.schemas import Choice, Pace, Reply, ReplyKind, Turn, TurnStatus
from knowledge_base.answers.texts import Locale


class EngineDown(Exception):
    """The dialogue engine did not answer usefully in time."""


class _Button(BaseModel):
    title: str
    payload: str


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="ignore")

    status: TurnStatus = TurnStatus.ANSWERED
    kind: ReplyKind | None = None
    locale: Locale | None = None
    pace: Pace | None = None
    expects: Literal["contact"] | None = None


class _Utterance(BaseModel):
    """One item of the channel's answer."""

    model_config = ConfigDict(extra="ignore")

    text: str | None = None
    buttons: list[_Button] = Field(default_factory=list)
    custom: Turn | None = None
    metadata: _Metadata | None = None


class _Answer(BaseModel):
    """The channel's answer: what was said, and what staff may see of how it came about."""

    model_config = ConfigDict(extra="ignore")

    messages: list[_Utterance]
    trace: dict[str, Any] = Field(default_factory=dict)


def read_turn(body: Any) -> Turn:
    """Reads the channel's answer as one turn.

    Raises:
        EngineDown: The answer is empty or has another shape.
    """
    try:
        answer = _Answer.model_validate(body)
    except ValidationError as error:
        raise EngineDown("answer of another shape") from error
    turn = Turn(status=TurnStatus.ANSWERED, replies=[], trace=answer.trace)
    statuses: list[TurnStatus] = []
    for utterance in answer.messages:
        if utterance.custom is not None:
            turn.replies += utterance.custom.replies
            statuses.append(utterance.custom.status)
            turn.procedure_code = utterance.custom.procedure_code or turn.procedure_code
            if utterance.custom.ticket_id is not None:
                turn.ticket_id = utterance.custom.ticket_id
            turn.options = utterance.custom.options or turn.options
            turn.trace |= utterance.custom.trace
        elif utterance.text:
            choices = [Choice(title=item.title, choice=item.payload) for item in utterance.buttons]
            metadata = utterance.metadata or _Metadata()
            kind = metadata.kind or (ReplyKind.CHOICES if choices else ReplyKind.TEXT)
            turn.replies.append(Reply(kind=kind, text=utterance.text, choices=choices or None))
            statuses.append(metadata.status)
            turn.locale = metadata.locale or turn.locale
            turn.pace = metadata.pace or turn.pace
            turn.expects = metadata.expects or turn.expects
    if not turn.replies:
        raise EngineDown("empty answer")
    # What was asked is answered first; a form may ask its own question again after it.
    turn.status = statuses[0]
    return turn


class DialogueEngine:
    """Client of Rasa's channel ``assistant``."""

    def __init__(self, url: str, secret: str, timeout_s: float) -> None:
        """Takes the address, the shared secret (empty: not used) and the longest wait."""
        self._secret = secret
        self._timeout_s = timeout_s
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 1.0)),
            headers={"Authorization": f"Bearer {secret}"},
        )

    async def send(
        self, conversation_id: str, message: str, metadata: dict[str, str | None]
    ) -> Turn:
        """Sends one message and reads the turn.

        Raises:
            EngineDown: There is no useful answer in time.
        """
        if not self._secret:
            raise EngineDown("not configured")
        try:
            # The client's own limit counts from the last byte; this one counts the whole call.
            async with asyncio.timeout(self._timeout_s):
                response = await self._client.post(
                    "/webhooks/assistant/webhook",
                    json={"sender": conversation_id, "message": message, "metadata": metadata},
                )
            response.raise_for_status()
            return read_turn(response.json())
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            raise EngineDown(type(error).__name__) from error

    async def is_up(self) -> bool:
        """Says whether a model is loaded and answers."""
        if not self._secret:
            return True
        try:
            return (await self._client.get("/", timeout=1.0)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
