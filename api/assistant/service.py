"""The gateway: what happens to one message between the visitor and the dialogue engine."""

from __future__ import annotations

import hmac
import logging
import time
from datetime import timedelta

from starlette.concurrency import run_in_threadpool

from api.assistant.choices import rasa_message, split_choice
from api.assistant.engine import DialogueEngine, EngineDown
from api.assistant.locks import ConversationLocks
from api.assistant.repository import (
    ConversationRow,
    MessageRow,
    message_of_key,
    messages_of,
    next_position,
)
from api.assistant.schemas import (
    MOST_CHARACTERS,
    AnswerRequest,
    ConversationOpened,
    ConversationRequest,
    FeedbackTurnRequest,
    History,
    MessageRequest,
    MessageResponse,
    Reply,
    StoredMessage,
    TicketTurnRequest,
    Turn,
    TurnStatus,
)
from api.assistant.speaking import Voice
from api.assistant.turns import AssistantTurns
from api.clock import Clock
from api.database import Database
from api.errors import (
    ApiError,
    ConversationNotFound,
    EmptyText,
    IdempotencyKeyReused,
    TextTooLong,
    Unauthorised,
)
from api.ids import digest, new_id, new_token
from api.privacy import mask
from knowledge_base.answers.texts import Locale
from knowledge_base.search.aspects import Aspect
from knowledge_base.text.normalise import clean

logger = logging.getLogger(__name__)


class ConversationService:
    """Conversations of visitors."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        engine: DialogueEngine,
        turns: AssistantTurns,
        voice: Voice,
        locks: ConversationLocks,
        lifetime: timedelta,
    ) -> None:
        """Takes what a conversation needs; ``lifetime`` is that of a token."""
        self._database = database
        self._clock = clock
        self._engine = engine
        self._turns = turns
        self._voice = voice
        self._locks = locks
        self._lifetime = lifetime

    def open_conversation(self, request: ConversationRequest) -> ConversationOpened:
        """Opens a conversation and greets."""
        now = self._clock.now()
        token = new_token()
        row = ConversationRow(
            id=new_id(),
            channel=request.channel,
            locale=request.locale,
            token_digest=digest(token),
            created_at=now,
            expires_at=now + self._lifetime,
        )
        with self._database.write() as session:
            session.add(row)
        return ConversationOpened(
            id=row.id,
            token=token,
            expires_at=row.expires_at,
            replies=self._greeting(request.locale),
        )

    def authorise(self, conversation_id: str, token: str | None) -> ConversationRow:
        """Checks a token.

        Raises:
            ConversationNotFound: No such conversation.
            Unauthorised: The token is missing, wrong or expired.
        """
        with self._database.read() as session:
            row = session.get(ConversationRow, conversation_id)
        if row is None:
            raise ConversationNotFound
        if not token or not hmac.compare_digest(row.token_digest, digest(token)):
            raise Unauthorised
        self.check_unexpired(row)
        return row

    def check_unexpired(self, conversation: ConversationRow) -> None:
        """Checks that the conversation's time is not over.

        Raises:
            Unauthorised: It is.
        """
        if conversation.expires_at <= self._clock.now():
            raise Unauthorised

    def change_locale(self, conversation: ConversationRow, locale: Locale) -> None:
        """Changes the language of what follows."""
        with self._database.write() as session:
            session.get_one(ConversationRow, conversation.id).locale = locale

    def history(self, conversation: ConversationRow) -> History:
        """Gives what was said so far."""
        with self._database.read() as session:
            rows = messages_of(session, conversation.id)
        greeting = self._greeting(Locale(conversation.locale))
        messages = [
            StoredMessage(
                id="greeting",
                role="assistant",
                text=None,
                choice=None,
                title=None,
                status=None,
                replies=greeting,
                at=conversation.created_at,
            )
        ]
        for row in rows:
            messages.append(
                StoredMessage(
                    id=row.id,
                    role="visitor",
                    text=row.text,
                    choice=row.choice,
                    title=row.title,
                    status=None,
                    replies=[],
                    at=row.said_at,
                )
            )
            if row.status is not None and row.replied_at is not None:
                messages.append(
                    StoredMessage(
                        id=f"{row.id}-reply",
                        role="assistant",
                        text=None,
                        choice=None,
                        title=None,
                        status=TurnStatus(row.status),
                        replies=[Reply.model_validate(reply) for reply in row.replies],
                        at=row.replied_at,
                    )
                )
        return History(messages=messages)

    async def post_message(
        self, conversation: ConversationRow, request: MessageRequest, key: str | None
    ) -> MessageResponse:
        """Takes one message and gives the replies; messages of a conversation follow each other.

        Raises:
            EmptyText: The text holds nothing that can be read.
            TextTooLong: It is longer than 300 characters.
            InvalidRequest: There is no such choice.
            IdempotencyKeyReused: The key came before with another message.
        """
        request = _masked(request)
        async with self._locks.hold(conversation.id):
            stored, earlier = await run_in_threadpool(self._store, conversation.id, request, key)
            if earlier is not None:
                return earlier
            started = time.perf_counter()
            # Read again: an earlier message may have changed what is in hand.
            current = await run_in_threadpool(self._reload, conversation.id)
            try:
                turn = await self._engine.send(
                    conversation.id,
                    rasa_message(request.choice) if request.choice else request.text or "",
                    {
                        "locale": current.locale,
                        "channel": current.channel,
                        "message_id": stored,
                    },
                )
                engine = "up"
            except EngineDown as error:
                logger.warning("dialogue engine: %s; search answers directly", error)
                turn = await run_in_threadpool(self._without_engine, current, request, stored)
                engine = "down"
            turn.replies = self._voice.speak(turn.replies, Locale(current.locale), request.text)
            trace = {
                "engine": engine,
                "engine_ms": round((time.perf_counter() - started) * 1000, 1),
                "procedure_code": turn.procedure_code,
                "options": turn.options,
            }
            await run_in_threadpool(self._store_turn, conversation.id, stored, turn, trace)
            return MessageResponse(id=stored, status=turn.status, replies=turn.replies)

    def _greeting(self, locale: Locale) -> list[Reply]:
        return self._voice.speak(self._turns.greet(locale).replies, locale)

    def _reload(self, conversation_id: str) -> ConversationRow:
        with self._database.read() as session:
            return session.get_one(ConversationRow, conversation_id)

    def _store(
        self, conversation_id: str, request: MessageRequest, key: str | None
    ) -> tuple[str, MessageResponse | None]:
        """Stores what was said before anything is done with it; finds an earlier reply."""
        request_digest = digest(request.model_dump_json())
        with self._database.write() as session:
            earlier = message_of_key(session, conversation_id, key) if key else None
            if earlier is not None:
                if earlier.request_digest != request_digest:
                    raise IdempotencyKeyReused
                if earlier.status is None:  # cut off before the reply: answer it now
                    return earlier.id, None
                replies = [Reply.model_validate(reply) for reply in earlier.replies]
                return earlier.id, MessageResponse(
                    id=earlier.id, status=TurnStatus(earlier.status), replies=replies
                )
            row = MessageRow(
                id=new_id(),
                conversation_id=conversation_id,
                position=next_position(session, conversation_id),
                client_key=key,
                request_digest=request_digest,
                text=request.text,
                choice=request.choice,
                title=request.title,
                status=None,
                replies=[],
                trace={},
                said_at=self._clock.now(),
                replied_at=None,
            )
            session.add(row)
            return row.id, None

    def _store_turn(
        self, conversation_id: str, message_id: str, turn: Turn, trace: dict[str, object]
    ) -> None:
        with self._database.write() as session:
            message = session.get_one(MessageRow, message_id)
            message.status = turn.status
            message.replies = [
                reply.model_dump(mode="json", by_alias=True) for reply in turn.replies
            ]
            message.trace = trace
            message.replied_at = self._clock.now()
            conversation = session.get_one(ConversationRow, conversation_id)
            conversation.procedure_code = turn.procedure_code or conversation.procedure_code
            conversation.ticket_id = turn.ticket_id or conversation.ticket_id

    def _without_engine(
        self, conversation: ConversationRow, request: MessageRequest, message_id: str
    ) -> Turn:
        """Chooses the act itself while the dialogue engine is down.

        Keys are those of the action server, so that an answer of the engine that comes too late
        has no second effect.
        """
        locale = Locale(conversation.locale)
        in_hand, ticket = conversation.procedure_code, conversation.ticket_id
        if request.choice is None:
            return self._turns.answer(
                AnswerRequest(text=request.text, procedure_code=in_hand, locale=locale)
            )
        kind, value = split_choice(request.choice)
        try:
            match kind:
                case "procedure":
                    return self._turns.answer(AnswerRequest(chosen_code=value, locale=locale))
                case "aspect":
                    return self._turns.answer(
                        AnswerRequest(
                            procedure_code=in_hand, aspect=Aspect(value or ""), locale=locale
                        )
                    )
                case "ticket:take":
                    wanted = TicketTurnRequest(procedure_code=in_hand, locale=locale)
                    return self._turns.issue_ticket(wanted, f"{message_id}:ticket")
                case "group":
                    wanted = TicketTurnRequest(service_group=value, locale=locale)
                    return self._turns.issue_ticket(wanted, f"{message_id}:ticket")
                case "ticket:show" if ticket:
                    return self._turns.show_ticket(ticket, locale)
                case "ticket:cancel" if ticket:
                    return self._turns.cancel_ticket(ticket, locale)
                case "feedback:give":
                    return self._turns.ask_rating(locale)
                case "rate":
                    rating = FeedbackTurnRequest(
                        rating=int(value or ""), ticket_id=ticket, locale=locale
                    )
                    return self._turns.give_feedback(rating, f"{message_id}:feedback")
                case "person":
                    return self._turns.hand_off(locale)
        except ApiError:
            logger.warning("choice %s could not be followed without the engine", kind)
        return self._turns.engine_down(locale)


def _masked(request: MessageRequest) -> MessageRequest:
    """Checks and masks a message; nothing of the original goes further."""
    if request.choice is not None:
        split_choice(request.choice)
        title = mask(clean(request.title))[:MOST_CHARACTERS] if request.title else None
        return MessageRequest(choice=request.choice, title=title)
    # A leading slash would be read by Rasa as an intent of its own.
    text = clean(request.text or "").lstrip("/ ")
    if not text:
        raise EmptyText
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong
    return MessageRequest(text=mask(text))
