"""What procedures are called, word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from knowledge_base.search.texts import IndexedText, TextKind
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables

_CALLED = frozenset(
    {
        TextKind.NAME,
        TextKind.ALIAS,
        TextKind.ELSEWHERE,
        TextKind.ENGLISH_NAME,
        TextKind.ENGLISH,
    }
)


class Names:
    """Knows whose name or alias a question is, leaving aside words that say nothing.

    "Khai sinh" has a dozen likely meanings for who compares words, and one for who asks so.
    """

    def __init__(self, texts: Iterable[IndexedText], polite: frozenset[str]) -> None:
        """Takes all indexed texts and the words, without marks, that say nothing."""
        self._polite = polite
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for text in texts:
            if text.kind in _CALLED:
                owners[tuple(syllables(strip_diacritics(normalise(text.text))))].add(text.code)
        self._owners = {
            key: next(iter(codes)) for key, codes in owners.items() if key and len(codes) == 1
        }

    def owner_of(self, plain: Sequence[str]) -> str | None:
        """Gives the code of the one procedure that is called so.

        Args:
            plain: The question's words without marks.
        """
        asked = tuple(plain)
        said = tuple(word for word in asked if word not in self._polite)
        return self._owners.get(asked) or self._owners.get(said)
