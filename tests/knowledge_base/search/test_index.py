import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.catalogue import FOLDER, load_catalogue
from knowledge_base.policy.elsewhere import Elsewhere
from knowledge_base.search.building import build_index
from knowledge_base.search.dense import DensePolicy
from knowledge_base.search.encoder import Vectors
from knowledge_base.search.index import IndexSources, SearchIndex
from knowledge_base.text.abbreviations import load_abbreviations

NOTHING = Elsewhere(topics=[])
ALL_COMPARED = DensePolicy(cells_from=10_000, cells=1, cells_searched=1)
NEW_NAME = "một tên gọi hoàn toàn mới"


class CountingEncoder:
    """Encodes by a hash and counts what it is asked for."""

    identity = "counting"
    dimensions = 8

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        seeds = [abs(hash(text)) % 2**32 for text in texts]
        vectors = np.stack([np.random.default_rng(s).normal(size=8) for s in seeds])
        return np.asarray(vectors, dtype=np.float32)


class Place:
    """A small catalogue and the folder of its index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "index"
        self.records = folder / "catalogue" / "tre-em"
        shutil.copytree(FOLDER / "tre-em", self.records)
        self.words = load_abbreviations()
        self.encoder = CountingEncoder()

    def sources(self) -> IndexSources:
        catalogue = load_catalogue(self.records.parent)
        return IndexSources(catalogue, NOTHING, self.words, self.encoder, ALL_COMPARED)

    def build(self, previous: SearchIndex | None = None) -> SearchIndex:
        return build_index(self.sources(), self.folder, previous=previous)

    def rename_something(self) -> None:
        record = next(self.records.glob("*.yaml"))
        text = record.read_text()
        alias = text.split("aliases:\n  - ")[1].split("\n")[0]
        record.write_text(text.replace(f"  - {alias}\n", f"  - {NEW_NAME}\n", 1))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def assert_same(index: SearchIndex, other: SearchIndex) -> None:
    assert index.texts == other.texts
    assert index.procedures == other.procedures
    assert index.names == other.names
    assert np.array_equal(index.starts, other.starts)
    assert np.array_equal(index.vectors, other.vectors)
    question = index.analyser.analyse("trẻ em bị bỏ rơi cần một tên gọi mới").plain
    for view in ("accented", "plain", "letters"):
        scores = getattr(index, view).scores(question)
        assert np.allclose(scores, getattr(other, view).scores(question))
    nearness, others = (one.dense.nearness(index.vectors[3]) for one in (index, other))
    assert np.array_equal(nearness.nearest, others.nearest)
    assert np.allclose(nearness.centre, others.centre)


def test_unchanged_texts_are_not_encoded_again(place: Place) -> None:
    first = place.build()
    place.encoder = CountingEncoder()
    assert_same(place.build(), first)
    assert place.encoder.encoded == []


def test_a_changed_record_costs_its_changed_texts_only(place: Place) -> None:
    place.build()
    place.rename_something()
    place.encoder = CountingEncoder()
    place.build()
    assert place.encoder.encoded == [NEW_NAME]


def test_an_index_in_use_is_renewed_without_a_build(place: Place) -> None:
    first = place.build()
    place.rename_something()
    place.encoder = CountingEncoder()
    renewed = place.build(first)
    assert place.encoder.encoded == [NEW_NAME]
    assert len(list(place.folder.iterdir())) == 1
    assert_same(renewed, place.build())


def test_an_index_is_renewed_again_and_again(place: Place) -> None:
    renewed = place.build()
    first, second, third = sorted(place.records.glob("*.yaml"))[:3]
    for change in (first.unlink, place.rename_something, second.unlink, third.unlink):
        change()
        renewed = place.build(renewed)
    assert_same(renewed, place.build())


def test_a_renewed_index_has_records_that_came_back(place: Place) -> None:
    whole = place.build()
    record = sorted(place.records.glob("*.yaml"))[0]
    text = record.read_text()
    record.unlink()
    without = place.build(whole)
    record.write_text(text)
    shutil.rmtree(place.folder / place.sources().digest[:16])
    assert_same(place.build(without), whole)


@pytest.mark.parametrize("name", ["vectors.npy", "diacritics.json", "plain.npz", "dense.faiss"])
def test_a_file_cut_off_in_the_middle_is_built_anew(place: Place, name: str) -> None:
    whole = place.build()
    (file,) = place.folder.glob(f"*/{name}")
    beginning = file.read_bytes()[:100]
    file.unlink()  # it is mapped into memory
    file.write_bytes(beginning)
    assert_same(place.build(), whole)


def test_only_the_build_in_use_and_the_one_before_are_kept(place: Place) -> None:
    for record in sorted(place.records.glob("*.yaml"))[:3]:
        place.build()
        record.unlink()
    assert len(list(place.folder.iterdir())) == 2


def test_other_abbreviations_make_another_build(place: Place) -> None:
    first = place.build()
    own = place.folder.parent / "ward"
    own.mkdir()
    (own / "abbreviations.yaml").write_text("papers: {}\noffices: {}\neveryday: {}")
    place.words = load_abbreviations(own)
    place.build(first)
    assert len(list(place.folder.iterdir())) == 2
