from typing import Any

import pytest

from knowledge_base.imports.difference import Difference, compare
from knowledge_base.imports.portal_json import read_portal_json
from tests.knowledge_base.imports.samples import (
    json_file,
    method,
    no_progress,
    paper,
    portal_method,
    portal_paper,
    portal_record,
    procedure,
)

BIRTH = {
    "case": None,
    "items": [paper("Tờ khai"), paper("Giấy chứng sinh"), paper("Văn bản ủy quyền")],
}


def difference(ours: dict[str, Any] | None = None, **theirs: Any) -> Difference:
    reading = read_portal_json(json_file([portal_record(**theirs)]), no_progress)
    return compare(procedure(**(ours or {})), reading.facts[0])


def changes(ours: dict[str, Any] | None = None, **theirs: Any) -> list[tuple[str, str, str]]:
    found = difference(ours, **theirs).changes
    return [(change.field, change.before, change.after) for change in found]


def test_a_source_that_states_the_same_changes_nothing() -> None:
    found = difference()
    assert (found.changes, found.doubts) == ((), ())


def test_a_changed_fee_is_reported_with_before_and_after() -> None:
    fee = portal_method(phi_le_phi="10.000 đồng/bản")
    assert changes(cach_thuc_thuc_hien=fee) == [
        ("methods.in_person.fee", "8.000 đồng/bản", "10.000 đồng/bản")
    ]


def test_a_changed_time_limit_is_reported_with_before_and_after() -> None:
    limit = portal_method(thoi_gian="5 Ngày")
    assert changes(cach_thuc_thuc_hien=limit) == [
        ("methods.in_person.time_limit", "3 ngày làm việc", "5 ngày")
    ]


def test_a_bare_figure_of_the_source_agrees_with_our_unit() -> None:
    assert changes(cach_thuc_thuc_hien=portal_method(thoi_gian="3")) == []


def test_a_source_without_time_limit_does_not_contradict_ours() -> None:
    assert changes(cach_thuc_thuc_hien=portal_method(thoi_gian="")) == []


def test_a_fee_that_the_source_no_longer_states_is_a_doubt_not_a_change() -> None:
    found = difference(cach_thuc_thuc_hien=portal_method(phi_le_phi="Miễn phí"))
    assert found.changes == ()
    assert "8.000 đồng/bản" in found.doubts[0]


def test_our_free_by_law_is_not_contradicted_by_the_portals_zero() -> None:
    free = method(fee={"kind": "free", "amount": 0, "per": None, "note": None})
    zero = portal_method(phi_le_phi="Phí: 0 VNĐ")
    assert difference({"methods": [free]}, cach_thuc_thuc_hien=zero).doubts == ()


def test_cases_that_the_source_does_not_name_are_a_doubt_not_a_change() -> None:
    slow = method(case="Phải xác minh", time_limit={"value": 9, "unit": "day", "note": None})
    found = difference({"methods": [method(), slow]})
    assert found.changes == ()
    assert "nhiều trường hợp hơn" in found.doubts[0]


def test_a_new_channel_is_reported() -> None:
    both = portal_method() + portal_method(hinh_thuc_nop="Trực tuyến")
    assert changes(cach_thuc_thuc_hien=both) == [("methods.online", "(chưa có)", "có")]


def test_a_channel_that_ended_is_reported() -> None:
    ours = {"methods": [method(), method("post")]}
    assert changes(ours) == [("methods.post", "có", "không có trong nguồn mới")]


@pytest.mark.parametrize(
    "name", ["ĐĂNG KÝ KHAI SINH", "Thủ tục Đăng ký khai sinh.", "Đăng  ký khai sinh"]
)
def test_a_name_in_another_writing_is_the_same_name(name: str) -> None:
    assert changes(ten_tthc=name) == []


def test_the_place_of_a_tone_mark_makes_no_other_name() -> None:
    assert changes({"name": "Hòa giải"}, ten_tthc="Hoà giải") == []


def test_a_changed_name_is_reported() -> None:
    found = changes(ten_tthc="Đăng ký khai sinh lưu động")
    assert found == [("name", "Thủ tục đăng ký khai sinh", "Đăng ký khai sinh lưu động")]


def test_a_changed_decision_is_reported_with_its_date() -> None:
    found = changes(so_quyet_dinh="99/QĐ-BTP", ngay_quyet_dinh="02/01/2026")
    assert found == [
        ("decision.number", "163/QĐ-BTP", "99/QĐ-BTP"),
        ("decision.date", "(chưa có)", "02/01/2026"),
    ]


def test_persons_in_another_order_and_case_are_the_same() -> None:
    ours = {"who": ["Doanh nghiệp", "công dân Việt Nam"]}
    assert changes(ours, doi_tuong_thuc_hien="Công dân Việt Nam, Doanh nghiệp") == []


def test_a_new_person_is_reported() -> None:
    found = changes(doi_tuong_thuc_hien="Công dân Việt Nam, Người nước ngoài")
    assert [field for field, _, _ in found] == ["who"]


def test_an_added_paper_is_reported_by_name() -> None:
    papers = [*portal_record()["tphs"], portal_paper("Giấy chứng nhận kết hôn của cha mẹ")]
    assert changes(tphs=papers) == [
        (
            "documents",
            "2 loại giấy tờ",
            "3 loại giấy tờ. Thêm: Giấy chứng nhận kết hôn của cha mẹ",
        )
    ]


def test_a_paper_that_is_gone_is_reported_by_name() -> None:
    ((field, _, after),) = changes({"documents": [BIRTH]})
    assert field == "documents"
    assert after.endswith("Không thấy trong nguồn: Văn bản ủy quyền")


def test_papers_that_we_joined_are_a_doubt_not_a_change() -> None:
    joined = paper("Tờ khai đăng ký khai sinh và giấy chứng sinh")
    ours = {"documents": [{"case": None, "items": [joined]}]}
    found = difference(ours)
    assert found.changes == ()
    assert "gộp hoặc tách" in found.doubts[0]


def test_another_form_is_reported() -> None:
    papers = [portal_paper("Tờ khai (Mẫu số 05)"), portal_paper("Giấy chứng sinh")]
    assert changes(tphs=papers) == [("documents.form", "(chưa có)", "5")]


def test_another_legal_basis_is_reported() -> None:
    laws = [{"so_ky_hieu": "60/2014/QH13"}, {"so_ky_hieu": "Nghị định số 07/2025/NĐ-CP"}]
    assert changes(ccpl=laws) == [("legal_basis", "60/2014/QH13", "60/2014/QH13, 07/2025/NĐ-CP")]


@pytest.mark.parametrize("agency", ["UBND cấp xã", "Ủy ban nhân dân xã, phường, đặc khu"])
def test_the_wards_office_has_several_names(agency: str) -> None:
    assert changes(co_quan_thuc_hien=agency) == []


def test_another_agency_is_reported() -> None:
    ((field, before, after),) = changes(co_quan_thuc_hien="Sở Tư pháp")
    assert (field, before, after) == ("agency", "UBND xã, phường", "Sở Tư pháp")


def test_an_abolition_is_reported_as_a_change_of_status() -> None:
    assert changes(trang_thai="Đã bãi bỏ") == [("status", "đang thực hiện", "bãi bỏ")]


def test_other_words_for_the_same_steps_are_no_change() -> None:
    assert changes(trinh_tu_thuc_hien=[{"mo_ta_chi_tiet": "Hoàn toàn khác"}]) == []
