"""Publishing keeps the former version, whatever happens in between."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base import publishing
from knowledge_base.catalogue import load_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.publishing import abolish, publish_version
from knowledge_base.record_file import write_record
from knowledge_base.schema import Procedure, Status
from tests.knowledge_base.records import CODE, record, write

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, record(), record("1.000002"))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*"))


def test_publishing_keeps_the_former_version_up_to_the_day_before(folder: Path) -> None:
    publish_version(folder, record(summary="Mới."), JUNE)
    catalogue = load_catalogue(folder)
    assert catalogue.get(CODE, date(2026, 5, 31)) == record(last=date(2026, 5, 31))
    assert catalogue.get(CODE, JUNE) == record(first=JUNE, summary="Mới.")
    assert names(folder) == ["1.000001.yaml", "1.000001@start.yaml", "1.000002.yaml"]


def test_a_third_version_keeps_both_former_ones(folder: Path) -> None:
    publish_version(folder, record(summary="Hai."), JUNE)
    publish_version(folder, record(summary="Ba."), JULY)
    versions = load_catalogue(folder).history(CODE).versions
    assert [version.summary for version in versions] == ["Lần đầu.", "Hai.", "Ba."]
    assert "1.000001@2026-06-01.yaml" in names(folder)


def test_a_new_procedure_stands_with_those_of_its_field(folder: Path) -> None:
    path = publish_version(folder, record("1.000003"), JUNE)
    assert path == folder / "ho-tich" / "1.000003.yaml"
    assert load_catalogue(folder).get("1.000003", date(2026, 5, 31)) is None


def test_a_new_field_gets_a_folder_of_its_own(folder: Path) -> None:
    path = publish_version(folder, record("1.000003", field="Đất đai & nhà ở"), JUNE)
    assert path == folder / "dat-dai-nha-o" / "1.000003.yaml"


@pytest.mark.parametrize("day", [MAY, JUNE])
def test_a_day_not_after_the_newest_version_is_refused(folder: Path, day: date) -> None:
    publish_version(folder, record(summary="Hai."), JUNE)
    before = names(folder)
    with pytest.raises(KnowledgeBaseError, match="not after 2026-06-01"):
        publish_version(folder, record(summary="Ba."), day)
    assert names(folder) == before


def test_a_version_that_ends_before_it_begins_is_refused(folder: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"effective\.to is before effective\.from"):
        publish_version(folder, record(last=MAY, summary="Mới."), JUNE)


def test_publishing_what_counts_already_is_refused(folder: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="nothing to publish"):
        publish_version(folder, record(), JUNE)


def test_a_record_may_come_back_after_its_end(tmp_path: Path) -> None:
    write(tmp_path, record(last=MAY))
    publish_version(tmp_path, record(), JULY)
    catalogue = load_catalogue(tmp_path)
    assert catalogue.get(CODE, MAY) is not None
    assert catalogue.get(CODE, JUNE) is None
    assert catalogue.get(CODE, JULY) is not None


def test_the_first_day_of_the_calendar_leaves_nothing_to_the_former_version(folder: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="leaves no day"):
        publish_version(folder, record(summary="Mới."), date.min)


def test_an_abolished_procedure_names_its_replacement(folder: Path) -> None:
    abolish(folder, CODE, JUNE, "1.000002")
    catalogue = load_catalogue(folder)
    gone = catalogue.get(CODE, JUNE)
    assert gone is not None
    assert (gone.status, gone.replaced_by) == (Status.ABOLISHED, "1.000002")
    assert catalogue.in_force_on(CODE, date(2026, 5, 31)) is not None


@pytest.mark.parametrize(
    ("code", "replaced_by", "reason"),
    [
        ("1.000009", None, "is not in the catalogue"),
        (CODE, "1.000009", "is not in the catalogue"),
        (CODE, CODE, "names the procedure itself"),
        (CODE, "1.000003", "is abolished itself"),
        ("1.000003", None, "is abolished already"),
    ],
)
def test_an_abolition_that_leads_nowhere_is_refused(
    folder: Path, code: str, replaced_by: str | None, reason: str
) -> None:
    write(folder, record("1.000003", status="abolished"))
    with pytest.raises(KnowledgeBaseError, match=reason):
        abolish(folder, code, JUNE, replaced_by)


def test_a_code_in_two_folders_is_not_published_over(folder: Path) -> None:
    (folder / "khac").mkdir()
    write_record(folder / "khac" / f"{CODE}.yaml", record())
    with pytest.raises(KnowledgeBaseError, match="stands in"):
        publish_version(folder, record(summary="Mới."), JUNE)


class Crash(BaseException):
    """The power goes."""


def crashing_at(write_number: int) -> Callable[[Path, Procedure], None]:
    written = 0

    def write_or_crash(path: Path, procedure: Procedure) -> None:
        nonlocal written
        written += 1
        if written == write_number:
            raise Crash
        write_record(path, procedure)

    return write_or_crash


@pytest.mark.parametrize("write_number", [1, 2])
def test_a_crash_while_publishing_leaves_what_counted_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch, write_number: int
) -> None:
    monkeypatch.setattr(publishing, "write_record", crashing_at(write_number))
    with pytest.raises(Crash):
        publish_version(folder, record(summary="Mới."), JUNE)
    assert load_catalogue(folder).history(CODE).versions == (record(),)


def test_publishing_again_mends_what_a_crash_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "write_record", crashing_at(2))
        with pytest.raises(Crash):
            publish_version(folder, record(summary="Mới."), JUNE)
    publish_version(folder, record(summary="Mới."), JULY)
    versions = load_catalogue(folder).history(CODE).versions
    assert [v.effective.from_ for v in versions] == [None, JULY]
    assert versions[0].effective.to == date(2026, 6, 30)


def test_a_file_cut_off_while_it_was_written_is_not_read(folder: Path) -> None:
    (folder / "ho-tich" / ".1.000001.yaml.0a1b2c3d.tmp").write_text("code: '1.0")
    assert len(load_catalogue(folder)) == 2


def test_a_failed_write_leaves_no_litter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(folder)

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        publish_version(folder, record(summary="Mới."), JUNE)
    assert names(folder) == before


WINDOW = [MAY + timedelta(days=n) for n in range(40)]


@dataclass
class Timeline:
    """What counts on each day, kept in the simplest way: a table of days."""

    first: date | None
    days: dict[date, tuple[str, Status]] = field(default_factory=dict)

    def put(self, said: tuple[str, Status], first: date, last: date | None) -> None:
        for day in WINDOW:
            if day >= first:
                self.days.pop(day, None)
                if last is None or day <= last:
                    self.days[day] = said
        self.first = first


days = st.integers(0, 35).map(lambda n: MAY + timedelta(days=n))
steps = st.lists(
    st.tuples(
        st.sampled_from(["publish", "publish", "abolish"]),
        days,
        st.none() | st.integers(0, 9),
        st.sampled_from(["whole", "whole", "crash"]),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(steps=steps, first=st.none() | days)
def test_on_every_day_the_catalogue_says_what_was_published_for_it(
    steps: list[tuple[str, date, int | None, str]], first: date | None
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, record(first=first))
        model = Timeline(first)
        model.put(("Lần đầu.", Status.IN_FORCE), first or date.min, None)
        model.first, abolished = first, False
        for number, (kind, on, length, ending) in enumerate(steps):
            last = on + timedelta(days=length) if length is not None else None
            new = record(last=last, summary=f"Bản {number}.")
            summary = load_catalogue(folder).history(CODE).newest.summary
            refused = (model.first is not None and on <= model.first) or (
                kind == "abolish" and abolished
            )
            with pytest.MonkeyPatch.context() as patch:
                if ending == "crash":
                    patch.setattr(publishing, "write_record", crashing_at(2))
                try:
                    if kind == "publish":
                        publish_version(folder, new, on)
                    else:
                        abolish(folder, CODE, on)
                except KnowledgeBaseError:
                    assert refused
                except Crash:
                    assert not refused
                else:
                    assert not refused
                    if kind == "publish":
                        model.put((new.summary, Status.IN_FORCE), on, last)
                    else:
                        model.put((summary, Status.ABOLISHED), on, None)
                    abolished = kind == "abolish"
            catalogue = load_catalogue(folder)
            for day in WINDOW:
                version = catalogue.get(CODE, day)
                assert (version and (version.summary, version.status)) == model.days.get(day)
                in_force = catalogue.in_force_on(CODE, day)
                assert (in_force is not None) == (
                    day in model.days and model.days[day][1] is Status.IN_FORCE
                )
