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

_TO_CHOOSE_FROM = ("procedure:", "group:", "case:", "priority:")


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
    priority: str | None
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
            priority=payload.get("priority"),
            payload=payload,
        )

    @property
    def aspect(self) -> str | None:
        """The aspect that the turn answers, if it shows a procedure."""
        for reply in self.replies:
            if reply.get("procedure"):
                aspect: str | None = reply["procedure"].get("aspect")
                return aspect
        return None

    @property
    def offered(self) -> list[dict[str, str]]:
        """What is offered to choose from (`choice` and `title`), in the order shown."""
        return [
            {"choice": str(choice["choice"]), "title": str(choice.get("title", ""))}
            for reply in self.replies
            for choice in reply.get("choices") or []
            if str(choice.get("choice", "")).startswith(_TO_CHOOSE_FROM)
        ]


class WardApi:
    """Calls the API with the service key over one shared HTTP session."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet: the session belongs to the event loop of the first call."""
        self._base = f"{settings.api_url}/api/v1/assistant"
        self._headers = {"X-Service-Key": settings.service_key}
        self._timeout = aiohttp.ClientTimeout(total=settings.api_timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def answer(self, locale: str, **asked: Any) -> Turn:
        """Answer a question, a choice among options, or an aspect of the procedure in hand."""
        return await self._call("POST", "/answers", {**asked, "locale": locale})

    async def go_back(self, locale: str, **asked: Any) -> Turn:
        """Return to a procedure told of before."""
        return await self._call("POST", "/returns", {**asked, "locale": locale})

    async def compare(self, locale: str, text: str | None, known_codes: list[str]) -> Turn:
        """Tell two procedures apart: those named in `text`, else the first of `known_codes`."""
        body = {"text": text, "known_codes": known_codes, "locale": locale}
        return await self._call("POST", "/comparisons", body)

    async def list_papers(
        self,
        locale: str,
        procedure_code: str | None,
        answers: list[int | None],
        text: str | None = None,
    ) -> Turn:
        """Be asked for the visitor's case, or get its papers when all is answered."""
        body = {
            "text": text,
            "procedure_code": procedure_code,
            "answers": answers,
            "locale": locale,
        }
        return await self._call("POST", "/checklists", body)

    async def list_field(self, locale: str, field: str, page: int) -> Turn:
        """List the procedures of a field."""
        return await self._call("POST", "/fields", {"field": field, "page": page, "locale": locale})

    async def take_ticket(
        self,
        locale: str,
        key: str,
        service_group: str | None = None,
        procedure_code: str | None = None,
        text: str | None = None,
        priority: str | None = None,
    ) -> Turn:
        """Issue a ticket, or be asked for the group. A repeated `key` issues nothing twice."""
        body = {
            "service_group": service_group,
            "procedure_code": procedure_code,
            "text": text,
            "priority": priority,
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

    async def claim_priority(
        self, locale: str, ticket_id: str | None, priority: str | None, text: str | None
    ) -> Turn:
        """Claim to be served earlier, or be asked on what ground."""
        body = {"ticket_id": ticket_id, "priority": priority, "text": text, "locale": locale}
        return await self._call("POST", "/priorities", body)

    async def ask_reason(self, locale: str, rating: int) -> Turn:
        """The question that follows a rating."""
        return await self._call("POST", "/feedback-reasons", {"rating": rating, "locale": locale})

    async def give_feedback(
        self,
        locale: str,
        key: str,
        rating: int,
        reasons: list[str] | None = None,
        comment: str | None = None,
        ticket_id: str | None = None,
    ) -> Turn:
        """Send a rating from 1 to 4. A repeated `key` counts once."""
        body = {
            "rating": rating,
            "reasons": reasons or [],
            "comment": comment,
            "ticket_id": ticket_id,
            "locale": locale,
        }
        return await self._call("POST", "/feedback", body, key)

    async def change_feedback(
        self,
        locale: str,
        feedback_id: str,
        rating: int | None = None,
        reasons: list[str] | None = None,
        comment: str | None = None,
    ) -> Turn:
        """Add reasons or a comment to a rating, or correct the rating."""
        body = {"rating": rating, "reasons": reasons, "comment": comment, "locale": locale}
        return await self._call("PATCH", f"/feedback/{quote(feedback_id, safe='')}", body)

    async def make_complaint(self, locale: str, key: str, **told: Any) -> Turn:
        """Hand a complaint in. A repeated `key` counts once."""
        return await self._call("POST", "/complaints", {**told, "locale": locale}, key)

    async def tell_place(self, locale: str, text: str | None, place: str | None) -> Turn:
        """Where something is in the house: the place tapped, or the one that the words name."""
        body = {"text": text or "", "place": place, "locale": locale}
        return await self._call("POST", "/places", body)

    async def tell_opening(self, locale: str, text: str | None) -> Turn:
        """Opening hours, telephone and address."""
        return await self._call("POST", "/opening", {"text": text or "", "locale": locale})

    async def help_in_danger(self, locale: str, text: str | None) -> Turn:
        """Hotlines, and a person at once."""
        return await self._call("POST", "/crisis", {"text": text or "", "locale": locale})

    async def send_robot(
        self, locale: str, key: str, kind: str, text: str | None, place: str | None = None
    ) -> Turn:
        """Ask the robot to guide or to bring something. A repeated `key` sends it once."""
        body = {"kind": kind, "text": text or "", "place": place, "locale": locale}
        return await self._call("POST", "/missions", body, key)

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
