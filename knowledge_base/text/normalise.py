"""One written form for each Vietnamese text.

The same word reaches us in several codings (composed or not), with the tone mark on either vowel
(hoà, hòa), in any case and with invisible characters between. Search compares one form only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Categories with nothing to see: control, format, private use, surrogate, not assigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_SPACE = re.compile(r"\s+")
_SYLLABLE = re.compile(r"[^\W_]+(?:[/.\-][^\W_]+)*")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
# The tone on the last vowel of an open "oa", "oe", "uy" moves to the first one: hoà becomes hòa.
# After q the u belongs to the consonant (quý), so the mark stays.
_NEW_STYLE = re.compile(
    rf"(?<!q)(o(?=[ae])|u(?=y))([aey])([{_TONES}])(?![^\W\d_]|\u0302|\u0306)", re.I
)


def clean(text: str) -> str:
    """Removes what cannot be seen and folds white space; keeps case, marks and punctuation."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():  # nothing invisible, and no white space but the plain one
        return " ".join(composed.split())
    visible = (
        " " if char.isspace() else char
        for char in composed
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    return _SPACE.sub(" ", "".join(visible)).strip()


def normalise(text: str) -> str:
    """Gives the one written form: clean, lower case, NFC, tone marks in the older placement."""
    decomposed = unicodedata.normalize("NFD", clean(text).lower())
    return unicodedata.normalize("NFC", _NEW_STYLE.sub(r"\1\3\2", decomposed))


@lru_cache(maxsize=20_000)  # nearly always one of few thousand syllables
def strip_diacritics(text: str) -> str:
    """Gives the text as typed without marks: ``đăng ký`` becomes ``dang ky``."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize(
        "NFC", "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    )


def syllables(text: str) -> list[str]:
    """Splits normalised text into syllables and numbers, without punctuation.

    Document numbers such as ``60/2014`` and codes such as ``1.001193`` stay whole.
    """
    return _SYLLABLE.findall(text)
