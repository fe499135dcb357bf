"""Publishing and abolishing on the command line."""

import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge_base.__main__ import main
from knowledge_base.catalogue import FOLDER, load_catalogue

CODE = "1.001022"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two shipped records, neighbours of each other only."""
    for code in (CODE, "1.000689"):
        record = yaml.safe_load((FOLDER / "ho-tich" / f"{code}.yaml").read_text())
        record["not_to_confuse"] = []
        path = tmp_path / "ho-tich" / f"{code}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False))
    return tmp_path


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["knowledge_base", "--catalogue", str(folder), *arguments])
    return main()


def draft(folder: Path, old: str, new: str) -> Path:
    """A changed copy of the record, outside the catalogue's folders."""
    text = (folder / "ho-tich" / f"{CODE}.yaml").read_text()
    assert old in text
    path = folder / "draft.yaml"
    path.write_text(text.replace(old, new))
    return path


def test_publishing_makes_a_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = draft(folder, "status: in_force", "status: suspended")
    assert run(folder, monkeypatch, "publish", str(file), "--on", "2026-12-01") == 0
    catalogue = load_catalogue(folder)
    assert catalogue.in_force_on(CODE, date(2026, 11, 30)) is not None
    assert catalogue.in_force_on(CODE, date(2026, 12, 1)) is None


def test_a_record_with_a_fault_is_not_published(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = draft(folder, "steps:", "steps:\n- Nộp tại UBND huyện.")
    before = sorted(folder.glob("*/*"))
    assert run(folder, monkeypatch, "publish", str(file), "--on", "2026-12-01") == 1
    assert "that level ended" in capsys.readouterr().err
    assert sorted(folder.glob("*/*")) == before


def test_abolishing_names_the_replacement(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("abolish", CODE, "--on", "2026-12-01", "--replaced-by", "1.000689")
    assert run(folder, monkeypatch, *arguments) == 0
    assert "abolished from 2026-12-01" in capsys.readouterr().out
    gone = load_catalogue(folder).get(CODE)
    assert gone is not None
    assert gone.replaced_by == "1.000689"


def test_a_day_too_early_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, monkeypatch, "abolish", CODE, "--on", "2026-12-01")
    file = str(draft(folder, "status: abolished", "status: in_force"))
    assert run(folder, monkeypatch, "publish", file, "--on", "2026-11-01") == 1
    assert "is not after 2026-12-01" in capsys.readouterr().err


def test_a_day_that_is_none_is_wrong_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(folder, monkeypatch, "abolish", CODE, "--on", "1/12/2026")
