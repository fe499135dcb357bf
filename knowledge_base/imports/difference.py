"""What an imported file states otherwise than the catalogue, fact by fact.

Sentences are not compared: ours are reworded for people who listen. A source that is silent on a
fact does not contradict the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge_base.answers.card import fee_text, time_text
from knowledge_base.answers.texts import Locale, answer_texts
from knowledge_base.imports.facts import ImportedFacts
from knowledge_base.imports.papers import (
    ListedPaper,
    PaperChanges,
    form_list,
    listed,
    paper_changes,
)
from knowledge_base.imports.readings import folded, read_who, same_number
from knowledge_base.imports.texts import say
from knowledge_base.schema import (
    Channel,
    Fee,
    FeeKind,
    LegalDocument,
    Method,
    Procedure,
    TimeLimit,
)
from knowledge_base.text.normalise import normalise


@dataclass(frozen=True)
class FactChange:
    """One fact before and after.

    Attributes:
        field: Dotted name in the record, such as ``methods.online.fee``.
        label: Its Vietnamese name.
        before: What the catalogue states, in words.
        after: What the source states, in words.
    """

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Difference:
    """How the source and the record differ.

    Attributes:
        changes: Facts stated otherwise.
        doubts: What an editor should compare by eye: it may or may not be a change.
        papers: How the lists of papers differ.
    """

    changes: tuple[FactChange, ...]
    doubts: tuple[str, ...]
    papers: PaperChanges


def compare(procedure: Procedure, facts: ImportedFacts) -> Difference:
    """Compares a record with what the source states."""
    ours, theirs = listed(procedure.documents), listed(facts.documents or ())
    papers = paper_changes(ours, theirs) if theirs else PaperChanges((), (), ())
    changes = [change for facts_of in _COMPARISONS for change in facts_of(procedure, facts)]
    changes += _papers(ours, theirs, papers)
    doubts = [*_silent_fees(procedure, facts), *_fewer_cases(procedure, facts)]
    if theirs and len(ours) != len(theirs) and not papers.added and not papers.gone:
        doubts.append(say("papers_regrouped"))
    return Difference(tuple(changes), tuple(dict.fromkeys(doubts)), papers)


def _silent_fees(procedure: Procedure, facts: ImportedFacts) -> Iterator[str]:
    """Lists amounts of the record of which the source now says nothing."""
    theirs = {method.channel: method for method in facts.methods or ()}
    for method in procedure.methods:
        other = theirs.get(method.channel)
        if other and method.fee.kind is FeeKind.FIXED and other.fee.kind is FeeKind.NOT_STATED:
            channel = channel_words(method.channel)
            yield say("fee_silent", ours=fee_words(method.fee), channel=channel)


def channel_words(channel: Channel) -> str:
    """Names a channel."""
    return answer_texts(Locale.VI).channels[channel]


def fee_words(fee: Fee) -> str:
    """Says a fee."""
    return fee_text(fee, answer_texts(Locale.VI))


def time_words(limit: TimeLimit | None) -> str:
    """Says a time limit."""
    return time_text(limit, answer_texts(Locale.VI))


def _change(
    field: str, key: str, before: str | None, after: str, **values: str
) -> Iterator[FactChange]:
    yield FactChange(field, say(key, **values), before or say("value_none"), after)


def _name(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    if _same_words(procedure.name) != _same_words(facts.name):
        yield from _change("name", "fact_name", procedure.name, facts.name)


def _same_words(text: str) -> str:
    """Gives the form in which names are compared: case, spaces and punctuation do not matter."""
    words = re.sub(r"[\W_]+", " ", normalise(text)).strip()
    return words.removeprefix("thủ tục ")


def _field(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    if facts.field and folded(facts.field) != folded(procedure.field):
        yield from _change("field", "fact_field", procedure.field, facts.field)


def _status(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    if facts.status and facts.status is not procedure.status:
        before, after = (say(f"status_{status}") for status in (procedure.status, facts.status))
        yield from _change("status", "fact_status", before, after)


def _decision(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    ours = procedure.decision
    number, day = facts.decision_number, facts.decision_date
    if number and same_number(number) != same_number(ours.number or ""):
        yield from _change("decision.number", "fact_decision_number", ours.number, number)
    if day and day != ours.date:
        before = f"{ours.date:%d/%m/%Y}" if ours.date else None
        yield from _change("decision.date", "fact_decision_date", before, f"{day:%d/%m/%Y}")


def _who(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    if facts.who and _persons(facts.who) != _persons(procedure.who):
        before, after = "; ".join(procedure.who), "; ".join(facts.who)
        yield from _change("who", "fact_who", before, after)


def _persons(who: Iterable[str]) -> set[str]:
    return {folded(person) for group in who for person in read_who(group)}


def _methods(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    if not facts.methods:
        return
    for channel in Channel:
        ours = [method for method in procedure.methods if method.channel is channel]
        theirs = [method for method in facts.methods if method.channel is channel]
        words = channel_words(channel)
        field = f"methods.{channel}"
        if theirs and not ours:
            yield from _change(field, "fact_channel", None, say("value_yes"), channel=words)
        elif ours and not theirs:
            gone = say("value_no")
            yield from _change(field, "fact_channel", say("value_yes"), gone, channel=words)
        elif ours and theirs:
            yield from _times(ours, theirs, field, words)
            yield from _fees(ours, theirs, field, words)


def _times(
    ours: Sequence[Method], theirs: Sequence[Method], field: str, channel: str
) -> Iterator[FactChange]:
    before, after = _time_limits(ours, theirs)
    if not after <= before:
        limits = ([item.time_limit for item in side if item.time_limit] for side in (ours, theirs))
        words = (_joined(map(time_words, side)) for side in limits)
        yield from _change(f"{field}.time_limit", "fact_time_limit", *words, channel=channel)


def _fees(
    ours: Sequence[Method], theirs: Sequence[Method], field: str, channel: str
) -> Iterator[FactChange]:
    before, after = _amounts(ours), _amounts(theirs)
    if not after <= before:
        words = (_joined(fee_words(item.fee) for item in side) for side in (ours, theirs))
        yield from _change(f"{field}.fee", "fact_fee", *words, channel=channel)


def _time_limits(
    ours: Sequence[Method], theirs: Sequence[Method]
) -> tuple[set[object], set[object]]:
    before, after = (
        [item.time_limit for item in side if item.time_limit] for side in (ours, theirs)
    )
    # A bare "3" of the source agrees with our "3 working days" that a law states.
    bare = {limit.value for limit in after if limit.unit is None}
    return (
        {(limit.value, None if limit.value in bare else limit.unit) for limit in before},
        {(limit.value, limit.unit) for limit in after},
    )


def _amounts(methods: Sequence[Method]) -> set[object]:
    fees = (method.fee for method in methods)
    return {(fee.kind, fee.amount) for fee in fees if fee.kind is not FeeKind.NOT_STATED}


def _fewer_cases(procedure: Procedure, facts: ImportedFacts) -> Iterator[str]:
    """Lists channels of which we know more cases than the source now names."""
    for channel in Channel:
        ours = [method for method in procedure.methods if method.channel is channel]
        theirs = [method for method in facts.methods or () if method.channel is channel]
        pairs = (_time_limits(ours, theirs), (_amounts(ours), _amounts(theirs)))
        if any(after and after < before for before, after in pairs):
            yield say("figures_fewer", channel=channel_words(channel))


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _papers(
    ours: Sequence[ListedPaper], theirs: Sequence[ListedPaper], papers: PaperChanges
) -> Iterator[FactChange]:
    if papers.added or papers.gone:
        after = say("value_papers", count=len(theirs))
        for key, items in (("papers_added", papers.added), ("papers_gone", papers.gone)):
            if items:
                after += say(key, papers="; ".join(item.paper.name for item in items))
        before = say("value_papers", count=len(ours))
        yield from _change("documents", "fact_papers", before, after)
    if papers.forms:
        names_before, names_after = (", ".join(form_list(items)) for items in (ours, theirs))
        yield from _change("documents.form", "fact_forms", names_before, names_after)


def _legal_basis(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    theirs = facts.legal_basis
    if theirs and _numbers(theirs) != _numbers(procedure.legal_basis):
        before, after = (
            ", ".join(document.number for document in documents)
            for documents in (procedure.legal_basis, theirs)
        )
        yield from _change("legal_basis", "fact_legal_basis", before, after)


def _numbers(documents: Iterable[LegalDocument]) -> set[str]:
    return {same_number(document.number) for document in documents}


def _agency(procedure: Procedure, facts: ImportedFacts) -> Iterator[FactChange]:
    if facts.agency and _offices(facts.agency) != _offices(procedure.agency or ""):
        yield from _change("agency", "fact_agency", procedure.agency, facts.agency)


def _offices(agency: str) -> set[str]:
    """Gives the offices named, with one name for the office of a commune or ward."""
    text = normalise(agency).replace("ubnd", "ủy ban nhân dân").replace(";", ",")
    ward = r"(?:xã|phường|đặc khu|thị trấn)"
    text = re.sub(rf"(?:cấp\s+)?{ward}(?:\s*,\s*{ward})*\b", "cấp xã", text)
    return {office for part in text.split(",") if (office := folded(part))}


_COMPARISONS: list[Callable[[Procedure, ImportedFacts], Iterator[FactChange]]] = [
    _name, _field, _status, _decision, _who, _methods, _legal_basis, _agency,
]  # fmt: skip
