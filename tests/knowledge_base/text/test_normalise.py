import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.normalise import clean, normalise, strip_diacritics, syllables


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hoà", "hòa"),
        ("HOÀ GIẢI", "hòa giải"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("tuỳ", "tùy"),
        ("quý", "quý"),
        ("quỹ", "quỹ"),
        ("hoàn", "hoàn"),
        ("thuỷ lợi", "thủy lợi"),
        ("hoả táng", "hỏa táng"),
        ("xoá đăng ký", "xóa đăng ký"),
    ],
)
def test_both_placements_of_the_tone_mark_become_one(typed: str, written: str) -> None:
    assert normalise(typed) == written


def test_composed_and_decomposed_letters_become_one() -> None:
    text = "Đăng ký khai sinh"
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


def test_invisible_characters_are_removed() -> None:
    assert clean("khai\u200b sinh\u202e\x00\ufeff") == "khai sinh"


def test_marks_are_stripped_with_the_letter_d() -> None:
    assert strip_diacritics("Đăng ký thường trú") == "Dang ky thuong tru"


def test_codes_and_document_numbers_stay_whole() -> None:
    assert syllables("mã 1.001193 theo 60/2014/qh13?") == ["mã", "1.001193", "theo", "60/2014/qh13"]


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=60))
def test_cleaned_text_has_no_control_characters(text: str) -> None:
    assert all(unicodedata.category(char) not in {"Cc", "Cf"} for char in clean(text))
