import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.search.lexical import LexicalIndex

DOCUMENTS = st.dictionaries(
    st.integers(0, 8), st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6)
)
NOTHING = np.empty(0, dtype=np.int32)


def built(documents: list[list[str]]) -> LexicalIndex:
    return LexicalIndex.empty().changed(NOTHING, enumerate(documents), len(documents))


def test_a_score_is_bm25() -> None:
    scores = built([["khai", "sinh", "khai"], ["kết", "hôn"], ["tạm", "trú"]]).scores(["khai"])
    length = 1.2 * (1 - 0.6 + 0.6 * 3 / (7 / 3))
    assert scores[0] == pytest.approx(math.log(1 + 2.5 / 1.5) * 2 / (2 + length))
    assert scores[1:].tolist() == [0, 0]


def test_a_word_that_is_said_twice_counts_twice() -> None:
    index = built([["khai", "sinh"], ["kết", "hôn"]])
    assert np.allclose(index.scores(["khai", "khai"]), 2 * index.scores(["khai"]))


def test_words_that_nothing_holds_score_nothing() -> None:
    assert built([["khai"], ["sinh"]]).scores(["xe", "máy"]).tolist() == [0, 0]


@given(before=DOCUMENTS, after=DOCUMENTS)
def test_a_changed_index_is_the_same_as_one_built_anew(
    before: dict[int, list[str]], after: dict[int, list[str]]
) -> None:
    """Documents are named by numbers and stand in their order; the same ones are kept."""
    index = built([before[name] for name in sorted(before)])
    names = sorted(after)
    kept = [
        names.index(name) if name in after and after[name] == before[name] else -1
        for name in sorted(before)
    ]
    new = [(at, after[name]) for at, name in enumerate(names) if at not in kept]
    changed = index.changed(np.array(kept, dtype=np.int32), new, len(names))
    anew = built([after[name] for name in names])
    for term in "abcdefg":
        assert np.allclose(changed.scores([term]), anew.scores([term]))
        assert changed.holders(term).tolist() == anew.holders(term).tolist()


def test_an_index_comes_back_from_its_file(tmp_path: Path) -> None:
    index = built([["khai", "sinh"], ["sinh", "đẻ"]])
    index.save(tmp_path / "words.npz")
    again = LexicalIndex.load(tmp_path / "words.npz")
    assert np.array_equal(again.scores(["khai", "sinh"]), index.scores(["khai", "sinh"]))


@pytest.mark.parametrize("length", [0, 10, 300])
def test_a_damaged_file_is_told(tmp_path: Path, length: int) -> None:
    path = tmp_path / "words.npz"
    built([["khai", "sinh"]]).save(path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ValueError, match=r"words\.npz"):
        LexicalIndex.load(path)
