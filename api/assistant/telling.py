"""Tells of procedures: the record that counts today, or why there is none, or which to choose."""

from __future__ import annotations

from api.assistant.choices import aspect_choice, procedure_choice
from api.assistant.schemas import Choice, Reply, ReplyKind, Turn, TurnStatus
from api.assistant.texts import assistant_texts
from api.clock import Clock, business_day
from knowledge_base.answers.checklist import next_question
from knowledge_base.answers.compose import Composer
from knowledge_base.answers.texts import Locale
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.elsewhere import Topic
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import Procedure
from knowledge_base.search.aspects import Aspect
from knowledge_base.text.normalise import slug

_CHOICES = {
    "take_ticket": "ticket:take",
    "person": "person",
    "checklist": "checklist",
    "priority": "priority:ask",
}
_OFFERED_ASPECTS = (Aspect.DOCUMENTS, Aspect.FEE, Aspect.TIME_LIMIT, Aspect.ONLINE)


class Telling:
    """Makes turns of procedures."""

    def __init__(self, catalogue: Catalogue, groups: ServiceGroups, clock: Clock) -> None:
        """Takes what the turns are made from."""
        self._catalogue = catalogue
        self._clock = clock
        self._composers = {locale: Composer(catalogue, groups, locale) for locale in Locale}

    def composer(self, locale: Locale) -> Composer:
        """Gives the composer of a language."""
        return self._composers[locale]

    def button(self, name: str, locale: Locale) -> Choice:
        """Gives one of the buttons that stand under many replies."""
        return Choice(title=assistant_texts(locale).buttons[name], choice=_CHOICES[name])

    def tell(
        self,
        procedure: Procedure,
        aspects: list[Aspect],
        locale: Locale,
        repeated: bool = False,
    ) -> Turn:
        """Answers from the version that counts today; one not in force is never the answer.

        Args:
            procedure: What to tell of.
            aspects: What was asked.
            locale: The language.
            repeated: Whether the visitor has just been told the same and asks again.
        """
        composer, today = self._composers[locale], business_day(self._clock.now())
        procedure = self._catalogue.current(procedure.code, today) or procedure
        closed = self.withdrawn(procedure, locale)
        if closed:
            return closed
        answer = composer.answer(procedure, aspects, today)
        buttons = assistant_texts(locale).buttons
        choices = [
            Choice(title=buttons[aspect], choice=aspect_choice(aspect))
            for aspect in _OFFERED_ASPECTS
            if aspect not in aspects
        ]
        if Aspect.DOCUMENTS in aspects and next_question(procedure, []):
            choices.insert(0, self.button("checklist", locale))
        text = answer.text
        if repeated:
            text = f"{assistant_texts(locale).once_more} {text}"
            choices.insert(0, self.button("person", locale))
        reply = Reply(
            kind=ReplyKind.PROCEDURE,
            text=text,
            speech=answer.speech,
            procedure=answer.card,
            choices=[self.button("take_ticket", locale), *choices],
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
        reply = Reply(kind=ReplyKind.TEXT, text=text, choices=[self.button("person", locale)])
        return Turn(status=status, replies=[reply])

    def which_procedure(self, locale: Locale) -> Turn:
        """Asks of which procedure something is asked."""
        text = assistant_texts(locale).no_procedure_in_hand
        return Turn(status=TurnStatus.CLARIFYING, replies=[Reply(kind=ReplyKind.TEXT, text=text)])

    def of_field(self, name: str) -> list[Procedure]:
        """Lists what may be carried out today in a field, named as in an address."""
        today = business_day(self._clock.now())
        return [
            procedure
            for item in self._catalogue
            if slug(item.field) == name
            and (procedure := self._catalogue.in_force_on(item.code, today))
        ]

    def withdrawn(self, procedure: Procedure, locale: Locale) -> Turn | None:
        """Says why a procedure cannot be carried out today; ``None`` where it can.

        No card: its facts no longer hold.
        """
        composer = self._composers[locale]
        withdrawal = composer.withdrawal(procedure, business_day(self._clock.now()))
        if withdrawal is None:
            return None
        option, person = withdrawal.replacement, self.button("person", locale)
        if option is None:
            reply = Reply(kind=ReplyKind.TEXT, text=withdrawal.text, choices=[person])
            return Turn(status=TurnStatus.ANSWERED, replies=[reply])
        choice = Choice(title=option.title, choice=procedure_choice(option.code))
        reply = Reply(kind=ReplyKind.CHOICES, text=withdrawal.text, choices=[choice, person])
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply], options=[option.code])
