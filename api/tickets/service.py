"""Issues, shows and cancels tickets."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api import idempotency
from api.clock import Clock, business_day
from api.database import Database
from api.errors import (
    ProcedureNotFound,
    ServiceGroupNotFound,
    TicketNotFound,
    TransitionRefused,
)
from api.ids import new_id
from api.tickets.life_cycle import TicketAction, TicketState, next_state
from api.tickets.repository import (
    TicketRow,
    add_ticket,
    count_ahead,
    find_ticket,
    next_sequence,
)
from api.tickets.schemas import Ticket, TicketRequest
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import ServiceGroup, ServiceGroups

_SCOPE = "ticket"


class TicketService:
    """The queue as its visitors use it."""

    def __init__(
        self, database: Database, clock: Clock, groups: ServiceGroups, catalogue: Catalogue
    ) -> None:
        """Takes what tickets are made of."""
        self._database = database
        self._clock = clock
        self._groups = groups
        self._catalogue = catalogue

    def issue_ticket(self, request: TicketRequest, key: str) -> Ticket:
        """Gives the next number of the group, once per key.

        Raises:
            ProcedureNotFound: No such procedure.
            ServiceGroupNotFound: No such group, or not the procedure's.
            IdempotencyKeyReused: The key came before with another request.
        """
        group = self._group_for(request)
        asked = request.model_dump(mode="json")
        with self._database.write() as session:
            stored = idempotency.replay(session, _SCOPE, key, asked)
            if stored is not None:
                return self._read(session, stored["id"])
            now = self._clock.now()
            day = business_day(now)
            sequence = next_sequence(session, day, group.slug)
            row = TicketRow(
                id=new_id(),
                business_day=day,
                service_group=group.slug,
                sequence=sequence,
                number=f"{group.letter}{sequence:03d}",
                state=TicketState.WAITING,
                procedure_code=request.procedure_code,
                priority=request.priority,
                issued_at=now,
                cancelled_at=None,
            )
            add_ticket(session, row)
            idempotency.remember(session, _SCOPE, key, asked, {"id": row.id}, now)
            return self._ticket(session, row)

    def show_ticket(self, ticket_id: str) -> Ticket:
        """Shows a ticket and its place in the line.

        Raises:
            TicketNotFound: No such ticket.
        """
        with self._database.read() as session:
            return self._read(session, ticket_id)

    def exists(self, ticket_id: str) -> bool:
        """Says whether there is such a ticket."""
        with self._database.read() as session:
            return find_ticket(session, ticket_id) is not None

    def cancel_ticket(self, ticket_id: str) -> Ticket:
        """Gives up a place in the line; giving it up twice is no error.

        Raises:
            TicketNotFound: No such ticket.
            TransitionRefused: It can no longer be cancelled.
        """
        with self._database.write() as session:
            row = find_ticket(session, ticket_id, lock=True)
            if row is None:
                raise TicketNotFound
            if row.state != TicketState.CANCELLED:
                state = next_state(TicketState(row.state), TicketAction.CANCEL)
                if state is None:
                    raise TransitionRefused
                row.state = state
                row.cancelled_at = self._clock.now()
            session.flush()
            return self._ticket(session, row)

    def _group_for(self, request: TicketRequest) -> ServiceGroup:
        slug = request.service_group
        if request.procedure_code is not None:
            procedure = self._catalogue.get(request.procedure_code)
            if procedure is None:
                raise ProcedureNotFound
            if slug is not None and slug != procedure.service_group:
                raise ServiceGroupNotFound("Thủ tục này thuộc nhóm quầy khác. Anh/chị chọn lại.")
            slug = procedure.service_group
        group = self._groups.get(slug or "")
        if group is None:
            raise ServiceGroupNotFound
        return group

    def _read(self, session: Session, ticket_id: str) -> Ticket:
        row = find_ticket(session, ticket_id)
        if row is None:
            raise TicketNotFound
        return self._ticket(session, row)

    def _ticket(self, session: Session, row: TicketRow) -> Ticket:
        group = self._groups.get(row.service_group)
        return Ticket(
            id=row.id,
            number=row.number,
            service_group=row.service_group,
            service_group_name=group.name if group else row.service_group,
            state=TicketState(row.state),
            ahead=count_ahead(session, row),
            wait=None,
            issued_at=row.issued_at,
            status_url=f"/phieu/{row.id}",
            qr_url=f"/api/v1/tickets/{row.id}/qr.svg",
        )
