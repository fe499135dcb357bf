"""The life-cycle against a model that knows only where the person is."""

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from api.tickets.life_cycle import (
    AT_COUNTER,
    IN_LINE,
    TRANSITIONS,
    TicketAction,
    TicketState,
    next_state,
)


class Visit(RuleBasedStateMachine):
    """Anything is tried on one ticket; what happens is what happens to the person."""

    def __init__(self) -> None:
        super().__init__()
        self.state = next_state(None, TicketAction.ISSUE)
        self.place, self.served = "lobby", False
        """Where the person is (lobby, counter, aside, gone), and whether a clerk is at work."""

    def try_to(self, action: TicketAction, possible: bool, place: str, served: bool) -> None:
        after = next_state(self.state, action)
        assert (after is not None) == possible, f"{action} of {self.state}"
        if after is not None:
            self.state, self.place, self.served = after, place, served

    @rule()
    def call(self) -> None:
        self.try_to(TicketAction.CALL, self.place == "lobby", "counter", False)

    @rule()
    def recall(self) -> None:
        possible = (self.place == "counter" and not self.served) or self.place == "missed"
        self.try_to(TicketAction.RECALL, possible, "counter", False)

    @rule()
    def serve(self) -> None:
        self.try_to(
            TicketAction.SERVE, self.place == "counter" and not self.served, "counter", True
        )

    @rule()
    def hold(self) -> None:
        self.try_to(TicketAction.HOLD, self.place == "counter", "aside", False)

    @rule()
    def resume(self) -> None:
        self.try_to(TicketAction.RESUME, self.place == "aside", "counter", True)

    @rule()
    def transfer(self) -> None:
        self.try_to(TicketAction.TRANSFER, self.place in {"counter", "aside"}, "lobby", False)

    @rule()
    def finish(self) -> None:
        self.try_to(TicketAction.FINISH, self.served, "served", False)

    @rule()
    def miss(self) -> None:
        possible = (self.place == "counter" and not self.served) or self.place == "aside"
        self.try_to(TicketAction.MISS, possible, "missed", False)

    @rule()
    def cancel(self) -> None:
        possible = self.place in {"lobby", "aside"} or (self.place == "counter" and not self.served)
        self.try_to(TicketAction.CANCEL, possible, "gone", False)

    @rule()
    def reopen(self) -> None:
        place, served = ("counter", True) if self.place == "served" else ("lobby", False)
        self.try_to(TicketAction.REOPEN, self.place in {"served", "gone"}, place, served)

    @rule()
    def carry_over(self) -> None:
        possible = self.place in {"lobby", "aside"} or (self.place == "counter" and not self.served)
        self.try_to(TicketAction.CARRY_OVER, possible, "lobby", False)

    @rule()
    def issue_again(self) -> None:
        self.try_to(TicketAction.ISSUE, False, "lobby", False)

    @invariant()
    def the_state_tells_where_the_person_is(self) -> None:
        assert (self.state in IN_LINE) == (self.place == "lobby")
        assert (self.state in AT_COUNTER) == (self.place == "counter")
        assert (self.state is TicketState.SERVING) == self.served


Visit.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestVisit = Visit.TestCase


@pytest.mark.parametrize("state", [state for state in TicketState if state not in IN_LINE])
def test_only_who_waits_in_a_line_can_be_called(state: TicketState) -> None:
    assert next_state(state, TicketAction.CALL) is None


def test_every_state_can_be_reached_and_every_action_is_of_use() -> None:
    assert set(TRANSITIONS.values()) == set(TicketState)
    assert {action for _, action in TRANSITIONS} == set(TicketAction)


@pytest.mark.parametrize("state", [TicketState.DONE, TicketState.CANCELLED])
def test_what_is_over_can_only_be_reopened(state: TicketState) -> None:
    allowed = {action for action in TicketAction if next_state(state, action)}
    assert allowed == {TicketAction.REOPEN}
