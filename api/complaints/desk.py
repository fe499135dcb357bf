"""What staff do with complaints."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.clock import Clock
from api.complaints.life_cycle import ComplaintAction, ComplaintState, next_state
from api.complaints.receipt import read_receipt
from api.complaints.repository import ComplaintRow, forget_contacts, open_complaints
from api.complaints.schemas import MOST_ANSWER, Complaint, OpenComplaint
from api.complaints.service import existing_complaint, for_staff
from api.database import Database
from api.errors import EmptyText, TextTooLong, TransitionRefused
from api.privacy import mask
from knowledge_base.text.normalise import clean


class ComplaintDesk:
    """Lists, answers and closes complaints."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Takes where complaints are kept."""
        self._database = database
        self._clock = clock

    def open_complaints(self) -> list[OpenComplaint]:
        """Lists what is not closed, the most urgent first."""
        now = self._clock.now()
        with self._database.read() as session:
            return [for_staff(session, row, now) for row in open_complaints(session)]

    def answer_complaint(self, receipt: str, answer: str) -> Complaint:
        """Answers, or puts an answer right; the author reads it by the receipt.

        Raises:
            ComplaintNotFound: No such receipt.
            EmptyText: The answer says nothing.
            TextTooLong: It is longer than 4000 characters.
            TransitionRefused: The complaint is closed.
        """
        text = mask(clean(answer))
        if not text:
            raise EmptyText("Nội dung trả lời đang trống.")
        if len(text) > MOST_ANSWER:
            raise TextTooLong(f"Nội dung trả lời dài quá {MOST_ANSWER} ký tự.")
        with self._database.write() as session:
            row = _moved(session, receipt, ComplaintAction.ANSWER)
            row.answer, row.answered_at = text, self._clock.now()
            return Complaint.model_validate(row)

    def close_complaint(self, receipt: str) -> Complaint:
        """Ends the matter and deletes how to reach the person.

        Raises:
            ComplaintNotFound: No such receipt.
            TransitionRefused: It is closed already.
        """
        with self._database.write() as session:
            row = _moved(session, receipt, ComplaintAction.CLOSE)
            row.closed_at = self._clock.now()
            forget_contacts(session, row.closed_at, row.receipt)
            return Complaint.model_validate(row)


def _moved(session: Session, receipt: str, action: ComplaintAction) -> ComplaintRow:
    row = existing_complaint(session, read_receipt(receipt), lock=True)
    state = next_state(ComplaintState(row.state), action)
    if state is None:
        raise TransitionRefused("Phản ánh này đã kết thúc.")
    row.state = state
    return row
