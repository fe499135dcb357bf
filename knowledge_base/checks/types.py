"""What a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge_base.catalogue import Catalogue
from knowledge_base.schema import Procedure

Found = Iterator[tuple[str, str]]
"""Field and message of each fault."""

Check = Callable[[Procedure, Catalogue], Found]
