"""What a record says of other records, and of its own gaps."""

from __future__ import annotations

from knowledge_base.catalogue import Catalogue
from knowledge_base.checks.types import Found
from knowledge_base.schema import FeeKind, Procedure


def references(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds names of procedures that are not there, or do not name this one in turn."""
    for i, neighbour in enumerate(procedure.not_to_confuse):
        other = catalogue.get(neighbour.code)
        if other is None:
            yield f"not_to_confuse.{i}.code", f"{neighbour.code} is not in the catalogue"
        elif all(back.code != procedure.code for back in other.not_to_confuse):
            yield f"not_to_confuse.{i}.code", f"{neighbour.code} does not name this one in turn"
    if procedure.replaced_by and catalogue.get(procedure.replaced_by) is None:
        yield "replaced_by", f"{procedure.replaced_by} is not in the catalogue"
    elif procedure.replaced_by and catalogue.replacement(procedure) is None:
        yield "replaced_by", f"{procedure.replaced_by} leads to no procedure that is not abolished"


def missing(procedure: Procedure, catalogue: Catalogue) -> Found:
    """Finds gaps that the record does not name, and named ones that are none."""
    named = set(procedure.missing)
    if "all" in named:
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
        if is_stated and field in named:
            yield "missing", f"names {field}, which the record states"
        # Without any method, `methods` covers what a method would state.
        covered = not procedure.methods and field in {"fee", "time_limit"}
        if not is_stated and field not in named and not covered:
            yield "missing", f"must name {field}, which the record does not state"
