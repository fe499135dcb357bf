"""Issues, shows and cancels tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from api import idempotency
from api.clock import WARD_ZONE, Clock
from api.database import Database
from api.errors import (
    CentreClosed,
    NumbersStopped,
    PriorityNotFound,
    ProcedureNotFound,
    ServiceGroupNotFound,
    TicketNotFound,
    TransitionRefused,
)
from api.ids import new_id
from api.tickets.events import VISITOR, record
from api.tickets.life_cycle import IN_LINE, TicketAction, TicketState, next_state
from api.tickets.opening import opening_at
from api.tickets.policy import QueueRules, WhenClosed
from api.tickets.repository import TicketRow, add_ticket, find_ticket, next_number
from api.tickets.schemas import Ticket, TicketRequest
from api.tickets.view import TicketViews
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import ServiceGroup

_SCOPE = "ticket"


class TicketService:
    """The queue as its visitors use it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogue: Catalogue,
        rules: QueueRules,
        views: TicketViews,
    ) -> None:
        """Takes what tickets are made of."""
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._rules = rules
        self._views = views

    def issue_ticket(self, request: TicketRequest, key: str) -> Ticket:
        """Gives the next number of the group, once per key.

        Raises:
            ProcedureNotFound: No such procedure.
            ServiceGroupNotFound: No such group, or not the procedure's.
            PriorityNotFound: No such class of priority.
            CentreClosed: The group is closed for the day and takes no numbers then.
            NumbersStopped: The centre gives no numbers for that day any more.
            IdempotencyKeyReused: The key came before with another request.
        """
        issue = self._issue(request, self._group_for(request), key)
        with self._database.write() as session:
            return issue(session)

    async def issue_with_others(self, request: TicketRequest, key: str) -> Ticket:
        """Does the same in one transaction with others who ask at the moment."""
        group = self._group_for(request)
        return await self._database.write_together(self._issue(request, group, key), group.slug)

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
            before = TicketState(row.state)
            if before is not TicketState.CANCELLED:
                after = next_state(before, TicketAction.CANCEL)
                if after is None:
                    raise TransitionRefused
                row.state = after
                session.flush()
                record(session, row, TicketAction.CANCEL, before, self._clock.now(), VISITOR)
            return self._views.show(session, row)

    def claim_priority(self, ticket_id: str, priority: str) -> Ticket:
        """Puts a ticket that has not been called yet into a class of priority.

        Raises:
            TicketNotFound: No such ticket.
            PriorityNotFound: No such class of priority.
            TransitionRefused: It was called already.
        """
        if self._rules.priorities.get(priority) is None:
            raise PriorityNotFound
        with self._database.write() as session:
            row = find_ticket(session, ticket_id, lock=True)
            if row is None:
                raise TicketNotFound
            if TicketState(row.state) not in IN_LINE:
                raise TransitionRefused
            row.priority = priority
            session.flush()
            return self._views.show(session, row)

    def _issue(
        self, request: TicketRequest, group: ServiceGroup, key: str
    ) -> Callable[[Session], Ticket]:
        if request.priority is not None and self._rules.priorities.get(request.priority) is None:
            raise PriorityNotFound
        asked = request.model_dump(mode="json")

        def issue(session: Session) -> Ticket:
            now, ticket_id = self._clock.now(), new_id()
            stored = idempotency.claim(session, _SCOPE, key, asked, {"id": ticket_id}, now)
            if stored is not None:
                return self._read(session, stored["id"])
            row = self._new_row(session, ticket_id, request, group, now)
            add_ticket(session, row)
            record(session, row, TicketAction.ISSUE, None, now, VISITOR)
            return self._views.show(session, row)

        return issue

    def _group_for(self, request: TicketRequest) -> ServiceGroup:
        slug = request.service_group
        if request.procedure_code is not None:
            procedure = self._catalogue.get(request.procedure_code)
            if procedure is None:
                raise ProcedureNotFound
            if slug is not None and slug != procedure.service_group:
                raise ServiceGroupNotFound("Thủ tục này thuộc nhóm quầy khác. Anh/chị chọn lại.")
            slug = procedure.service_group
        group = self._rules.group(slug or "")
        if group is None:
            raise ServiceGroupNotFound
        return group

    def _day_for(self, group: ServiceGroup, now: datetime) -> date:
        opening = opening_at(group, now, self._rules.holidays)
        refuses = self._rules.queue.when_closed is WhenClosed.REFUSE
        if refuses and not opening.today and opening.opens_at is not None:
            raise CentreClosed(opening.opens_at.astimezone(WARD_ZONE))
        return opening.day

    def _new_row(
        self,
        session: Session,
        ticket_id: str,
        request: TicketRequest,
        group: ServiceGroup,
        now: datetime,
    ) -> TicketRow:
        day = self._day_for(group, now)
        sequence, issued_at, stopped_at = next_number(session, day, group.slug, now)
        if stopped_at is not None:
            raise NumbersStopped
        return TicketRow(
            id=ticket_id,
            business_day=day,
            service_group=group.slug,
            sequence=sequence,
            number=f"{group.letter}{sequence:03d}",
            state=TicketState.WAITING,
            procedure_code=request.procedure_code,
            priority=request.priority,
            issued_at=issued_at,
            line_day=day,
            line_group=group.slug,
            joined_at=issued_at,
            counter=None,
        )

    def _read(self, session: Session, ticket_id: str) -> Ticket:
        row = find_ticket(session, ticket_id)
        if row is None:
            raise TicketNotFound
        return self._views.show(session, row)
