import pytest

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
