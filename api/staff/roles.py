"""What members of staff may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role; each may do what the ones before it may."""

    CLERK = "clerk"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Says whether this role may do what another one may."""
        order = list(Role)
        return order.index(self) >= order.index(other)
