import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.catalogue import FOLDER
from knowledge_base.search import live as live_module
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import open_search
from knowledge_base.search.live import Refresher

KITE = "giấy con diều biết bay"


class Ward:
    """A small catalogue that is changed while it is searched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = folder / "catalogue" / "tre-em"
        self.refresher = Refresher(folder / "index", folder / "catalogue")
        self.live = self.refresher.live
        self.code = next(self.records.glob("*.yaml")).stem

    @property
    def record(self) -> Path:
        return self.records / f"{self.code}.yaml"

    @property
    def builds(self) -> int:
        return len(list((self.folder / "index").glob("*/vectors.npy")))

    def name_it(self, alias: str = KITE) -> None:
        text = self.record.read_text()
        self.record.write_text(text.replace("aliases:\n", f"aliases:\n  - {alias}\n", 1))

    def first(self, question: str = KITE) -> str:
        return self.live.search(question).results[0].procedure.code


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with its index, to be copied: to encode its texts takes seconds."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(FOLDER / "tre-em", folder / "catalogue" / "tre-em")
    open_search(folder / "index", folder / "catalogue")
    return folder


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "place"))


@pytest.fixture
def ward(place: Path) -> Ward:
    return Ward(place)


def test_what_did_not_change_is_not_built_again(ward: Ward) -> None:
    assert not ward.refresher.refresh()
    assert not ward.refresher.settle()


def test_a_changed_record_is_found_without_a_restart(ward: Ward) -> None:
    ward.name_it()
    assert ward.refresher.refresh()
    assert ward.first() == ward.code
    assert KITE in ward.live.search(KITE).results[0].procedure.aliases
    assert ward.builds == 1


def test_a_change_while_the_search_is_opened_is_found(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_then_change(*places: Path) -> object:
        search = open_search(*places)
        ward.name_it()
        return search

    with monkeypatch.context() as patch:
        patch.setattr(live_module, "open_search", open_then_change)
        late = Refresher(ward.folder / "index", ward.folder / "catalogue")
    assert late.refresh()
    assert late.live.search(KITE).results[0].procedure.code == ward.code


def test_who_was_given_the_catalogue_before_sees_the_change(ward: Ward) -> None:
    catalogue = ward.live.catalogue
    ward.name_it()
    ward.refresher.refresh()
    changed = catalogue.get(ward.code)
    assert changed
    assert KITE in changed.aliases


def test_a_record_that_was_taken_out_is_gone(ward: Ward) -> None:
    ward.name_it()
    ward.refresher.refresh()
    ward.record.unlink()
    assert ward.refresher.refresh()
    assert ward.live.catalogue.get(ward.code) is None
    assert ward.first() != ward.code


def test_a_record_that_is_added_is_found(ward: Ward) -> None:
    record = FOLDER / "ho-tich" / "1.001193.yaml"
    (ward.folder / "catalogue" / "ho-tich").mkdir()
    shutil.copy(record, ward.folder / "catalogue" / "ho-tich")
    assert ward.refresher.refresh()
    assert ward.first("làm giấy khai sinh") == "1.001193"


def test_a_build_follows_and_finds_the_same(ward: Ward) -> None:
    ward.name_it()
    ward.refresher.refresh()
    before = ward.live.search(KITE)
    assert ward.refresher.settle()
    assert ward.builds == 2
    after = ward.live.search(KITE)
    assert after.results[0].procedure == before.results[0].procedure
    assert not ward.refresher.settle()


def test_many_changes_are_left_to_the_build(ward: Ward) -> None:
    for record in (FOLDER / "ho-tich").glob("*.yaml"):
        shutil.copy(record, ward.records)
    assert not ward.refresher.refresh()
    assert ward.refresher.settle()
    assert ward.first("làm giấy khai sinh") == "1.001193"


def test_a_change_during_the_build_is_not_lost(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.name_it()
    ward.refresher.refresh()
    run = subprocess.run

    def change_meanwhile(*args: object, **options: object) -> object:
        ward.name_it("giấy thả diều")
        ward.refresher.refresh()
        return run(*args, **options)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", change_meanwhile)
        assert not ward.refresher.settle()
    assert ward.first("giấy thả diều") == ward.code
    assert ward.refresher.settle()
    assert ward.first("giấy thả diều") == ward.code


@pytest.mark.parametrize("act", [Refresher.refresh, Refresher.settle])
def test_a_record_that_cannot_be_used_changes_nothing(
    ward: Ward, caplog: pytest.LogCaptureFixture, act: Callable[[Refresher], bool]
) -> None:
    before = ward.record.read_text()
    ward.record.write_text("code: 1\n")
    assert not ward.refresher.refresh()
    assert not act(ward.refresher)
    assert ward.live.catalogue.get(ward.code)
    assert f"{ward.code}.yaml" in caplog.text
    ward.record.write_text(before)
    ward.name_it()
    assert ward.refresher.refresh()
    assert ward.first() == ward.code


def test_a_changed_policy_is_used_after_the_build(place: Path) -> None:
    (place / "ward").mkdir()
    refresher = Refresher(place / "index", place / "catalogue", place / "ward")
    policy = (FOLDER.parent / "policy" / "search.yaml").read_text()
    never = policy.replace("none_below: 0.2", "none_below: 1.0")
    (place / "ward" / "search.yaml").write_text(never)
    question = "trẻ em bị bỏ rơi"
    assert refresher.live.search(question).decision is not Decision.NONE
    assert not refresher.refresh()
    assert refresher.settle()
    assert refresher.live.search(question).decision is Decision.NONE


def test_each_of_two_services_on_one_folder_sees_the_change(ward: Ward) -> None:
    program = (
        "import sys; from pathlib import Path; from knowledge_base.search.live import Refresher\n"
        "refresher = Refresher(*map(Path, sys.argv[1:3])); print('open', flush=True); input()\n"
        "refresher.refresh(); refresher.settle()\n"
        "print(refresher.live.search(sys.argv[3]).results[0].procedure.code)"
    )
    places = [str(ward.folder / "index"), str(ward.folder / "catalogue"), KITE]
    with subprocess.Popen(
        [sys.executable, "-c", program, *places],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        ward.name_it()
        ward.refresher.refresh()
        told = threading.Thread(target=ward.refresher.settle)
        told.start()
        answer, _ = other.communicate("\n")
        told.join()
    assert answer.strip() == ward.first() == ward.code
    assert ward.builds == 2


def test_no_search_fails_while_an_index_is_taken_over(ward: Ward) -> None:
    stop, faults = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            try:
                assert ward.live.search("trẻ em bị bỏ rơi").results
            except Exception as fault:
                faults.append(fault)

    asking = threading.Thread(target=ask)
    asking.start()
    for number in range(3):
        ward.name_it(f"{KITE} {number}")
        assert ward.refresher.refresh()
    ward.refresher.settle()
    stop.set()
    asking.join()
    assert faults == []
