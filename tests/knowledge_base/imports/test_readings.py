from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.imports import readings
from knowledge_base.schema import Channel, Status


@pytest.mark.parametrize("text", ["1.001193", " 1.001193 ", "1.001193.000.00.00.H26"])
def test_a_code_is_read_with_or_without_the_suffix_of_a_province(text: str) -> None:
    assert readings.read_code(text) == "1.001193"


@pytest.mark.parametrize("text", ["", "1001193", "1.00119", "x1.001193", "1.001193a"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert readings.read_code(text) is None


def test_channels_are_found_in_one_sentence() -> None:
    text = "Nộp trực tiếp, trực tuyến hoặc qua dịch vụ bưu chính công ích"
    assert readings.read_channels(text) == [Channel.IN_PERSON, Channel.ONLINE, Channel.POST]


def test_commas_in_brackets_do_not_split_persons() -> None:
    who = readings.read_who("Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)")
    assert who == ("Công dân Việt Nam", "Tổ chức (không bao gồm doanh nghiệp, HTX)")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("25/04/2019", date(2019, 4, 25)),
        ("ngày 25 tháng 4 năm 2019", date(2019, 4, 25)),
        ("2019-04-25", date(2019, 4, 25)),
        (datetime(2019, 4, 25, 8), date(2019, 4, 25)),
        ("31/02/2019", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_as_offices_write_them(value: object, expected: date | None) -> None:
    assert readings.read_date(value) == expected


def test_numbers_of_documents_are_found_in_a_sentence() -> None:
    text = "Luật số 60/2014/QH13; Nghị định số 66.7/2025/nq-cp; 10/2013/TTLT-BTTTT-BQP-BCA"
    found = ["60/2014/QH13", "66.7/2025/NQ-CP", "10/2013/TTLT-BTTTT-BQP-BCA"]
    assert readings.legal_numbers(text) == found


def test_a_leading_zero_does_not_make_another_document() -> None:
    assert readings.same_number("07/2025/NĐ-CP") == readings.same_number("7/2025/nđ-cp")


def test_numbers_of_forms_are_compared_without_zeros() -> None:
    assert readings.form_numbers("Mẫu số 01 Phụ lục I; mẫu CT01; Mẫu 3A") == ["1", "CT01", "3A"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đã công khai", None),
        ("Đã bãi bỏ", Status.ABOLISHED),
        ("Hết hiệu lực", Status.ABOLISHED),
        ("Tạm dừng", Status.SUSPENDED),
    ],
)
def test_a_status_is_read_only_where_the_words_say_so(text: str, status: Status | None) -> None:
    assert readings.read_status(text) is status


@given(st.text())
def test_no_text_breaks_a_reading(text: str) -> None:
    readings.read_code(text)
    readings.read_channels(text)
    readings.read_who(text)
    readings.read_date(text)
    readings.legal_document(text)
    readings.form_name(text)
    readings.form_numbers(text)


@pytest.mark.parametrize("text", ["1" * 200_000, "1.1" * 50_000, "," * 200_000, "mẫu số " * 50_000])
def test_hostile_texts_do_not_hold_the_import_up(text: str) -> None:
    readings.read_who(text)
    readings.read_date(text)
    readings.legal_numbers(text)
    readings.form_numbers(text)
