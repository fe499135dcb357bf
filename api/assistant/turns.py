"""What the assistant does and says: one method per act, each giving a whole turn.

The dialogue engine decides which act; when it is down the gateway chooses the act itself.
"""

from __future__ import annotations

from api.assistant.answering import AnsweringTurns
from api.assistant.guiding import GuidingTurns
from api.assistant.internal_schemas import FeedbackTurnChange, FeedbackTurnRequest
from api.assistant.schemas import Choice, Reply, ReplyKind, Turn, TurnStatus
from api.assistant.telling import Telling
from api.assistant.texts import assistant_texts
from api.assistant.ticketing import TicketTurns
from api.clock import Clock
from api.feedback.reasons import FeedbackReasons
from api.feedback.schemas import FeedbackChange, FeedbackRequest
from api.feedback.service import FeedbackService
from api.tickets.policy import QueueRules
from api.tickets.service import TicketService
from api.ward.policy import Ward
from knowledge_base.answers.texts import Locale
from knowledge_base.search.live import LiveSearch


class AssistantTurns:
    """Acts of the assistant.

    Attributes:
        answering: Answers about procedures.
        guiding: Checklists, comparisons, lists to choose from.
        ticketing: Queue tickets.
    """

    def __init__(
        self,
        search: LiveSearch,
        rules: QueueRules,
        ward: Ward,
        tickets: TicketService,
        feedback: FeedbackService,
        reasons: FeedbackReasons,
        clock: Clock,
    ) -> None:
        """Takes what the acts draw on."""
        telling = Telling(search.catalogue, rules.groups, clock)
        self.guiding = GuidingTurns(search, telling)
        self.answering = AnsweringTurns(search, telling, self.guiding)
        self.ticketing = TicketTurns(search, telling, rules, tickets)
        self._ward = ward
        self._tickets = tickets
        self._feedback = feedback
        self._reasons = reasons

    def greet(self, locale: Locale) -> Turn:
        """Says who speaks and what it can do."""
        texts = assistant_texts(locale)
        ward = self._ward.name_en if locale is Locale.EN else self._ward.name
        text = texts.greeting.format(ward=ward)
        reply = Reply(kind=ReplyKind.TEXT, text=text, choices=texts.greeting_choices)
        return Turn(status=TurnStatus.ANSWERED, replies=[reply])

    def ask_rating(self, locale: Locale) -> Turn:
        """Shows the four faces."""
        texts = assistant_texts(locale)
        choices = [Choice(title=title, choice=f"rate:{n}") for n, title in texts.ratings.items()]
        reply = Reply(kind=ReplyKind.FEEDBACK, text=texts.rate, choices=choices)
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply])

    def ask_reason(self, rating: int, locale: Locale) -> Turn:
        """Asks what the rating is for: reasons to tap, or words of one's own."""
        texts = assistant_texts(locale)
        choices = [
            Choice(
                title=reason.title_en if locale is Locale.EN else reason.title,
                choice=f"reason:{reason.id}",
            )
            for reason in self._reasons.for_rating(rating)
        ]
        choices.append(Choice(title=texts.buttons["skip"], choice="skip"))
        reply = Reply(kind=ReplyKind.FEEDBACK, text=texts.ask_reason, choices=choices)
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply])

    def give_feedback(self, request: FeedbackTurnRequest, key: str) -> Turn:
        """Stores a rating; one for a ticket that is gone is stored without it."""
        ticket_id = request.ticket_id
        if ticket_id is not None and not self._tickets.exists(ticket_id):
            ticket_id = None
        receipt = self._feedback.give_feedback(
            FeedbackRequest(
                rating=request.rating,
                reasons=request.reasons,
                comment=request.comment,
                ticket_id=ticket_id,
            ),
            key,
        )
        return _thanks(request.locale, receipt.id)

    def change_feedback(self, feedback_id: str, change: FeedbackTurnChange) -> Turn:
        """Adds a comment to a rating, or corrects the rating.

        Raises:
            FeedbackNotFound: No such rating.
        """
        self._feedback.change_feedback(
            feedback_id, FeedbackChange(**change.model_dump(exclude={"locale"}))
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


def _thanks(locale: Locale, feedback_id: str) -> Turn:
    reply = Reply(kind=ReplyKind.FEEDBACK, text=assistant_texts(locale).rated)
    return Turn(status=TurnStatus.DONE, replies=[reply], feedback_id=feedback_id)
