"""What clerks do at their counters."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.counters.calls import Calls
from api.counters.policy import Counter, Counters
from api.counters.repository import SittingRow
from api.counters.schemas import CounterDesk, CounterState, CounterView, Opening
from api.counters.sittings import Sittings
from api.database import Database
from api.errors import (
    CounterBusy,
    CounterNotFound,
    CounterNotOpen,
    CounterTaken,
    OutcomeNotFound,
    ServiceGroupNotFound,
)
from api.privacy import mask
from api.staff.schemas import Staff
from api.staff.service import StaffService
from api.tickets.life_cycle import TicketAction
from api.tickets.lines import Desk, Lines
from api.tickets.policy import QueueRules
from api.tickets.schemas import ClerkTicket
from knowledge_base.text.normalise import clean


class CounterService:
    """Counters and the tickets at them."""

    def __init__(
        self,
        database: Database,
        counters: Counters,
        rules: QueueRules,
        lines: Lines,
        sittings: Sittings,
        calls: Calls,
        staff: StaffService,
    ) -> None:
        """Takes what counters work with."""
        self._database = database
        self._counters = counters
        self._rules = rules
        self._lines = lines
        self._sittings = sittings
        self._calls = calls
        self._staff = staff

    def list_counters(self) -> list[CounterView]:
        """Lists all counters of the hall."""
        with self._database.read() as session:
            return self.views(session)

    def views(self, session: Session) -> list[CounterView]:
        """Lists them inside a transaction of the caller's."""
        sittings, names = self._sittings.today(session), self._staff.names(session)
        numbers = self._lines.at_counters(session)
        return [
            _view(counter, sittings.get(counter.id), names, numbers)
            for counter in self._counters.counters
        ]

    def show_desk(self, counter_id: str) -> CounterDesk:
        """Shows a counter with all that its clerk works on.

        Raises:
            CounterNotFound: No such counter.
        """
        counter = self._counter(counter_id)
        with self._database.read() as session:
            return self._desk(session, counter)

    def open_counter(self, staff: Staff, counter_id: str, opening: Opening) -> CounterDesk:
        """Opens a counter, ends a pause, or changes what the counter serves.

        Raises:
            CounterNotFound: No such counter.
            ServiceGroupNotFound: No such group.
            CounterTaken: Someone else sits there, or the clerk at another counter.
        """
        counter = self._counter(counter_id)
        groups = sorted(set(opening.service_groups or counter.groups))
        if any(self._rules.group(slug) is None for slug in groups):
            raise ServiceGroupNotFound
        try:
            with self._database.write() as session:
                self._sittings.open(session, staff, counter, groups)
                return self._desk(session, counter)
        except IntegrityError as error:  # another clerk was faster
            raise CounterTaken from error

    def pause_counter(self, staff: Staff, counter_id: str) -> CounterDesk:
        """Stops calling until the counter is opened again; a ticket there is still finished.

        Raises:
            CounterNotFound: No such counter.
            CounterNotOpen: The clerk does not sit there.
        """
        counter = self._counter(counter_id)
        with self._database.write() as session:
            sitting = self._sittings.at(session, staff, counter)
            self._sittings.pause(session, sitting)
            return self._desk(session, counter)

    def close_counter(self, staff: Staff, counter_id: str) -> CounterDesk:
        """Closes a counter; a manager may close anyone's.

        Raises:
            CounterNotFound: No such counter.
            CounterNotOpen: The clerk does not sit there.
            CounterBusy: Its ticket is not finished.
        """
        counter = self._counter(counter_id)
        with self._database.write() as session:
            sitting = self._sittings.at(session, staff, counter, managers_too=True)
            if self._lines.at_counter(session, counter.id) is not None:
                raise CounterBusy
            self._sittings.close(session, sitting)
            return self._desk(session, counter)

    def call_next(self, staff: Staff, counter_id: str) -> ClerkTicket | None:
        """Calls the next ticket to a counter; ``None`` where nobody waits.

        Raises:
            CounterNotFound: No such counter.
            CounterNotOpen: The clerk does not sit there, or has paused.
            CounterBusy: The counter's ticket is not finished.
        """
        counter = self._counter(counter_id)
        with self._database.write() as session:
            sitting = self._sittings.at(session, staff, counter)
            if sitting.paused_at is not None:
                raise CounterNotOpen
            ticket = self._lines.call_next(session, _desk_of(staff, sitting))
            if ticket is not None:
                self._calls.announce(session, ticket, again=False)
            return ticket

    def act(self, staff: Staff, ticket_id: str, action: TicketAction) -> ClerkTicket:
        """Does something to a ticket at the clerk's counter.

        Raises:
            CounterNotOpen: The clerk sits at no counter.
            TicketNotFound: No such ticket.
            TransitionRefused: Its state does not allow it.
            TicketElsewhere: It is at another counter.
            CounterBusy: It would come to a counter that has another ticket.
        """

        def at_desk(session: Session, desk: Desk) -> ClerkTicket:
            ticket = self._lines.act(session, ticket_id, action, desk)
            if action is TicketAction.RECALL:
                self._calls.announce(session, ticket, again=True)
            return ticket

        return self._at_desk(staff, at_desk)

    def finish(self, staff: Staff, ticket_id: str, outcome: str | None) -> ClerkTicket:
        """Ends a visit.

        Raises:
            OutcomeNotFound: A visit does not end so.
        """
        policy = self._rules.queue
        outcome = outcome or policy.outcomes[0].id
        if not policy.has_outcome(outcome):
            raise OutcomeNotFound
        finish = TicketAction.FINISH
        return self._at_desk(
            staff,
            lambda session, desk: self._lines.act(
                session, ticket_id, finish, desk, outcome=outcome
            ),
        )

    def transfer(self, staff: Staff, ticket_id: str, group: str, note: str | None) -> ClerkTicket:
        """Sends a ticket to another line; the note is stored masked.

        Raises:
            ServiceGroupNotFound: No such group.
        """
        why = mask(clean(note)) if note else None
        return self._at_desk(
            staff,
            lambda session, desk: self._lines.transfer(session, ticket_id, group, desk, why),
        )

    def _at_desk(self, staff: Staff, act: Callable[[Session, Desk], ClerkTicket]) -> ClerkTicket:
        with self._database.write() as session:
            return act(session, _desk_of(staff, self._sittings.of(session, staff)))

    def _counter(self, counter_id: str) -> Counter:
        counter = self._counters.get(counter_id)
        if counter is None:
            raise CounterNotFound
        return counter

    def _desk(self, session: Session, counter: Counter) -> CounterDesk:
        sitting = self._sittings.today(session).get(counter.id)
        ticket = self._lines.at_counter(session, counter.id)
        numbers = {counter.id: ticket.number} if ticket else {}
        view = _view(counter, sitting, self._staff.names(session), numbers)
        return CounterDesk(
            **dict(view),
            ticket=ticket,
            waiting=self._lines.waiting(session),
            set_aside=self._lines.set_aside(session, view.service_groups),
            outcomes=self._rules.queue.outcomes,
        )


def _view(
    counter: Counter, sitting: SittingRow | None, names: dict[str, str], numbers: dict[str, str]
) -> CounterView:
    state = CounterState.CLOSED
    if sitting is not None:
        state = CounterState.PAUSED if sitting.paused_at else CounterState.OPEN
    return CounterView(
        id=counter.id,
        name=counter.name,
        name_en=counter.name_en,
        state=state,
        service_groups=sitting.groups if sitting else counter.groups,
        clerk=names.get(sitting.staff_id) if sitting else None,
        number=numbers.get(counter.id),
    )


def _desk_of(staff: Staff, sitting: SittingRow) -> Desk:
    return Desk(sitting.counter, staff.actor, frozenset(sitting.groups))
