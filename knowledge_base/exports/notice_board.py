"""The list of procedures for the notice board, as an Excel file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from knowledge_base.answers.card import fee_text, time_text
from knowledge_base.answers.texts import Locale, answer_texts
from knowledge_base.exports.texts import say
from knowledge_base.exports.workbook import Column, table_file
from knowledge_base.schema import Method, Procedure

_COLUMNS = {
    "number": 6,
    "code": 12,
    "name": 42,
    "field": 18,
    "time_limit": 24,
    "fee": 24,
    "place": 26,
    "papers": 12,
    "legal": 30,
}


def notice_board(procedures: Sequence[Procedure], on: date) -> bytes:
    """Makes the list.

    Args:
        procedures: Those in force on the day.
        on: The day for which the list holds.
    """
    columns = [Column(say(f"column_{name}"), width) for name, width in _COLUMNS.items()]
    ordered = sorted(procedures, key=lambda item: (item.field, item.code))
    rows = (_row(number, item) for number, item in enumerate(ordered, start=1))
    return table_file(
        say("board_sheet"), say("board_title"), _subtitle(procedures, on), columns, rows
    )


def _subtitle(procedures: Sequence[Procedure], on: date) -> str:
    if not procedures:
        return say("board_empty", date=f"{on:%d/%m/%Y}")
    days = [item.source.retrieved for item in procedures]
    return say(
        "board_subtitle",
        count=len(procedures),
        date=f"{on:%d/%m/%Y}",
        sources=", ".join(sorted({item.source.name for item in procedures})[:3]),
        first=f"{min(days):%d/%m/%Y}",
        last=f"{max(days):%d/%m/%Y}",
    )


def _row(number: int, item: Procedure) -> list[str | int]:
    texts = answer_texts(Locale.VI)
    return [
        number,
        item.code,
        item.name,
        item.field,
        _by_channel(item.methods, lambda method: time_text(method.time_limit, texts)),
        _by_channel(item.methods, lambda method: fee_text(method.fee, texts)),
        item.place or say("not_stated"),
        _papers(item),
        "\n".join(document.number for document in item.legal_basis) or say("not_stated"),
    ]


def _by_channel(methods: Sequence[Method], words: Callable[[Method], str]) -> str:
    """Says a figure once where all channels share it, else channel by channel."""
    texts: dict[str, list[str]] = {}
    for method in methods:
        text = words(method)
        if method.case:
            text = say("in_case", text=text, case=method.case)
        channel = answer_texts(Locale.VI).channels[method.channel]
        texts.setdefault(channel, []).append(text)
    joined = {channel: "; ".join(dict.fromkeys(parts)) for channel, parts in texts.items()}
    if len(set(joined.values())) == 1:
        text = next(iter(joined.values()))
        return text[:1].upper() + text[1:]
    lines = (
        say("each_channel", channel=channel[:1].upper() + channel[1:], text=text)
        for channel, text in joined.items()
    )
    return "\n".join(lines) or say("not_stated")


def _papers(item: Procedure) -> str | int:
    everyone = sum(len(case.items) for case in item.documents if case.case is None)
    others = sum(len(case.items) for case in item.documents if case.case is not None)
    if not item.documents:
        return say("not_stated")
    return say("papers_by_case", everyone=everyone, others=others) if others else everyone
