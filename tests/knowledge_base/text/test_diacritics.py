from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.catalogue import Catalogue
from knowledge_base.search.index import diacritics_model
from knowledge_base.text.diacritics import DiacriticsRestorer, learn
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables

SENTENCES = ["đăng ký khai sinh cho con", "đăng ký kết hôn", "lệ phí là bao nhiêu"]
RESTORER = DiacriticsRestorer(learn(syllables(sentence) for sentence in SENTENCES))


def test_marks_of_known_words_come_back() -> None:
    assert RESTORER.restore(["dang", "ky", "khai", "sinh"]) == ["đăng", "ký", "khai", "sinh"]


def test_words_with_marks_are_kept() -> None:
    assert RESTORER.restore(["đáng", "ky"])[0] == "đáng"


def test_unknown_words_are_kept() -> None:
    assert RESTORER.restore(["zzz", "khai"]) == ["zzz", "khai"]


def test_text_without_marks_is_recognised() -> None:
    assert DiacriticsRestorer.has_few_marks(["dang", "ky", "khai", "sinh"])
    assert not DiacriticsRestorer.has_few_marks(["đăng", "ký", "khai", "sinh"])
    assert not DiacriticsRestorer.has_few_marks([])


def test_marks_that_were_lost_in_the_middle_come_back() -> None:
    words = ["đăng", "ky", "khai", "sinh"]
    assert RESTORER.correct(words, lambda _: []) == ["đăng", "ký", "khai", "sinh"]


def test_a_syllable_is_taken_for_one_that_sounds_like_it_where_it_makes_no_sense() -> None:
    restorer = DiacriticsRestorer(learn([["đăng", "ký", "khai", "sinh"]] * 5))
    assert restorer.correct(["khai", "xinh"], lambda _: ["sinh"]) == ["khai", "sinh"]


def test_a_syllable_in_a_known_pair_is_left() -> None:
    restorer = DiacriticsRestorer(learn([["khai", "sinh"]] * 5 + [["xinh", "đẹp"]]))
    assert restorer.correct(["xinh", "đẹp"], lambda _: ["sinh"]) == ["xinh", "đẹp"]


@given(st.lists(st.sampled_from(["dang", "ky", "khai", "con", "x1", "phi", "la"]), max_size=12))
def test_restoring_changes_marks_only(words: list[str]) -> None:
    assert [strip_diacritics(word) for word in RESTORER.restore(words)] == words


def test_names_of_the_catalogue_are_mostly_restored(catalogue: Catalogue) -> None:
    restorer = DiacriticsRestorer(diacritics_model(catalogue))
    right = total = 0
    for procedure in catalogue:
        words = syllables(normalise(procedure.name))
        guess = restorer.restore([strip_diacritics(word) for word in words])
        right += sum(a == b for a, b in zip(words, guess, strict=True))
        total += len(words)
    assert right / total > 0.95
