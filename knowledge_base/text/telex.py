"""Telex keystrokes left in the text when the input method was off: ``giaays`` means ``giấy``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_LETTERS = [
    ("dd", "đ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("aw", "ă"),
    ("ow", "ơ"),
    ("uw", "ư"),
]
_VOWELS = "aăâeêioôơuưy"
_ASCII_WORD = re.compile(r"[a-z]{2,9}")
_CLUSTER = re.compile(rf"[{_VOWELS}]+")


def place_tone(word: str, tone: str) -> str:
    """Puts the tone mark where the older placement has it."""
    cluster = _CLUSTER.search(word, 2 if word.startswith(("qu", "gi")) and len(word) > 2 else 0)
    if cluster is None:
        cluster = _CLUSTER.search(word)
    if cluster is None:
        return word
    start, vowels = cluster.start(), cluster.group()
    marked = [i for i, char in enumerate(vowels) if char in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(vowels) == 1:
        at = 0
    else:  # a closed syllable or three vowels carry it on the second
        at = 1 if cluster.end() < len(word) or len(vowels) == 3 else 0
    position = start + at + 1
    return unicodedata.normalize("NFC", word[:position] + tone + word[position:])


def decode(word: str) -> str | None:
    """Reads an ASCII word as telex keystrokes; ``None`` when it holds none."""
    tone = next((char for char in reversed(word[1:]) if char in _TONES), "")
    letters = word
    if tone:
        at = word.rindex(tone)
        letters = word[:at] + word[at + 1 :]
    # "uow" is "ươ"; a lone w after u or o acts on both.
    letters = letters.replace("uow", "ươ").replace("uwow", "ươ")
    for keys, letter in _LETTERS:
        letters = letters.replace(keys, letter)
    if "w" in letters[1:]:  # typed at the end of the syllable: "thuongw"
        bare = letters.replace("w", "")
        for vowels, horned in (("uo", "ươ"), ("u", "ư"), ("o", "ơ"), ("a", "ă")):
            if vowels in bare:
                letters = bare.replace(vowels, horned, 1)
                break
    if len(letters) > 2 and letters.endswith("d") and letters[0] == "d":  # d typed late: "dangd"
        letters = "đ" + letters[1:-1]
    if letters == word or _CLUSTER.search(letters) is None:  # "vs" is no "v" with a tone
        return None
    return place_tone(letters, _TONES[tone]) if tone else letters


def repair(words: list[str], known: Container[str], plain: Container[str]) -> list[str]:
    """Replaces telex left-overs.

    Args:
        words: Normalised syllables.
        known: Accented syllables that exist.
        plain: Syllables that exist without marks; such a word is left as it is.
    """
    repaired = []
    for word in words:
        decoded = decode(word) if word not in plain and _ASCII_WORD.fullmatch(word) else None
        repaired.append(decoded if decoded is not None and decoded in known else word)
    return repaired
