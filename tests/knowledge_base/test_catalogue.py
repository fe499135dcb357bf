import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge_base.checks import check_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.policy.service_groups import load_service_groups

RECORD = FOLDER / "ho-tich" / "1.001193.yaml"


def copied(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Copies one record into a catalogue of its own, changed."""
    record = yaml.safe_load(RECORD.read_text())
    change(record)
    (folder / "ho-tich").mkdir(parents=True)
    (folder / "ho-tich" / RECORD.name).write_text(yaml.safe_dump(record, allow_unicode=True))
    return folder


def faults_of(folder: Path) -> list[str]:
    return [str(f) for f in check_catalogue(load_catalogue(folder), load_service_groups())]


def test_the_catalogue_has_no_fault(catalogue: Catalogue) -> None:
    assert check_catalogue(catalogue, load_service_groups()) == []


def test_the_fields_that_most_visitors_come_for_are_there(catalogue: Catalogue) -> None:
    fields = {procedure.field for procedure in catalogue}
    assert {
        "Hộ tịch",
        "Chứng thực",
        "Đăng ký, quản lý cư trú",
        "Cấp, quản lý căn cước",
        "Nuôi con nuôi",
        "Bảo trợ xã hội",
        "Trẻ em",
    } <= fields


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda r: r.update(colour="red"), "colour: Extra inputs"),
        (lambda r: r.pop("summary"), "summary: Field required"),
        (lambda r: r["methods"][0]["fee"].update(kind="free", amount=5), r"methods\.0\.fee"),
        (lambda r: r["documents"][0]["items"][0].update(original=-1), r"documents\.0\.items\.0"),
        (lambda r: r.update(code="12"), "code: String should match"),
        (lambda r: r.update(replaced_by="1.000001"), "abolished procedures only"),
        (lambda r: r["methods"].append(r["methods"][0]), "a channel stands twice"),
    ],
)
def test_a_fault_names_file_and_field(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], fault: str
) -> None:
    with pytest.raises(KnowledgeBaseError, match=rf"ho-tich/1\.001193\.yaml: .*{fault}"):
        load_catalogue(copied(tmp_path / "c", change))


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "ho-tich").mkdir()
    (tmp_path / "ho-tich" / "1.000001.yaml").write_text("code: 1\nname: [a, b\nfield: x: y")
    with pytest.raises(KnowledgeBaseError, match=r"ho-tich/1\.000001\.yaml: line \d"):
        load_catalogue(tmp_path)


def test_one_code_in_two_files_is_a_fault(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(RECORD, tmp_path / folder / RECORD.name)
    with pytest.raises(KnowledgeBaseError, match="stands also in"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda r: r.update(summary="một " * 46), "summary: has 46 words"),
        (lambda r: r.update(aliases=["một"]), "aliases: has 1 texts"),
        (lambda r: r["aliases"].append(r["aliases"][0]), "aliases: holds the same text twice"),
        (lambda r: r.update(service_group="khong-co"), "service_group: khong-co is not in"),
        (lambda r: r.update(missing=[]), "missing: must name place"),
        (lambda r: r["missing"].append("documents"), "missing: names documents"),
        (lambda r: r.update(agency="UBND huyện"), "names 'UBND huyện'"),
        (lambda r: None, "is not in the catalogue"),
    ],
)
def test_a_doubtful_record_is_found(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], fault: str
) -> None:
    assert any(fault in found for found in faults_of(copied(tmp_path / "c", change)))
