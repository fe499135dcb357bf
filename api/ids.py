"""The one generator of identifiers and secrets."""

from __future__ import annotations

import hashlib
import secrets


def new_id() -> str:
    """Gives an identifier that cannot be guessed or counted up: 128 bits, 22 characters."""
    return secrets.token_urlsafe(16)


def new_token() -> str:
    """Gives a secret to hand out once: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """Gives what is stored of a secret in place of it."""
    return hashlib.sha256(value.encode()).hexdigest()
