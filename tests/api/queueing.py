"""The queue without the rest of the product, on a database of its own."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from api.clock import Clock
from api.counters.calls import Calls
from api.counters.emergency import LineService
from api.counters.policy import Counters, load_counters
from api.counters.schemas import Opening
from api.counters.service import CounterService
from api.counters.sittings import Sittings
from api.database import Database
from api.ids import new_id
from api.staff.repository import StaffRow
from api.staff.roles import Role
from api.staff.schemas import Staff
from api.staff.service import StaffService
from api.tickets.lines import Lines
from api.tickets.pace import Pace
from api.tickets.policy import QueueRules, load_queue_rules
from api.tickets.schemas import Ticket, TicketRequest
from api.tickets.service import TicketService
from api.tickets.view import TicketViews
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import load_service_groups


@dataclass
class Queue:
    """Tickets and counters as the application puts them together."""

    url: str
    clock: Clock
    rules: QueueRules = field(default_factory=lambda: load_queue_rules(load_service_groups()))
    places: Counters = field(default_factory=lambda: load_counters(load_service_groups()))

    def __post_init__(self) -> None:
        self.database = database = Database(self.url)
        self.sittings = sittings = Sittings(self.clock)
        pace = Pace(self.clock, sittings, self.rules.queue.wait)
        views = TicketViews(self.clock, self.rules, pace)
        self.tickets = TicketService(database, self.clock, Catalogue([], ""), self.rules, views)
        lines, calls = Lines(self.clock, self.rules, views), Calls(self.clock, self.places)
        self.staff = StaffService(database, self.clock, timedelta(hours=10))
        self.counters = CounterService(
            database, self.places, self.rules, lines, sittings, calls, self.staff
        )
        self.lines = LineService(database, self.clock, self.rules, lines, sittings)

    def take(self, key: str, group: str = "ho-tich", priority: str | None = None) -> Ticket:
        request = TicketRequest(service_group=group, priority=priority)
        return self.tickets.issue_ticket(request, key)

    def clerk(self, name: str, role: Role = Role.CLERK) -> Staff:
        """Makes an account without a password: hashing one takes long."""
        with self.database.write() as session:
            row = StaffRow(
                id=new_id(),
                user_name=name,
                name=name,
                role=role,
                password_hash="",
                active=True,
                created_at=self.clock.now(),
            )
            session.add(row)
            return Staff(id=row.id, name=name, role=role)

    def open(self, counter: str, *groups: str) -> Staff:
        """Lets a new clerk open a counter."""
        staff = self.clerk(f"clerk-{counter}")
        opening = Opening(service_groups=list(groups) or None)
        self.counters.open_counter(staff, counter, opening)
        return staff


@contextlib.contextmanager
def queue_on(url: str, clock: Clock, **policies: Any) -> Iterator[Queue]:
    """Opens a queue on tables that are made, and gives its connections back."""
    queue = Queue(url, clock, **policies)
    queue.database.migrate()
    yield queue
    queue.database.close()
