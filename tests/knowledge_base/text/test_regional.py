import pytest

from knowledge_base.catalogue import Catalogue
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.normalise import normalise, syllables

REGIONAL = load_abbreviations().regional


def in_common_words(text: str) -> str:
    return " ".join(REGIONAL.apply(syllables(normalise(text))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mần giấy khai sanh", "làm giấy khai sinh"),
        ("cần chi rứa", "cần gì vậy"),
        ("chừ mần răng", "bây giờ làm sao"),
        ("nộp ở mô", "nộp ở đâu"),
        ("khi mô xong", "khi nào xong"),
        ("hổng có giấy", "không có giấy"),
        ("ổng mất rồi", "ông ấy mất rồi"),
        ("má tui mới đẻ", "mẹ tôi mới sinh"),
        ("ba má", "cha mẹ"),
        ("mạ khuất rồi", "mẹ qua đời rồi"),
        ("nhiêu tiền", "bao nhiêu tiền"),
        ("chừng nào có", "khi nào có"),
    ],
)
def test_what_a_region_says_becomes_what_everybody_writes(said: str, written: str) -> None:
    assert in_common_words(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "hỗ trợ chi phí",
        "lập chi nhánh",
        "chi trả bảo hiểm",
        "đăng ký mô tô",
        "mô hình kinh tế",
        "làm răng giả",
        "con đẻ của liệt sĩ",
        "lãnh đạo xã",
        "bao nhiêu ngày",
        "vỉa hè",
        "bị thiệt hại",
    ],
)
def test_words_of_another_meaning_stay(text: str) -> None:
    assert in_common_words(text) == text


def test_no_official_name_is_touched(catalogue: Catalogue) -> None:
    names = [normalise(procedure.name) for procedure in catalogue]
    assert [name for name in names if in_common_words(name) != " ".join(syllables(name))] == []
