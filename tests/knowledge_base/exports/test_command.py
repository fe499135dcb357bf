import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.knowledge_base.imports.samples import catalogue_folder, procedure, run_command

SPAN = ("--from", "2026-07-01", "--to", "2026-12-31")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    later = procedure(code="1.000656", effective={"from": "2026-08-01", "to": None})
    return catalogue_folder(tmp_path / "catalogue", procedure(), later)


def run(folder: Path, *arguments: str | Path) -> int:
    return run_command("--catalogue", folder, "export", *arguments)


def test_the_notice_board_is_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "bang.xlsx"
    assert run(folder, "notice-board", out) == 0
    assert load_workbook(out).worksheets[0]["B5"].value is not None


def test_changes_are_written_as_json(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "moi" / "thay-doi.json"
    assert run(folder, "changes", out, *SPAN) == 0
    assert [item["code"] for item in json.loads(out.read_text())["new"]] == ["1.000656"]


def test_changes_are_written_as_a_workbook(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "thay-doi.xlsx"
    assert run(folder, "changes", out, *SPAN) == 0
    assert load_workbook(out).worksheets[0]["D5"].value == "1.000656"


@pytest.mark.parametrize(
    "arguments",
    [
        ("notice-board", "a.pdf"),
        ("changes", "a.csv", *SPAN),
        ("changes", "a.json", "--from", "2026-12-31", "--to", "2026-07-01"),
        ("changes", "a.json", "--from", "hôm qua", "--to", "2026-07-01"),
        ("changes", "a.json"),
        (),
    ],
)
def test_wrong_use_ends_with_2(folder: Path, arguments: tuple[str, ...]) -> None:
    assert run(folder, *arguments) == 2
