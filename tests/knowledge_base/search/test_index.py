import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml

from knowledge_base.catalogue import FOLDER, load_catalogue
from knowledge_base.policy.elsewhere import Elsewhere
from knowledge_base.search.encoder import Vectors
from knowledge_base.search.index import build_index
from knowledge_base.search.texts import short_name
from knowledge_base.text.abbreviations import load_abbreviations

NOTHING = Elsewhere(topics=[])


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


@pytest.fixture
def catalogue_dir(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "tre-em", tmp_path / "c" / "tre-em")
    return tmp_path / "c"


def test_unchanged_texts_are_not_encoded_again(catalogue_dir: Path, tmp_path: Path) -> None:
    catalogue, words = load_catalogue(catalogue_dir), load_abbreviations()
    first = build_index(catalogue, NOTHING, words, CountingEncoder(), tmp_path / "i")
    again = CountingEncoder()
    second = build_index(catalogue, NOTHING, words, again, tmp_path / "i")
    assert again.encoded == []
    assert np.array_equal(first.vietnamese.vectors, second.vietnamese.vectors)
    assert np.array_equal(first.english.vectors, second.english.vectors)


def test_a_changed_record_costs_its_changed_texts_only(catalogue_dir: Path, tmp_path: Path) -> None:
    words = load_abbreviations()
    build_index(load_catalogue(catalogue_dir), NOTHING, words, CountingEncoder(), tmp_path / "i")
    record = next((catalogue_dir / "tre-em").glob("*.yaml"))
    text = record.read_text()
    alias = text.split("aliases:\n  - ")[1].split("\n")[0]
    record.write_text(text.replace(f"  - {alias}\n", "  - một tên gọi hoàn toàn mới\n", 1))
    encoder = CountingEncoder()
    build_index(load_catalogue(catalogue_dir), NOTHING, words, encoder, tmp_path / "i")
    assert encoder.encoded == ["một tên gọi hoàn toàn mới"]


@pytest.mark.parametrize(
    "name",
    ["vectors.npy", "diacritics.json", "english/names.json", "vietnamese/plain/data.csc.index.npy"],
)
def test_a_file_cut_off_in_the_middle_is_built_anew(
    catalogue_dir: Path, tmp_path: Path, name: str
) -> None:
    catalogue, words = load_catalogue(catalogue_dir), load_abbreviations()
    whole = build_index(catalogue, NOTHING, words, CountingEncoder(), tmp_path / "i")
    (file,) = (tmp_path / "i").glob(f"*/{name}")
    file.write_bytes(file.read_bytes()[:100])
    mended = build_index(catalogue, NOTHING, words, CountingEncoder(), tmp_path / "i")
    assert np.array_equal(mended.vietnamese.vectors, whole.vietnamese.vectors)
    assert np.array_equal(mended.english.vectors, whole.english.vectors)


def test_only_the_build_in_use_and_the_one_before_are_kept(
    catalogue_dir: Path, tmp_path: Path
) -> None:
    words = load_abbreviations()
    for record in sorted((catalogue_dir / "tre-em").glob("*.yaml"))[:3]:
        build_index(
            load_catalogue(catalogue_dir), NOTHING, words, CountingEncoder(), tmp_path / "i"
        )
        record.unlink()
    assert len(list((tmp_path / "i").iterdir())) == 2


def test_other_abbreviations_make_another_build(catalogue_dir: Path, tmp_path: Path) -> None:
    catalogue = load_catalogue(catalogue_dir)
    build_index(catalogue, NOTHING, load_abbreviations(), CountingEncoder(), tmp_path / "i")
    (tmp_path / "abbreviations.yaml").write_text("papers: {}\noffices: {}\neveryday: {}")
    own = load_abbreviations(tmp_path)
    build_index(catalogue, NOTHING, own, CountingEncoder(), tmp_path / "i")
    assert len(list((tmp_path / "i").iterdir())) == 2


def test_each_language_has_its_own_texts(catalogue_dir: Path, tmp_path: Path) -> None:
    catalogue, words = load_catalogue(catalogue_dir), load_abbreviations()
    index = build_index(catalogue, NOTHING, words, CountingEncoder(), tmp_path / "i")
    first = next(iter(catalogue))
    vietnamese = {text.text for text in index.vietnamese.texts}
    english = {text.text for text in index.english.texts}
    assert {first.name_en, *first.english} <= english
    assert set(first.aliases) <= vietnamese
    assert not vietnamese & english


def test_a_record_without_english_is_indexed_by_its_name(
    catalogue_dir: Path, tmp_path: Path
) -> None:
    record = next((catalogue_dir / "tre-em").glob("*.yaml"))
    values = yaml.safe_load(record.read_text())
    del values["name_en"], values["english"]
    record.write_text(yaml.safe_dump(values, allow_unicode=True))
    catalogue = load_catalogue(catalogue_dir)
    index = build_index(catalogue, NOTHING, load_abbreviations(), CountingEncoder(), tmp_path / "i")
    texts = [text.text for text in index.english.texts if text.code == values["code"]]
    assert texts == [short_name(values["name"])]
