"""How often the asked aspects are read right: JSON Lines of ``{"q", "aspects", "style"}``."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.search.aspects import Aspect


class AspectQuestion(BaseModel):
    """One question with what it asks for.

    Attributes:
        aspects: In the order of mention; ``general`` alone where none is named.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    q: str = Field(min_length=1)
    aspects: list[Aspect] = Field(min_length=1)
    style: str = "unnamed"


@dataclass(frozen=True)
class ReadAspects:
    """One question with the aspects that were read."""

    question: AspectQuestion
    read: list[Aspect]

    @property
    def all_right(self) -> bool:
        """Whether exactly the asked aspects were read."""
        return set(self.read) == set(self.question.aspects)

    @property
    def first_right(self) -> bool:
        """Whether the first of them was."""
        return self.read[0] is self.question.aspects[0]


def read_aspects(
    aspects_of: Callable[[str], list[Aspect]], questions: Iterable[AspectQuestion]
) -> list[ReadAspects]:
    """Reads the aspects of every question."""
    return [ReadAspects(question, aspects_of(question.q)) for question in questions]


def summarise_aspects(read: list[ReadAspects]) -> dict[str, Any]:
    """Sums up.

    Returns:
        ``all_right``: share of the questions of which exactly the asked aspects were read, over
        all and by style; ``first_right``: share of those of which the first was.
    """
    by_style: dict[str, list[bool]] = defaultdict(list)
    for item in read:
        by_style["all"].append(item.all_right)
        by_style[item.question.style].append(item.all_right)
    return {
        "questions": len(read),
        "all_right": {style: _share(right) for style, right in by_style.items()},
        "first_right": _share([item.first_right for item in read]),
    }


def _share(right: list[bool]) -> float | None:
    return round(statistics.fmean(right), 4) if right else None
