import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text import telex
from knowledge_base.text.normalise import strip_diacritics
from knowledge_base.training.augmentation import misheard, misspelt, typed_in_telex, varied

WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", max_size=60)


@pytest.mark.parametrize(
    ("word", "keys"),
    [("giấy", "giaays"), ("đường", "dduwowngf"), ("khai", "khai"), ("nghỉ", "nghir")],
)
def test_a_syllable_is_written_as_its_telex_keys(word: str, keys: str) -> None:
    assert typed_in_telex(word) == keys


@pytest.mark.parametrize("word", ["giấy", "đường", "người", "trẻ", "hưởng"])
def test_telex_keys_are_read_back_as_the_syllable(word: str) -> None:
    assert telex.decode(typed_in_telex(word)) == word


def test_what_is_misheard_sounds_alike() -> None:
    heard = {misheard("nàng", random.Random(seed)) for seed in range(40)}
    assert heard <= {"làng", "nàn"}
    assert len(heard) == 2


def test_a_hook_is_heard_as_a_tilde() -> None:
    assert "mẫu" in {misheard("mẩu", random.Random(seed)) for seed in range(20)}


def test_a_misspelt_word_keeps_its_first_letter() -> None:
    assert all(misspelt("tạm", random.Random(seed))[0] == "t" for seed in range(40))


def test_one_seed_gives_one_variant() -> None:
    text = "Vợ tôi mới sinh, muốn làm giấy cho cháu ở phường"
    assert varied(text, random.Random(7)) == varied(text, random.Random(7))


def test_seeds_give_many_variants_and_some_without_marks() -> None:
    text = "Vợ tôi mới sinh, muốn làm giấy cho cháu ở phường"
    variants = {varied(text, random.Random(seed)) for seed in range(60)}
    assert len(variants) > 30
    assert any(strip_diacritics(variant) == variant for variant in variants)


@given(WORDS, st.integers(0, 1000))
def test_a_text_with_words_keeps_some(text: str, seed: int) -> None:
    assert bool(varied(text, random.Random(seed)).split()) == bool(text.split())
