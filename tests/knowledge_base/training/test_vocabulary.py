import pytest

from knowledge_base.training.vocabulary import choose_pieces, make_tokenizer

PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁khai", -3.0),
    ("▁sinh", -3.0),
    ("▁", -5.0),
    ("s", -6.0),
    ("出", -6.0),
    ("出生", -4.0),
]


def test_the_special_pieces_come_first() -> None:
    assert choose_pieces(PIECES, [])[:4] == [0, 1, 2, 3]


def test_pieces_of_other_scripts_are_left_out() -> None:
    kept = {PIECES[number][0] for number in choose_pieces(PIECES, [])}
    assert "▁khai" in kept
    assert not kept & {"出", "出生"}


def test_pieces_that_a_text_needs_are_kept_whatever_their_script() -> None:
    kept = {PIECES[number][0] for number in choose_pieces(PIECES, ["出生"])}
    assert "出生" in kept


@pytest.mark.parametrize("text", ["khai sinh", "  khai   sinh", "ｋｈａｉ sinh"])
def test_texts_are_split_as_the_base_model_splits_them(text: str) -> None:
    assert make_tokenizer(PIECES).encode(text.strip()).ids == [0, 4, 5, 2]
