"""Masks numbers that identify a person before anything is stored, logged or sent on."""

from __future__ import annotations

import re

_SEPARATOR = r"[ .\-–_()]{0,2}"
# Old identity cards have 9 digits, citizen cards 12, phones 10 or 11, social insurance 10: so any
# run of 9 or more digits, however it is spaced.
_LONG_NUMBER = re.compile(rf"(?<![\d.])(?!\d\.\d{{6}}(?!\d))[+(]?\d(?:{_SEPARATOR}\d){{8,}}")
_PASSPORT = re.compile(r"\b[A-Z]\d{7,8}\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

MASK = "***"


def mask(text: str) -> str:
    """Replaces card, phone, insurance and passport numbers and e-mail addresses by ``***``.

    Procedure codes (``1.001193``) and document numbers (``60/2014/QH13``) stay readable.
    """
    for pattern in (_EMAIL, _LONG_NUMBER, _PASSPORT):
        text = pattern.sub(MASK, text)
    return text
