import pytest

from knowledge_base.evaluation.aspects import AspectQuestion, read_aspects, summarise_aspects
from knowledge_base.evaluation.questions import FOLDER, read_lines
from knowledge_base.search.aspects import Aspect
from knowledge_base.search.engine import Search


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("thế bao lâu", Aspect.TIME_LIMIT),
        ("mất tiền không", Aspect.FEE),
        ("le phi bao nhieu", Aspect.FEE),
        ("giấy tờ gì", Aspect.DOCUMENTS),
        ("can giay to gi", Aspect.DOCUMENTS),
        ("nộp ở quầy nào", Aspect.PLACE),
        ("làm qua mạng được không", Aspect.ONLINE),
        ("ai đi thay được không", Aspect.CONDITIONS),
        ("dùng mẫu đơn nào", Aspect.FORM),
        ("theo luật nào", Aspect.LEGAL_BASIS),
        ("các bước ra sao", Aspect.STEPS),
        ("kết quả là gì", Aspect.RESULT),
    ],
)
def test_a_follow_up_names_its_aspect_and_no_procedure(
    search: Search, question: str, aspect: Aspect
) -> None:
    asked = search.detect_aspects(question)
    assert asked.aspects[0] is aspect
    assert not asked.names_a_procedure


def test_two_aspects_come_in_the_order_of_the_question(search: Search) -> None:
    asked = search.detect_aspects("lệ phí bao nhiêu và mấy ngày có")
    assert asked.aspects == (Aspect.FEE, Aspect.TIME_LIMIT)


def test_a_named_procedure_is_noticed(search: Search) -> None:
    asked = search.detect_aspects("đăng ký kết hôn hết bao nhiêu tiền")
    assert asked.aspects == (Aspect.FEE,)
    assert asked.names_a_procedure


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("bao nhiêu tiền và mấy ngày xong", ["fee", "time_limit"]),
        ("mấy ngày xong, bao nhiêu tiền", ["time_limit", "fee"]),
        ("how long does it take and how much is it", ["time_limit", "fee"]),
        ("nộp hồ sơ ở đâu", ["place"]),
        ("khi nào có kết quả", ["time_limit"]),
        ("tờ khai tải ở đâu", ["form"]),
        ("có được hưởng trợ cấp không", ["conditions"]),
        ("tôi muốn đăng ký kết hôn", ["general"]),
        ("chứng thực bản sao", ["general"]),
        ("hỗ trợ chi phí mai táng", ["general"]),
        ("cấp giấy chứng nhận đủ điều kiện an toàn thực phẩm", ["general"]),
        ("xin ho tro hoc tap", ["general"]),
        ("đăng ký thay đổi tên hộ kinh doanh", ["general"]),
    ],
)
def test_aspects_come_in_order_and_parts_of_names_are_none(
    search: Search, question: str, aspects: list[str]
) -> None:
    assert search.aspects_of(question) == aspects


def test_words_of_a_name_stay_in_what_is_searched(search: Search) -> None:
    asked = search.detect_aspects("hỗ trợ chi phí mai táng ở đâu")
    assert asked.subject.text == "hỗ trợ chi phí mai táng"


@pytest.mark.parametrize("part", ["development", "test"])
def test_the_labelled_questions_reach_the_stated_figure(search: Search, part: str) -> None:
    questions = read_lines(FOLDER / f"aspects/{part}.jsonl", AspectQuestion)
    figures = summarise_aspects(read_aspects(search.aspects_of, questions))
    assert figures["all_right"]["all"] >= 0.95
    assert figures["first_right"] >= 0.95
