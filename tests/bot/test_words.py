"""Which option, which rating and which errand the visitor's words mean."""

import pytest

from bot.actions.words import (
    chosen_index,
    chosen_option,
    errand_in,
    listed_for,
    means_there,
    named_option,
    rating_of,
    wanted_treat,
    without_correction,
)
from bot.vietnamese import fold, folded_words, spelled_out


@pytest.mark.parametrize(
    ("words", "index"),
    [
        ("cái thứ nhất", 0),
        ("cái thứ hai", 1),
        ("số 1", 0),
        ("chọn 3", 2),
        ("cai thu ba", 2),
        ("cái đầu tiên", 0),
        ("dòng cuối cùng", 2),
        ("cái dưới", 2),
        ("cái trên", 0),
        ("thứ nhì", 1),
        ("the second one", 1),
        ("cái thứ nhất à không cái thứ hai", 1),
    ],
)
def test_a_position_among_three_options_is_understood(words: str, index: int) -> None:
    assert chosen_index(words, 3) == index


@pytest.mark.parametrize("words", ["cái thứ tư", "số 9", "option 5"])
def test_a_position_beyond_the_options_is_told_apart(words: str) -> None:
    assert chosen_index(words, 3) == -1


@pytest.mark.parametrize("words", ["cái đăng ký lại", "đúng cái đó", ""])
def test_words_without_a_position_name_none(words: str) -> None:
    assert chosen_index(words, 3) is None


TITLES = ["Đăng ký khai sinh", "Đăng ký lại khai sinh", "Đăng ký kết hôn"]


@pytest.mark.parametrize(
    ("words", "index"),
    [
        ("cái đăng ký lại ấy", 1),
        ("dang ky lai", 1),
        ("kết hôn nhé", 2),
        ("vâng cái kết hôn", 2),
        ("cái khai sinh", None),
        ("đúng cái đó", None),
        ("ly hôn", None),
        ("", None),
        ("tôi đăng ký lại khai sinh vì giấy cũ bị cháy", None),
    ],
)
def test_a_few_words_choose_the_one_title_that_has_them_all(words: str, index: int | None) -> None:
    assert named_option(words, TITLES) == index


@pytest.mark.parametrize(
    ("words", "index"),
    [("cái thứ ba", 2), ("kết hôn", 2), ("cái thứ tư", -1), ("thẻ căn cước", None)],
)
def test_an_option_is_chosen_by_position_or_else_by_name(words: str, index: int | None) -> None:
    assert chosen_option(words, TITLES) == index


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("không phải, ý tôi là xin bản sao", "xin bản sao"),
        ("nhầm rồi, tôi hỏi kết hôn cơ", "kết hôn cơ"),
        ("ko phải, ý em là tách thửa", "tách thửa"),
        ("No, I meant marriage registration", "marriage registration"),
        ("đăng ký kết hôn", "đăng ký kết hôn"),
        ("không phải", None),
        ("nhầm rồi", None),
        ("", None),
    ],
)
def test_what_follows_a_correction_is_what_is_meant(words: str, meant: str | None) -> None:
    assert without_correction(words) == meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("lập danh sách giấy tờ cho trường hợp của tôi", None),
        ("checklist please", None),
        ("soạn giúp tôi giấy tờ khai sinh", "khai sinh"),
        ("lập danh sách giấy tờ đăng ký kết hôn", "đăng ký kết hôn"),
        ("", None),
    ],
)
def test_a_wish_for_a_checklist_leaves_the_procedure_it_names(
    words: str, meant: str | None
) -> None:
    assert listed_for(words) == meant


@pytest.mark.parametrize("words", ["dẫn tôi ra đó", "Đưa tôi đến đấy", "take me there"])
def test_there_points_to_a_place_spoken_of(words: str) -> None:
    assert means_there(words)


@pytest.mark.parametrize("words", ["dẫn tôi ra quầy 3", "đo đất ở đâu", "do dat o dau", ""])
def test_other_words_point_nowhere(words: str) -> None:
    assert not means_there(words)


@pytest.mark.parametrize(
    ("words", "treat"),
    [("có kẹo không", "sweets"), ("cho tôi cốc nước", "water"), ("khát quá", "water")],
)
def test_sweets_are_brought_where_they_are_named_and_water_else(words: str, treat: str) -> None:
    assert wanted_treat(words) == treat


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        ("4", 4),
        ("số 3", 3),
        ('/rate{"rating":"2"}', 2),
        ("một", 1),
        ("rất hài lòng", 4),
        ("hài lòng lắm", 4),
        ("tuyệt vời", 4),
        ("Hài lòng", 3),
        ("tốt", 3),
        ("không tệ", 3),
        ("bình thường", 2),
        ("tạm được", 2),
        ("cũng tốt", 2),
        ("không hài lòng", 1),
        ("chưa hài lòng lắm", 1),
        ("không thấy hài lòng", 1),
        ("ko tốt", 1),
        ("tệ lắm", 1),
        ("rat te", 1),
        ("very good", 4),
        ("not satisfied", 1),
    ],
)
def test_a_rating_is_read_from_numbers_and_words(words: str, rating: int) -> None:
    assert rating_of(words) == rating


@pytest.mark.parametrize("words", ["5 sao", "10 điểm", "3 hay 4 nhỉ", "0", "trời mưa", ""])
def test_what_is_no_rating_from_one_to_four_is_not_guessed(words: str) -> None:
    assert rating_of(words) is None


@pytest.mark.parametrize(
    "words", ["lấy số", "cho bác xin cái số thứ tự với", "lay so", "vâng lấy số luôn đi", None]
)
def test_a_bare_request_for_a_number_names_no_errand(words: str | None) -> None:
    assert errand_in(words) is None


@pytest.mark.parametrize(
    "words", ["lấy số làm khai sinh", "lấy số đất", "lấy số hộ tịch", "ticket for certification"]
)
def test_a_request_that_says_what_for_is_passed_on_whole(words: str) -> None:
    assert errand_in(words) == words


def test_folding_makes_accents_and_cases_equal() -> None:
    assert fold("ĐĂNG KÝ Hộ tịch") == "dang ky ho tich"
    assert fold("Hộ tịch") == fold("Hộ tịch")
    assert folded_words("Lệ phí, bao nhiêu?") == ["le", "phi", "bao", "nhieu"]


def test_shorthand_is_written_out() -> None:
    assert " ".join(spelled_out(folded_words("đk tạm trú ko dc"))) == "dang ky tam tru khong duoc"
