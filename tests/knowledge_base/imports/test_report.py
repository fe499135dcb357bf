from knowledge_base.imports.difference import FactChange
from knowledge_base.imports.facts import Refused, Remark, Spot
from knowledge_base.imports.report import Listed, Report

SPOT = Spot(4, "trang tính “A”, dòng 4")
CHANGE = FactChange("methods.in_person.fee", "lệ phí", "8.000 đồng", "10.000 đồng")


def report() -> Report:
    return Report(
        "danh-muc.xlsx",
        format="excel_list",
        read=3,
        unchanged=1,
        drafts="var/drafts",
        new=[Listed("1.000001", "Mới", "Hộ tịch", "1.000001.yaml")],
        changed=[Listed("1.000002", "Đổi", "Hộ tịch", "1.000002.yaml", (CHANGE,))],
        missing=[Listed("1.000003", "Mất", "Hộ tịch")],
        refused=[Refused(SPOT, None, "Thiếu mã.")],
        remarks=[Remark(SPOT, "1.000001", "Xem lại."), Remark(SPOT, "1.000002", "Xem lại.")],
    )


def test_the_json_names_every_kind_of_finding() -> None:
    document = report().as_json()
    assert document["accepted"] is True
    assert document["new"][0]["code"] == "1.000001"
    assert document["changed"][0]["changes"] == [
        {
            "field": "methods.in_person.fee",
            "label": "lệ phí",
            "before": "8.000 đồng",
            "after": "10.000 đồng",
        }
    ]
    assert document["missing"] == [{"code": "1.000003", "name": "Mất", "field": "Hộ tịch"}]
    assert document["refused"] == [
        {"line": 4, "where": SPOT.text, "code": None, "reason": "Thiếu mã."}
    ]


def test_the_text_tells_before_and_after() -> None:
    assert "lệ phí: 8.000 đồng → 10.000 đồng" in report().as_text()


def test_the_text_names_the_line_of_a_refusal() -> None:
    assert "trang tính “A”, dòng 4: Thiếu mã." in report().as_text()


def test_the_same_remark_on_several_procedures_stands_once() -> None:
    text = report().as_text()
    assert text.count("Xem lại.") == 1
    assert "1.000001, 1.000002" in text


def test_the_text_says_that_the_catalogue_is_untouched() -> None:
    for item in (report(), Report("a.json", reason="Tệp rỗng.")):
        assert "Danh mục đang dùng không bị thay đổi." in item.as_text()
