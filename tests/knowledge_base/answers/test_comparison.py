"""Two procedures are told apart by what their records say, and by nothing else."""

import pytest

from knowledge_base.answers.comparison import comparison
from knowledge_base.answers.compose import Composer
from knowledge_base.answers.texts import Locale
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.schema import Procedure
from tests.knowledge_base.records import record

FIRST, SECOND = "1.000001", "1.000002"
PAPER = {
    "name": "Tờ khai",
    "original": 1,
    "copy": 0,
    "form": None,
    "action": "submit",
    "note": None,
}
METHOD = {
    "channel": "in_person",
    "time_limit": {"value": 3, "unit": "working_day", "note": None},
    "fee": {"kind": "fixed", "amount": 8000, "per": None, "note": None},
}
FREE = {"kind": "free", "amount": 0, "per": None, "note": None}


def compared(first: Procedure, second: Procedure, locale: Locale = Locale.VI) -> list[str]:
    composer = Composer(Catalogue([first, second], ""), load_service_groups(), locale)
    return comparison(composer, first, second).splitlines()


def test_each_procedure_has_its_line_and_its_source() -> None:
    _, first, second, *sources = compared(record(FIRST), record(SECOND))
    assert FIRST in first
    assert SECOND in second
    assert len(sources) == 2
    assert all("10/06/2026" in source for source in sources)


def test_when_one_is_right_stands_in_the_record_of_the_other() -> None:
    near = [{"code": FIRST, "when": "sinh con lần đầu."}]
    _, first, second, *_ = compared(record(FIRST), record(SECOND, not_to_confuse=near))
    assert "dùng khi sinh con lần đầu;" in first
    assert "dùng khi" not in second


def test_papers_that_all_need_are_counted() -> None:
    groups = [{"case": None, "items": [PAPER, PAPER]}, {"case": "Ở xa", "items": [PAPER]}]
    _, first, second, *_ = compared(record(FIRST, documents=groups), record(SECOND))
    assert "2 loại giấy tờ" in first
    assert "nguồn không ghi giấy tờ" in second


def test_where_papers_differ_by_case_no_number_is_told() -> None:
    groups = [{"case": "Ở xa", "items": [PAPER]}]
    _, first, *_ = compared(record(FIRST, documents=groups), record(SECOND))
    assert "giấy tờ" not in first


def test_fee_and_time_are_those_of_each() -> None:
    quick = METHOD | {"time_limit": {"value": 1, "unit": "working_day", "note": None}, "fee": FREE}
    _, first, second, *_ = compared(
        record(FIRST, methods=[METHOD], missing=[]), record(SECOND, methods=[quick], missing=[])
    )
    assert "8.000" in first
    assert "3 ngày làm việc" in first
    assert "8.000" not in second
    assert "1 ngày làm việc" in second


def test_what_all_ways_to_apply_share_is_told_once() -> None:
    methods = [METHOD, METHOD | {"channel": "online"}]
    _, first, *_ = compared(record(FIRST, methods=methods, missing=[]), record(SECOND))
    assert first.count("8.000") == 1


@pytest.mark.parametrize("locale", list(Locale))
def test_neighbours_of_the_shipped_catalogue_are_told_apart(
    catalogue: Catalogue, locale: Locale
) -> None:
    composer = Composer(catalogue, load_service_groups(), locale)
    for procedure in catalogue:
        for near in procedure.not_to_confuse:
            other = catalogue.get(near.code)
            assert other is not None
            text = comparison(composer, procedure, other)
            assert "None" not in text
            assert "{" not in text
