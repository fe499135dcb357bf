import pytest

from knowledge_base.text.telex import decode, repair


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("giaays", "giấy"),
        ("ddawng", "đăng"),
        ("kys", "ký"),
        ("lamf", "làm"),
        ("dduowcj", "được"),
        ("ngoaif", "ngoài"),
        ("quyeenf", "quyền"),
        ("thuongwf", "thường"),
        ("cuwowcs", "cước"),
        ("hoas", "hóa"),
    ],
)
def test_keystrokes_become_the_word_that_was_meant(keys: str, word: str) -> None:
    assert decode(keys) == word


@pytest.mark.parametrize("word", ["khai", "banh", "con", "vs", "cf"])
def test_a_word_without_keystrokes_is_left_alone(word: str) -> None:
    assert decode(word) is None


def test_only_words_that_exist_are_restored() -> None:
    words = ["giaays", "boss", "trong"]
    known, plain = {"giấy", "tỏng"}, {"trong"}
    assert repair(words, known, plain) == ["giấy", "boss", "trong"]
