"""Turns about queue tickets: take, show, give up, be served earlier."""

from __future__ import annotations

import re

from api.assistant.choices import group_choice, priority_choice
from api.assistant.internal_schemas import PriorityTurnRequest, TicketTurnRequest
from api.assistant.schemas import Choice, Reply, ReplyKind, Turn, TurnStatus
from api.assistant.telling import Telling
from api.assistant.texts import assistant_texts
from api.errors import TicketNotFound, TransitionRefused
from api.tickets.claims import PriorityClaims
from api.tickets.life_cycle import IN_LINE, TicketState
from api.tickets.policy import Priority, QueueRules
from api.tickets.schemas import Ticket, TicketRequest
from api.tickets.service import TicketService
from knowledge_base.answers.texts import Locale
from knowledge_base.policy.opening_hours import WARD_ZONE
from knowledge_base.policy.service_groups import ServiceGroup
from knowledge_base.search.decision import Decision
from knowledge_base.search.live import LiveSearch
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables


class TicketTurns:
    """Turns about tickets."""

    def __init__(
        self,
        search: LiveSearch,
        telling: Telling,
        rules: QueueRules,
        tickets: TicketService,
    ) -> None:
        """Takes what the turns draw on."""
        self._search = search
        self._telling = telling
        self._rules = rules
        self._groups = rules.groups
        self._claims = PriorityClaims(rules.priorities)
        self._tickets = tickets

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
                service_group=group,
                procedure_code=None if group else request.procedure_code,
                priority=request.priority,
            ),
            key,
        )
        texts = assistant_texts(request.locale)
        template = texts.ticket_issued if ticket.ahead else texts.ticket_issued_first
        turn = self._ticket_turn(ticket, template, request.locale)
        if ticket.priority is None:
            turn.replies[0].choices = [self._telling.button("priority", request.locale)]
        return turn

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
        turn = self._ticket_turn(ticket, assistant_texts(locale).ticket_cancelled, locale)
        return turn.model_copy(update={"ticket_id": ""})

    def claim_priority(self, request: PriorityTurnRequest) -> Turn:
        """Notes that somebody may be served earlier, or asks kindly on what ground."""
        texts, locale = assistant_texts(request.locale), request.locale
        claimed = self._claims.claimed_in(request.text or "")
        if request.priority is not None:
            claimed = self._rules.priorities.get(request.priority)
            if claimed is None:  # the button for none of them
                reply = Reply(kind=ReplyKind.TEXT, text=texts.priority_none)
                return Turn(status=TurnStatus.DONE, replies=[reply])
        if claimed is None:
            return self._ask_priority(locale)
        name = _priority_name(claimed, locale)
        if request.ticket_id:
            try:
                ticket = self._tickets.claim_priority(request.ticket_id, claimed.id)
            except (TicketNotFound, TransitionRefused):
                return self._ticket_gone(locale)
            template = texts.priority_noted.replace("{priority}", name)
            return self._ticket_turn(ticket, template, locale)
        reply = Reply(
            kind=ReplyKind.CHOICES,
            text=texts.priority_without_ticket.format(priority=name),
            choices=[self._telling.button("take_ticket", locale)],
        )
        return Turn(status=TurnStatus.ANSWERED, replies=[reply], priority=claimed.id)

    def _ask_priority(self, locale: Locale) -> Turn:
        texts, classes = assistant_texts(locale), self._rules.priorities.priorities
        rules = [one.rule_en if locale is Locale.EN else one.rule for one in classes]
        choices = [
            Choice(title=_priority_name(one, locale), choice=priority_choice(one.id))
            for one in classes
        ]
        choices.append(Choice(title=texts.buttons["no_priority"], choice=priority_choice("none")))
        text = texts.ask_priority.format(rules="; ".join(rules))
        reply = Reply(kind=ReplyKind.CHOICES, text=text, choices=choices)
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply])

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
        plain = f" {' '.join(syllables(strip_diacritics(normalise(text))))} "
        named = [
            group
            for group in self._groups.groups
            if any(f" {part} " in plain for part in _parts_of_name(group))
        ]
        if len(named) == 1:
            return named[0]
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
        text = template.format(number=ticket.number, group=name, ahead=ticket.ahead)
        reply = Reply(
            kind=ReplyKind.TICKET,
            text=" ".join([text, *_waiting(ticket, locale)]),
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
        return Turn(status=TurnStatus.NOT_FOUND, replies=[reply], ticket_id="")


def _group_name(group: ServiceGroup, locale: Locale) -> str:
    return group.name_en if locale is Locale.EN else group.name


def _priority_name(priority: Priority, locale: Locale) -> str:
    return priority.name_en if locale is Locale.EN else priority.name


def _waiting(ticket: Ticket, locale: Locale) -> list[str]:
    """Says how long it may take: a range where there is one, or when the counters open next."""
    texts = assistant_texts(locale)
    if ticket.state not in IN_LINE:
        return []
    if ticket.opens_at is not None:
        opening = ticket.opens_at.astimezone(WARD_ZONE)
        day = texts.weekdays[opening.weekday()]
        return [texts.ticket_opens.format(time=texts.clock(opening), day=day, date=opening)]
    if ticket.wait is not None:
        return [texts.ticket_wait.format(low=ticket.wait.low_min, high=ticket.wait.high_min)]
    return []


def _parts_of_name(group: ServiceGroup) -> list[str]:
    """Gives what a group may be called: "Đất đai và xây dựng" is "đất đai" for many."""
    names = f"{strip_diacritics(normalise(group.name))}, {group.name_en.lower()}"
    return [part.strip() for part in re.split(r"[,:]| va | and ", names) if part.strip()]
