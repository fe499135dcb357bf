"""Writes a text as people type it, and as speech recognition hears it.

Every variant draws on the generator that is passed in, so that a seed gives the same training data.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from knowledge_base.text.normalise import strip_diacritics

_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_TELEX_LETTERS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}

# Sounds that one region or another does not tell apart, and that recognisers confuse.
_INITIALS = [
    ("l", "n"), ("s", "x"), ("tr", "ch"), ("d", "gi"), ("r", "d"), ("v", "d"), ("gi", "r"),
]  # fmt: skip
_FINALS = [("n", "ng"), ("t", "c"), ("nh", "n"), ("ch", "t")]
_HOOK, _TILDE = "\u0309", "\u0303"

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "x": "zc", "y": "tu",
}  # fmt: skip


def typed_in_telex(word: str) -> str:
    """Gives the keystrokes of a syllable: ``giấy`` becomes ``giaays``."""
    decomposed = unicodedata.normalize("NFD", word)
    tone = next((key for mark, key in _TELEX_TONES.items() if mark in decomposed), "")
    bare = unicodedata.normalize(
        "NFC", "".join(char for char in decomposed if char not in _TELEX_TONES)
    )
    return "".join(_TELEX_LETTERS.get(char, char) for char in bare) + tone


def misspelt(word: str, chance: random.Random) -> str:
    """Drops, doubles, swaps or replaces a letter."""
    if len(word) < 3:
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    beside = _NEIGHBOURS.get(strip_diacritics(word[at]), word[at])
    return word[:at] + chance.choice(beside) + word[at + 1 :]


def misheard(word: str, chance: random.Random) -> str:
    """Confuses an initial, a final or a tone that sound alike."""
    variants = []
    for one, other in (*_INITIALS, *((right, left) for left, right in _INITIALS)):
        if word.startswith(one):
            variants.append(other + word[len(one) :])
    for one, other in (*_FINALS, *((right, left) for left, right in _FINALS)):
        if word.endswith(one):
            variants.append(word[: -len(one)] + other)
    decomposed = unicodedata.normalize("NFD", word)
    for left, right in ((_HOOK, _TILDE), (_TILDE, _HOOK)):
        if left in decomposed:
            variants.append(unicodedata.normalize("NFC", decomposed.replace(left, right)))
    return chance.choice(variants) if variants else word


def _some(
    words: list[str], share: float, change: Callable[[str], str], chance: random.Random
) -> list[str]:
    return [change(word) if chance.random() < share else word for word in words]


def varied(text: str, chance: random.Random) -> str:
    """Gives the text in one of the ways in which it reaches the search.

    About a third stay as they are; a third lose all or some marks; the rest are mistyped, typed
    in telex without an input method, or misheard. Of half of them a few words are lost.
    """
    words = text.lower().split()
    if len(words) > 5 and chance.random() < 0.5:
        words = [word for word in words if chance.random() > 0.12] or words
    kind = chance.random()
    if kind < 0.25:
        words = [strip_diacritics(word) for word in words]
    elif kind < 0.35:
        words = _some(words, 0.5, strip_diacritics, chance)
    elif kind < 0.45:
        words = _some(words, 0.15, lambda word: misspelt(word, chance), chance)
    elif kind < 0.50:
        words = _some(words, 0.25, typed_in_telex, chance)
    elif kind < 0.65:
        words = _some(words, 0.25, lambda word: misheard(word, chance), chance)
    return " ".join(words)
