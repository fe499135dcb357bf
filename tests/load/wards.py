"""A search over the texts of 126 wards, made from the texts of one.

Each ward has four texts of its own for each procedure: drawn from the procedure's real ones, and
turned by noise until their cosine to the real one is 0.95, about what two people's wordings of one
matter have. They are searched together, as the texts of one catalogue.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from knowledge_base.search.dense import DenseIndex, DensePolicy
from knowledge_base.search.index import SearchIndex

WARDS = 126
TEXTS_EACH = 4
_LIKENESS = 0.95
_SEED = 20261122


def of_all_wards(index: SearchIndex, policy: DensePolicy) -> SearchIndex:
    """Gives the index with the texts of all wards."""
    chance = np.random.default_rng(_SEED)
    procedures = len(index.procedures)
    spans = list(zip(index.starts[:-1].tolist(), index.starts[1:].tolist(), strict=True))
    drawn = [
        np.sort(chance.integers(first, end, WARDS * TEXTS_EACH))
        if at < procedures
        else np.arange(first, end)
        for at, (first, end) in enumerate(spans)
    ]
    rows = np.concatenate(drawn)
    vectors = index.vectors[rows]
    made = int(sum(map(len, drawn[:procedures])))
    for start in range(0, made, 4096):
        some = vectors[start : min(made, start + 4096)]
        noise = chance.normal(size=some.shape).astype(np.float32)
        noise -= (noise * some).sum(axis=1, keepdims=True) * some
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        some *= _LIKENESS
        some += np.sqrt(1 - _LIKENESS**2) * noise
    starts = np.concatenate([[0], np.cumsum([len(each) for each in drawn])])
    return replace(
        index,
        texts=[index.texts[row] for row in rows.tolist()],
        starts=starts,
        vectors=vectors,
        dense=DenseIndex.build(vectors, starts, policy),
    )
