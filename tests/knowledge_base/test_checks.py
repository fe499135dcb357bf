"""What a check finds, and what it lets pass."""

import time
from typing import Any

import pytest

from knowledge_base.catalogue import Catalogue, load_catalogue
from knowledge_base.checks import check_catalogue
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.schema import Procedure
from tests.knowledge_base.records import CODE, record

OTHER = "1.000002"
FREE = {"kind": "free", "amount": 0, "per": None, "note": "Không thu lệ phí."}
NOT_STATED = {"kind": "not_stated", "amount": None, "per": None, "note": None}
FIXED = {"kind": "fixed", "amount": 50000, "per": "bản", "note": None}


def method(
    fee: dict[str, Any] = NOT_STATED, time_limit: dict[str, Any] | None = None, **values: Any
) -> dict[str, Any]:
    return {"channel": "in_person", "time_limit": time_limit, "fee": fee} | values


def limit(value: int, unit: str | None = "working_day", note: str | None = None) -> dict[str, Any]:
    return {"value": value, "unit": unit, "note": note}


def found(*procedures: Procedure) -> list[str]:
    """The faults, without those that a record for tests has by its shortness."""
    faults = check_catalogue(Catalogue(procedures, ""), load_service_groups())
    return [str(f) for f in faults if "are needed" not in f.message and f.field != "missing"]


def about(field: str, **values: Any) -> list[str]:
    return [fault for fault in found(record(**values)) if fault.startswith(f"{CODE}: {field}")]


# ---- fees ----


@pytest.mark.parametrize("note", [None, "Bản sao tính riêng."])
def test_a_free_fee_without_words_that_say_so_is_found(note: str | None) -> None:
    assert about("methods.0.fee.note: must say", methods=[method(FREE | {"note": note})])


@pytest.mark.parametrize(
    "note",
    [
        "Không thu lệ phí đăng ký với tổ hợp tác, theo khoản 2 Điều 22 Luật Hợp tác xã 2023.",
        "Miễn lệ phí đăng ký.",
        "Cổng ghi rõ: không phải nộp phí.",
    ],
)
def test_a_free_fee_with_its_ground_passes(note: str) -> None:
    assert not about("methods", methods=[method(FREE | {"note": note})])


@pytest.mark.parametrize("field", ["steps", "conditions"])
def test_a_sentence_that_calls_it_free_where_no_fee_does_is_found(field: str) -> None:
    values = {field: ["Nhận kết quả, không phải nộp phí."], "methods": [method()]}
    assert about(f"{field}.0: calls it free", **values)


def test_a_sentence_may_repeat_that_it_is_free() -> None:
    assert not about("steps", steps=["Không phải nộp phí."], methods=[method(FREE)])


# ---- amounts ----


@pytest.mark.parametrize(
    "sentence",
    [
        "Nộp lệ phí 40.000 đồng.",
        "Nộp phí 40 nghìn đồng.",
        "Phí 0,04 triệu đồng một bản.",
        "Sao y mất tiền 40000đ phải không?",
    ],
)
@pytest.mark.parametrize("field", ["steps", "conditions", "questions"])
def test_an_amount_that_no_method_states_is_found(field: str, sentence: str) -> None:
    faults = about(f"{field}.0: states 40000 đồng", methods=[method(FIXED)], **{field: [sentence]})
    assert faults


def test_an_amount_in_the_summary_is_compared_too() -> None:
    assert about("summary: states 40000", summary="Lệ phí 40.000 đồng.", methods=[method(FIXED)])


@pytest.mark.parametrize(
    "methods",
    [
        [method(FIXED | {"amount": 40000})],
        [method(NOT_STATED | {"note": "Mức thường gặp là 40 nghìn đồng."})],
        [method(time_limit=limit(1, note="Nộp 40.000 đồng thì nhanh hơn."))],
    ],
)
def test_an_amount_that_a_method_or_its_note_states_passes(methods: list[Any]) -> None:
    assert not about("steps", steps=["Nộp lệ phí 40.000 đồng."], methods=methods)


@pytest.mark.parametrize(
    "sentence",
    ["Trường đầu tư ít nhất 30 triệu đồng, không tính chi phí đất.", "Vay 5 triệu đồng."],
)
def test_money_that_is_no_fee_passes(sentence: str) -> None:
    assert not about("conditions", conditions=[sentence], methods=[method(FIXED)])


# ---- time ----


@pytest.mark.parametrize("field", ["summary", "questions"])
def test_working_days_that_nothing_states_are_found(field: str) -> None:
    text = "Sau 5 ngày làm việc có giấy."
    value = text if field == "summary" else [text]
    assert about(field, methods=[method(time_limit=limit(3))], **{field: value})


def test_working_days_of_a_step_may_be_asked_for() -> None:
    values = {"steps": ["Niêm yết 5 ngày làm việc."], "questions": ["Niêm yết 5 ngày làm việc à?"]}
    assert not about("questions.", methods=[method(time_limit=limit(9))], **values)


def test_a_step_in_working_days_against_a_limit_in_days_is_found() -> None:
    faults = about(
        "steps.0: states 9 ngày làm việc",
        steps=["Trong 09 ngày làm việc xã thẩm định."],
        methods=[method(time_limit=limit(9, "day"))],
    )
    assert faults


def test_a_difference_that_the_note_names_passes() -> None:
    noted = limit(9, "day", "Phần trình tự ghi 9 ngày làm việc.")
    steps = ["Trong 9 ngày làm việc xã thẩm định."]
    assert not about("steps", steps=steps, methods=[method(time_limit=noted)])


def test_a_result_later_than_the_time_limit_is_found() -> None:
    steps = ["Nhận kết quả sau 7 ngày làm việc."]
    assert about("steps.0: gives the result", steps=steps, methods=[method(time_limit=limit(5))])


@pytest.mark.parametrize(
    "time_limit", [limit(5, None), limit(10), limit(5, note="Phải xác minh: 7 ngày làm việc.")]
)
def test_a_result_that_the_limit_does_not_forbid_passes(time_limit: dict[str, Any]) -> None:
    steps = ["Nhận kết quả sau 7 ngày làm việc."]
    assert not about("steps", steps=steps, methods=[method(time_limit=time_limit)])


def test_a_deadline_of_another_passes() -> None:
    steps = ["Báo trong 15 ngày làm việc từ ngày về địa phương."]
    assert not about("steps", steps=steps, methods=[method(time_limit=limit(1))])


# ---- texts ----


@pytest.mark.parametrize("field", ["aliases", "steps", "results", "who"])
@pytest.mark.parametrize("text", ["-", "…", "12/2025"])
def test_a_text_without_a_word_is_found(field: str, text: str) -> None:
    assert about(f"{field}.0: says nothing", **{field: [text]})


@pytest.mark.parametrize("body", ["UBND huyện", "Công an quận", "Ủy ban nhân dân thị xã"])
def test_a_body_of_the_district_is_found(body: str) -> None:
    assert about("conditions.0: names", conditions=[f"Do {body} cấp."])


def test_visitors_may_still_name_the_district() -> None:
    assert not about("questions.0: names", questions=["Công an huyện không còn thì nộp đâu?"])


# ---- texts of two procedures ----


def pair(one: str, other: str, **values: Any) -> list[str]:
    return found(record(aliases=[one]), record(OTHER, **({"aliases": [other]} | values)))


@pytest.mark.parametrize(
    "other", ["làm giấy khai sinh", "Lam giay khai sinh?", "LÀM GIẤY, KHAI SINH!"]
)
def test_the_same_text_of_two_procedures_is_found_however_it_is_written(other: str) -> None:
    faults = pair("làm giấy khai sinh", other)
    assert len(faults) == 2
    assert all("is the same text as" in fault for fault in faults)


def test_the_same_text_under_another_heading_is_found() -> None:
    faults = found(record(aliases=["mất giấy"]), record(OTHER, questions=["Mất giấy?"]))
    assert [fault.partition(":")[0] for fault in faults] == [CODE, OTHER]


@pytest.mark.parametrize(
    "other", ["hủy đăng ký kinh doanh hộ gia đình", "gia đình hộ đăng ký kinh doanh"]
)
def test_texts_that_differ_in_one_word_or_in_order_are_found(other: str) -> None:
    assert pair("đăng ký kinh doanh hộ gia đình", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đăng ký kết hôn", "đăng ký khai sinh"),
        ("khai sinh", "khai tử"),
        ("đăng ký kinh doanh hộ gia đình", "đăng ký kinh doanh hộ"),
        ("làm giấy khai sinh cho con", "làm giấy khai tử cho bố"),
    ],
)
def test_texts_that_differ_in_what_matters_pass(one: str, other: str) -> None:
    assert pair(one, other) == []


def test_procedures_that_tell_each_other_apart_may_share_a_text() -> None:
    def with_neighbour(code: str, other: str) -> Procedure:
        neighbour = {"code": other, "when": "đã có giấy"}
        return record(code, aliases=["mất giấy"], not_to_confuse=[neighbour])

    assert found(with_neighbour(CODE, OTHER), with_neighbour(OTHER, CODE)) == []


# ---- replacements ----


@pytest.mark.parametrize("target", ["1.000009", OTHER])
def test_a_replacement_that_leads_nowhere_is_a_fault(target: str) -> None:
    gone = record(status="abolished", replaced_by=target)
    assert any("replaced_by" in fault for fault in found(gone, record(OTHER, status="abolished")))


def test_former_versions_are_not_checked() -> None:
    former = record(steps=["-"], last="2026-05-31")
    assert found(former, record(first="2026-06-01")) == []


# ---- the budget ----


def test_the_whole_catalogue_is_read_and_checked_in_time() -> None:
    started = time.process_time()
    faults = check_catalogue(load_catalogue(), load_service_groups())
    assert time.process_time() - started < 5
    assert faults == []
