"""Ticket endpoints for visitors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from api.context import ContextOf
from api.idempotency import idempotency_key
from api.qr import qr_code
from api.rate_limits import limited
from api.tickets.schemas import Ticket, TicketRequest

router = APIRouter(prefix="/tickets", tags=["tickets"])

TicketId = Annotated[str, Path(max_length=64)]


@router.post("", status_code=201, dependencies=[Depends(limited("tickets"))])
async def issue_ticket(
    body: TicketRequest, context: ContextOf, key: Annotated[str, Depends(idempotency_key)]
) -> Ticket:
    """Issues the next number of a group of counters; once per ``Idempotency-Key``."""
    return await context.tickets.issue_with_others(body, key)


@router.get("/{ticket_id}", dependencies=[Depends(limited("reads"))])
def show_ticket(ticket_id: TicketId, context: ContextOf) -> Ticket:
    """Shows a ticket and its place in the line."""
    return context.tickets.show_ticket(ticket_id)


@router.post("/{ticket_id}/cancel", dependencies=[Depends(limited("tickets"))])
def cancel_ticket(ticket_id: TicketId, context: ContextOf) -> Ticket:
    """Gives up the place in the line."""
    return context.tickets.cancel_ticket(ticket_id)


@router.get(
    "/{ticket_id}/qr.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
    dependencies=[Depends(limited("reads"))],
)
def ticket_qr(ticket_id: TicketId, request: Request, context: ContextOf) -> Response:
    """Draws the QR code of the ticket's page."""
    ticket = context.tickets.show_ticket(ticket_id)
    return qr_code(context.public_address(request, ticket.status_url))
