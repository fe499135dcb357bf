"""Finds in a visitor's words on what ground they may be served earlier."""

from __future__ import annotations

import re

from api.tickets.policy import Priorities, Priority
from api.ward.phrases import Phrases, words_of
from knowledge_base.text.normalise import normalise, strip_diacritics

_YEARS = re.compile(r"\b(\d{1,3})\s*(?:tuoi|years? old|yo)\b|\baged? (\d{1,3})\b")
_MONTHS = re.compile(r"\b(\d{1,2})\s*(?:thang|months?)\b")
_CHILD = re.compile(r"\b(?:con|chau|be|em be|child|son|daughter|baby)\b")
_YOUNGEST_SPEAKER = 12
"""Nobody younger takes a number alone: such an age is that of a child who comes along."""


class PriorityClaims:
    """Reads claims to priority."""

    def __init__(self, priorities: Priorities) -> None:
        """Takes the ward's classes."""
        self._priorities = priorities.priorities
        self._phrases = Phrases(
            (words, priority) for priority in self._priorities for words in priority.words
        )

    def claimed_in(self, text: str) -> Priority | None:
        """Gives the class that a text names by words or by an age, the first where it names two."""
        found = self._phrases.find(words_of(text))
        return found[0].meaning if found else self._by_age(strip_diacritics(normalise(text)))

    def _by_age(self, plain: str) -> Priority | None:
        ages = [int(years or aged) for years, aged in _YEARS.findall(plain)]
        months = [int(count) for count in _MONTHS.findall(plain)] if _CHILD.search(plain) else []
        months += [age * 12 for age in ages if age < _YOUNGEST_SPEAKER]
        for priority in self._priorities:
            if priority.age_from and any(age >= priority.age_from for age in ages):
                return priority
            if priority.child_under_months and any(
                count < priority.child_under_months for count in months
            ):
                return priority
        return None
