import shutil
import threading
from pathlib import Path

import pytest

from knowledge_base.catalogue import FOLDER
from knowledge_base.search.engine import open_search
from knowledge_base.search.live import LiveSearch, Refresher


class Ward:
    """A small catalogue that is changed while it is searched."""

    def __init__(self, folder: Path) -> None:
        self.records = folder / "catalogue" / "tre-em"
        shutil.copytree(FOLDER / "tre-em", self.records)
        self.live = LiveSearch(open_search(folder / "index", folder / "catalogue"))
        self.refresher = Refresher(self.live, folder / "index", folder / "catalogue")
        self.code = next(self.records.glob("*.yaml")).stem

    @property
    def record(self) -> Path:
        return self.records / f"{self.code}.yaml"

    def name_it(self, alias: str) -> None:
        text = self.record.read_text()
        self.record.write_text(text.replace("aliases:\n", f"aliases:\n  - {alias}\n", 1))

    def first(self, question: str) -> str:
        return self.live.search(question).results[0].procedure.code


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_what_did_not_change_is_not_built_again(ward: Ward) -> None:
    assert not ward.refresher.refresh()


def test_a_changed_record_is_found_without_a_restart(ward: Ward) -> None:
    ward.name_it("giấy con diều biết bay")
    assert ward.refresher.refresh()
    outcome = ward.live.search("giấy con diều biết bay")
    assert outcome.results[0].procedure.code == ward.code
    assert "giấy con diều biết bay" in outcome.results[0].procedure.aliases


def test_who_was_given_the_catalogue_before_sees_the_change(ward: Ward) -> None:
    catalogue = ward.live.catalogue
    ward.name_it("giấy con diều biết bay")
    ward.refresher.refresh()
    changed = catalogue.get(ward.code)
    assert changed
    assert "giấy con diều biết bay" in changed.aliases


def test_a_record_that_was_taken_out_is_gone(ward: Ward) -> None:
    ward.record.unlink()
    ward.refresher.refresh()
    assert ward.live.catalogue.get(ward.code) is None


def test_a_record_that_cannot_be_used_changes_nothing(
    ward: Ward, caplog: pytest.LogCaptureFixture
) -> None:
    before = ward.record.read_text()
    ward.record.write_text("code: 1\n")
    assert not ward.refresher.refresh()
    assert ward.live.catalogue.get(ward.code)
    assert f"{ward.code}.yaml" in caplog.text
    ward.record.write_text(before)
    ward.name_it("giấy con diều biết bay")
    assert ward.refresher.refresh()


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
    ward.name_it("giấy con diều biết bay")
    ward.refresher.refresh()
    stop.set()
    asking.join()
    assert faults == []
