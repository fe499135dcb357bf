"""What the assistant does and says: one method per act, each giving a whole turn.

The dialogue engine decides which act; when it is down the gateway chooses the act itself.
"""

from __future__ import annotations

from api.assistant.choices import group_choice
from api.assistant.schemas import (
    AnswerRequest,
    Choice,
    FeedbackTurnChange,
    FeedbackTurnRequest,
    Reply,
    ReplyKind,
    TicketTurnRequest,
    Turn,
    TurnStatus,
)
from api.assistant.telling import Telling
from api.assistant.texts import assistant_texts
from api.clock import Clock
from api.errors import ProcedureNotFound, TicketNotFound
from api.feedback.schemas import FeedbackChange, FeedbackRequest
from api.feedback.service import FeedbackService
from api.tickets.life_cycle import TicketState
from api.tickets.schemas import Ticket, TicketRequest
from api.tickets.service import TicketService
from api.ward.policy import Ward
from knowledge_base.answers.texts import Locale
from knowledge_base.policy.service_groups import ServiceGroup, ServiceGroups
from knowledge_base.schema import Procedure
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import SearchOutcome
from knowledge_base.search.live import LiveSearch
from knowledge_base.text.normalise import normalise, strip_diacritics


class AssistantTurns:
    """Acts of the assistant."""

    def __init__(
        self,
        search: LiveSearch,
        groups: ServiceGroups,
        ward: Ward,
        tickets: TicketService,
        feedback: FeedbackService,
        clock: Clock,
    ) -> None:
        """Takes what the acts draw on."""
        self._search = search
        self._catalogue = search.catalogue
        self._groups = groups
        self._ward = ward
        self._tickets = tickets
        self._feedback = feedback
        self._telling = Telling(search.catalogue, groups, clock)

    def greet(self, locale: Locale) -> Turn:
        """Says who speaks and what it can do."""
        texts = assistant_texts(locale)
        ward = self._ward.name_en if locale is Locale.EN else self._ward.name
        text = texts.greeting.format(ward=ward)
        reply = Reply(kind=ReplyKind.TEXT, text=text, choices=texts.greeting_choices)
        return Turn(status=TurnStatus.ANSWERED, replies=[reply])

    def answer(self, request: AnswerRequest) -> Turn:
        """Answers a question, asks back or says that nothing fits.

        Raises:
            ProcedureNotFound: The chosen procedure does not exist.
        """
        if request.chosen_code is not None:
            chosen = self._catalogue.get(request.chosen_code)
            if chosen is None:
                raise ProcedureNotFound
            asked_before = self._search.detect_aspects(request.text or "").aspects
            aspects = [request.aspect] if request.aspect else list(asked_before)
            return self._telling.tell(chosen, aspects, request.locale)
        in_hand = self._catalogue.get(request.procedure_code) if request.procedure_code else None
        text = request.text or ""
        asked = self._search.detect_aspects(text)
        aspects = list(asked.aspects) or ([request.aspect] if request.aspect else [])
        if not asked.names_a_procedure and aspects:
            if in_hand is None:
                return self._which_procedure(request.locale)
            return self._telling.tell(in_hand, aspects, request.locale)
        outcome = self._search.search(text)
        if in_hand is not None and aspects and _stays_with(in_hand, outcome):
            return self._telling.tell(in_hand, aspects, request.locale)
        if outcome.decision is Decision.ANSWER:
            return self._telling.tell(outcome.results[0].procedure, aspects, request.locale)
        if outcome.decision is Decision.CLARIFY:
            return self._telling.ask_back(outcome.options, request.locale)
        return self._telling.not_found(outcome.elsewhere, request.locale)

    def issue_ticket(self, request: TicketTurnRequest, key: str) -> Turn:
        """Issues a ticket, or asks for which group of counters.

        Raises:
            ProcedureNotFound: No such procedure.
            ServiceGroupNotFound: No such group.
        """
        group = request.service_group
        if group is None and request.text:  # what is said now goes before what is in hand
            found = self._group_named(request.text)
            group = found.slug if found else None
        if group is None and request.procedure_code is None:
            return self._ask_group(request.locale)
        ticket = self._tickets.issue_ticket(
            TicketRequest(
                service_group=group, procedure_code=None if group else request.procedure_code
            ),
            key,
        )
        texts = assistant_texts(request.locale)
        template = texts.ticket_issued if ticket.ahead else texts.ticket_issued_first
        return self._ticket_turn(ticket, template, request.locale)

    def show_ticket(self, ticket_id: str, locale: Locale) -> Turn:
        """Tells a ticket's place in the line."""
        try:
            ticket = self._tickets.show_ticket(ticket_id)
        except TicketNotFound:
            return self._ticket_gone(locale)
        texts = assistant_texts(locale)
        template = texts.ticket_shown if ticket.ahead else texts.ticket_shown_first
        if ticket.state is TicketState.CANCELLED:
            template = texts.ticket_shown_cancelled
        return self._ticket_turn(ticket, template, locale)

    def cancel_ticket(self, ticket_id: str, locale: Locale) -> Turn:
        """Gives up a ticket."""
        try:
            ticket = self._tickets.cancel_ticket(ticket_id)
        except TicketNotFound:
            return self._ticket_gone(locale)
        return self._ticket_turn(ticket, assistant_texts(locale).ticket_cancelled, locale)

    def ask_rating(self, locale: Locale) -> Turn:
        """Shows the four faces."""
        texts = assistant_texts(locale)
        choices = [Choice(title=title, choice=f"rate:{n}") for n, title in texts.ratings.items()]
        reply = Reply(kind=ReplyKind.FEEDBACK, text=texts.rate, choices=choices)
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply])

    def give_feedback(self, request: FeedbackTurnRequest, key: str) -> Turn:
        """Stores a rating; one for a ticket that is gone is stored without it."""
        ticket_id = request.ticket_id
        if ticket_id is not None and not self._tickets.exists(ticket_id):
            ticket_id = None
        receipt = self._feedback.give_feedback(
            FeedbackRequest(rating=request.rating, comment=request.comment, ticket_id=ticket_id),
            key,
        )
        return _thanks(request.locale, receipt.id)

    def change_feedback(self, feedback_id: str, change: FeedbackTurnChange) -> Turn:
        """Adds a comment to a rating, or corrects the rating.

        Raises:
            FeedbackNotFound: No such rating.
        """
        self._feedback.change_feedback(
            feedback_id, FeedbackChange(rating=change.rating, comment=change.comment)
        )
        return _thanks(change.locale, feedback_id)

    def hand_off(self, locale: Locale) -> Turn:
        """Says where a person helps."""
        texts, desk = assistant_texts(locale), self._ward.hand_off
        place = desk.place_en if locale is Locale.EN else desk.place
        lines = [texts.hand_off.format(place=place)]
        if desk.phone:
            lines.append(texts.hand_off_phone.format(phone=desk.phone))
        if desk.hotline:
            lines.append(texts.hand_off_hotline.format(hotline=desk.hotline))
        reply = Reply(
            kind=ReplyKind.HANDOFF,
            text=" ".join(lines),
            choices=[Choice(title=texts.buttons["take_ticket"], choice="ticket:take")],
        )
        return Turn(status=TurnStatus.HANDED_OFF, replies=[reply])

    def engine_down(self, locale: Locale) -> Turn:
        """Says what still works while the dialogue engine is down."""
        texts = assistant_texts(locale)
        reply = Reply(
            kind=ReplyKind.NOTICE,
            text=texts.engine_down,
            choices=[
                Choice(title=texts.buttons["take_ticket"], choice="ticket:take"),
                Choice(title=texts.buttons["person"], choice="person"),
            ],
        )
        return Turn(status=TurnStatus.ERROR, replies=[reply])

    def _which_procedure(self, locale: Locale) -> Turn:
        text = assistant_texts(locale).no_procedure_in_hand
        return Turn(status=TurnStatus.CLARIFYING, replies=[Reply(kind=ReplyKind.TEXT, text=text)])

    def _ask_group(self, locale: Locale) -> Turn:
        choices = [
            Choice(title=_group_name(group, locale), choice=group_choice(group.slug))
            for group in self._groups.groups
        ]
        reply = Reply(
            kind=ReplyKind.CHOICES, text=assistant_texts(locale).ask_group, choices=choices
        )
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply])

    def _group_named(self, text: str) -> ServiceGroup | None:
        """Finds the group that a text names, by its name or by a procedure."""
        plain = strip_diacritics(normalise(text))
        for group in self._groups.groups:
            if strip_diacritics(normalise(group.name)) in plain:
                return group
        if not self._search.detect_aspects(text).names_a_procedure:
            return None
        outcome = self._search.search(text)
        if outcome.decision is Decision.NONE:
            return None
        found = outcome.options or [outcome.results[0].procedure]
        slugs = {procedure.service_group for procedure in found}
        return self._groups.get(slugs.pop()) if len(slugs) == 1 else None

    def _ticket_turn(self, ticket: Ticket, template: str, locale: Locale) -> Turn:
        group = self._groups.get(ticket.service_group)
        name = _group_name(group, locale) if group else ticket.service_group
        reply = Reply(
            kind=ReplyKind.TICKET,
            text=template.format(number=ticket.number, group=name, ahead=ticket.ahead),
            ticket=ticket.model_copy(update={"service_group_name": name}),
        )
        return Turn(status=TurnStatus.DONE, replies=[reply], ticket_id=ticket.id)

    def _ticket_gone(self, locale: Locale) -> Turn:
        texts = assistant_texts(locale)
        reply = Reply(
            kind=ReplyKind.TEXT,
            text=texts.ticket_gone,
            choices=[Choice(title=texts.buttons["take_ticket"], choice="ticket:take")],
        )
        return Turn(status=TurnStatus.NOT_FOUND, replies=[reply])


def _thanks(locale: Locale, feedback_id: str) -> Turn:
    reply = Reply(kind=ReplyKind.FEEDBACK, text=assistant_texts(locale).rated)
    return Turn(status=TurnStatus.DONE, replies=[reply], feedback_id=feedback_id)


def _group_name(group: ServiceGroup, locale: Locale) -> str:
    return group.name_en if locale is Locale.EN else group.name


def _stays_with(in_hand: Procedure, outcome: SearchOutcome) -> bool:
    """Says whether a question that names an aspect still means the procedure in hand.

    It does when nothing fits better: no result, or the one in hand is among those that fit.
    """
    if outcome.decision is Decision.NONE:
        return True
    fitting = outcome.options or [result.procedure for result in outcome.results[:1]]
    return any(procedure.code == in_hand.code for procedure in fitting)
