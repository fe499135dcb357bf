import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.vni import decode, repair

KNOWN = {"làm", "giấy", "đăng", "ký", "màu", "quấn", "hồ", "mẫu", "tô", "ấp"}


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("la2m", "làm"),
        ("lam2", "làm"),
        ("gia61y", "giấy"),
        ("giay61", "giấy"),
        ("d9ang8", "đăng"),
        ("dda8ng", "đăng"),
        ("ngu7o7i2", "người"),
        ("nguoi72", "người"),
        ("thu72a", "thừa"),
        ("hoa1", "hóa"),
    ],
)
def test_keystrokes_become_the_word_that_was_meant(keys: str, word: str) -> None:
    assert decode(keys) == word


@pytest.mark.parametrize(
    "word", ["ct01", "1.001193", "0912345678", "2", "14t", "m2", "quan12", "lop9", "khai", "qh13"]
)
def test_numbers_and_codes_are_no_keystrokes(word: str) -> None:
    assert decode(word) is None


def test_a_number_after_a_word_is_left_where_nothing_else_was_typed_in_vni() -> None:
    words = ["lấy", "mau2", "to6", "ap16", "2", "con"]
    assert repair(words, KNOWN) == words


def test_a_number_after_a_word_is_read_beside_clear_keystrokes() -> None:
    assert repair(["lam2", "gia61y", "ky1"], KNOWN) == ["làm", "giấy", "ký"]


def test_the_keys_of_two_letters_may_be_mixed_up() -> None:
    assert repair(["dda6ng", "ky1"], KNOWN) == ["đăng", "ký"]


def test_only_words_that_exist_are_restored() -> None:
    assert repair(["gia61y", "xo1q9", "ho62"], KNOWN) == ["giấy", "xo1q9", "hồ"]


@given(st.lists(st.from_regex(r"[a-z0-9đ./]{1,8}", fullmatch=True), max_size=8))
def test_what_is_repaired_exists(words: list[str]) -> None:
    repaired = repair(words, KNOWN)
    assert all(new == old or new in KNOWN for old, new in zip(words, repaired, strict=True))
