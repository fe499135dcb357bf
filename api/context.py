"""Everything that requests draw on, built once at start and passed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from api import idempotency
from api.assistant import repository as conversations_repository
from api.assistant.engine import DialogueEngine
from api.assistant.locks import LocalLocks, RedisLocks
from api.assistant.service import ConversationService
from api.assistant.speaking import Voice
from api.assistant.turns import AssistantTurns
from api.clock import Clock
from api.database import Database
from api.feedback.service import FeedbackService
from api.procedures.service import ProcedureService
from api.rate_limits import RateLimits, load_rate_limits
from api.settings import Settings
from api.tickets.service import TicketService
from api.ward.policy import Ward, load_ward
from knowledge_base.policy.service_groups import ServiceGroups, load_service_groups
from knowledge_base.search.live import LiveSearch
from knowledge_base.speech.reader import load_reader


@dataclass
class Context:
    """The services of one process.

    Attributes:
        engine_seen: Whether the dialogue engine has answered since the start.
    """

    settings: Settings
    ward: Ward
    groups: ServiceGroups
    clock: Clock
    database: Database
    rate_limits: RateLimits
    service_key: str
    engine: DialogueEngine
    procedures: ProcedureService
    tickets: TicketService
    feedback: FeedbackService
    turns: AssistantTurns
    conversations: ConversationService
    engine_seen: bool = field(default=False)

    def forget_old(self) -> None:
        """Deletes what is past its time: chat texts and idempotency keys."""
        now = self.clock.now()
        with self.database.write() as session:
            idempotency.forget_old(session, now)
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
    tickets = TicketService(database, clock, groups, search.catalogue)
    feedback = FeedbackService(database, clock, tickets)
    turns = AssistantTurns(
        search,
        groups,
        ward,
        tickets,
        feedback,
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
        Voice(load_reader(settings.ward_dir)),
        RedisLocks(settings.redis_url) if settings.redis_url else LocalLocks(),
        timedelta(hours=settings.conversation_hours),
    )
    return Context(
        settings=settings,
        ward=ward,
        groups=groups,
        clock=clock,
        database=database,
        rate_limits=RateLimits(
            load_rate_limits(settings.ward_dir), settings.redis_url, settings.rate_limits == "on"
        ),
        service_key=settings.service_key.get_secret_value(),
        engine=engine,
        procedures=ProcedureService(search, clock),
        tickets=tickets,
        feedback=feedback,
        turns=turns,
        conversations=conversations,
    )


async def _context(connection: HTTPConnection) -> Context:
    context: Context = connection.app.state.context
    return context


ContextOf = Annotated[Context, Depends(_context)]
