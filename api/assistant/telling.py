"""Tells of procedures: the record that counts today, or why there is none, or which to choose."""

from __future__ import annotations

from api.assistant.choices import aspect_choice, procedure_choice
from api.assistant.schemas import Choice, Reply, ReplyKind, Turn, TurnStatus
from api.assistant.texts import assistant_texts
from api.clock import Clock, business_day
from knowledge_base.answers.compose import Composer, Withdrawal
from knowledge_base.answers.texts import Locale
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.elsewhere import Topic
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import Procedure
from knowledge_base.search.aspects import Aspect

_OFFERED_ASPECTS = (Aspect.DOCUMENTS, Aspect.FEE, Aspect.TIME_LIMIT, Aspect.ONLINE)


class Telling:
    """Makes turns of procedures."""

    def __init__(self, catalogue: Catalogue, groups: ServiceGroups, clock: Clock) -> None:
        """Takes what the turns are made from."""
        self._catalogue = catalogue
        self._clock = clock
        self._composers = {locale: Composer(catalogue, groups, locale) for locale in Locale}

    def tell(self, procedure: Procedure, aspects: list[Aspect], locale: Locale) -> Turn:
        """Answers from the version that counts today; one not in force is never the answer."""
        composer, today = self._composers[locale], business_day(self._clock.now())
        procedure = self._catalogue.current(procedure.code, today) or procedure
        withdrawal = composer.withdrawal(procedure, today)
        if withdrawal:
            return self._withdrawn(withdrawal, locale)
        answer = composer.answer(procedure, aspects, today)
        buttons = assistant_texts(locale).buttons
        choices = [
            Choice(title=buttons[aspect], choice=aspect_choice(aspect))
            for aspect in _OFFERED_ASPECTS
            if aspect not in aspects
        ]
        reply = Reply(
            kind=ReplyKind.PROCEDURE,
            text=answer.text,
            speech=answer.speech,
            procedure=answer.card,
            choices=[Choice(title=buttons["take_ticket"], choice="ticket:take"), *choices],
        )
        return Turn(status=TurnStatus.ANSWERED, replies=[reply], procedure_code=procedure.code)

    def ask_back(self, procedures: list[Procedure], locale: Locale) -> Turn:
        """Lets the visitor choose; what replaced an abolished procedure is offered in its place."""
        offered = self._catalogue.offered(procedures, business_day(self._clock.now()))
        if not offered:
            return self.tell(procedures[0], [], locale)
        question = self._composers[locale].question(offered)
        choices = [
            Choice(title=option.title, choice=procedure_choice(option.code))
            for option in question.options
        ]
        none = assistant_texts(locale).buttons["none_of_these"]
        reply = Reply(
            kind=ReplyKind.CHOICES,
            text=question.text,
            choices=[*choices, Choice(title=none, choice="none_of_these")],
        )
        return Turn(
            status=TurnStatus.CLARIFYING,
            replies=[reply],
            options=[option.code for option in question.options],
        )

    def not_found(self, topic: Topic | None, locale: Locale) -> Turn:
        """Says that no procedure fits, and who handles the topic where that is known."""
        texts = self._composers[locale].texts
        text, status = texts.not_found, TurnStatus.NOT_FOUND
        if topic is not None:
            text, status = texts.not_of_the_ward, TurnStatus.OUT_OF_SCOPE
            if topic.where:
                text = texts.elsewhere.format(where=topic.where)
        reply = Reply(kind=ReplyKind.TEXT, text=text, choices=[_person(locale)])
        return Turn(status=status, replies=[reply])

    def _withdrawn(self, withdrawal: Withdrawal, locale: Locale) -> Turn:
        """Says why, and offers the replacement; no card, since its facts no longer hold."""
        option = withdrawal.replacement
        if option is None:
            reply = Reply(kind=ReplyKind.TEXT, text=withdrawal.text, choices=[_person(locale)])
            return Turn(status=TurnStatus.ANSWERED, replies=[reply])
        choice = Choice(title=option.title, choice=procedure_choice(option.code))
        reply = Reply(
            kind=ReplyKind.CHOICES, text=withdrawal.text, choices=[choice, _person(locale)]
        )
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply], options=[option.code])


def _person(locale: Locale) -> Choice:
    return Choice(title=assistant_texts(locale).buttons["person"], choice="person")
