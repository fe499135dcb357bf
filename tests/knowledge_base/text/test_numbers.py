import pytest

from knowledge_base.text.abbreviations import load_abbreviations

NUMBERS = load_abbreviations().numbers


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("mười tám tuổi", "18 tuổi"),
        ("đủ mười bốn tuổi", "đủ 14 tuổi"),
        ("bảy lăm tuổi", "75 tuổi"),
        ("bảy mươi lăm tuổi", "75 tuổi"),
        ("tám chục tuổi", "80 tuổi"),
        ("sáu tuổi", "6 tuổi"),
        ("mười năm", "10 năm"),
        ("hai mươi năm", "20 năm"),
        ("ba mươi ngày", "30 ngày"),
        ("con 14t", "con 14 tuổi"),
    ],
)
def test_numbers_before_a_unit_become_figures(spoken: str, written: str) -> None:
    assert " ".join(NUMBERS.apply(spoken.split())) == written


@pytest.mark.parametrize(
    "text", ["ba con tôi", "không chín", "năm ngoái", "hai vợ chồng", "chín chắn", "mười", "a3"]
)
def test_other_words_that_may_be_numbers_stay(text: str) -> None:
    assert NUMBERS.apply(text.split()) == text.split()
