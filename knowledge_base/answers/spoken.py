"""The short form of an answer for the ear; the card on the screen has the rest.

Each aspect offers sentences from the fullest to the shortest; the first that is short enough is
said. They are written as usual: ``knowledge_base.speech`` turns figures and short forms into words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge_base.answers.card import time_text
from knowledge_base.answers.texts import AnswerTexts
from knowledge_base.schema import Channel, Fee, FeeKind, Method, Procedure
from knowledge_base.search.aspects import Aspect

_MOST_NAMED = 3
_LEAST_WORDS = 3
"""A name of a paper is not cut to so few words or less: "Báo cáo" could be any."""
_FIGURE = re.compile(r"\d")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")


class SpokenAnswers:
    """Says the aspects of a procedure in one language."""

    def __init__(self, texts: AnswerTexts) -> None:
        """Takes the sentences."""
        self._texts = texts
        self._spoken = texts.spoken
        self._forms: dict[Aspect, Callable[[Procedure, dict[str, str]], Iterator[str]]] = {
            Aspect.GENERAL: self._general,
            Aspect.DOCUMENTS: self._documents,
            Aspect.FEE: lambda item, named: self._figures(
                item, named, Aspect.FEE, lambda method: self._fee(method.fee)
            ),
            Aspect.TIME_LIMIT: lambda item, named: self._figures(
                item, named, Aspect.TIME_LIMIT, self._time_limit
            ),
            Aspect.PLACE: self._place,
            Aspect.ONLINE: self._online,
            Aspect.STEPS: lambda item, named: self._counted(item.steps, named, Aspect.STEPS),
            Aspect.CONDITIONS: lambda item, named: self._counted(
                item.conditions, named, Aspect.CONDITIONS
            ),
            Aspect.RESULT: lambda item, named: self._listed(item.results, named, Aspect.RESULT),
            Aspect.FORM: self._form,
            Aspect.LEGAL_BASIS: lambda item, named: self._counted(
                [basis.number for basis in item.legal_basis], named, Aspect.LEGAL_BASIS
            ),
        }

    def say(self, procedure: Procedure, aspects: Sequence[Aspect], name: str, group: str) -> str:
        """Says the aspects asked of a procedure, the most important first.

        Args:
            procedure: The record.
            aspects: At least one.
            name: Of the procedure, in the listener's language.
            group: Name of its group of counters.
        """
        named = {"name": name, "group": group}
        if "all" in procedure.missing:
            return self._spoken.all_missing.format(**named)
        said: list[str] = []
        for aspect in aspects:
            forms = self._forms[aspect](procedure, named)
            most = self._spoken.most_words if len(aspects) == 1 else self._spoken.most_words_of_each
            said.append(_shortest(forms, most))
            named = named | {"name": self._spoken.this}
        return " ".join(said)

    def _short(self, paper: str) -> str:
        """Cuts the name of a paper where it may end; whole where it may not."""
        words = _without_brackets(paper).split()
        for end in range(min(self._spoken.most_words_of_a_name, len(words) - 1), _LEAST_WORDS, -1):
            whole = not self._spoken.joining.intersection(words[end - 3 : end])
            if whole and (words[end - 1][-1] in ",;:" or words[end] in self._spoken.cut_before):
                return " ".join(words[:end]).rstrip(",;:")
        return " ".join(words)

    def _not_stated(self, named: dict[str, str], aspect: Aspect) -> str:
        return self._texts.not_stated.format(what=self._texts.aspects[aspect], **named)

    def _general(self, procedure: Procedure, named: dict[str, str]) -> Iterator[str]:
        summary = procedure.summary
        while summary:
            text = self._spoken.general.format(**named, summary=summary)
            yield f"{text} {self._spoken.general_offer}"
            yield text
            # One sentence, then one clause less.
            cut = max(summary.rstrip(".").rfind(mark) for mark in (". ", ", ", "; "))
            summary = f"{summary[:cut].rstrip('.')}." if cut > 0 else ""
        text = self._spoken.general.format(**named, summary="").strip()
        yield f"{text} {self._spoken.general_offer}"

    def _documents(self, procedure: Procedure, named: dict[str, str]) -> Iterator[str]:
        if not procedure.documents:
            yield self._not_stated(named, Aspect.DOCUMENTS)
            return
        papers = [paper for case in procedure.documents if not case.case for paper in case.items]
        if not papers:
            yield f"{self._spoken.papers_by_case.format(**named)} {self._spoken.papers_offer}"
            return
        names = [self._short(paper.name) for paper in papers]
        count, offer = len(names), self._spoken.papers_offer
        # Papers matter more than hearing the name again, which stands on the screen.
        unnamed = named | {"name": self._spoken.this.capitalize()}
        for most in range(min(_MOST_NAMED, count), 0, -1):
            template = self._spoken.papers if most == count else self._spoken.papers_first
            after = offer
            if most == count:
                after = self._spoken.papers_cases if len(procedure.documents) > 1 else ""
            for called in (named, unnamed):
                text = template.format(**called, count=count, papers="; ".join(names[:most]))
                yield f"{text} {after}".rstrip()
        yield f"{self._spoken.papers_count.format(**named, count=count)} {offer}"

    def _figures(
        self,
        procedure: Procedure,
        named: dict[str, str],
        aspect: Aspect,
        say: Callable[[Method], str | None],
    ) -> Iterator[str]:
        """A figure that all ways to apply share, or one per way, or that it depends."""
        by_channel: dict[Channel, set[str | None]] = {}
        for method in procedure.methods:
            by_channel.setdefault(method.channel, set()).add(say(method))
        figures = {figure for said in by_channel.values() for figure in said}
        if not figures - {None}:
            yield self._not_stated(named, aspect)
            return
        template = self._spoken.fee if aspect is Aspect.FEE else self._spoken.time_limit
        if len(figures) == 1:
            text = template.format(**named, figures=figures.pop())
            noted = aspect is Aspect.FEE and any(method.fee.note for method in procedure.methods)
            yield f"{text} {self._spoken.on_screen}" if noted else text
            return
        if all(len(said) == 1 for said in by_channel.values()):
            parts = [
                self._texts.each_channel.format(
                    channel=self._texts.channels[channel],
                    text=next(iter(said)) or self._spoken.not_stated,
                )
                for channel, said in by_channel.items()
            ]
            yield template.format(**named, figures="; ".join(parts))
        yield template.format(**named, figures=self._spoken.varies)

    def _fee(self, fee: Fee) -> str | None:
        if fee.kind is FeeKind.NOT_STATED:
            return None
        if fee.kind is not FeeKind.FIXED or fee.amount is None:
            return self._texts.fees[fee.kind]
        amount = f"{fee.amount:,}".replace(",", self._spoken.thousands)
        template = self._spoken.amount_per if fee.per else self._spoken.amount
        return template.format(amount=amount, per=fee.per)

    def _time_limit(self, method: Method) -> str | None:
        return time_text(method.time_limit, self._texts) if method.time_limit else None

    def _place(self, procedure: Procedure, named: dict[str, str]) -> Iterator[str]:
        place = procedure.place or procedure.agency
        if not place:
            yield self._texts.place_not_stated.format(**named)
            return
        for where in (place.rstrip("."), place.split(";")[0], self._spoken.on_the_screen):
            yield self._spoken.place.format(**named, place=where)

    def _online(self, procedure: Procedure, named: dict[str, str]) -> Iterator[str]:
        channels = list(dict.fromkeys(method.channel for method in procedure.methods))
        if not channels:
            yield self._not_stated(named, Aspect.ONLINE)
        elif Channel.ONLINE in channels:
            yield self._texts.online_yes.format(**named)
        else:
            names = ", ".join(self._texts.channels[channel] for channel in channels)
            yield self._texts.online_no.format(**named, channels=names)

    def _form(self, procedure: Procedure, named: dict[str, str]) -> Iterator[str]:
        forms = [paper.form for case in procedure.documents for paper in case.items if paper.form]
        if not forms:
            yield self._texts.form_none.format(**named)
            return
        ends = rf"\s+(?:{'|'.join(self._spoken.form_until)})\b.*|[;,(].*"
        short = [re.sub(ends, "", form) for form in forms]
        yield from self._listed(short, named, Aspect.FORM)

    def _counted(
        self, lines: Sequence[str], named: dict[str, str], aspect: Aspect
    ) -> Iterator[str]:
        """How many, and the first; one alone is said whole where it is short."""
        if not lines:
            yield self._not_stated(named, aspect)
            return
        words = self._spoken.counted[aspect]
        first = re.split(r"(?<=\D)[.;]\s", _without_brackets(lines[0]))[0]
        if len(lines) > 1:
            yield words.first.format(**named, count=len(lines), first=first)
            yield words.count.format(**named, count=len(lines))
        else:
            yield words.one.format(**named, first=first)
            yield words.count.format(**named, count=1)

    def _listed(self, lines: Sequence[str], named: dict[str, str], aspect: Aspect) -> Iterator[str]:
        if not lines:
            yield self._not_stated(named, aspect)
            return
        words = self._spoken.counted[aspect]
        lines = list(dict.fromkeys(_without_brackets(line) for line in lines))
        for most in range(min(_MOST_NAMED, len(lines)), 0, -1):
            text = words.one.format(**named, first="; ".join(lines[:most]))
            yield text if most == len(lines) else f"{text} {self._spoken.on_screen}"
        yield words.count.format(**named, count=len(lines))


def _without_brackets(text: str) -> str:
    return _IN_BRACKETS.sub("", text).strip().rstrip(".;")


def _shortest(forms: Iterator[str], most: int) -> str:
    """Gives the first that is short enough, else the last."""
    text = next(forms)
    while _words(text) > most and (shorter := next(forms, None)):
        text = shorter
    return text


def _words(text: str) -> int:
    """Counts words about as they will be said: figures and short forms become several."""
    return sum(
        1 + len(_FIGURE.findall(word)) * 3 // 2 + (3 if len(word) > 2 and word.isupper() else 0)
        for word in text.split()
    )
