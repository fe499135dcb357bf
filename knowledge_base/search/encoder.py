"""Sentence encoders: a text becomes a unit vector, so that likeness is a dot product."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

OWN_MODEL = Path(__file__).parent / "model"
"""The trained encoder that the product carries; ``make encoder`` writes it."""

MODEL, TOKENIZER, MANIFEST = "encoder.onnx", "tokenizer.json", "manifest.json"

_BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors; may be used by several threads at once.

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


class Manifest(BaseModel):
    """The manifest of a model folder.

    Attributes:
        name: What the model is called.
        dimensions: Length of its vectors.
        prefix: What it was trained to see before every text.
        files: SHA-256 of each file that is loaded, by its name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    dimensions: int
    prefix: str
    files: dict[str, str]


class OnnxEncoder:
    """A model folder served by ONNX Runtime: some 4 ms a question on one core, no torch."""

    def __init__(self, folder: Path = OWN_MODEL) -> None:
        """Loads the model.

        Raises:
            ValueError: A file is not the one that the manifest names.
            OSError: A file cannot be read.
        """
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        for name, expected in manifest.files.items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise ValueError(
                        f"{folder / name} is damaged: its SHA-256 is not that of manifest.json. "
                        "Restore it with `git checkout` or build it with `make encoder`."
                    )
        self.identity = f"{manifest.name}-{manifest.files[MODEL][:12]}"
        self.dimensions = manifest.dimensions
        self._prefix = manifest.prefix
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._padding = self._tokenizer.token_to_id("<pad>")
        options = onnxruntime.SessionOptions()
        # One thread a call: requests run beside each other, and a question is too short to share.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of questions, each read as far as its 128th token."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of indexed texts: the same as of questions."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        tokens = [
            encoding.ids
            for encoding in self._tokenizer.encode_batch([self._prefix + text for text in texts])
        ]
        # Texts of like length together, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            width = len(tokens[batch[-1]])
            ids = np.full((len(batch), width), self._padding, dtype=np.int64)
            for row, at in enumerate(batch):
                ids[row, : len(tokens[at])] = tokens[at]
            inputs = {"input_ids": ids, "attention_mask": (ids != self._padding).astype(np.int64)}
            vectors[batch] = self._session.run(None, inputs)[0]
        return vectors


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or folder, for wards that have a bigger one."""

    def __init__(self, name: str) -> None:
        """Loads the model.

        Args:
            name: A folder, or the name of a model that lies in the local cache.

        Raises:
            ValueError: sentence-transformers is not installed or the model cannot be loaded.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ValueError(
                f"ENCODER={name} needs sentence-transformers: "
                ".venv/bin/pip install sentence-transformers"
            ) from error
        try:
            self._model = SentenceTransformer(name, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise ValueError(f"ENCODER={name} cannot be loaded: {error}") from error
        self.identity = f"sentence-transformers-{name}"
        self.dimensions = int(self._model.get_sentence_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of questions, with the model's own query prompt if it has one."""
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Gives unit vectors of indexed texts, with the model's own passage prompt."""
        return self._encode(texts, "passage")

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        prompts = self._model.prompts or {}
        vectors = self._model.encode(
            list(texts),
            prompt_name=prompt if prompt in prompts else None,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name: str | None = None) -> Encoder:
    """Loads an encoder.

    Args:
        name: Folder that ``make encoder`` wrote, or name or folder of a sentence-transformers
            model; ``None`` for the one that the product carries.

    Raises:
        ValueError: It cannot be loaded.
        OSError: A file of it cannot be read.
    """
    if name is None:
        return OnnxEncoder()
    own_kind = (Path(name) / MANIFEST).is_file()
    return OnnxEncoder(Path(name)) if own_kind else SentenceTransformerEncoder(name)
