"""Everything that requests draw on, built once at start and passed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from api import idempotency
from api.assistant import repository as conversations_repository
from api.assistant.contacts import Contacts
from api.assistant.engine import DialogueEngine
from api.assistant.house import HouseTurns
from api.assistant.locks import LocalLocks, RedisLocks
from api.assistant.service import ConversationService
from api.assistant.speaking import Voice
from api.assistant.turns import AssistantTurns
from api.board.feed import BoardFeed
from api.board.service import BoardService
from api.clock import Clock
from api.complaints.policy import load_complaint_policy
from api.complaints.service import ComplaintService
from api.counters.calls import Calls
from api.counters.emergency import LineService
from api.counters.policy import load_counters
from api.counters.service import CounterService
from api.counters.sittings import Sittings
from api.database import Database
from api.devices.policy import load_device_policy
from api.devices.registry import DeviceRegistry
from api.devices.service import DeviceService
from api.feedback.reasons import load_feedback_reasons
from api.feedback.service import FeedbackService
from api.outbox.delivery import Delivery
from api.outbox.policy import load_outbox_policy
from api.outbox.service import OutboxService
from api.procedures.service import ProcedureService
from api.rate_limits import RateLimits, load_rate_limits
from api.settings import Settings
from api.staff import repository as staff_repository
from api.staff.service import StaffService
from api.tickets.lines import Lines
from api.tickets.pace import Pace
from api.tickets.policy import QueueRules, load_queue_rules
from api.tickets.service import TicketService
from api.tickets.view import TicketViews
from api.ward.crisis import load_crisis
from api.ward.opening import Opening
from api.ward.places import load_places
from api.ward.policy import Ward, load_ward
from knowledge_base.policy.service_groups import ServiceGroups, load_service_groups
from knowledge_base.search.live import LiveSearch
from knowledge_base.speech.reader import load_reader


@dataclass
class Context:
    """The services of one process.

    Attributes:
        delivery: Carries the outbox; ``None`` where the ward has no channel.
        engine_seen: Whether the dialogue engine has answered since the start.
    """

    settings: Settings
    ward: Ward
    groups: ServiceGroups
    queue: QueueRules
    clock: Clock
    database: Database
    rate_limits: RateLimits
    service_key: str
    engine: DialogueEngine
    procedures: ProcedureService
    tickets: TicketService
    staff: StaffService
    counters: CounterService
    lines: LineService
    board: BoardService
    board_feed: BoardFeed
    feedback: FeedbackService
    complaints: ComplaintService
    devices: DeviceService
    outbox: OutboxService
    delivery: Delivery | None
    turns: AssistantTurns
    house: HouseTurns
    conversations: ConversationService
    engine_seen: bool = field(default=False)

    def public_address(self, request: HTTPConnection, path: str) -> str:
        """Gives the address under which a phone reaches a path."""
        base = self.settings.public_url or str(request.base_url)
        return base.rstrip("/") + path

    def forget_old(self) -> None:
        """Deletes what is past its time: chat texts, contacts, idempotency keys, sign-ins."""
        self.complaints.forget_old()
        self.outbox.forget_old()
        now = self.clock.now()
        with self.database.write() as session:
            idempotency.forget_old(session, now)
            staff_repository.forget_old(session, now)
            conversations_repository.forget_old(
                session, now, timedelta(days=self.settings.message_days)
            )


def build_context(settings: Settings, clock: Clock, search: LiveSearch) -> Context:
    """Builds the services.

    Args:
        settings: The installation's settings.
        clock: The one clock.
        search: The opened search, which holds the catalogue.

    Raises:
        KnowledgeBaseError: A policy file cannot be used.
    """
    database = Database(settings.database_url)
    database.migrate()
    groups = load_service_groups(settings.ward_dir)
    ward = load_ward(settings.ward_dir)
    queue = load_queue_rules(groups, settings.ward_dir)
    sittings = Sittings(clock)
    views = TicketViews(clock, queue, Pace(clock, sittings, queue.queue.wait))
    tickets = TicketService(database, clock, search.catalogue, queue, views)
    places = load_counters(groups, settings.ward_dir)
    lines, calls = Lines(clock, queue, views), Calls(clock, places)
    staff = StaffService(database, clock, timedelta(hours=settings.staff_hours))
    counters = CounterService(database, places, queue, lines, sittings, calls, staff)
    all_lines = LineService(database, clock, queue, lines, sittings)
    board = BoardService(database, clock, ward, queue.queue.board, counters, all_lines, calls)
    feedback = FeedbackService(database, clock, tickets)
    holidays = queue.holidays
    outbox_policy = load_outbox_policy(settings.ward_dir)
    outbox = OutboxService(database, clock, outbox_policy)
    complaint_policy = load_complaint_policy(settings.ward_dir)
    complaints = ComplaintService(database, clock, complaint_policy, holidays, tickets, outbox)
    device_policy = load_device_policy(settings.ward_dir)
    registry = DeviceRegistry(database, clock, device_policy)
    devices = DeviceService(database, clock, device_policy, registry)
    contacts = Contacts(database)
    house = HouseTurns(
        ward,
        load_places(settings.ward_dir),
        Opening(ward, groups, holidays),
        load_crisis(settings.ward_dir),
        devices,
        complaints,
        complaint_policy,
        contacts,
        tickets,
        clock,
    )
    turns = AssistantTurns(
        search,
        queue,
        ward,
        tickets,
        feedback,
        load_feedback_reasons(settings.ward_dir),
        clock,
    )
    engine = DialogueEngine(
        settings.bot_url, settings.bot_secret.get_secret_value(), settings.bot_timeout_s
    )
    conversations = ConversationService(
        database,
        clock,
        engine,
        turns,
        house,
        contacts,
        Voice(load_reader(settings.ward_dir)),
        RedisLocks(settings.redis_url) if settings.redis_url else LocalLocks(),
        timedelta(hours=settings.conversation_hours),
    )
    return Context(
        settings=settings,
        ward=ward,
        groups=groups,
        queue=queue,
        clock=clock,
        database=database,
        rate_limits=RateLimits(
            load_rate_limits(settings.ward_dir), settings.redis_url, settings.rate_limits == "on"
        ),
        service_key=settings.service_key.get_secret_value(),
        engine=engine,
        procedures=ProcedureService(search, groups, clock),
        tickets=tickets,
        staff=staff,
        counters=counters,
        lines=all_lines,
        board=board,
        board_feed=BoardFeed(board),
        feedback=feedback,
        complaints=complaints,
        devices=devices,
        outbox=outbox,
        delivery=_delivery(settings, outbox, outbox_policy.timeout_s),
        turns=turns,
        house=house,
        conversations=conversations,
    )


def _delivery(settings: Settings, outbox: OutboxService, timeout_s: float) -> Delivery | None:
    if settings.channel_url is None:
        return None
    token = settings.channel_token.get_secret_value()
    return Delivery(outbox, settings.channel_url, token, timeout_s)


async def _context(connection: HTTPConnection) -> Context:
    context: Context = connection.app.state.context
    return context


ContextOf = Annotated[Context, Depends(_context)]
