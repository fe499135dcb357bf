"""Puts an answer into words: one aspect of one record, its source and what is not stated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge_base.answers.card import (
    ProcedureCard,
    fee_text,
    procedure_card,
    source_text,
    time_text,
)
from knowledge_base.answers.hours import hours_text
from knowledge_base.answers.spoken import SpokenAnswers
from knowledge_base.answers.texts import AnswerTexts, Locale, answer_texts
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import Channel, Method, Procedure, Status
from knowledge_base.search.aspects import Aspect
from knowledge_base.search.texts import short_name
from knowledge_base.versions import ONE_DAY


@dataclass(frozen=True)
class Option:
    """One of several procedures to choose among."""

    code: str
    title: str


@dataclass(frozen=True)
class Question:
    """What the assistant asks back when several procedures fit."""

    text: str
    options: list[Option]


@dataclass(frozen=True)
class Answer:
    """A sentence for the eye, a short one for the ear, and the card with the rest."""

    text: str
    speech: str
    card: ProcedureCard


@dataclass(frozen=True)
class Withdrawal:
    """Why a procedure cannot be carried out today, and what took its place."""

    text: str
    replacement: Option | None


class Composer:
    """Composes answers in one language from the records of one catalogue."""

    def __init__(self, catalogue: Catalogue, groups: ServiceGroups, locale: Locale) -> None:
        """Takes what answers are made from."""
        self._catalogue = catalogue
        self._groups = groups
        self._english = locale is Locale.EN
        self.texts: AnswerTexts = answer_texts(locale)
        self._spoken = SpokenAnswers(self.texts)
        self._sentences: dict[Aspect, Callable[[Procedure], str]] = {
            Aspect.GENERAL: self._general,
            Aspect.DOCUMENTS: self._documents,
            Aspect.FEE: self._fee,
            Aspect.TIME_LIMIT: self._time_limit,
            Aspect.PLACE: self._place,
            Aspect.ONLINE: self._online,
            Aspect.STEPS: lambda item: self._listed(item, Aspect.STEPS, item.steps, " "),
            Aspect.CONDITIONS: lambda item: self._listed(
                item, Aspect.CONDITIONS, item.conditions, " "
            ),
            Aspect.RESULT: lambda item: self._listed(item, Aspect.RESULT, item.results, "; "),
            Aspect.FORM: self._form,
            Aspect.LEGAL_BASIS: lambda item: self._listed(
                item, Aspect.LEGAL_BASIS, [basis.number for basis in item.legal_basis], ", "
            ),
        }

    def answer(
        self, procedure: Procedure, aspects: Sequence[Aspect], today: date | None = None
    ) -> Answer:
        """Answers the aspects asked of a procedure.

        A procedure that is not in force is not answered: the text says so and names what replaced
        it.
        """
        aspects = list(aspects) or [Aspect.GENERAL]
        withdrawal = self.withdrawal(procedure, today)
        text = withdrawal.text if withdrawal else None
        if text is None and "all" in procedure.missing:
            text = self.texts.all_missing.format(
                name=self.name(procedure),
                summary=procedure.summary,
                group=self.group_name(procedure),
            )
        if text is None:
            text = " ".join(self._sentences[aspect](procedure) for aspect in aspects)
        speech = (
            withdrawal.text
            if withdrawal
            else self._spoken.say(
                procedure, aspects, self.name(procedure), self.group_name(procedure)
            )
        )
        card = self.card(procedure, aspects[0])
        return Answer(f"{text}\n{source_text(procedure, self.texts)}", speech, card)

    def card(self, procedure: Procedure, aspect: Aspect) -> ProcedureCard:
        """Makes the card of a procedure; ``aspect`` is what it shows first."""
        return procedure_card(procedure, aspect, self._groups, self.texts, self._english)

    def question(self, procedures: Sequence[Procedure]) -> Question:
        """Asks which of several procedures is meant, by the circumstance that tells them apart.

        Args:
            procedures: The likeliest first: what its record says of the others goes before what
                they say of each other.
        """
        circumstances = {
            neighbour.code: neighbour.when
            for procedure in reversed(procedures)
            for neighbour in procedure.not_to_confuse
        }
        options = []
        for procedure in procedures:
            title = self.name(procedure)
            if when := circumstances.get(procedure.code):
                title = self.texts.option_when.format(name=title, when=when)
            options.append(Option(procedure.code, title))
        told_apart = any(procedure.code in circumstances for procedure in procedures)
        return Question(
            self.texts.ask_circumstance if told_apart else self.texts.ask_which, options
        )

    def withdrawal(self, procedure: Procedure, today: date | None = None) -> Withdrawal | None:
        """Says why a procedure cannot be carried out; ``None`` where it can.

        Args:
            procedure: The version to tell of.
            today: The ward's date; without it only the status counts.
        """
        name, effective = self.name(procedure), procedure.effective
        if procedure.status is Status.ABOLISHED:
            replacement = self._catalogue.replacement(procedure, today)
            if replacement is None:
                return Withdrawal(self.texts.abolished.format(name=name), None)
            option = Option(replacement.code, self.name(replacement))
            text = self.texts.abolished_replaced.format(name=name, replacement=option.title)
            return Withdrawal(text, option)
        if procedure.status is Status.SUSPENDED:
            return Withdrawal(self.texts.suspended.format(name=name), None)
        if today and effective.to and effective.to < today:
            since = f"{effective.to + ONE_DAY:%d/%m/%Y}"
            return Withdrawal(self.texts.ended.format(name=name, date=since), None)
        if today and effective.from_ and effective.from_ > today:
            begin = f"{effective.from_:%d/%m/%Y}"
            return Withdrawal(self.texts.not_yet.format(name=name, date=begin), None)
        return None

    def name(self, procedure: Procedure) -> str:
        """Gives the name as spoken: in the reader's language, without the leading "Thủ tục"."""
        if self._english and procedure.name_en:
            return procedure.name_en
        return procedure.short_name or short_name(procedure.name)

    def group_name(self, procedure: Procedure) -> str:
        """Gives the name of the group of counters that serves a procedure."""
        group = self._groups.get(procedure.service_group)
        if group is None:
            return procedure.service_group
        return group.name_en if self._english else group.name

    def _not_stated(self, procedure: Procedure, aspect: Aspect) -> str:
        return self.texts.not_stated.format(
            what=self.texts.aspects[aspect],
            name=self.name(procedure),
            group=self.group_name(procedure),
        )

    def _general(self, procedure: Procedure) -> str:
        return self.texts.general.format(name=self.name(procedure), summary=procedure.summary)

    def _documents(self, procedure: Procedure) -> str:
        if not procedure.documents:
            return self._not_stated(procedure, Aspect.DOCUMENTS)
        always = [
            paper.name for case in procedure.documents if not case.case for paper in case.items
        ]
        cases = [case.case for case in procedure.documents if case.case]
        name = self.name(procedure)
        if not always:
            return self.texts.documents_only_cases.format(name=name, cases="; ".join(cases))
        text = self.texts.documents_one.format(
            name=name, count=len(always), papers="; ".join(paper.rstrip(".") for paper in always)
        )
        return f"{text} {self.texts.documents_cases}" if cases else text

    def _per_channel(self, procedure: Procedure, say: Callable[[Method], str]) -> str:
        """Says a figure once where all channels share it, else channel by channel."""
        said = [(method, say(method)) for method in procedure.methods]
        if len({text for _, text in said}) == 1:
            return said[0][1]
        parts = []
        for method, text in said:
            channel = self.texts.channels[method.channel]
            if method.case:
                channel = self.texts.in_case.format(text=channel, case=method.case)
            parts.append(self.texts.each_channel.format(channel=channel, text=text))
        return "; ".join(parts)

    def _fee(self, procedure: Procedure) -> str:
        if not procedure.methods:
            return self._not_stated(procedure, Aspect.FEE)
        fees = self._per_channel(procedure, self._fee_with_note)
        return self.texts.fee.format(name=self.name(procedure), fees=fees.rstrip("."))

    def _fee_with_note(self, method: Method) -> str:
        text = fee_text(method.fee, self.texts)
        return f"{text}. {method.fee.note.rstrip('.')}" if method.fee.note else text

    def _time_limit(self, procedure: Procedure) -> str:
        if not procedure.methods:
            return self._not_stated(procedure, Aspect.TIME_LIMIT)
        times = self._per_channel(procedure, self._time_with_note)
        return self.texts.time_limit.format(name=self.name(procedure), times=times.rstrip("."))

    def _time_with_note(self, method: Method) -> str:
        text = time_text(method.time_limit, self.texts)
        note = method.time_limit.note if method.time_limit else None
        return f"{text}. {note.rstrip('.')}" if note else text

    def _place(self, procedure: Procedure) -> str:
        place = procedure.place or procedure.agency
        template = self.texts.place if place else self.texts.place_not_stated
        text = template.format(
            name=self.name(procedure), place=place, group=self.group_name(procedure)
        )
        group = self._groups.get(procedure.service_group)
        hours = hours_text(group.hours, self.texts.hours) if group and group.hours else None
        return f"{text} {self.texts.hours.line.format(hours=hours)}" if hours else text

    def _online(self, procedure: Procedure) -> str:
        if not procedure.methods:
            return self._not_stated(procedure, Aspect.ONLINE)
        channels = list(dict.fromkeys(method.channel for method in procedure.methods))
        if Channel.ONLINE not in channels:
            return self.texts.online_no.format(
                name=self.name(procedure),
                channels=", ".join(self.texts.channels[channel] for channel in channels),
            )
        text = self.texts.online_yes.format(name=self.name(procedure))
        return f"{text} {self.texts.online_post}" if Channel.POST in channels else text

    def _form(self, procedure: Procedure) -> str:
        forms = [
            f"{paper.name.rstrip('.')} ({paper.form})"
            for case in procedure.documents
            for paper in case.items
            if paper.form
        ]
        if not forms:
            return self.texts.form_none.format(
                name=self.name(procedure), group=self.group_name(procedure)
            )
        return self.texts.form.format(
            name=self.name(procedure), forms="; ".join(dict.fromkeys(forms))
        )

    def _listed(
        self, procedure: Procedure, aspect: Aspect, lines: Sequence[str], separator: str
    ) -> str:
        if not lines:
            return self._not_stated(procedure, aspect)
        key = {
            Aspect.STEPS: "steps",
            Aspect.CONDITIONS: "conditions",
            Aspect.RESULT: "results",
        }.get(aspect, "numbers")
        if key == "results" or key == "numbers":
            lines = [line.rstrip(".") for line in lines]
        template: str = getattr(self.texts, aspect)
        return template.format(**{"name": self.name(procedure), key: separator.join(lines)})
