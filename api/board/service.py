"""Puts together what wall screens show."""

from __future__ import annotations

from api.board.repository import NoticeRow, notices_at
from api.board.schemas import Board, BoardCounter, Notice, NoticeRequest
from api.clock import Clock
from api.counters.calls import Calls
from api.counters.emergency import LineService
from api.counters.schemas import CallView
from api.counters.service import CounterService
from api.database import Database
from api.errors import NoticeNotFound
from api.ids import new_id
from api.staff.schemas import Staff
from api.tickets.policy import BoardPolicy
from api.ward.policy import Ward
from knowledge_base.text.normalise import clean


class BoardService:
    """The wall screens and the ward's notices."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ward: Ward,
        policy: BoardPolicy,
        counters: CounterService,
        lines: LineService,
        calls: Calls,
    ) -> None:
        """Takes what the screens are put together from."""
        self._database = database
        self._clock = clock
        self._ward = ward
        self._policy = policy
        self._counters = counters
        self._lines = lines
        self._calls = calls

    def show_board(self) -> Board:
        """Shows all that a wall screen needs."""
        now = self._clock.now()
        with self._database.read() as session:
            return Board(
                sequence=self._calls.last_sequence(session),
                now=now,
                ward=self._ward.name,
                ward_en=self._ward.name_en,
                least_seconds=self._policy.least_seconds,
                calls=self._calls.last(session, self._policy.calls_kept),
                counters=[
                    BoardCounter(**view.model_dump(include=set(BoardCounter.model_fields)))
                    for view in self._counters.views(session)
                ],
                lines=self._lines.views(session),
                notices=[_notice(row) for row in notices_at(session, now)],
            )

    def last_sequence(self) -> int:
        """Gives the sequence of the last call."""
        with self._database.read() as session:
            return self._calls.last_sequence(session)

    def calls_since(self, sequence: int) -> list[CallView]:
        """Lists today's calls after a sequence, oldest first."""
        with self._database.read() as session:
            return self._calls.since(session, sequence)

    def put_up_notice(self, staff: Staff, request: NoticeRequest) -> Notice:
        """Puts up a notice."""
        with self._database.write() as session:
            row = NoticeRow(
                id=new_id(),
                text=clean(request.text),
                text_en=clean(request.text_en) if request.text_en else None,
                until=request.until,
                written_at=self._clock.now(),
                written_by=staff.id,
            )
            session.add(row)
            return _notice(row)

    def take_down_notice(self, notice_id: str) -> None:
        """Takes down a notice.

        Raises:
            NoticeNotFound: No such notice.
        """
        with self._database.write() as session:
            row = session.get(NoticeRow, notice_id)
            if row is None:
                raise NoticeNotFound
            session.delete(row)


def _notice(row: NoticeRow) -> Notice:
    return Notice(id=row.id, text=row.text, text_en=row.text_en, until=row.until)
