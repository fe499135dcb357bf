import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.imports.figures import read_fees, read_time_limit
from knowledge_base.schema import FeeKind

DAY, WORK = "day", "working_day"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("03 ngày làm việc", 3, WORK),
        ("5 Ngày", 5, DAY),
        ("02 Giờ", 2, "hour"),
        ("30 phút", 30, "minute"),
        ("6 tháng", 6, "month"),
        ("1 năm", 1, "year"),
        ("0,5 ngày làm việc", 0.5, WORK),
        ("03 (ba) ngày làm việc", 3, WORK),
        ("Trong thời hạn 20 ngày làm việc, kể từ ngày nhận đủ hồ sơ", 20, WORK),
        ("Ngay trong ngày", 1, DAY),
        ("Ngay trong ngày làm việc; nhận sau 15 giờ thì trả hôm sau", 1, WORK),
    ],
)
def test_a_time_limit_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    limit = read_time_limit(text).limit
    assert limit is not None
    assert (limit.value, limit.unit) == (value, unit)


def test_a_bare_figure_has_no_unit() -> None:
    limit = read_time_limit("1").limit
    assert limit is not None
    assert (limit.value, limit.unit) == (1, None)


@pytest.mark.parametrize("text", ["", "0", "Không quy định", "Khác", "0 Khác", "Theo quy định"])
def test_words_without_a_limit_state_none(text: str) -> None:
    reading = read_time_limit(text)
    assert reading.limit is None
    assert reading.doubt is None


@pytest.mark.parametrize(
    "text",
    [
        "02 tháng và 15 ngày làm việc",
        "Công lập: 10 ngày làm việc; ngoài công lập: 40 ngày làm việc",
        "từ 3 đến 5 ngày",
        "3-5 ngày làm việc",
        "1/2 ngày",
        "2 tuần",
        "1 Khác",
        "Chi trả 2 lần/năm: lần 1 tháng 9–11, lần 2 tháng 3–5",
        "Trước ngày 15 tháng 6 năm 2025",
        "trong ngày làm việc tiếp theo",
    ],
)
def test_a_limit_that_is_not_one_clear_figure_is_left_to_the_editor(text: str) -> None:
    reading = read_time_limit(text)
    assert reading.limit is None
    assert reading.doubt == text


def test_words_beside_a_limit_stay_as_its_note() -> None:
    limit = read_time_limit("03 ngày làm việc thẩm định; chi trả 2 lần/năm học").limit
    assert limit is not None
    assert limit.note == "03 ngày làm việc thẩm định; chi trả 2 lần/năm học"


@given(st.text())
def test_no_text_breaks_the_reading_of_a_time_limit(text: str) -> None:
    read_time_limit(text)


@given(st.text(alphabet="0123456789 .,-/ngàylmvitháđếnừ(ba)", max_size=40))
def test_the_value_of_a_time_limit_stands_in_the_text(text: str) -> None:
    limit = read_time_limit(text).limit
    if limit and "trong" not in text:
        figures = {float(x.replace(",", ".")) for x in re.findall(r"\d+(?:[.,]\d)?", text)}
        assert limit.value in figures


@pytest.mark.parametrize(
    ("text", "amount", "per"),
    [
        ("8.000 đồng/bản", 8000, "bản"),
        ("70,000 VNĐ", 70000, None),
        ("50,000 Việt Nam Đồng", 50000, None),
        ("10.000đ", 10000, None),
        ("Lệ phí: 5 nghìn đồng", 5000, None),
        ("1,5 triệu đồng/hồ sơ", 1_500_000, "hồ sơ"),
        ("Phí : 50.000 Đồng (50.000 đồng/hồ sơ. Riêng khác: 120.000 đồng/hồ sơ)", 50000, "hồ sơ"),
    ],
)
def test_an_amount_is_read_with_what_it_is_paid_for(
    text: str, amount: int, per: str | None
) -> None:
    ((case, fee),) = read_fees(text).fees
    assert case is None
    assert (fee.kind, fee.amount, fee.per) == (FeeKind.FIXED, amount, per)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Miễn phí",
        "0",
        "0 VNĐ",
        "Phí: 0 VNĐ",
        "Phí : 0 Đồng",
        "Không",
        "Phí: 0 VNĐ (Không quy định)",
    ],
)
def test_what_the_portal_shows_for_nothing_entered_states_nothing(text: str) -> None:
    ((_, fee),) = read_fees(text).fees
    assert fee.kind is FeeKind.NOT_STATED


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Miễn phí", "Không thu lệ phí theo khoản 2 Điều 22 Luật Hợp tác xã 2023."),
        ("Không thu phí", ""),
        ("Miễn lệ phí theo Điều 11 Luật Hộ tịch", ""),
    ],
)
def test_free_is_what_a_sentence_calls_free(text: str, note: str) -> None:
    ((_, fee),) = read_fees(text, note).fees
    assert (fee.kind, fee.amount) == (FeeKind.FREE, 0)


def test_an_exemption_for_some_does_not_make_it_free() -> None:
    ((_, fee),) = read_fees("Miễn phí", "Miễn lệ phí cho người thuộc hộ nghèo.").fees
    assert fee.kind is FeeKind.NOT_STATED


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Theo Nghị quyết HĐND", ""),
        ("Phí: 0 VNĐ (thuộc thẩm quyền của Hội đồng nhân dân tỉnh)", ""),
        ("Miễn phí", "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định."),
    ],
)
def test_a_fee_of_the_council_has_no_amount(text: str, note: str) -> None:
    ((_, fee),) = read_fees(text, note).fees
    assert (fee.kind, fee.amount) == (FeeKind.BY_LOCAL_RESOLUTION, None)


def test_the_council_in_a_note_on_something_else_is_no_fee() -> None:
    ((_, fee),) = read_fees("", "Báo cáo Thường trực Hội đồng nhân dân.").fees
    assert fee.kind is FeeKind.NOT_STATED


def test_fees_of_several_cases_are_told_apart() -> None:
    text = "Phí: 250.000 VND (cơ sở nhỏ lẻ); Phí: 350.000 VND (cơ sở khác)"
    fees = [(case, fee.amount) for case, fee in read_fees(text).fees]
    assert fees == [("cơ sở nhỏ lẻ", 250_000), ("cơ sở khác", 350_000)]


@pytest.mark.parametrize(
    "text",
    [
        "40 VNĐ",
        "10 USD",
        "5.000 - 10.000 đồng",
        "tối đa 200.000 đồng/bản",
        "2.000 đồng/trang; từ trang thứ 3 thu 1.000 đồng/trang",
    ],
)
def test_an_amount_that_is_not_one_clear_figure_is_left_to_the_editor(text: str) -> None:
    reading = read_fees(text)
    ((_, fee),) = reading.fees
    assert (fee.kind, fee.note, reading.doubt) == (FeeKind.NOT_STATED, text, text)


def test_what_an_amount_is_paid_for_may_stand_in_the_note() -> None:
    ((_, fee),) = read_fees("70,000 VNĐ", "70.000 đồng/Giấy chứng nhận.").fees
    assert (fee.amount, fee.per) == (70000, "Giấy chứng nhận")


@given(st.text(), st.text())
def test_no_text_breaks_the_reading_of_a_fee(text: str, note: str) -> None:
    read_fees(text, note)


@given(st.text(alphabet="0123456789., đồngphíVNĐ/bảnHmiễ():;-", max_size=60))
def test_the_digits_of_an_amount_stand_in_the_text(text: str) -> None:
    digits = re.sub(r"\D", "", text)
    for _, fee in read_fees(text).fees:
        assert fee.kind in (FeeKind.NOT_STATED, FeeKind.FIXED)
        assert fee.amount is None or str(fee.amount) in digits


@pytest.mark.parametrize(
    "text",
    ["0" * 5000 + "x", "0.0" * 3000 + "x", "1 ngày " * 3000, "1.000 đồng " * 2000, "1." * 4000],
)
def test_hostile_texts_do_not_hold_the_import_up(text: str) -> None:
    read_time_limit(text)
    read_fees(text, text)
