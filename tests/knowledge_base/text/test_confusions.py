import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.confusions import join, split

CONFUSIONS = load_abbreviations().confusions
SYLLABLES = [
    "giấy",
    "gì",
    "giữ",
    "quân",
    "quý",
    "nghĩa",
    "trường",
    "ấp",
    "hòa",
    "thủy",
    "ươm",
    "khai",
]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("xinh", "sinh"),
        ("nục", "lục"),
        ("chường", "trường"),
        ("thựt", "thực"),
        ("khẫu", "khẩu"),
        ("kếch", "kết"),
        ("dì", "gì"),
        ("dấy", "giấy"),
        ("tịt", "tịch"),
        ("hiu", "hưu"),
        ("danh", "doanh"),
        ("kí", "ký"),
    ],
)
def test_what_sounds_alike_is_offered(heard: str, meant: str) -> None:
    assert meant in set(CONFUSIONS.of(heard))


def test_what_sounds_different_is_not_offered() -> None:
    assert "kết" not in set(CONFUSIONS.of("khai"))


@given(st.sampled_from(SYLLABLES))
def test_a_syllable_is_joined_again_from_its_parts(syllable: str) -> None:
    assert join(*split(syllable)) == syllable
