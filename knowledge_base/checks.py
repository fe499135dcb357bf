"""Checks over whole records and between them, beyond the shape that the schema asserts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from knowledge_base.catalogue import Catalogue
from knowledge_base.errors import Fault
from knowledge_base.policy.service_groups import ServiceGroups
from knowledge_base.schema import FeeKind, Procedure
from knowledge_base.search.texts import short_name

SPOKEN_NAME_WORDS = 16
SUMMARY_WORDS = 45
LINE_WORDS = 25
MOST_STEPS = 7
COUNTS = {"aliases": (5, 12), "situations": (5, 12), "questions": (5, 12)}
"""Least and most texts of each kind: fewer are hard to find, more outweigh their neighbours."""

# The district level ended on 1 July 2025 (Law 72/2025/QH15).
_DISTRICT = re.compile(
    r"\b(cấp huyện|UBND huyện|UBND quận|phòng tư pháp|công an huyện|công an quận)\b", re.I
)

Check = Callable[[Procedure, Catalogue], Iterator[tuple[str, str]]]
"""Yields field and message of each fault of a procedure."""


def _too_long(procedure: Procedure, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    spoken = procedure.short_name or short_name(procedure.name)
    lines = [("short_name", spoken, SPOKEN_NAME_WORDS)]
    lines += [("summary", procedure.summary, SUMMARY_WORDS)]
    lines += [(f"steps.{i}", text, LINE_WORDS) for i, text in enumerate(procedure.steps)]
    for c, case in enumerate(procedure.documents):
        for i, paper in enumerate(case.items):
            lines.append((f"documents.{c}.items.{i}.name", paper.name, LINE_WORDS))
    for field, text, most in lines:
        if (words := len(text.split())) > most:
            yield field, f"has {words} words; at most {most} can be followed by ear"
    if len(procedure.steps) > MOST_STEPS:
        yield "steps", f"has {len(procedure.steps)} steps; at most {MOST_STEPS}"


def _counts(procedure: Procedure, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for field, (least, most) in COUNTS.items():
        texts: list[str] = getattr(procedure, field)
        if not least <= len(texts) <= most:
            yield field, f"has {len(texts)} texts; {least} to {most} are needed"
        folded = [text.casefold().strip(" .?!") for text in texts]
        if len(folded) != len(set(folded)):
            yield field, "holds the same text twice"


def _references(procedure: Procedure, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for i, neighbour in enumerate(procedure.not_to_confuse):
        other = catalogue.get(neighbour.code)
        if other is None:
            yield f"not_to_confuse.{i}.code", f"{neighbour.code} is not in the catalogue"
        elif all(back.code != procedure.code for back in other.not_to_confuse):
            yield f"not_to_confuse.{i}.code", f"{neighbour.code} does not name this one in turn"
    if procedure.replaced_by and catalogue.get(procedure.replaced_by) is None:
        yield "replaced_by", f"{procedure.replaced_by} is not in the catalogue"


def _missing(procedure: Procedure, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    missing = set(procedure.missing)
    if "all" in missing:
        return
    kinds = {method.fee.kind for method in procedure.methods}
    stated: dict[str, bool] = {
        "documents": bool(procedure.documents),
        "methods": bool(procedure.methods),
        "fee": FeeKind.NOT_STATED not in kinds,
        "time_limit": all(method.time_limit for method in procedure.methods),
        "time_limit.unit": all(
            method.time_limit is None or method.time_limit.unit for method in procedure.methods
        ),
        "steps": bool(procedure.steps),
        "results": bool(procedure.results),
        "legal_basis": bool(procedure.legal_basis),
        "agency": procedure.agency is not None,
        "place": procedure.place is not None,
    }
    for field, is_stated in stated.items():
        if is_stated and field in missing:
            yield "missing", f"names {field}, which the record states"
        if (
            not is_stated
            and field not in missing
            and not (
                field != "methods" and not procedure.methods and field in {"fee", "time_limit"}
            )
        ):
            yield "missing", f"must name {field}, which the record does not state"


def _district(procedure: Procedure, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    texts = [procedure.summary, *procedure.steps, procedure.agency or "", procedure.place or ""]
    for text in texts:
        if found := _DISTRICT.search(text):
            yield "", f"names {found.group(0)!r}; that level ended on 1 July 2025"


CHECKS: list[Check] = [_too_long, _counts, _references, _missing, _district]


def _shared_aliases(catalogue: Catalogue) -> Iterator[Fault]:
    owners: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in catalogue:
        for alias in {text.casefold() for text in procedure.aliases}:
            owners[alias].append(procedure)
    for alias, procedures in owners.items():
        for procedure in procedures:
            told_apart = {neighbour.code for neighbour in procedure.not_to_confuse}
            for other in procedures:
                if other.code != procedure.code and other.code not in told_apart:
                    yield Fault(
                        procedure.code,
                        "aliases",
                        f"{alias!r} is also an alias of {other.code}: name it in not_to_confuse",
                    )


def check_catalogue(catalogue: Catalogue, groups: ServiceGroups) -> list[Fault]:
    """Runs every check over every record.

    Args:
        catalogue: The records, each of valid shape.
        groups: The ward's groups of counters.

    Returns:
        The faults, in the order of codes; empty when the catalogue may be published.
    """
    faults = [
        Fault(procedure.code, field, message)
        for procedure in catalogue
        for check in CHECKS
        for field, message in check(procedure, catalogue)
    ]
    faults += [
        Fault(procedure.code, "service_group", f"{procedure.service_group} is not in the policy")
        for procedure in catalogue
        if groups.get(procedure.service_group) is None
    ]
    return sorted([*faults, *_shared_aliases(catalogue)])
