"""How often the marks of text typed without them are restored right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from knowledge_base.text.diacritics import DiacriticsRestorer
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables

_CONFUSIONS = 10


def measure_restorer(restorer: DiacriticsRestorer, texts: Iterable[str]) -> dict[str, Any]:
    """Strips the marks of texts, restores them and compares.

    Args:
        restorer: What is measured.
        texts: Fully accented; none may be a text that the restorer learnt from.

    Returns:
        ``right``: share of the syllables; ``confusions``: the mistakes that occur most.
    """
    right = total = 0
    mistakes: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = syllables(normalise(text))
        restored = restorer.restore([strip_diacritics(word) for word in words])
        pairs = [pair for pair in zip(words, restored, strict=True) if pair[0].isalpha()]
        total += len(pairs)
        right += sum(written == guess for written, guess in pairs)
        mistakes.update(pair for pair in pairs if pair[0] != pair[1])
    return {
        "syllables": total,
        "right": round(right / total, 4) if total else None,
        "confusions": [
            {"written": written, "restored": guess, "times": times}
            for (written, guess), times in mistakes.most_common(_CONFUSIONS)
        ],
    }
