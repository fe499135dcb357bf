"""Takes complaints and hands them over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api import idempotency
from api.clock import Clock, business_day
from api.complaints.life_cycle import ComplaintAction, ComplaintState, next_state
from api.complaints.policy import ComplaintPolicy
from api.complaints.receipt import new_receipt, read_receipt
from api.complaints.repository import (
    ComplaintRow,
    ContactRow,
    contact_of,
    find_complaint,
    forget_contacts,
)
from api.complaints.schemas import (
    MOST_CONTACT,
    MOST_WHAT,
    MOST_WHEN,
    MOST_WHERE,
    Complaint,
    ComplaintRequest,
    OpenComplaint,
)
from api.database import Database
from api.errors import (
    ComplaintNotFound,
    EmptyText,
    TextTooLong,
    TicketNotFound,
)
from api.outbox.service import OutboxService
from api.privacy import mask
from api.tickets.service import TicketService
from knowledge_base.policy.opening_hours import Holidays
from knowledge_base.text.normalise import clean

_SCOPE = "complaint"
_RECEIVED = "complaint.received"


class ComplaintService:
    """Complaints of visitors. It is also the outbox's sender of what it puts there."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        policy: ComplaintPolicy,
        holidays: Holidays,
        tickets: TicketService,
        outbox: OutboxService,
    ) -> None:
        """Takes where complaints are kept, when they are due and who hands them over."""
        self._database = database
        self._clock = clock
        self._policy = policy
        self._holidays = holidays
        self._tickets = tickets
        self._outbox = outbox
        outbox.serve(_RECEIVED, self)

    def file_complaint(self, request: ComplaintRequest, key: str) -> Complaint:
        """Stores a complaint and what hands it over, once per key; texts are stored masked.

        Raises:
            EmptyText: It says nothing.
            TextTooLong: It is longer than 2000 characters.
            TicketNotFound: It names a ticket that does not exist.
            IdempotencyKeyReused: The key came before with another complaint.
        """
        what = mask(clean(request.what))
        if not what:
            raise EmptyText("Nội dung đang trống. Mời anh/chị cho biết sự việc.")
        if len(what) > MOST_WHAT:
            raise TextTooLong(f"Nội dung dài quá {MOST_WHAT} ký tự. Anh/chị viết ngắn lại giúp.")
        if request.ticket_id is not None and not self._tickets.exists(request.ticket_id):
            raise TicketNotFound
        asked = request.model_dump(mode="json")
        with self._database.write() as session:
            stored = idempotency.replay(session, _SCOPE, key, asked)
            if stored is not None:
                return _shown(existing_complaint(session, stored["receipt"]))
            now = self._clock.now()
            day = business_day(now)
            row = ComplaintRow(
                receipt=new_receipt(),
                business_day=day,
                deadline=self._policy.deadline(day, self._holidays),
                state=ComplaintState.RECEIVED,
                what=what,
                where=_masked(request.where, MOST_WHERE),
                when=_masked(request.when, MOST_WHEN),
                wants_answer=request.wants_answer,
                ticket_id=request.ticket_id,
                answer=None,
                received_at=now,
                handed_over_at=None,
                answered_at=None,
                closed_at=None,
            )
            session.add(row)
            session.flush()
            # The one place for a telephone number: the person gives it to be reached.
            contact = clean(request.contact or "")[:MOST_CONTACT]
            if contact:
                expires = now + self._policy.contact_lasts
                session.add(ContactRow(receipt=row.receipt, contact=contact, expires_at=expires))
            self._outbox.put(session, _RECEIVED, row.receipt)
            idempotency.remember(session, _SCOPE, key, asked, {"receipt": row.receipt}, now)
            return _shown(row)

    def show_complaint(self, receipt: str) -> Complaint:
        """Shows state, deadline and answer to who has the receipt.

        Raises:
            ComplaintNotFound: No such receipt.
        """
        with self._database.read() as session:
            return _shown(existing_complaint(session, read_receipt(receipt)))

    def forget_old(self) -> None:
        """Deletes the contacts past their time."""
        with self._database.write() as session:
            forget_contacts(session, self._clock.now())

    def payload(self, session: Session, stream: str) -> dict[str, Any] | None:
        """Gives what the official channel is told; nothing of a matter that is closed."""
        row = existing_complaint(session, stream)
        if row.state == ComplaintState.CLOSED:
            return None
        told = for_staff(session, row, self._clock.now())
        return told.model_dump(mode="json", exclude={"state", "answer", "answered_at"})

    def delivered(self, session: Session, stream: str) -> None:
        """Notes that the official channel has it; one that ended meanwhile stays as it is."""
        row = find_complaint(session, stream, lock=True)
        state = next_state(ComplaintState(row.state), ComplaintAction.HAND_OVER) if row else None
        if row is not None and state is not None:
            row.state, row.handed_over_at = state, self._clock.now()


def existing_complaint(session: Session, receipt: str, lock: bool = False) -> ComplaintRow:
    """Finds a complaint.

    Raises:
        ComplaintNotFound: No such receipt.
    """
    row = find_complaint(session, receipt, lock)
    if row is None:
        raise ComplaintNotFound
    return row


def for_staff(session: Session, row: ComplaintRow, now: datetime) -> OpenComplaint:
    """Gives a complaint with all that staff need, and how to reach the person while it is kept."""
    columns = {column.key: getattr(row, column.key) for column in ComplaintRow.__table__.columns}
    return OpenComplaint.model_validate(
        columns | {"contact": contact_of(session, row.receipt, now)}
    )


def _shown(row: ComplaintRow) -> Complaint:
    return Complaint.model_validate(row)


def _masked(text: str | None, most: int) -> str | None:
    return mask(clean(text))[:most] or None if text else None
