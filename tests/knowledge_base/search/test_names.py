"""A question that is what one procedure is called, word for word, means that one."""

import pytest

from knowledge_base.search.names import Names
from knowledge_base.search.texts import IndexedText, TextKind
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables

BIRTH, AGAIN, GOLD = "1.000001", "1.000002", "gia-vang"
NAMES = Names(
    [
        IndexedText(BIRTH, TextKind.NAME, "Đăng ký khai sinh"),
        IndexedText(BIRTH, TextKind.ALIAS, "giấy khai sinh"),
        IndexedText(BIRTH, TextKind.SITUATION, "vợ mới sinh"),
        IndexedText(BIRTH, TextKind.ENGLISH, "birth certificate"),
        IndexedText(AGAIN, TextKind.NAME, "Đăng ký lại khai sinh"),
        IndexedText(AGAIN, TextKind.ALIAS, "sổ hộ tịch"),
        IndexedText(BIRTH, TextKind.ALIAS, "sổ hộ tịch"),
        IndexedText(AGAIN, TextKind.ALIAS, "Đăng ký lại khai sinh"),
        IndexedText(BIRTH, TextKind.ALIAS, "ạ"),
        IndexedText(GOLD, TextKind.ELSEWHERE, "giá vàng"),
    ],
    polite=frozenset({"em", "muon", "lam", "a"}),
)


def owner_of(text: str) -> str | None:
    return NAMES.owner_of(syllables(strip_diacritics(normalise(text))))


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký khai sinh",
        "dang ky khai sinh",
        "ĐĂNG KÝ KHAI SINH",
        "giấy khai sinh",
        "birth certificate",
    ],
)
def test_a_name_or_an_alias_has_its_owner(text: str) -> None:
    assert owner_of(text) == BIRTH


def test_words_that_say_nothing_are_left_aside() -> None:
    assert owner_of("em muốn làm giấy khai sinh ạ") == BIRTH


@pytest.mark.parametrize("text", ["khai sinh", "giấy khai sinh cho con", "sinh khai giấy"])
def test_a_part_of_a_name_or_more_than_it_is_not_the_name(text: str) -> None:
    assert owner_of(text) is None


def test_what_two_procedures_are_called_has_no_owner() -> None:
    assert owner_of("sổ hộ tịch") is None


def test_a_name_that_is_an_alias_too_still_has_one_owner() -> None:
    assert owner_of("đăng ký lại khai sinh") == AGAIN


def test_a_situation_is_not_what_a_procedure_is_called() -> None:
    assert owner_of("vợ mới sinh") is None


def test_a_topic_that_is_handled_elsewhere_owns_its_examples() -> None:
    assert owner_of("giá vàng") == GOLD


@pytest.mark.parametrize("text", ["", "em muốn"])
def test_nothing_said_has_no_owner(text: str) -> None:
    assert owner_of(text) is None
