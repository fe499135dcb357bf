"""Drafts for the editor: a record with the changed facts replaced, or a skeleton of a new one.

A draft never lies in the catalogue. It keeps our own sentences; what the source says in its words
lies beside it. Of a new procedure the sentences are empty, and ``validate`` refuses them until an
editor has written them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import HttpUrl

from knowledge_base.catalogue import Catalogue
from knowledge_base.imports.difference import Difference
from knowledge_base.imports.facts import ImportedFacts
from knowledge_base.imports.readings import folded, same_number
from knowledge_base.imports.texts import say
from knowledge_base.record_file import record_text
from knowledge_base.schema import (
    Decision,
    Effective,
    FeeKind,
    LegalDocument,
    Method,
    Paper,
    PaperCase,
    Procedure,
    Source,
    Status,
)


@dataclass(frozen=True)
class Draft:
    """One draft, ready to be written.

    Attributes:
        heading: Remarks for the editor at the head of the file.
        record: Not checked: the sentences of a new procedure are still empty.
    """

    heading: tuple[str, ...]
    record: Procedure
    source_text: str


def changed_draft(
    procedure: Procedure, facts: ImportedFacts, difference: Difference, on: date
) -> Draft:
    """Makes the draft of a procedure that the source states otherwise.

    Args:
        procedure: The record of the catalogue.
        facts: What the source states.
        difference: Where the two differ.
        on: The day of the import.
    """
    source = procedure.source.model_copy(update={"retrieved": on} | _url(facts))
    update: dict[str, object] = {"source": source}
    for field in dict.fromkeys(change.field.split(".")[0] for change in difference.changes):
        update[field] = _NEW_VALUES[field](procedure, facts, difference)
    record = procedure.model_copy(update=update)
    record = record.model_copy(update={"missing": _missing(record, procedure.missing)})
    lines = (f"- {change}" for change in difference.changes)
    heading = (say("draft_changed", date=f"{on:%d/%m/%Y}"), *lines)
    return Draft(heading, record, facts.source_text)


def new_draft(facts: ImportedFacts, catalogue: Catalogue, source_name: str, on: date) -> Draft:
    """Makes the skeleton of a procedure that the catalogue does not have.

    Args:
        facts: What the source states.
        catalogue: Where a field's group of counters is looked up.
        source_name: How the record names its source.
        on: The day of the import.
    """
    source = Source(name=source_name, url=None, retrieved=on)
    record = Procedure.model_construct(
        code=facts.code,
        name=facts.name,
        field=facts.field or "",
        service_group=_service_group(facts.field, catalogue),
        status=facts.status or Status.IN_FORCE,
        effective=Effective.model_validate({"from": None, "to": None}),
        decision=Decision(number=facts.decision_number, date=facts.decision_date),
        who=list(facts.who or ()),
        summary="",
        aliases=[],
        situations=[],
        questions=[],
        not_to_confuse=[],
        documents=list(facts.documents or ()),
        methods=list(facts.methods or ()),
        steps=[],
        conditions=[],
        results=list(facts.results or ()),
        legal_basis=list(facts.legal_basis or ()),
        agency=facts.agency,
        place=facts.place,
        source=source.model_copy(update=_url(facts)),
        missing=[],
    )
    missing = _missing(record, [])
    if facts.steps:  # the source has them; they wait for our words
        missing.remove("steps")
    record = record.model_copy(update={"missing": missing})
    heading = (say("draft_new", date=f"{on:%d/%m/%Y}"),)
    return Draft(heading, record, facts.source_text)


def write_draft(draft: Draft, folder: Path) -> str:
    """Writes a draft and, beside it, the source's own text.

    A file that is there already may hold an editor's work: it stays, and the draft gets a number.

    Returns:
        The name of the draft's file.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    heading = "".join(f"# {' '.join(line.split())}\n" for line in draft.heading)
    content = (heading + record_text(draft.record)).encode()
    name = _free_name(folder, draft.record.code, content)
    (folder / f"{name}.yaml").write_bytes(content)
    # Sources may hold halves of characters that cannot be written.
    source = draft.source_text.encode(errors="replace")
    (folder / f"{name}.source.txt").write_bytes(source)
    return f"{name}.yaml"


def _free_name(folder: Path, code: str, content: bytes) -> str:
    name, number = code, 1
    while (path := folder / f"{name}.yaml").exists() and path.read_bytes() != content:
        number += 1
        name = f"{code}-{number}"
    return name


def _url(facts: ImportedFacts) -> dict[str, object]:
    return {"url": HttpUrl(facts.url)} if facts.url else {}


def _service_group(field: str | None, catalogue: Catalogue) -> str:
    """Gives the group that serves the field; empty where there is none or more than one."""
    wanted = folded(field or "")
    groups = {item.service_group for item in catalogue if folded(item.field) == wanted}
    return groups.pop() if len(groups) == 1 else ""


def _new_methods(
    procedure: Procedure, facts: ImportedFacts, difference: Difference
) -> list[Method]:
    methods: list[Method] = []
    fields = {change.field for change in difference.changes}
    theirs = facts.methods or ()
    for channel in dict.fromkeys(item.channel for item in (*procedure.methods, *theirs)):
        changed = [name for name in fields if f"{name}.".startswith(f"methods.{channel}.")]
        ours = [item for item in procedure.methods if item.channel is channel]
        others = [item for item in theirs if item.channel is channel]
        if not changed:
            methods += ours
        elif len(ours) == len(others) == 1:  # the figure that did not change keeps our note
            facts_changed = {name.split(".")[-1] for name in changed}
            update = {name: getattr(others[0], name) for name in facts_changed}
            methods.append(ours[0].model_copy(update=update))
        else:
            methods += others
    return methods


def _new_documents(
    procedure: Procedure, facts: ImportedFacts, difference: Difference
) -> list[PaperCase]:
    """Takes out papers that are gone, adds new ones to their cases and renames forms."""
    found = difference.papers
    gone = {id(item.paper) for item in found.gone}
    forms = {id(ours.paper): other.paper.form for ours, other in found.forms if other.paper.form}
    cases: dict[str | None, list[Paper]] = {}
    for case in procedure.documents:
        for paper in case.items:
            if id(paper) not in gone:
                update = {"form": forms.get(id(paper), paper.form)}
                cases.setdefault(case.case, []).append(paper.model_copy(update=update))
    for item in found.added:
        cases.setdefault(item.case, []).append(item.paper)
    return [PaperCase(case=case, items=items) for case, items in cases.items()]


def _new_legal_basis(
    procedure: Procedure, facts: ImportedFacts, difference: Difference
) -> list[LegalDocument]:
    known = {same_number(item.number): item for item in procedure.legal_basis}
    documents = []
    for item in facts.legal_basis or ():
        ours = known.get(same_number(item.number), item)
        update = {"effective": item.effective or ours.effective}
        documents.append(ours.model_copy(update=update))
    return documents


def _new_decision(procedure: Procedure, facts: ImportedFacts, difference: Difference) -> Decision:
    ours = procedure.decision
    if any(change.field == "decision.number" for change in difference.changes):
        return Decision(number=facts.decision_number, date=facts.decision_date)
    return Decision(number=ours.number, date=facts.decision_date or ours.date)


_NEW_VALUES: dict[str, Callable[[Procedure, ImportedFacts, Difference], object]] = {
    "name": lambda procedure, facts, difference: facts.name,
    "field": lambda procedure, facts, difference: facts.field,
    "status": lambda procedure, facts, difference: facts.status,
    "decision": _new_decision,
    "who": lambda procedure, facts, difference: list(facts.who or ()),
    "methods": _new_methods,
    "documents": _new_documents,
    "legal_basis": _new_legal_basis,
    "agency": lambda procedure, facts, difference: facts.agency,
}


def _missing(record: Procedure, before: Sequence[str]) -> list[str]:
    """Names what the record does not state, as ``validate`` wants it; keeps other remarks."""
    methods = record.methods
    limits = [method.time_limit for method in methods]
    stated = {
        "documents": bool(record.documents),
        "methods": bool(methods),
        "fee": all(method.fee.kind is not FeeKind.NOT_STATED for method in methods),
        "time_limit": all(limits),
        "time_limit.unit": all(limit.unit for limit in limits if limit),
        "steps": bool(record.steps),
        "results": bool(record.results),
        "legal_basis": bool(record.legal_basis),
        "agency": record.agency is not None,
        "place": record.place is not None,
    }
    kept = [name for name in before if name not in stated]
    return [name for name, is_stated in stated.items() if not is_stated] + kept
