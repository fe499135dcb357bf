"""Stands in for the dialogue engine while it is down: chooses the act from the message alone."""

from __future__ import annotations

import logging

from api.assistant.choices import split_choice
from api.assistant.internal_schemas import (
    AnswerRequest,
    ChecklistRequest,
    FeedbackTurnRequest,
    FieldRequest,
    TicketTurnRequest,
)
from api.assistant.repository import ConversationRow
from api.assistant.schemas import MessageRequest, Turn
from api.assistant.turns import AssistantTurns
from api.errors import ApiError
from knowledge_base.answers.texts import Locale
from knowledge_base.search.aspects import Aspect

logger = logging.getLogger(__name__)


class StandIn:
    """Answers without the dialogue engine.

    Keys are those of the action server, so that an answer of the engine that comes too late has no
    second effect.
    """

    def __init__(self, turns: AssistantTurns) -> None:
        """Takes the acts to choose among."""
        self._turns = turns

    def answer(
        self, conversation: ConversationRow, request: MessageRequest, message_id: str
    ) -> Turn:
        """Gives a turn for a message: a text is searched for, a button is followed."""
        locale, in_hand = Locale(conversation.locale), conversation.procedure_code
        if request.choice is None:
            return self._turns.answering.answer(
                AnswerRequest(text=request.text, procedure_code=in_hand, locale=locale)
            )
        kind, value = split_choice(request.choice)
        try:
            turn = self._follow(conversation, locale, kind, value, message_id)
        except ApiError:
            logger.warning("choice %s could not be followed without the engine", kind)
            turn = None
        return turn or self._turns.engine_down(locale)

    def _follow(
        self,
        conversation: ConversationRow,
        locale: Locale,
        kind: str,
        value: str | None,
        message_id: str,
    ) -> Turn | None:
        turns, value = self._turns, value or ""
        in_hand, ticket = conversation.procedure_code, conversation.ticket_id
        match kind:
            case "procedure":
                return turns.answering.answer(AnswerRequest(chosen_code=value, locale=locale))
            case "aspect":
                return turns.answering.answer(
                    AnswerRequest(procedure_code=in_hand, aspect=Aspect(value), locale=locale)
                )
            case "field":
                field, _, page = value.partition("/")
                return turns.guiding.list_field(
                    FieldRequest(field=field, page=int(page or 0), locale=locale)
                )
            case "checklist" if in_hand:
                return turns.guiding.ask_or_list_papers(
                    ChecklistRequest(procedure_code=in_hand, locale=locale)
                )
            case "ticket:take":
                wanted = TicketTurnRequest(procedure_code=in_hand, locale=locale)
                return turns.ticketing.issue_ticket(wanted, f"{message_id}:ticket")
            case "group":
                wanted = TicketTurnRequest(service_group=value, locale=locale)
                return turns.ticketing.issue_ticket(wanted, f"{message_id}:ticket")
            case "ticket:show" if ticket:
                return turns.ticketing.show_ticket(ticket, locale)
            case "ticket:cancel" if ticket:
                return turns.ticketing.cancel_ticket(ticket, locale)
            case "feedback:give":
                return turns.ask_rating(locale)
            case "rate":
                rating = FeedbackTurnRequest(rating=int(value), ticket_id=ticket, locale=locale)
                return turns.give_feedback(rating, f"{message_id}:feedback")
            case "person":
                return turns.hand_off(locale)
        return None
