"""Which version of a record counts on which day, and files that do not fit together."""

from datetime import date
from pathlib import Path

import pytest

from knowledge_base.catalogue import Catalogue, load_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.schema import Procedure, Status
from knowledge_base.versions import changes_between
from tests.knowledge_base.records import CODE, record, write

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
END_OF_MAY = date(2026, 5, 31)


def two_versions() -> Catalogue:
    return Catalogue([record(first=JUNE, summary="Mới."), record(last=END_OF_MAY)], "")


def test_a_day_gets_the_version_that_counted_on_it() -> None:
    catalogue = two_versions()
    assert catalogue.get(CODE, END_OF_MAY) == record(last=END_OF_MAY)
    assert catalogue.get(CODE, JUNE) == record(first=JUNE, summary="Mới.")


def test_without_a_day_the_newest_version_is_given() -> None:
    assert two_versions().get(CODE) == record(first=JUNE, summary="Mới.")


def test_versions_of_one_procedure_count_as_one_procedure() -> None:
    catalogue = two_versions()
    assert len(catalogue) == 1
    assert [item.summary for item in catalogue] == ["Mới."]


def test_a_version_that_begins_later_is_not_given_yet() -> None:
    current = two_versions().current(CODE, MAY)
    assert current is not None
    assert current.summary == "Lần đầu."


def test_where_nothing_counts_today_the_newest_version_tells_why() -> None:
    catalogue = Catalogue([record(first=JUNE)], "")
    assert catalogue.get(CODE, MAY) is None
    assert catalogue.current(CODE, MAY) == record(first=JUNE)


def test_an_abolished_version_counts_but_is_not_in_force() -> None:
    gone = record(first=JUNE, status="abolished")
    catalogue = Catalogue([record(last=END_OF_MAY), gone], "")
    assert catalogue.get(CODE, JUNE) == gone
    assert catalogue.in_force_on(CODE, JUNE) is None
    assert catalogue.in_force_on(CODE, END_OF_MAY) is not None


def test_nothing_is_in_force_of_a_procedure_that_is_not_there() -> None:
    assert two_versions().in_force_on("9.999999", JUNE) is None


def abolished(code: str, replaced_by: str | None) -> Procedure:
    return record(code, status="abolished", replaced_by=replaced_by)


def test_a_replacement_that_was_replaced_leads_to_what_counts() -> None:
    first, second, last = abolished(CODE, "1.000002"), abolished("1.000002", "1.000003"), "1.000003"
    catalogue = Catalogue([first, second, record(last)], "")
    assert catalogue.replacement(first, JUNE) == record(last)


@pytest.mark.parametrize("replaced_by", [None, "1.000002", "1.000009"])
def test_a_replacement_that_leads_nowhere_is_none(replaced_by: str | None) -> None:
    first, second = abolished(CODE, replaced_by), abolished("1.000002", CODE)
    assert Catalogue([first, second], "").replacement(first, JUNE) is None


def test_a_replacement_that_is_abolished_later_still_holds_today() -> None:
    first = abolished(CODE, "1.000002")
    still = record("1.000002", last=END_OF_MAY)
    gone = record("1.000002", first=JUNE, status="abolished")
    assert Catalogue([first, still, gone], "").replacement(first, MAY) == still


def test_files_of_former_versions_are_read(tmp_path: Path) -> None:
    write(tmp_path, record(last=END_OF_MAY), former=True)
    write(tmp_path, record(first=JUNE, last=date(2026, 6, 9)), former=True)
    write(tmp_path, record(first=JULY))
    versions = load_catalogue(tmp_path).history(CODE).versions
    assert [version.effective.from_ for version in versions] == [None, JUNE, JULY]


def test_days_between_two_versions_have_none(tmp_path: Path) -> None:
    write(tmp_path, record(last=END_OF_MAY), former=True)
    write(tmp_path, record(first=JULY))
    assert load_catalogue(tmp_path).get(CODE, JUNE) is None


def fault_of(folder: Path) -> str:
    with pytest.raises(KnowledgeBaseError) as caught:
        load_catalogue(folder)
    return str(caught.value)


def test_two_versions_on_one_day_are_a_fault(tmp_path: Path) -> None:
    write(tmp_path, record(last=JUNE), former=True)
    write(tmp_path, record(first=JUNE))
    assert "ho-tich/1.000001@start.yaml: effective.to: must be before" in fault_of(tmp_path)


def test_a_former_version_without_an_end_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, record(first=MAY), former=True)
    write(tmp_path, record(first=JUNE))
    assert "ho-tich/1.000001@2026-05-01.yaml: effective.to" in fault_of(tmp_path)


def test_a_former_version_without_the_newest_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, record(last=JUNE), former=True)
    assert "is a former version without 1.000001.yaml" in fault_of(tmp_path)


def test_a_former_version_later_than_the_newest_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, record(first=JUNE), former=True)
    write(tmp_path, record(last=END_OF_MAY))
    assert "ho-tich/1.000001.yaml: effective.from: is before" in fault_of(tmp_path)


@pytest.mark.parametrize("stem", ["1.000001@2026-05-02", "1.000001@", "1.000001@May"])
def test_a_file_name_that_does_not_fit_the_first_day_is_a_fault(tmp_path: Path, stem: str) -> None:
    write(tmp_path, record(first=MAY, last=END_OF_MAY), former=True)
    (tmp_path / "ho-tich" / "1.000001@2026-05-01.yaml").rename(tmp_path / f"ho-tich/{stem}.yaml")
    write(tmp_path, record(first=JUNE))
    assert f"{stem}.yaml: effective.from: does not fit the file's name" in fault_of(tmp_path)


def test_the_same_former_version_twice_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, record(last=END_OF_MAY), former=True)
    (tmp_path / "khac").mkdir()
    (tmp_path / "khac" / "1.000001@start.yaml").write_bytes(
        (tmp_path / "ho-tich" / "1.000001@start.yaml").read_bytes()
    )
    write(tmp_path, record(first=JUNE))
    assert "two versions count on one day" in fault_of(tmp_path)


def test_changes_of_a_span_stand_in_the_order_of_their_days() -> None:
    gone = record("1.000002", first=JULY, status="abolished")
    catalogue = Catalogue([*versions_of_two(), gone], "")
    changes = changes_between(catalogue, JUNE, JULY)
    assert [(change.on, change.new and change.new.code) for change in changes] == [
        (JUNE, CODE),
        (JULY, "1.000002"),
    ]
    assert changes[1].old is not None
    assert changes[1].old.status is Status.IN_FORCE


def versions_of_two() -> list[Procedure]:
    return [
        record(last=END_OF_MAY),
        record(first=JUNE, summary="Mới."),
        record("1.000002", last=date(2026, 6, 30)),
    ]


def test_an_end_without_a_successor_is_a_change_to_nothing() -> None:
    changes = changes_between(Catalogue([record(last=END_OF_MAY)], ""), MAY, JULY)
    assert [(change.on, change.new) for change in changes] == [(JUNE, None)]


def test_a_first_version_with_a_first_day_is_a_change_from_nothing() -> None:
    changes = changes_between(Catalogue([record(first=JUNE)], ""), JUNE, JUNE)
    assert [(change.old, change.on) for change in changes] == [(None, JUNE)]


def test_changes_outside_the_span_are_left_out() -> None:
    assert changes_between(two_versions(), MAY, END_OF_MAY) == []
    assert changes_between(two_versions(), date(2026, 6, 2), JULY) == []


def test_the_last_days_of_the_calendar_do_no_harm() -> None:
    catalogue = Catalogue([record(first=date.min, last=date.max)], "")
    assert changes_between(catalogue, date.min, date.max) == []
    assert catalogue.get(CODE, date.max) is not None
