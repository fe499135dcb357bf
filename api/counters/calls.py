"""The calls of the day, in the order in which boards show and speak them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.clock import Clock, business_day
from api.counters.policy import Counters
from api.counters.repository import CallRow, add_call, calls_since, last_calls, last_sequence
from api.counters.schemas import CallView
from api.tickets.schemas import ClerkTicket


class Calls:
    """Writes calls down and reads them, inside a transaction of the caller's."""

    def __init__(self, clock: Clock, counters: Counters) -> None:
        """Takes how counters are named."""
        self._clock = clock
        self._counters = counters

    def announce(self, session: Session, ticket: ClerkTicket, again: bool) -> None:
        """Lets the boards call a ticket to its counter."""
        call = CallRow(
            business_day=business_day(self._clock.now()),
            ticket_id=ticket.id,
            number=ticket.number,
            service_group=ticket.service_group,
            counter=ticket.counter,
            called_at=self._clock.now(),
            again=again,
        )
        add_call(session, call)

    def last_sequence(self, session: Session) -> int:
        """Gives the sequence of the last call, 0 before the first."""
        return last_sequence(session)

    def last(self, session: Session, most: int) -> list[CallView]:
        """Lists the last calls of today, newest first; of each ticket only its last."""
        return self._shown(last_calls(session, business_day(self._clock.now()), most))

    def since(self, session: Session, sequence: int) -> list[CallView]:
        """Lists today's calls after a sequence, oldest first."""
        return self._shown(calls_since(session, business_day(self._clock.now()), sequence))

    def _shown(self, calls: Sequence[CallRow]) -> list[CallView]:
        return [self._view(call) for call in calls]

    def _view(self, call: CallRow) -> CallView:
        counter = self._counters.get(call.counter)
        return CallView(
            sequence=call.sequence,
            number=call.number,
            counter=call.counter,
            counter_name=counter.name if counter else call.counter,
            counter_name_en=counter.name_en if counter else call.counter,
            service_group=call.service_group,
            called_at=call.called_at,
            again=call.again,
        )
