"""The input channel through which the API talks to Rasa."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.tracing import start_trace

logger = logging.getLogger(__name__)

_REPLY_PARTS = ("text", "buttons", "custom", "metadata")
_LONGEST_MESSAGE = 2000
_LONGEST_SENDER = 100


def keep_speech_out_of_logs() -> None:
    """Switch DEBUG records off for the whole process: they hold what citizens say."""
    logging.disable(logging.DEBUG)


class WholeReplies(OutputChannel):
    """Collects each reply whole: its text unsplit, with buttons, custom part and metadata."""

    def __init__(self) -> None:
        """Start with no reply."""
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name of the channel in the conditions of responses."""
        return "assistant"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the parts of a reply that the API reads."""
        reply = {part: message[part] for part in _REPLY_PARTS if message.get(part)}
        if reply:
            self.messages.append(reply)


class AssistantInput(InputChannel):
    """`POST /webhooks/assistant/webhook`, guarded by a secret that only the API knows."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel and part of its address."""
        return "assistant"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "AssistantInput":
        """Build the channel from `credentials.yml`."""
        secret = (credentials or {}).get("secret")
        if not secret:
            raise RasaException("credentials.yml: bot.channel.AssistantInput needs a secret.")
        keep_speech_out_of_logs()
        return cls(str(secret))

    def __init__(self, secret: str) -> None:
        """Keep the secret that every request must carry."""
        self._expected = f"Bearer {secret}".encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("assistant_webhook", __name__)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"code": "unauthorized"}, status=401)
            try:
                sender, text, metadata = _read(request)
            except ValueError as error:
                return response.json({"code": "invalid_message", "detail": str(error)}, status=400)
            replies = WholeReplies()
            message = UserMessage(
                text, replies, sender, input_channel=self.name(), metadata=metadata
            )
            trace = start_trace()
            try:
                await on_new_message(message)
            except Exception as error:
                # The message and the traceback would hold what the citizen said.
                logger.error("A message could not be handled: %s", type(error).__name__)
                return response.json({"code": "bot_failed"}, status=500)
            return response.json({"messages": replies.messages, "trace": trace})

        return routes

    def _is_allowed(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, self._expected)


def _read(request: Request) -> tuple[str, str, dict[str, Any]]:
    """Sender, text and metadata of a request, or ValueError."""
    try:
        body = request.json
    except Exception as error:
        raise ValueError("the body is not JSON") from error
    if not isinstance(body, dict):
        raise ValueError("the body is not an object")
    sender, text = body.get("sender"), body.get("message")
    metadata = body.get("metadata") or {}
    if not isinstance(sender, str) or not 0 < len(sender) <= _LONGEST_SENDER:
        raise ValueError("sender is missing or too long")
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_MESSAGE:
        raise ValueError("message is missing or too long")
    if not isinstance(metadata, dict):
        raise ValueError("metadata is not an object")
    return sender, text, metadata
