"""The card that shows a whole procedure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.answers.texts import AnswerTexts
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import (
    Fee,
    FeeKind,
    Method,
    Paper,
    PaperCase,
    Procedure,
    Sheets,
    TimeLimit,
)
from knowledge_base.search.aspects import Aspect


class GroupCard(BaseModel):
    """The group of counters that serves the procedure."""

    slug: str
    name: str


class PaperCard(BaseModel):
    """One paper; ``quantity_text`` says how many originals and copies."""

    model_config = ConfigDict(populate_by_name=True)

    name: str
    original: Sheets
    copies: Sheets = Field(alias="copy")
    form: str | None
    action: str
    note: str | None
    quantity_text: str | None


class PaperCaseCard(BaseModel):
    """Papers of one case; ``None`` for those that everyone needs."""

    case: str | None
    items: list[PaperCard]


class MethodCard(BaseModel):
    """One way to apply, with its figures in words."""

    channel: str
    channel_text: str
    case: str | None
    time_text: str
    time_note: str | None
    fee_text: str
    fee_note: str | None


class SourceCard(BaseModel):
    """Where the facts come from."""

    name: str
    url: str | None
    retrieved: date
    text: str


class ProcedureCard(BaseModel):
    """A procedure as the widget and the kiosk show it."""

    code: str
    name: str
    name_en: str | None
    field: str
    status: str
    aspect: Aspect
    service_group: GroupCard
    summary: str
    documents: list[PaperCaseCard]
    methods: list[MethodCard]
    steps: list[str]
    conditions: list[str]
    results: list[str]
    legal_basis: list[str]
    agency: str | None
    place: str | None
    source: SourceCard
    missing: list[str]
    missing_text: str | None


def amount_text(amount: int) -> str:
    """Writes an amount as Vietnamese offices do: ``50000`` becomes ``50.000``."""
    return f"{amount:,}".replace(",", ".")


def fee_text(fee: Fee, texts: AnswerTexts) -> str:
    """Says a fee in words."""
    if fee.kind is FeeKind.FIXED and fee.amount is not None:
        kind = "fixed_per" if fee.per else "fixed"
        return texts.fees[kind].format(amount=amount_text(fee.amount), per=fee.per)
    return texts.fees[fee.kind]


def time_text(limit: TimeLimit | None, texts: AnswerTexts) -> str:
    """Says a time limit in words."""
    if limit is None:
        return texts.times["not_stated"]
    value = f"{limit.value:g}".replace(".", ",")
    return texts.times[limit.unit or "unknown_unit"].format(value=value)


def quantity_text(paper: Paper, texts: AnswerTexts) -> str | None:
    """Says how many sheets of a paper; ``None`` where the source states nothing."""
    parts = []
    for kind, count in (("original", paper.original), ("copy", paper.copies)):
        if count is True:
            parts.append(texts.quantities[f"{kind}_some"])
        elif count:
            parts.append(texts.quantities[kind].format(count=count))
    return ", ".join(parts) or None


def source_text(procedure: Procedure, texts: AnswerTexts) -> str:
    """Names the source with its date and the code."""
    return texts.source.format(
        source=procedure.source.name,
        date=f"{procedure.source.retrieved:%d/%m/%Y}",
        code=procedure.code,
    )


def _method_card(method: Method, texts: AnswerTexts) -> MethodCard:
    channel = texts.channels[method.channel]
    return MethodCard(
        channel=method.channel,
        channel_text=channel[:1].upper() + channel[1:],
        case=method.case,
        time_text=time_text(method.time_limit, texts),
        time_note=method.time_limit.note if method.time_limit else None,
        fee_text=fee_text(method.fee, texts),
        fee_note=method.fee.note,
    )


def missing_text(procedure: Procedure, texts: AnswerTexts) -> str | None:
    """Says plainly what the source does not state."""
    fields = [texts.aspects[name] for name in procedure.missing if name in texts.aspects]
    return texts.missing.format(fields=", ".join(fields)) if fields else None


def paper_cards(groups: Sequence[PaperCase], texts: AnswerTexts) -> list[PaperCaseCard]:
    """Shows papers, case by case."""
    return [
        PaperCaseCard(
            case=group.case,
            items=[
                PaperCard(
                    name=paper.name,
                    original=paper.original,
                    copies=paper.copies,
                    form=paper.form,
                    action=paper.action,
                    note=paper.note,
                    quantity_text=quantity_text(paper, texts),
                )
                for paper in group.items
            ],
        )
        for group in groups
    ]


def procedure_card(
    procedure: Procedure, aspect: Aspect, groups: ServiceGroups, texts: AnswerTexts, english: bool
) -> ProcedureCard:
    """Makes the card of a procedure.

    Args:
        procedure: The record.
        aspect: What was asked; shown first.
        groups: The ward's groups of counters.
        texts: Labels in the reader's language.
        english: Whether names are given in English where there are any.
    """
    group = groups.get(procedure.service_group)
    group_name = (group.name_en if english else group.name) if group else procedure.service_group
    return ProcedureCard(
        code=procedure.code,
        name=procedure.name,
        name_en=procedure.name_en,
        field=procedure.field,
        status=procedure.status,
        aspect=aspect,
        service_group=GroupCard(slug=procedure.service_group, name=group_name),
        summary=procedure.summary,
        documents=paper_cards(procedure.documents, texts),
        methods=[_method_card(method, texts) for method in procedure.methods],
        steps=procedure.steps,
        conditions=procedure.conditions,
        results=procedure.results,
        legal_basis=[document.number for document in procedure.legal_basis],
        agency=procedure.agency,
        place=procedure.place,
        source=SourceCard(
            name=procedure.source.name,
            url=str(procedure.source.url) if procedure.source.url else None,
            retrieved=procedure.source.retrieved,
            text=source_text(procedure, texts),
        ),
        missing=procedure.missing,
        missing_text=missing_text(procedure, texts),
    )
