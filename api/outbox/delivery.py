"""Carries the outbox to the ward's official channel: a web address that takes JSON."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

import httpx2 as httpx
from starlette.concurrency import run_in_threadpool

from api.outbox.service import OutboxService, Parcel

logger = logging.getLogger(__name__)

# The channel has read it and does not want it so: the same body would be refused again.
_REFUSED = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
_LOOK_EVERY_S = 1.0


class Delivery:
    """Delivers one item after the other."""

    def __init__(self, outbox: OutboxService, url: str, token: str, timeout_s: float) -> None:
        """Takes the channel's address, its token (empty: none) and the longest wait."""
        self._outbox = outbox
        self._url = url
        self._timeout_s = timeout_s
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(headers=headers, timeout=timeout_s)

    async def run(self) -> None:
        """Delivers for ever."""
        while True:
            try:
                await self.deliver_due()
            except Exception:  # what could not be delivered stays in the outbox
                logger.exception("could not work on the outbox")
            await asyncio.sleep(_LOOK_EVERY_S)

    async def deliver_due(self) -> None:
        """Delivers everything that is due now."""
        while parcel := await run_in_threadpool(self._outbox.claim_next):
            await self._deliver(parcel)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            # The client's own limit counts from the last byte; this one counts the whole call.
            async with asyncio.timeout(self._timeout_s):
                response = await self._client.post(
                    self._url,
                    json={"topic": parcel.topic, **parcel.body},
                    headers={"Idempotency-Key": parcel.key},
                )
        except (httpx.HTTPError, TimeoutError) as error:
            await self._failed(parcel, type(error).__name__, final=False)
            return
        if response.is_success:
            await run_in_threadpool(self._outbox.delivered, parcel)
            return
        final = response.status_code in _REFUSED
        await self._failed(parcel, f"status {response.status_code}", final)

    async def _failed(self, parcel: Parcel, fault: str, final: bool) -> None:
        logger.warning("outbox item %s was not delivered: %s", parcel.id, fault)
        await run_in_threadpool(self._outbox.not_delivered, parcel, fault, final)
