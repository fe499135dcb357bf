"""Visitors and clerks do anything in any order; the queue stays what a small model says it is."""

import tempfile
from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from api.counters.schemas import Opening
from api.errors import ApiError, CounterBusy, TicketElsewhere, TransitionRefused
from api.staff.schemas import Staff
from api.tickets.life_cycle import AT_COUNTER, IN_LINE, TicketAction, TicketState, next_state
from tests.api.conftest import SetClock
from tests.api.queueing import Queue

COUNTERS = {"1": {"ho-tich"}, "2": {"ho-tich", "chung-thuc"}, "3": {"chung-thuc"}}
ACTS = [
    *(TicketAction.RECALL, TicketAction.SERVE, TicketAction.HOLD, TicketAction.RESUME),
    *(TicketAction.MISS, TicketAction.REOPEN, TicketAction.FINISH, TicketAction.TRANSFER),
]


@dataclass
class Model:
    """What is known of a ticket: its state, its line and the counter that had it last."""

    number: str
    state: TicketState
    group: str
    counter: str | None = None


class Hall(RuleBasedStateMachine):
    """Three counters and two groups; each example is a Monday of its own on one database."""

    clock = SetClock()
    folder = tempfile.TemporaryDirectory(prefix="ward-model-")
    queue: Queue | None = None
    clerks: dict[str, Staff] = {}  # noqa: RUF012 - shared by all examples
    keys = 0

    tickets = Bundle("tickets")

    @initialize()
    def a_new_monday(self) -> None:
        if Hall.queue is None:
            Hall.queue = Queue(f"sqlite:///{self.folder.name}/ward.db", self.clock)
            Hall.queue.database.migrate()
            Hall.clerks = {counter: Hall.queue.clerk(f"clerk-{counter}") for counter in COUNTERS}
        self.clock.advance(days=7)
        self.model: dict[str, Model] = {}
        for counter, groups in COUNTERS.items():
            opening = Opening(service_groups=sorted(groups))
            self.the_queue.counters.open_counter(self.clerks[counter], counter, opening)

    @property
    def the_queue(self) -> Queue:
        assert Hall.queue
        return Hall.queue

    def occupant(self, counter: str) -> Model | None:
        here = (t for t in self.model.values() if t.counter == counter and t.state in AT_COUNTER)
        return next(here, None)

    @rule(target=tickets, group=st.sampled_from(["ho-tich", "chung-thuc"]), old=st.booleans())
    def take(self, group: str, old: bool) -> str:
        Hall.keys += 1
        self.clock.advance(seconds=20)
        ticket = self.the_queue.take(str(Hall.keys), group, "elderly" if old else None)
        taken = sum(t.number[0] == ticket.number[0] for t in self.model.values())
        assert int(ticket.number[1:]) == taken + 1
        self.model[ticket.id] = Model(ticket.number, TicketState.WAITING, group)
        return ticket.id

    @rule(ticket=tickets)
    def cancel(self, ticket: str) -> None:
        model = self.model[ticket]
        may = next_state(model.state, TicketAction.CANCEL) is not None
        try:
            self.the_queue.tickets.cancel_ticket(ticket)
        except TransitionRefused:
            assert not may
            return
        assert may or model.state is TicketState.CANCELLED
        model.state = TicketState.CANCELLED

    @rule(counter=st.sampled_from(sorted(COUNTERS)))
    def call(self, counter: str) -> None:
        self.clock.advance(seconds=20)
        groups = COUNTERS[counter]
        in_line = [t for t in self.model.values() if t.state in IN_LINE and t.group in groups]
        try:
            called = self.the_queue.counters.call_next(self.clerks[counter], counter)
        except CounterBusy:
            assert self.occupant(counter)
            return
        assert not self.occupant(counter)
        assert (called is None) == (not in_line)
        if called:
            model = self.model[called.id]
            assert model in in_line
            model.state, model.counter = TicketState.CALLED, counter

    @rule(counter=st.sampled_from(sorted(COUNTERS)), ticket=tickets, action=st.sampled_from(ACTS))
    def act(self, counter: str, ticket: str, action: TicketAction) -> None:
        model, counters = self.model[ticket], self.the_queue.counters
        after, expected = next_state(model.state, action), None
        ours = model.counter == counter or (
            model.state not in AT_COUNTER and model.group in COUNTERS[counter]
        )
        if after is None:
            expected = TransitionRefused
        elif not ours:
            expected = TicketElsewhere
        elif after in AT_COUNTER and model.state not in AT_COUNTER and self.occupant(counter):
            expected = CounterBusy
        clerk = self.clerks[counter]
        try:
            if action is TicketAction.TRANSFER:
                counters.transfer(clerk, ticket, "chung-thuc", None)
            elif action is TicketAction.FINISH:
                counters.finish(clerk, ticket, None)
            else:
                counters.act(clerk, ticket, action)
        except ApiError as error:
            too_late = model.state is TicketState.NO_SHOW and isinstance(error, TransitionRefused)
            assert type(error) is expected or too_late
            return
        assert expected is None
        assert after
        model.state, model.counter = after, None if after in IN_LINE else counter
        if action is TicketAction.TRANSFER:
            model.group = "chung-thuc"

    @invariant()
    def the_queue_is_what_the_model_says(self) -> None:
        for ticket_id, model in getattr(self, "model", {}).items():
            shown = self.the_queue.tickets.show_ticket(ticket_id)
            assert (shown.number, shown.state, shown.service_group) == (
                model.number,
                model.state,
                model.group,
            )
            if model.state is not TicketState.CANCELLED:
                assert shown.counter == model.counter
        for counter in COUNTERS if getattr(self, "model", None) else ():
            occupant = self.occupant(counter)
            shown_there = self.the_queue.counters.show_desk(counter).number
            assert shown_there == (occupant.number if occupant else None)


Hall.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestHall = Hall.TestCase
