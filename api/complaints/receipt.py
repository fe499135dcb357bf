"""The code by which a visitor asks for a complaint: hard to guess, easy to read aloud."""

from __future__ import annotations

import re
import secrets

# No letter or figure that looks or sounds like another: 0 O, 1 I L, 5 S, 8 B, 2 Z, U V, D Đ.
ALPHABET = "234679ACEFGHKMNPQRTXY"
_PREFIX, _GROUPS, _LENGTH = "PA", 3, 4
_SPACING = re.compile(r"[^A-Z0-9]+")


def new_receipt() -> str:
    """Gives a code such as ``PA-7K3M-9Q2H-XE4T``, one of 7 · 10¹⁵."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS))
    return "-".join((_PREFIX, *groups))


def read_receipt(typed: str) -> str:
    """Gives the written form of a code as people type it: small letters, spaces, no dashes."""
    bare = _SPACING.sub("", typed.upper()).removeprefix(_PREFIX)
    return "-".join((_PREFIX, *(bare[i : i + _LENGTH] for i in range(0, len(bare), _LENGTH))))
