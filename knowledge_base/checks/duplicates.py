"""Texts that lead to two procedures: the same, or the same but for one word.

Two such procedures must name each other in ``not_to_confuse``, so that the assistant asks back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from knowledge_base.catalogue import Catalogue
from knowledge_base.errors import Fault

KINDS = ("aliases", "situations", "questions", "english")
LEAST_SHARED = 0.85
"""Share of common words from which two texts count as highly similar."""

_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Text:
    code: str
    field: str
    text: str
    folded: str
    words: frozenset[str]


def duplicates(catalogue: Catalogue) -> Iterator[Fault]:
    """Finds texts of two procedures that do not tell each other apart."""
    texts = _texts(catalogue)
    told_apart = {
        procedure.code: {neighbour.code for neighbour in procedure.not_to_confuse}
        for procedure in catalogue
    }
    told: set[tuple[str, str, str]] = set()
    for one, other in _near_pairs(texts):
        if one.code == other.code or other.code in told_apart[one.code]:
            continue
        same = one.folded == other.folded
        likeness = "is the same text as" if same else "has but one word else than"
        for mine, theirs in ((one, other), (other, one)):
            if (key := (mine.code, mine.field, theirs.code)) not in told:
                told.add(key)
                yield Fault(
                    mine.code,
                    mine.field,
                    f"{mine.text!r} {likeness} {theirs.text!r} of {theirs.code}:"
                    " tell them apart, or name it in not_to_confuse",
                )


def _texts(catalogue: Catalogue) -> list[_Text]:
    found = [
        (procedure.code, f"{kind}.{i}", text)
        for procedure in catalogue
        for kind in KINDS
        for i, text in enumerate(getattr(procedure, kind))
    ]
    # Folded in one go: text by text takes ten times as long.
    lines = "\n".join(" ".join(text.split()) for _, _, text in found)
    plain = _MARKS.sub("", unicodedata.normalize("NFD", lines.casefold())).replace("đ", "d")
    words = [_WORD.findall(line) for line in plain.split("\n")] if found else []
    return [
        _Text(*item, " ".join(said), frozenset(said))
        for item, said in zip(found, words, strict=True)
    ]


def _near_pairs(texts: list[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """Finds pairs in which each text has at most one word that the other one lacks.

    Two sets of words are that near exactly if they are equal after at most one word is taken from
    each. So every text is filed under its words, and under its words without one of them.
    """
    files: dict[int, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        whole = 0
        for word in text.words:
            whole ^= hash(word)
        for key in {whole, *(whole ^ hash(word) for word in text.words)}:
            files[key].append(at)
    seen: set[tuple[int, int]] = set()
    for group in files.values():
        for pair in combinations(group, 2):
            one, other = texts[pair[0]], texts[pair[1]]
            if one.code != other.code and pair not in seen:
                seen.add(pair)
                if _is_near(one, other):
                    yield one, other


def _is_near(one: _Text, other: _Text) -> bool:
    if one.folded == other.folded:
        return True
    shared = len(one.words & other.words)
    return (
        len(one.words) - shared <= 1
        and len(other.words) - shared <= 1
        and shared >= LEAST_SHARED * len(one.words | other.words)
    )
