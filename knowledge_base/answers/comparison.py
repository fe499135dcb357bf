"""Tells two procedures apart: when each is the right one, its papers, fee, time and counters."""

from __future__ import annotations

from knowledge_base.answers.card import fee_text, source_text, time_text
from knowledge_base.answers.compose import Composer
from knowledge_base.schema import Procedure


def comparison(composer: Composer, first: Procedure, second: Procedure) -> str:
    """Puts the differences of two procedures into words, one line for each, with their sources."""
    said = composer.texts.comparison
    lines = [
        said.line.format(name=composer.name(one), parts="; ".join(_parts(composer, one, other)))
        for one, other in ((first, second), (second, first))
    ]
    sources = [source_text(one, composer.texts) for one in (first, second)]
    return "\n".join([said.heading, *lines, *sources])


def _parts(composer: Composer, one: Procedure, other: Procedure) -> list[str]:
    texts, said = composer.texts, composer.texts.comparison
    parts = []
    # A record says of its neighbour when that neighbour is the right one.
    when = next((near.when for near in other.not_to_confuse if near.code == one.code), None)
    if when:
        parts.append(said.when.format(when=when.rstrip(".")))
    papers = sum(len(group.items) for group in one.documents if group.case is None)
    if papers:
        parts.append(said.papers.format(count=papers))
    elif not one.documents:
        parts.append(said.papers_not_stated)
    fees = dict.fromkeys(fee_text(method.fee, texts) for method in one.methods)
    times = dict.fromkeys(time_text(method.time_limit, texts) for method in one.methods)
    if fees:
        parts.append(said.fee.format(fees=", ".join(fees)))
    if times:
        parts.append(said.time_limit.format(times=", ".join(times)))
    parts.append(said.group.format(group=composer.group_name(one)))
    return parts
