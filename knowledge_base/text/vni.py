"""VNI keystrokes left in the text when the input method was off: ``la2m`` means ``làm``."""

from __future__ import annotations

import re
from collections.abc import Container

from knowledge_base.text.telex import place_tone

_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_MARKS = {
    key: (taken, str.maketrans(taken, marked))
    for key, taken, marked in (
        ("6", "aeo", "âêô"),
        ("7", "uo", "ươ"),
        ("8", "a", "ă"),
        ("9", "d", "đ"),
    )
}
_WORD = re.compile(r"(?=.*[aeiouy])[a-zđ]+[1-9][a-z1-9]*")
_LIKE_A_NUMBER = re.compile(r"[a-z]+([1-9]|[1-5][1-9])")
"""``mau2`` may be "màu" or form number 2: it is read as keystrokes only beside a clear one."""


def decode(word: str) -> str | None:
    """Reads a word as VNI keystrokes; ``None`` when it is none."""
    if not _WORD.fullmatch(word):
        return None
    letters, tone = "", ""
    for key in word.replace("dd", "đ", 1):
        if key.isalpha():
            letters += key
        elif key in _TONES:
            if tone:  # "quan12"
                return None
            tone = _TONES[key]
        else:
            marked = _marked(letters, key)
            if marked == letters:  # "lop9"
                return None
            letters = marked
    return place_tone(letters, tone) if tone else letters


def _marked(letters: str, key: str) -> str:
    """Marks the last letter that takes the mark; "uo" takes the horn on both."""
    taken, marks = _MARKS[key]
    at = max(letters.rfind(letter) for letter in taken)
    if at < 0:
        return letters
    start = at - 1 if key == "7" and letters[at - 1 : at + 1] == "uo" else at
    return letters[:start] + letters[start : at + 1].translate(marks) + letters[at + 1 :]


def repair(words: list[str], known: Container[str]) -> list[str]:
    """Replaces VNI left-overs.

    Args:
        words: Normalised syllables.
        known: Accented syllables that exist.
    """
    read = [None if word.isalpha() else _reading(word, known) for word in words]
    if not any(
        reading and not _LIKE_A_NUMBER.fullmatch(word)
        for word, reading in zip(words, read, strict=True)
    ):
        return words
    return [reading or word for word, reading in zip(words, read, strict=True)]


def _reading(word: str, known: Container[str]) -> str | None:
    # The keys of "â" and "ă" are mixed up at times: "dda6ng" is "đăng".
    for keys in (word, word.replace("6", "8")):
        decoded = decode(keys)
        if decoded in known:
            return decoded
    return None
