"""The gateway: what happens to one message between the visitor and the dialogue engine."""

from __future__ import annotations

import hmac
import logging
import time
from datetime import timedelta

from starlette.concurrency import run_in_threadpool

from api.assistant.choices import rasa_message, split_choice
from api.assistant.contacts import Contacts, names_a_contact
from api.assistant.engine import DialogueEngine, EngineDown
from api.assistant.history import exchanged, greeted
from api.assistant.house import HouseTurns
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
    ConversationOpened,
    ConversationRequest,
    History,
    MessageRequest,
    MessageResponse,
    Reply,
    Turn,
    TurnStatus,
)
from api.assistant.speaking import Voice
from api.assistant.standing_in import StandIn
from api.assistant.turns import AssistantTurns
from api.clock import Clock
from api.database import Database
from api.errors import (
    ConversationNotFound,
    EmptyText,
    IdempotencyKeyReused,
    TextTooLong,
    Unauthorised,
)
from api.ids import digest, new_id, new_token
from api.privacy import MASK, mask
from knowledge_base.answers.texts import Locale
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
        house: HouseTurns,
        contacts: Contacts,
        voice: Voice,
        locks: ConversationLocks,
        lifetime: timedelta,
    ) -> None:
        """Takes what a conversation needs; ``lifetime`` is that of a token."""
        self._database = database
        self._clock = clock
        self._engine = engine
        self._turns = turns
        self._house = house
        self._contacts = contacts
        self._stand_in = StandIn(turns)
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
        messages = [greeted(conversation, greeting)]
        for row in rows:
            messages += exchanged(row)
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
        arrived = time.perf_counter()
        masked = _masked(request)
        privacy_ms = _milliseconds_since(arrived)
        async with self._locks.hold(conversation.id):
            # Read again: an earlier message may have changed what is in hand.
            current = await run_in_threadpool(self._reload, conversation.id)
            locale = Locale(current.locale)
            crisis = self._house.crisis_of(masked.text, locale) if masked.text else None
            contact = (request.text or "") if current.expects and crisis is None else ""
            is_contact = names_a_contact(contact)
            request = MessageRequest(text=MASK) if is_contact else masked
            stored, earlier = await run_in_threadpool(self._store, conversation.id, request, key)
            if earlier is not None:
                return earlier
            if crisis is not None:
                crisis.trace["decision"] = "crisis"
                crisis.expects = "contact" if current.expects else None  # the question still stands
                return await self._close_turn(current, stored, crisis)
            if is_contact:
                await run_in_threadpool(self._contacts.keep, current.id, contact)
            started = time.perf_counter()
            try:
                turn = await self._engine.send(
                    conversation.id,
                    rasa_message(request.choice) if request.choice else request.text or "",
                    {
                        "locale": current.locale,
                        "channel": current.channel,
                        "message_id": stored,
                        # What a restarted engine has forgotten.
                        "procedure_code": current.procedure_code,
                        "ticket_id": current.ticket_id,
                    },
                )
                turn.trace["engine"] = "up"
            except EngineDown as error:
                logger.warning("dialogue engine: %s; search answers directly", error)
                turn = await run_in_threadpool(self._stand_in.answer, current, request, stored)
                turn.trace["engine"] = "down"
            turn.trace["engine_ms"] = _milliseconds_since(started)
            turn.trace["privacy_ms"] = privacy_ms
            return await self._close_turn(current, stored, turn, request.text)

    async def _close_turn(
        self, conversation: ConversationRow, message_id: str, turn: Turn, asked: str | None = None
    ) -> MessageResponse:
        """Gives the replies their speech, stores the turn and answers with it."""
        locale = turn.locale or Locale(conversation.locale)
        turn.replies = self._voice.speak(turn.replies, locale, asked)
        await run_in_threadpool(self._store_turn, conversation.id, message_id, turn)
        return MessageResponse(
            id=message_id,
            status=turn.status,
            replies=turn.replies,
            locale=turn.locale,
            pace=turn.pace,
        )

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
                # A contact was kept as the mask alone; sent again it cannot be told from another.
                if earlier.request_digest != request_digest and earlier.text != MASK:
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

    def _store_turn(self, conversation_id: str, message_id: str, turn: Turn) -> None:
        with self._database.write() as session:
            message = session.get_one(MessageRow, message_id)
            message.status = turn.status
            message.replies = [
                reply.model_dump(mode="json", by_alias=True) for reply in turn.replies
            ]
            message.trace = turn.trace | {
                "procedure_code": turn.procedure_code,
                "options": turn.options,
            }
            message.replied_at = self._clock.now()
            conversation = session.get_one(ConversationRow, conversation_id)
            conversation.procedure_code = turn.procedure_code or conversation.procedure_code
            if turn.ticket_id is not None:
                conversation.ticket_id = turn.ticket_id or None
            conversation.locale = turn.locale or conversation.locale
            conversation.expects, conversation.contact = turn.expects, None


def _milliseconds_since(moment: float) -> float:
    return round((time.perf_counter() - moment) * 1000, 1)


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
