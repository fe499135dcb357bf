import pytest

from knowledge_base.evaluation.baselines import BASELINES, compare
from knowledge_base.evaluation.metrics import judge, summarise
from knowledge_base.evaluation.questions import EvaluationQuestion
from knowledge_base.search.engine import Search

RIGHT = EvaluationQuestion(q="đăng ký kết hôn cần gì", codes=["1.000894"], style="plain")
WRONG = EvaluationQuestion(q="đăng ký kết hôn cần gì", codes=["1.001193"], style="plain")


def test_hits_count_the_right_first_results(search: Search) -> None:
    figures = summarise(judge(search, [RIGHT, WRONG]))
    assert figures["hit_at_1"]["all"] == 0.5


def test_decisions_on_answerable_questions_are_shared_out_by_style(search: Search) -> None:
    shares = summarise(judge(search, [RIGHT, WRONG]))["answerable_decisions"]
    assert shares["answer"] == {"all": 1.0, "plain": 1.0}
    assert shares["clarify"] == shares["none"] == {"all": 0.0, "plain": 0.0}


def test_a_wrong_first_result_is_named_with_the_right_one(search: Search) -> None:
    (pair,) = summarise(judge(search, [RIGHT, WRONG]))["confusions"]
    assert pair == {"right": "1.001193", "found": "1.000894", "times": 1}


def test_stated_probabilities_stand_beside_what_was_right(search: Search) -> None:
    (row,) = summarise(judge(search, [RIGHT, WRONG]))["calibration"]
    assert row["right"] == 0.5
    assert row["stated"] > 0.9
    assert row["questions"] == 2


def test_every_baseline_is_judged_on_the_answerable_questions(search: Search) -> None:
    nothing = EvaluationQuestion(q="giá vàng", codes=[])
    assert compare(search, [RIGHT, nothing]) == dict.fromkeys(BASELINES, 1.0)


def test_a_set_without_answers_has_no_hits(search: Search) -> None:
    assert compare(search, []) == pytest.approx(dict.fromkeys(BASELINES))
