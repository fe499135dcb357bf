"""Setting up: nothing is done twice, and what is missing is told in one line."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from ops import prepare
from tests.conftest import ROOT

Version = namedtuple("Version", "major minor micro releaselevel serial")
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, so that nothing of this one is touched."""
    for name in ("ROOT", "LOCKS", "API_ENV", "RASA_ENV", "MODEL"):
        path = tmp_path / getattr(prepare, name).relative_to(ROOT)
        monkeypatch.setattr(prepare, name, path)
    for name in ("INDEX_DIR", "CATALOGUE_DIR", "WARD_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "ops" / "locks").mkdir(parents=True)
    for lock in ("api.txt", "rasa.txt"):
        (tmp_path / "ops" / "locks" / lock).write_text("nothing==1\n")
    for folder in ("knowledge_base", "bot/data", "bot/domain", "bot/components", "bot/models"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "bot" / "config.yml").write_text("language: vi\n")
    (tmp_path / "bot" / "data" / "nlu.yml").write_text("nlu: []\n")
    (tmp_path / "knowledge_base" / "a.yaml").write_text("a: 1\n")
    (tmp_path / "var" / "index").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the steps that would run."""
    done: list[str] = []

    def do(title: str, command: list[str], log: Path | None = None, **environment: str) -> None:
        done.append(title)
        if "venv" in command:
            Path(command[-1]).mkdir()

    monkeypatch.setattr(prepare, "do", do)
    return done


def message_of(stopped: pytest.ExceptionInfo[SystemExit]) -> str:
    message = str(stopped.value.code)
    assert message.startswith("error: ")
    assert "\n" not in message
    return message


# ---- each step once ----


def test_the_index_is_built_once(root: Path, steps: list[str]) -> None:
    prepare.build_index()
    prepare.build_index()
    assert len(steps) == 1


@pytest.mark.parametrize("variable", ["CATALOGUE_DIR", "WARD_DIR"])
def test_the_index_is_built_again_when_the_wards_own_files_changed(
    root: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    own = root / "own"
    own.mkdir()
    monkeypatch.setenv(variable, str(own))
    prepare.build_index()
    (own / "a.yaml").write_text("a: 1\n")
    prepare.build_index()
    assert len(steps) == 2


def test_the_index_is_built_again_when_the_catalogue_changed(root: Path, steps: list[str]) -> None:
    prepare.build_index()
    (root / "knowledge_base" / "a.yaml").write_text("a: 2\n")
    prepare.build_index()
    assert len(steps) == 2


def test_the_index_is_built_again_when_a_file_was_only_renamed(
    root: Path, steps: list[str]
) -> None:
    prepare.build_index()
    (root / "knowledge_base" / "a.yaml").rename(root / "knowledge_base" / "b.yaml")
    prepare.build_index()
    assert len(steps) == 2


def test_the_dialogue_model_is_trained_once(root: Path, steps: list[str]) -> None:
    prepare.train_bot()
    prepare.MODEL.touch()
    prepare.train_bot()
    assert len(steps) == 1


@pytest.mark.parametrize("changed", ["bot/config.yml", "bot/data/nlu.yml", "ops/locks/rasa.txt"])
def test_the_dialogue_model_is_trained_again_when_its_sources_changed(
    root: Path, steps: list[str], changed: str
) -> None:
    prepare.train_bot()
    prepare.MODEL.touch()
    with (root / changed).open("a") as source:
        source.write("# changed\n")
    prepare.train_bot()
    assert len(steps) == 2


def test_the_dialogue_model_is_trained_again_when_it_is_gone(root: Path, steps: list[str]) -> None:
    prepare.train_bot()
    prepare.train_bot()
    assert len(steps) == 2


def test_an_environment_is_made_once(root: Path, steps: list[str]) -> None:
    (prepare.API_ENV / "bin").mkdir(parents=True)
    (prepare.API_ENV / "bin" / "pip").touch()
    for _ in range(2):
        prepare.make_environment(prepare.API_ENV, ["api.txt"], "service")
    assert steps == ["service: packages (a few minutes the first time)"]


def test_an_environment_is_mended_when_its_lock_changed(root: Path, steps: list[str]) -> None:
    (prepare.API_ENV / "bin").mkdir(parents=True)
    (prepare.API_ENV / "bin" / "pip").touch()
    prepare.make_environment(prepare.API_ENV, ["api.txt"], "service")
    (prepare.LOCKS / "api.txt").write_text("nothing==2\n")
    prepare.make_environment(prepare.API_ENV, ["api.txt"], "service")
    assert len(steps) == 2


def test_an_environment_that_was_cut_off_is_made_anew(root: Path, steps: list[str]) -> None:
    (prepare.API_ENV / "half").mkdir(parents=True)
    prepare.make_environment(prepare.API_ENV, ["api.txt"], "service")
    assert steps[0] == "service: new environment"
    assert not (prepare.API_ENV / "half").exists()


def test_a_step_that_failed_is_not_taken_for_done(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SystemExit("error: failed")

    monkeypatch.setattr(prepare, "do", fail)
    for step in (prepare.build_index, prepare.train_bot):
        with pytest.raises(SystemExit):
            step()
    assert not (root / "var" / "index" / "digest").exists()
    assert not prepare.MODEL.with_suffix(".digest").exists()


# ---- what is told ----


def test_a_failed_step_tells_what_failed_and_shows_its_log(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = root / "var" / "log" / "step.log"
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(SystemExit) as stopped:
        prepare.do("a step", command, log=log)
    assert "'a step' failed" in message_of(stopped)
    assert "the reason" in capfd.readouterr().out


def test_a_step_that_succeeds_keeps_its_log_to_itself(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prepare.do("a step", [sys.executable, "-c", "print('noise')"], log=root / "step.log")
    out = capfd.readouterr().out
    assert "==> a step" in out
    assert "noise" not in out


def test_a_full_disk_is_told_as_the_reason_of_a_failed_step(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    with pytest.raises(SystemExit) as stopped:
        prepare.do("a step", [sys.executable, "-c", "raise SystemExit(1)"])
    assert "the disk is full" in message_of(stopped)


@pytest.mark.parametrize("version", [(3, 10), (3, 12), (2, 7)])
def test_another_python_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(*version, 1, "final", 0))
    with pytest.raises(SystemExit) as stopped:
        prepare.check_machine()
    message = message_of(stopped)
    assert "Python 3.11 is needed" in message
    assert "make run PYTHON=" in message


def test_a_small_disk_is_told_before_anything_is_installed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10e9, 9e9, 1e9))
    with pytest.raises(SystemExit) as stopped:
        prepare.check_machine()
    message = message_of(stopped)
    assert "1.0 GB are free" in message
    assert f"{prepare.NEEDED_GB} GB are needed" in message


def test_a_small_disk_does_not_matter_once_all_is_installed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare.RASA_ENV.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10e9, 9e9, 1e9))
    prepare.check_machine()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(prepare.API_ENV))

    monkeypatch.setattr(prepare, "make_environment", refuse)
    monkeypatch.setattr(sys, "argv", ["prepare.py", "run"])
    prepare.RASA_ENV.mkdir()
    with pytest.raises(SystemExit) as stopped:
        prepare.main()
    assert "Permission denied" in message_of(stopped)


def test_make_tells_of_a_missing_python_before_anything_else() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "run", "PYTHON="],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == "Python 3.11 is missing. Install it: sudo apt install python3.11\n"
