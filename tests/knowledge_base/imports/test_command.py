import hashlib
import json
from pathlib import Path

import pytest

from tests.knowledge_base.imports.samples import (
    HEADER,
    ROW,
    catalogue_folder,
    portal_method,
    portal_record,
    run_command,
    workbook,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue_folder(tmp_path / "catalogue")


def run(folder: Path, *arguments: str | Path) -> int:
    return run_command("--catalogue", folder, "import", *arguments)


def portal_file(folder: Path) -> Path:
    path = folder.parent / "cong.json"
    dearer = portal_method(phi_le_phi="10.000 đồng/bản")
    path.write_text(json.dumps([portal_record(cach_thuc_thuc_hien=dearer)]))
    return path


def digest(folder: Path) -> str:
    parts = (path.name.encode() + path.read_bytes() for path in sorted(folder.rglob("*.yaml")))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def test_an_import_prints_a_report_and_writes_drafts(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, portal_file(folder), "--drafts", tmp_path / "d") == 0
    assert "8.000 đồng/bản → 10.000 đồng/bản" in capsys.readouterr().out
    assert (tmp_path / "d" / "1.001193.yaml").is_file()


def test_the_report_comes_as_one_json_object(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, portal_file(folder), "--json", "--drafts", tmp_path / "d")
    document = json.loads(capsys.readouterr().out)
    assert document["changed"][0]["changes"][0]["after"] == "10.000 đồng/bản"


def test_progress_is_shown_on_the_error_channel(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, portal_file(folder), "--drafts", tmp_path / "d")
    shown = capsys.readouterr().err
    assert "cong.json" in shown
    assert "100%" in shown


def test_the_catalogue_is_untouched(folder: Path, tmp_path: Path) -> None:
    before = digest(folder)
    run(folder, portal_file(folder), "--drafts", tmp_path / "d")
    assert digest(folder) == before


def test_a_refused_file_ends_with_1_and_no_drafts(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sai.xlsx"
    path.write_bytes(workbook([HEADER, ROW])[:500])
    assert run(folder, path, "--drafts", tmp_path / "d") == 1
    assert "Tệp bị hỏng" in capsys.readouterr().out
    assert not (tmp_path / "d").exists()


def test_drafts_in_the_catalogue_are_wrong_use(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = digest(folder)
    assert run(folder, portal_file(folder), "--drafts", folder / "ho-tich") == 2
    assert "--drafts" in capsys.readouterr().err
    assert digest(folder) == before


def test_an_import_without_a_file_is_wrong_use(folder: Path) -> None:
    assert run(folder) == 2
