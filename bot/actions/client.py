"""The one client of the API.

Errors:
    ApiError
    ├── ApiUnreachableError  no answer in time, no connection, or a fault of the API (5xx)
    ├── ApiRefusedError      the API said no (4xx), with a sentence for the visitor
    └── ApiMisspokeError     the answer is not a turn
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.actions.settings import Settings


class ApiError(Exception):
    """The API gave no turn."""


class ApiUnreachableError(ApiError):
    """The API cannot be reached or has failed."""


class ApiMisspokeError(ApiError):
    """The API answered something that is not a turn."""


class ApiRefusedError(ApiError):
    """The API refused the request."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """Keep the HTTP status, the stable code and the sentence for the visitor."""
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Turn:
    """What the API wants said, and what it wants remembered."""

    status: str
    replies: list[dict[str, Any]]
    procedure_code: str | None
    options: list[str]
    ticket_id: str | None
    feedback_id: str | None
    payload: dict[str, Any]

    @classmethod
    def from_payload(cls, payload: Any) -> "Turn":
        """Read a turn, or raise ApiMisspokeError."""
        if not isinstance(payload, dict) or not isinstance(payload.get("status"), str):
            raise ApiMisspokeError("the answer is not a turn")
        replies, options = payload.get("replies"), payload.get("options") or []
        if not isinstance(replies, list) or not all(isinstance(r, dict) for r in replies):
            raise ApiMisspokeError("the turn has no replies")
        return cls(
            status=payload["status"],
            replies=replies,
            procedure_code=payload.get("procedure_code"),
            options=[str(option) for option in options],
            ticket_id=payload.get("ticket_id"),
            feedback_id=payload.get("feedback_id"),
            payload=payload,
        )

    @property
    def aspect(self) -> str | None:
        """The aspect that the turn answers, if it shows a procedure."""
        for reply in self.replies:
            if reply.get("procedure"):
                return reply["procedure"].get("aspect")
        return None

    @property
    def offered(self) -> list[str]:
        """Choice strings of the procedures or groups offered, in the order shown."""
        shown = [
            choice["choice"]
            for reply in self.replies
            for choice in reply.get("choices") or []
            if str(choice.get("choice", "")).startswith(("procedure:", "group:"))
        ]
        return shown or [f"procedure:{code}" for code in self.options]


class WardApi:
    """Calls the API with the service key over one shared HTTP session."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet: the session belongs to the event loop of the first call."""
        self._base = f"{settings.api_url}/api/v1/assistant"
        self._headers = {"X-Service-Key": settings.service_key}
        self._timeout = aiohttp.ClientTimeout(total=settings.api_timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def answer(
        self,
        locale: str,
        text: str | None = None,
        procedure_code: str | None = None,
        chosen_code: str | None = None,
        aspect: str | None = None,
    ) -> Turn:
        """Answer a question, a choice among options, or an aspect of the procedure in hand."""
        body = {
            "text": text,
            "procedure_code": procedure_code,
            "chosen_code": chosen_code,
            "aspect": aspect,
            "locale": locale,
        }
        return await self._call("POST", "/answers", body)

    async def take_ticket(
        self,
        locale: str,
        key: str,
        service_group: str | None = None,
        procedure_code: str | None = None,
        text: str | None = None,
    ) -> Turn:
        """Issue a ticket, or be asked for the group. A repeated `key` issues nothing twice."""
        body = {
            "service_group": service_group,
            "procedure_code": procedure_code,
            "text": text,
            "locale": locale,
        }
        return await self._call("POST", "/tickets", body, key)

    async def show_ticket(self, locale: str, ticket_id: str) -> Turn:
        """How the ticket stands now."""
        return await self._call("GET", f"/tickets/{quote(ticket_id, safe='')}?locale={locale}")

    async def cancel_ticket(self, locale: str, ticket_id: str) -> Turn:
        """Cancel the ticket."""
        path = f"/tickets/{quote(ticket_id, safe='')}/cancel"
        return await self._call("POST", path, {"locale": locale})

    async def give_feedback(
        self,
        locale: str,
        key: str,
        rating: int,
        comment: str | None = None,
        ticket_id: str | None = None,
    ) -> Turn:
        """Send a rating from 1 to 4. A repeated `key` counts once."""
        body = {"rating": rating, "comment": comment, "ticket_id": ticket_id, "locale": locale}
        return await self._call("POST", "/feedback", body, key)

    async def change_feedback(
        self,
        locale: str,
        feedback_id: str,
        rating: int | None = None,
        comment: str | None = None,
    ) -> Turn:
        """Add a comment to a rating, or correct the rating."""
        body = {"rating": rating, "comment": comment, "locale": locale}
        return await self._call("PATCH", f"/feedback/{quote(feedback_id, safe='')}", body)

    async def hand_off(self, locale: str) -> Turn:
        """Where a person can be found."""
        return await self._call("POST", "/hand-offs", {"locale": locale})

    async def close(self) -> None:
        """Close the shared session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> Turn:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            session = self._opened()
            async with session.request(
                method, self._base + path, json=body, headers=headers
            ) as answer:
                payload = await _json(answer)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise ApiUnreachableError(type(error).__name__) from error
        if answer.status >= 500 or answer.status == 429:
            raise ApiUnreachableError(f"status {answer.status}")
        if answer.status >= 400:
            problem = payload if isinstance(payload, dict) else {}
            raise ApiRefusedError(
                answer.status, str(problem.get("code", "")), str(problem.get("detail", ""))
            )
        return Turn.from_payload(payload)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout)
        return self._session


async def _json(answer: aiohttp.ClientResponse) -> Any:
    try:
        return await answer.json(content_type=None)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def shared_api() -> WardApi:
    """The client that all actions of this process share."""
    return WardApi(Settings.from_environment())
