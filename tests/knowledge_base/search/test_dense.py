from pathlib import Path

import numpy as np
import pytest

from knowledge_base.search.dense import DenseIndex, DensePolicy, Nearness

OWNERS, TEXTS_EACH, DIMENSIONS = 100, 8, 32
STARTS = np.arange(0, OWNERS * TEXTS_EACH + 1, TEXTS_EACH)
ALL_COMPARED = DensePolicy(cells_from=10_000, cells=1, cells_searched=1)
BY_CELLS = DensePolicy(cells_from=100, cells=12, cells_searched=8)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Texts of one procedure lie near each other."""
    chance = np.random.default_rng(4)
    centres = np.repeat(chance.normal(size=(OWNERS, DIMENSIONS)), TEXTS_EACH, axis=0)
    vectors = centres + 0.3 * chance.normal(size=centres.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors, dtype=np.float32)


def nearness_by_hand(vectors: np.ndarray, query: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cosines = (vectors @ query).reshape(OWNERS, TEXTS_EACH)
    return np.sort(cosines)[:, -3:].mean(axis=1), cosines.argmax(axis=1)


@pytest.mark.parametrize("policy", [ALL_COMPARED, BY_CELLS])
def test_the_nearest_are_those_found_by_comparing_all(
    vectors: np.ndarray, policy: DensePolicy
) -> None:
    index = DenseIndex.build(vectors, STARTS, policy)
    for query in vectors[:: TEXTS_EACH * 9]:
        texts, nearest = nearness_by_hand(vectors, query)
        found: Nearness = index.nearness(query)
        best = int(texts.argmax())
        assert int(found.texts.argmax()) == int(found.centre.argmax()) == best
        assert found.texts[best] == pytest.approx(texts[best], abs=0.01)
        assert found.nearest[best] == best * TEXTS_EACH + nearest[best]


@pytest.mark.parametrize("policy", [ALL_COMPARED, BY_CELLS])
def test_an_index_comes_back_from_its_files(
    vectors: np.ndarray, policy: DensePolicy, tmp_path: Path
) -> None:
    index = DenseIndex.build(vectors, STARTS, policy)
    index.save(tmp_path)
    again = DenseIndex.load(tmp_path, STARTS)
    for query in vectors[:5]:
        assert np.array_equal(again.nearness(query).texts, index.nearness(query).texts)


def test_a_damaged_file_is_told(vectors: np.ndarray, tmp_path: Path) -> None:
    DenseIndex.build(vectors, STARTS, ALL_COMPARED).save(tmp_path)
    file = tmp_path / "dense.faiss"
    file.write_bytes(file.read_bytes()[:50])
    with pytest.raises(ValueError, match="damaged"):
        DenseIndex.load(tmp_path, STARTS)
