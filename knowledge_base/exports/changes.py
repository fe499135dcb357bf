"""The public list of procedures that are new, amended or abolished between two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge_base.exports.texts import say
from knowledge_base.exports.workbook import Column, table_file
from knowledge_base.imports.difference import compare
from knowledge_base.imports.facts import ImportedFacts, Spot
from knowledge_base.schema import Procedure, Status
from knowledge_base.versions import Change

_COLUMNS = {
    "number": 6,
    "kind": 16,
    "on": 12,
    "code": 12,
    "name": 44,
    "field": 20,
    "decision": 18,
    "what": 60,
}
_SENTENCES = ("documents", "methods", "steps", "conditions", "results", "place")
"""Parts of a record whose wording the public is told of when no fact in them was found changed."""


class ChangeKind(StrEnum):
    """What happened to a procedure."""

    NEW = "new"
    AMENDED = "amended"
    ABOLISHED = "abolished"


@dataclass(frozen=True)
class PublicChange:
    """One line of the list.

    Attributes:
        what: What was amended, in words.
        replaced_by: Code of what takes the place of an abolished procedure.
    """

    kind: ChangeKind
    on: date
    procedure: Procedure
    what: tuple[str, ...] = ()
    replaced_by: str | None = None


def public_changes(changes: Iterable[Change], first: date, last: date) -> list[PublicChange]:
    """Makes the list from what changed in the catalogue.

    Args:
        changes: What counted before and after a day.
        first: First day of the list.
        last: Last day of the list, included.

    Returns:
        New, amended, abolished; each by day and code. Changes that are none to the public, such as
        other everyday names, are left out.
    """
    found = [
        line
        for change in changes
        if first <= change.on <= last and (line := _public(change)) is not None
    ]
    kinds = list(ChangeKind)
    return sorted(found, key=lambda c: (kinds.index(c.kind), c.on, c.procedure.code))


def _public(change: Change) -> PublicChange | None:
    old, new = change.old, change.new
    if new is None or new.status is Status.ABOLISHED:
        procedure = new or old
        if procedure is None or (new and old and old.status is Status.ABOLISHED):
            return None
        replaced_by = procedure.replaced_by
        return PublicChange(
            ChangeKind.ABOLISHED, change.on, procedure, _replacement(replaced_by), replaced_by
        )
    if old is None or old.status is Status.ABOLISHED:
        return PublicChange(ChangeKind.NEW, change.on, new)
    what = tuple(_amendments(old, new))
    return PublicChange(ChangeKind.AMENDED, change.on, new, what) if what else None


def _replacement(code: str | None) -> tuple[str, ...]:
    return (say("replaced_by", code=code),) if code else ()


def _amendments(old: Procedure, new: Procedure) -> Iterator[str]:
    """Says fact by fact what was amended; of sentences only that they were."""
    changes = compare(old, _facts(new)).changes
    yield from map(str, changes)
    told = {change.field.split(".")[0] for change in changes}
    for part in _SENTENCES:
        if part not in told and getattr(old, part) != getattr(new, part):
            yield say(f"what_{part}")


def _facts(procedure: Procedure) -> ImportedFacts:
    return ImportedFacts(
        code=procedure.code,
        name=procedure.name,
        spot=Spot(0, ""),
        field=procedure.field,
        decision_number=procedure.decision.number,
        decision_date=procedure.decision.date,
        status=procedure.status,
        who=tuple(procedure.who),
        methods=tuple(procedure.methods),
        documents=tuple(procedure.documents),
        legal_basis=tuple(procedure.legal_basis),
        agency=procedure.agency,
    )


def changes_json(changes: Sequence[PublicChange], first: date, last: date) -> dict[str, Any]:
    """Gives the list as one JSON object."""
    document: dict[str, Any] = {"from": first.isoformat(), "to": last.isoformat()}
    for kind in ChangeKind:
        document[kind] = [_entry(change) for change in changes if change.kind is kind]
    return document


def _entry(change: PublicChange) -> dict[str, Any]:
    procedure = change.procedure
    entry: dict[str, Any] = {
        "code": procedure.code,
        "name": procedure.name,
        "field": procedure.field,
        "on": change.on.isoformat(),
        "decision": procedure.decision.number,
    }
    if change.kind is ChangeKind.AMENDED:
        entry["changes"] = list(change.what)
    if change.kind is ChangeKind.ABOLISHED:
        entry["replaced_by"] = change.replaced_by
    return entry


def changes_workbook(changes: Sequence[PublicChange], first: date, last: date) -> bytes:
    """Gives the list as an Excel file."""
    counts = {kind: sum(change.kind is kind for change in changes) for kind in ChangeKind}
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    columns = [Column(say(f"column_{name}"), width) for name, width in _COLUMNS.items()]
    rows = (_row(number, change) for number, change in enumerate(changes, start=1))
    subtitle = say("changes_subtitle", **days, **counts)
    return table_file(say("changes_sheet"), say("changes_title"), subtitle, columns, rows)


def _row(number: int, change: PublicChange) -> list[str | int]:
    procedure = change.procedure
    return [
        number,
        say(f"kind_{change.kind}"),
        f"{change.on:%d/%m/%Y}",
        procedure.code,
        procedure.name,
        procedure.field,
        procedure.decision.number or say("not_stated"),
        "\n".join(change.what),
    ]
