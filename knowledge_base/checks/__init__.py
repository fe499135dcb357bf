"""Checks over whole records and between them, beyond the shape that the schema asserts.

Each check yields field and message of what it finds. Former versions are not checked: they say what
was, and were checked when they were published.
"""

from __future__ import annotations

from knowledge_base.catalogue import Catalogue
from knowledge_base.checks.duplicates import duplicates
from knowledge_base.checks.figures import (
    amounts,
    free_without_ground,
    free_words,
    time_limits,
    working_days,
)
from knowledge_base.checks.references import missing, references
from knowledge_base.checks.texts import COUNTS, counts, district, too_long, wordless
from knowledge_base.checks.types import Check
from knowledge_base.errors import Fault
from knowledge_base.policy.service_groups import ServiceGroups

__all__ = ["CHECKS", "COUNTS", "check_catalogue"]

CHECKS: list[Check] = [
    too_long,
    counts,
    wordless,
    district,
    references,
    missing,
    amounts,
    time_limits,
    working_days,
    free_without_ground,
    free_words,
]


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
    return sorted([*faults, *duplicates(catalogue)])
