import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.imports.facts import FileReading, ImportedFacts
from knowledge_base.imports.guard import RefusedFile, inspect
from knowledge_base.imports.portal_json import read_portal_json
from knowledge_base.schema import PaperAction
from tests.knowledge_base.imports.samples import (
    json_file,
    no_progress,
    portal_method,
    portal_paper,
    portal_record,
    reasons,
)


def read(document: object) -> FileReading:
    return read_portal_json(json_file(document), no_progress)


def read_text(text: str) -> FileReading:
    return read_portal_json(inspect("a.json", text.encode()), no_progress)


def facts(**changes: Any) -> ImportedFacts:
    reading = read([portal_record(**changes)])
    assert reasons(reading) == []
    return reading.facts[0]


def papers(*items: Any) -> list[str]:
    found = facts(tphs=list(items)).documents or ()
    return [paper.name for case in found for paper in case.items]


def test_a_record_of_the_portal_gives_its_facts() -> None:
    found = facts()
    assert (found.code, found.name, found.field) == ("1.001193", "Đăng ký khai sinh", "Hộ tịch")
    assert found.decision_number == "163/QĐ-BTP"
    assert found.methods is not None
    assert found.methods[0].fee.amount == 8000
    assert found.legal_basis is not None
    assert found.legal_basis[0].number == "60/2014/QH13"
    assert found.results == ("Giấy khai sinh",)
    assert found.url == "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1"


@pytest.mark.parametrize("key", ["data", "items", "danh_sach", "tthc"])
def test_records_may_be_wrapped(key: str) -> None:
    assert len(read({"meta": {"n": 1}, key: [portal_record()]}).facts) == 1


def test_records_may_be_wrapped_twice() -> None:
    assert len(read({"data": {"items": [portal_record()]}}).facts) == 1


def test_a_single_record_is_read() -> None:
    assert len(read(portal_record()).facts) == 1


def test_one_record_a_line_is_read() -> None:
    lines = (json.dumps(portal_record(ma_tthc=f"1.00000{i}")) for i in range(3))
    assert [item.spot.line for item in read_text("\n".join(lines)).facts] == [1, 2, 3]


@pytest.mark.parametrize("key", ["MaTTHC", "Mã TTHC", "ma_thu_tuc", "maThuTucHanhChinh"])
def test_keys_may_be_written_otherwise(key: str) -> None:
    record = portal_record()
    record[key] = record.pop("ma_tthc")
    assert read([record]).facts[0].code == "1.001193"


def test_lists_may_be_plain_texts() -> None:
    found = facts(
        cach_thuc_thuc_hien="Trực tiếp hoặc trực tuyến",
        thoi_han_giai_quyet="5 ngày",
        tphs="- Tờ khai\n- Giấy chứng sinh",
        ccpl="Luật số 60/2014/QH13; Nghị định 123/2015/NĐ-CP",
        kqth="Giấy khai sinh",
    )
    assert [(m.channel, m.time_limit and m.time_limit.value) for m in found.methods or ()] == [
        ("in_person", 5),
        ("online", 5),
    ]
    assert [paper.name for paper in (found.documents or ())[0].items] == [
        "Tờ khai",
        "Giấy chứng sinh",
    ]
    assert [item.number for item in found.legal_basis or ()] == ["60/2014/QH13", "123/2015/NĐ-CP"]


def test_a_fact_that_the_file_does_not_speak_of_is_none() -> None:
    found = read([{"ma_tthc": "1.001193", "ten_tthc": "Đăng ký khai sinh"}]).facts[0]
    assert (found.methods, found.documents, found.legal_basis, found.who) == (None,) * 4


def test_a_remark_among_the_papers_is_no_paper() -> None:
    remark = portal_paper("Người tiếp nhận có trách nhiệm …", ban_chinh=False)
    assert papers(portal_paper("Tờ khai"), remark) == ["Tờ khai"]


def test_a_note_case_holds_no_papers() -> None:
    assert papers(portal_paper("Tờ khai"), portal_paper("Lưu gì", loai_giay_to="Lưu ý")) == [
        "Tờ khai"
    ]


def test_papers_to_present_are_told_from_papers_to_submit() -> None:
    shown = portal_paper("Căn cước", loai_giay_to="Giấy tờ phải xuất trình")
    found = facts(tphs=[shown]).documents or ()
    assert (found[0].case, found[0].items[0].action) == (None, PaperAction.PRESENT)


def test_the_form_is_read_from_the_name_of_the_paper() -> None:
    found = facts(tphs=[portal_paper("Tờ khai (Mẫu số 03 Phụ lục I)")]).documents or ()
    assert found[0].items[0].form == "Mẫu số 03"


def test_papers_of_a_case_stand_under_it() -> None:
    found = facts(tphs=[portal_paper("Biên bản", truong_hop="Trẻ bị bỏ rơi")]).documents or ()
    assert [case.case for case in found] == ["Trẻ bị bỏ rơi"]


def test_two_figures_of_one_channel_become_cases() -> None:
    both = portal_method() + portal_method(thoi_gian="9 ngày")
    found = facts(cach_thuc_thuc_hien=both).methods or ()
    assert [method.case for method in found] == ["Trường hợp 1", "Trường hợp 2"]


def test_words_that_cannot_be_read_are_remarked() -> None:
    reading = read([portal_record(cach_thuc_thuc_hien=portal_method(thoi_gian="1 Khác"))])
    assert ["1 Khác" in remark.text for remark in reading.remarks] == [True]


def test_a_procedure_of_the_province_only_is_remarked() -> None:
    reading = read([portal_record(cap_thuc_hien="Cấp tỉnh")])
    assert "không có cấp xã" in reading.remarks[0].text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ma_tthc": ""}, "Thiếu mã"),
        ({"ma_tthc": "ABC"}, "“ABC” không đúng dạng"),
        ({"ten_tthc": " "}, "Thiếu tên"),
    ],
)
def test_a_record_without_what_it_needs_is_refused(change: dict[str, str], words: str) -> None:
    (reason,) = reasons(read([portal_record(**change)]))
    assert words in reason


def test_a_refusal_names_the_line() -> None:
    text = json.dumps([portal_record(), portal_record(ma_tthc="x")], indent=1)
    refused = read_text(text).refused[0]
    assert text.splitlines()[refused.spot.line - 1].strip() == "{"
    assert refused.spot.text == f"bản ghi 2 (dòng {refused.spot.line})"
    assert refused.spot.line > 2


def test_a_code_that_stands_twice_is_refused_the_second_time() -> None:
    reading = read([portal_record(), portal_record()])
    assert len(reading.facts) == 1
    assert "đã có ở bản ghi 1" in reasons(reading)[0]


def test_a_record_that_is_no_object_is_refused() -> None:
    assert len(reasons(read([portal_record(), 7, None, "x", []]))) == 4


@pytest.mark.parametrize(
    "text",
    [
        '[{"ma_tthc": "1.001193",}]',
        "[1, 2",
        '{"a": 1}',
        "{}",
        "[" * 100_000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        '[{"ma_tthc": ' + "9" * 6000 + "}]",
    ],
    ids=["comma", "cut off", "no list", "empty", "deep lists", "deep objects", "long number"],
)
def test_what_is_no_list_of_records_is_refused_whole(text: str) -> None:
    with pytest.raises(RefusedFile, match=r"JSON"):
        read_text(text)


def test_a_record_nested_beyond_reason_is_refused_alone() -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [[deep]]
    reading = read([portal_record(mo_ta=deep, ma_tthc="1.000001"), portal_record()])
    assert [item.code for item in reading.facts][-1] == "1.001193"


def test_records_beyond_reason_are_refused() -> None:
    with pytest.raises(RefusedFile, match="trên 20000 bản ghi"):
        read_text("[" + "1," * 20_001 + "1]")


def test_a_file_in_another_coding_is_refused() -> None:
    data = '[{"ten_tthc": "Đăng ký"}]'.encode("cp1258", errors="ignore")
    with pytest.raises(RefusedFile, match="UTF-8"):
        read_portal_json(inspect("a.json", data), no_progress)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
_KEYS = sorted(portal_record())


@given(st.dictionaries(st.sampled_from(_KEYS), _JSON))
def test_no_values_break_the_reading(changes: dict[str, Any]) -> None:
    reading = read([portal_record(**changes)])
    assert len(reading.facts) + len(reading.refused) == 1
