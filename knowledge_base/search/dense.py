"""Candidates by meaning: nearest texts through FAISS."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.search.encoder import Vectors

# A search over some thousand vectors takes a millisecond; threads cost more than they save.
faiss.omp_set_num_threads(1)

_INDEX, _CENTRES = "dense.faiss", "centres.npy"
_NEAREST_TEXTS = 3
_LEAST_HITS = 512
_PROCEDURES_IN_HITS = 5
"""So many procedures have all their texts among those that are looked at, at the least."""
_TRAINED_ON, _ROUNDS = 64, 10
"""Vectors per cell that the cells are learnt from, and rounds of learning: more gains nothing."""


class DensePolicy(BaseModel):
    """How the texts' vectors are searched.

    Attributes:
        cells_from: From so many texts on they are searched by cells, with numbers of 8 bits;
            fewer are all compared, at half precision.
        cells: Number of cells.
        cells_searched: How many of them, the nearest, a question looks into.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cells_from: int = Field(gt=0)
    cells: int = Field(gt=0)
    cells_searched: int = Field(gt=0)


@dataclass(frozen=True)
class Nearness:
    """How near each procedure is to a question; arrays of shape ``(procedures,)``.

    Attributes:
        texts: Mean cosine of its three nearest texts.
        centre: Cosine of the mean of all its texts.
        nearest: Position of its nearest text, -1 where none is among the nearest of all.
    """

    texts: Vectors
    centre: Vectors
    nearest: NDArray[np.int64]


class DenseIndex:
    """Vectors of the indexed texts, and of each procedure as their mean."""

    def __init__(self, index: faiss.Index, centres: Vectors, starts: NDArray[np.int64]) -> None:
        """Takes what was built: see ``build`` and ``load``."""
        self._index = index
        self._centres = centres
        self._size = len(centres)
        self._owners = np.repeat(np.arange(self._size), np.diff(starts))
        texts_each = index.ntotal / max(1, self._size)
        self._hits = min(index.ntotal, max(_LEAST_HITS, round(_PROCEDURES_IN_HITS * texts_each)))

    @classmethod
    def build(cls, vectors: Vectors, starts: NDArray[np.int64], policy: DensePolicy) -> DenseIndex:
        """Indexes the vectors.

        Args:
            vectors: Unit vectors, shape ``(texts, dimensions)``.
            starts: Where the texts of each procedure begin, and the end of the last.
            policy: Which kind of index.
        """
        count, dimensions = vectors.shape
        kinds, metric = faiss.ScalarQuantizer, faiss.METRIC_INNER_PRODUCT
        index: faiss.Index
        if count < policy.cells_from:
            index = faiss.IndexScalarQuantizer(dimensions, kinds.QT_fp16, metric)
        else:
            cells = faiss.IndexIVFScalarQuantizer(
                faiss.IndexFlatIP(dimensions), dimensions, policy.cells, kinds.QT_8bit, metric
            )
            cells.cp.max_points_per_centroid, cells.cp.niter = _TRAINED_ON, _ROUNDS
            cells.nprobe = policy.cells_searched
            index = cells
        index.train(vectors)
        index.add(vectors)
        spans = pairwise(starts.tolist())
        centres = np.stack([vectors[first:end].sum(axis=0) for first, end in spans])
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
        return cls(index, centres, starts)

    @classmethod
    def load(cls, folder: Path, starts: NDArray[np.int64]) -> DenseIndex:
        """Reads a saved index.

        Raises:
            OSError: A file is missing.
            ValueError: A file is damaged.
        """
        centres = np.load(folder / _CENTRES)
        try:
            index = faiss.read_index(str(folder / _INDEX))
        except RuntimeError as error:
            raise ValueError(f"{folder / _INDEX} is damaged") from error
        return cls(index, centres, starts)

    def save(self, folder: Path) -> None:
        """Writes the index into a folder."""
        np.save(folder / _CENTRES, self._centres)
        faiss.write_index(self._index, str(folder / _INDEX))

    def nearest_texts(self, queries: Vectors, count: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Gives the cosines and the positions of the texts nearest to each query, nearest first.

        Where too few were found, -1 stands for the positions of the rest.
        """
        cosines, positions = self._index.search(queries, count)
        return cosines, positions

    def nearness(self, query: Vectors) -> Nearness:
        """Finds how near each procedure is.

        A procedure counts by the mean of its three nearest texts: one text may be near by chance,
        three are not (Hit@1 of 0.74 against 0.65 for the nearest alone on 499 questions).

        Args:
            query: One unit vector, shape ``(dimensions,)``.
        """
        nearest_texts = self.nearest_texts(query[None, :], self._hits)
        cosines, positions = (found[0] for found in nearest_texts)
        if positions[-1] < 0:  # fewer than that in the cells that were looked into
            cosines, positions = cosines[positions >= 0], positions[positions >= 0]
        owners = self._owners[positions]
        # Hits come nearest first; a stable sort by owner keeps that order within each owner.
        by_owner = np.argsort(owners, kind="stable")
        in_order = owners[by_owner]
        starts = np.flatnonzero(np.diff(in_order, prepend=-1))
        counts = np.diff(starts, append=len(in_order))
        totals = np.concatenate([[0.0], np.cumsum(cosines[by_owner])])
        taken = np.minimum(counts, _NEAREST_TEXTS)
        # What was not found is no nearer than the last that was.
        farthest = float(cosines[-1])
        texts = np.full(self._size, farthest, dtype=np.float32)
        found = in_order[starts]
        texts[found] = (
            totals[starts + taken] - totals[starts] + farthest * (_NEAREST_TEXTS - taken)
        ) / _NEAREST_TEXTS
        nearest = np.full(self._size, -1, dtype=np.int64)
        nearest[found] = positions[by_owner[starts]]
        return Nearness(texts, self._centres @ query, nearest)
