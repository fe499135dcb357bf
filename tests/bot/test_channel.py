"""The input channel behind a real HTTP server."""

import logging
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.channel import AssistantInput

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOOD = {"Authorization": "Bearer open-sesame"}
BODY = {"sender": "c-1", "message": "xin chào", "metadata": {"locale": "en"}}


class Server:
    """The channel on a free port; `received` holds what Rasa would have been given."""

    def __init__(self) -> None:
        self.received: list[UserMessage] = []
        self.url = ""
        self.fails = False

    async def handle(self, message: UserMessage) -> None:
        self.received.append(message)
        if self.fails:
            raise RuntimeError(f"cannot handle {message.text}")
        await message.output_channel.send_response(
            message.sender_id,
            {
                "text": "Dòng một\n\nDòng hai",
                "buttons": [{"title": "Gặp cán bộ", "payload": "person"}],
                "metadata": {"status": "done"},
                "utter_action": "utter_x",
            },
        )
        await message.output_channel.send_response(
            message.sender_id, {"text": None, "custom": {"status": "answered", "replies": []}}
        )

    async def post(self, body: Any, headers: dict[str, str] = GOOD) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as session:
            sent = {"data": body} if isinstance(body, bytes) else {"json": body}
            async with session.post(self.url, headers=headers, **sent) as answer:
                return answer.status, await answer.json()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started() -> AsyncIterator[Server]:
    """One server for the module: Sanic can be started once in a process."""
    server = Server()
    app = Sanic("channel", configure_logging=False)
    channel = AssistantInput.from_credentials({"secret": "open-sesame"})
    app.blueprint(channel.blueprint(server.handle), url_prefix="/webhooks/assistant")
    listening = socket.create_server(("127.0.0.1", 0))
    running = await app.create_server(sock=listening, return_asyncio_server=True)
    assert running is not None
    await running.startup()
    server.url = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/assistant/webhook"
    yield server
    running.close()
    await running.wait_closed()
    logging.disable(logging.NOTSET)


@pytest.fixture
def server(started: Server) -> Server:
    started.received.clear()
    started.fails = False
    return started


async def test_replies_come_back_whole_with_buttons_custom_part_and_metadata(
    server: Server,
) -> None:
    status, answer = await server.post(BODY)
    assert (status, answer["trace"]) == (200, {})
    assert answer["messages"] == [
        {
            "text": "Dòng một\n\nDòng hai",
            "buttons": [{"title": "Gặp cán bộ", "payload": "person"}],
            "metadata": {"status": "done"},
        },
        {"custom": {"status": "answered", "replies": []}},
    ]


async def test_sender_text_and_metadata_reach_rasa(server: Server) -> None:
    await server.post(BODY)
    message = server.received[0]
    assert (message.sender_id, message.text) == ("c-1", "xin chào")
    assert (message.metadata, message.input_channel) == ({"locale": "en"}, "assistant")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
async def test_without_the_secret_nothing_reaches_rasa(
    server: Server, headers: dict[str, str]
) -> None:
    status, _ = await server.post(BODY, headers)
    assert (status, server.received) == (401, [])


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        [],
        {"message": "xin chào"},
        {"sender": "c-1", "message": "  "},
        {"sender": "c-1", "message": "a" * 2001},
        {"sender": "c" * 101, "message": "xin chào"},
        {"sender": "c-1", "message": "xin chào", "metadata": "vi"},
    ],
)
async def test_a_malformed_message_is_refused(server: Server, body: Any) -> None:
    status, problem = await server.post(body)
    assert (status, problem["code"]) == (400, "invalid_message")
    assert server.received == []


async def test_a_failure_is_told_and_logged_without_what_was_said(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.fails = True
    status, problem = await server.post(BODY)
    assert (status, problem) == (500, {"code": "bot_failed"})
    assert "RuntimeError" in caplog.text
    assert "xin chào" not in caplog.text


async def test_the_channel_does_not_start_without_a_secret() -> None:
    with pytest.raises(RasaException):
        AssistantInput.from_credentials({"secret": ""})


async def test_debug_records_are_off_once_the_channel_runs(server: Server) -> None:
    assert not logging.getLogger("rasa.core.processor").isEnabledFor(logging.DEBUG)
