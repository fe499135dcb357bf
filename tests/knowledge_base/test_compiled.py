"""The compiled catalogue is used only where it is whole and fits its sources."""

from datetime import date
from pathlib import Path

import pytest

from knowledge_base import catalogue as catalogue_module
from knowledge_base.catalogue import load_catalogue
from knowledge_base.compiled import FILE, load_catalogue_compiled
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.publishing import publish_version
from knowledge_base.schema import Procedure
from knowledge_base.yaml_file import parse_yaml
from tests.knowledge_base.records import CODE, record, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "catalogue", record(), record("1.000002"))
    publish_version(tmp_path / "catalogue", record(summary="Mới."), date(2026, 6, 1))
    return tmp_path / "catalogue"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


class Counting:
    """Counts the YAML files that are parsed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        monkeypatch.setattr(catalogue_module, "parse_yaml", self.parse)

    def parse(self, content: bytes, model: type[Procedure], name: str) -> Procedure:
        self.files.append(name)
        return parse_yaml(content, model, name)


@pytest.fixture
def yaml_read(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return Counting(monkeypatch)


def test_the_sources_are_parsed_once(folder: Path, cache: Path, yaml_read: Counting) -> None:
    for _ in range(3):
        load_catalogue_compiled(folder, cache)
    assert len(yaml_read.files) == 3


def test_only_a_changed_file_is_parsed_again(
    folder: Path, cache: Path, yaml_read: Counting
) -> None:
    known = load_catalogue_compiled(folder, cache).files
    write(folder, record("1.000002", summary="Đã sửa."))
    yaml_read.files.clear()
    load_catalogue_compiled(folder, cache, known)
    load_catalogue_compiled(folder, cache)
    assert yaml_read.files == ["ho-tich/1.000002.yaml"] * 2


def test_a_catalogue_in_use_is_renewed_without_writing(folder: Path, cache: Path) -> None:
    known = load_catalogue_compiled(folder, cache).files
    kept = (cache / FILE).read_bytes()
    write(folder, record("1.000002", summary="Đã sửa."))
    load_catalogue_compiled(folder, cache, known)
    assert (cache / FILE).read_bytes() == kept


def test_all_versions_come_back_as_they_were(folder: Path, cache: Path) -> None:
    load_catalogue_compiled(folder, cache)
    again, fresh = load_catalogue_compiled(folder, cache), load_catalogue(folder)
    assert [again.history(p.code) for p in again] == [fresh.history(p.code) for p in fresh]
    assert len(again.history(CODE).versions) == 2
    assert again.digest == fresh.digest


def test_a_changed_record_is_seen(folder: Path, cache: Path) -> None:
    load_catalogue_compiled(folder, cache)
    write(folder, record("1.000002", summary="Đã sửa."))
    changed = load_catalogue_compiled(folder, cache).get("1.000002")
    assert changed is not None
    assert changed.summary == "Đã sửa."


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace("Mới".encode(), "Cũ!".encode()),
        lambda data: b"\xff\xfe not json \n[]",
        lambda data: b"[]\n[]",
        lambda data: data.split(b"\n")[0] + b"\n[]",
    ],
)
def test_a_damaged_file_is_built_anew(
    folder: Path, cache: Path, yaml_read: Counting, damage: object
) -> None:
    load_catalogue_compiled(folder, cache)
    path = cache / FILE
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert len(load_catalogue_compiled(folder, cache)) == 2
    load_catalogue_compiled(folder, cache)
    assert len(yaml_read.files) == 6


def test_a_faulty_record_is_told_and_nothing_is_kept(folder: Path, cache: Path) -> None:
    (folder / "ho-tich" / "1.000003.yaml").write_text("code: [")
    with pytest.raises(KnowledgeBaseError, match=r"1\.000003\.yaml"):
        load_catalogue_compiled(folder, cache)
    assert not (cache / FILE).exists()


def test_a_file_in_place_of_the_folder_is_an_error(folder: Path, cache: Path) -> None:
    cache.write_text("not a folder")
    with pytest.raises(OSError, match="exists"):
        load_catalogue_compiled(folder, cache)
