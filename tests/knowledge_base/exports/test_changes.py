from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from knowledge_base.exports.changes import (
    PublicChange,
    changes_json,
    changes_workbook,
    public_changes,
)
from knowledge_base.schema import Procedure
from knowledge_base.versions import Change
from tests.knowledge_base.imports.samples import method, procedure

FIRST, LAST = date(2026, 7, 1), date(2026, 12, 31)
DAY = date(2026, 8, 1)
OTHER_FEE = [
    method(fee={"kind": "fixed", "amount": 10000, "per": "bản", "note": None}),
]


def found(old: Procedure | None, new: Procedure | None, on: date = DAY) -> list[PublicChange]:
    return public_changes([Change(old, new, on)], FIRST, LAST)


def kinds(old: Procedure | None, new: Procedure | None, on: date = DAY) -> list[str]:
    return [change.kind for change in found(old, new, on)]


def gone(**changes: Any) -> Procedure:
    return procedure(status="abolished", **changes)


def test_a_procedure_that_was_not_there_is_new() -> None:
    assert kinds(None, procedure()) == ["new"]


def test_a_procedure_that_is_back_is_new() -> None:
    assert kinds(gone(), procedure()) == ["new"]


def test_a_procedure_that_is_abolished_names_what_replaces_it() -> None:
    (change,) = found(procedure(), gone(replaced_by="1.000656"))
    assert (change.kind, change.replaced_by) == ("abolished", "1.000656")
    assert change.what == ("Thay bằng thủ tục mã 1.000656.",)


def test_a_procedure_that_ends_is_abolished() -> None:
    assert kinds(procedure(), None) == ["abolished"]


def test_an_amendment_tells_before_and_after() -> None:
    (change,) = found(procedure(), procedure(methods=OTHER_FEE))
    assert change.kind == "amended"
    assert change.what == ("lệ phí (nộp trực tiếp): 8.000 đồng/bản → 10.000 đồng/bản",)


def test_amended_steps_are_named_without_their_words() -> None:
    (change,) = found(procedure(), procedure(steps=["Nộp ở quầy số 2."]))
    assert change.what == ("trình tự thực hiện",)


def test_a_suspension_is_an_amendment() -> None:
    (change,) = found(procedure(), procedure(status="suspended"))
    assert change.what == ("tình trạng: đang thực hiện → tạm dừng",)


def test_other_everyday_names_are_no_public_change() -> None:
    assert found(procedure(), procedure(aliases=["khai sinh cho bé"])) == []


def test_an_abolished_record_that_is_corrected_is_no_public_change() -> None:
    assert found(gone(), gone(replaced_by="1.000656")) == []


def test_both_days_of_the_span_count() -> None:
    assert [len(found(None, procedure(), day)) for day in (FIRST, LAST)] == [1, 1]
    assert found(None, procedure(), date(2027, 1, 1)) == []


def test_the_list_goes_by_kind_day_and_code() -> None:
    a, b = procedure(code="1.000001"), procedure(code="1.000002")
    changes = [Change(a, None, DAY), Change(None, b, LAST), Change(None, a, DAY)]
    listed = [(c.kind, c.procedure.code) for c in public_changes(changes, FIRST, LAST)]
    assert listed == [("new", "1.000001"), ("new", "1.000002"), ("abolished", "1.000001")]


def test_the_json_holds_a_list_for_each_kind() -> None:
    changes = found(None, procedure()) + found(procedure(), procedure(methods=OTHER_FEE))
    document = changes_json(changes, FIRST, LAST)
    assert (document["from"], document["to"]) == ("2026-07-01", "2026-12-31")
    assert document["new"][0] == {
        "code": "1.001193",
        "name": "Thủ tục đăng ký khai sinh",
        "field": "Hộ tịch",
        "on": "2026-08-01",
        "decision": "163/QĐ-BTP",
    }
    assert len(document["amended"][0]["changes"]) == 1
    assert document["abolished"] == []


def test_the_workbook_has_a_row_for_each_change() -> None:
    data = changes_workbook(found(procedure(), gone(replaced_by="1.000656")), FIRST, LAST)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet[5]] == [
        1,
        "Bãi bỏ",
        "01/08/2026",
        "1.001193",
        "Thủ tục đăng ký khai sinh",
        "Hộ tịch",
        "163/QĐ-BTP",
        "Thay bằng thủ tục mã 1.000656.",
    ]
