import pytest
from pydantic import ValidationError

from knowledge_base.catalogue import load_catalogue
from knowledge_base.evaluation.questions import FOLDER, read_questions
from knowledge_base.policy.elsewhere import Elsewhere, load_elsewhere
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import Search
from knowledge_base.text.normalise import normalise

TOPIC = {"slug": "x", "name": "X", "where": None, "examples": ["a", "b", "c"]}


def test_topics_with_one_slug_are_refused() -> None:
    with pytest.raises(ValidationError, match="same slug"):
        Elsewhere.model_validate({"topics": [TOPIC, TOPIC], "crossroads": []})


def test_a_crossroad_with_one_way_is_refused() -> None:
    crossroad = {"slug": "x", "codes": ["1.001193"], "examples": ["a", "b", "c"]}
    with pytest.raises(ValidationError, match="at least 2 items"):
        Elsewhere.model_validate({"topics": [], "crossroads": [crossroad]})


def test_every_way_of_a_crossroad_is_in_the_catalogue() -> None:
    codes = {procedure.code for procedure in load_catalogue()}
    assert not {code for item in load_elsewhere().crossroads for code in item.codes} - codes


def test_no_example_is_a_judging_question() -> None:
    examples = {normalise(text) for item in load_elsewhere().everything for text in item.examples}
    for file in (*FOLDER.glob("development/*.jsonl"), *FOLDER.glob("test/*.jsonl")):
        assert not examples & {normalise(question.q) for question in read_questions(file)}, file


def test_no_example_is_a_text_of_a_procedure() -> None:
    examples = {
        normalise(text)
        for item in load_elsewhere().everything
        for text in (*item.examples, *item.english)
    }
    for procedure in load_catalogue():
        texts = [*procedure.aliases, *procedure.situations, *procedure.questions]
        texts += [procedure.name_en or "", *procedure.english]
        assert not examples & {normalise(text) for text in texts}, procedure.code


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("nộp đơn ly hôn ở đâu", "ly-hon"),
        ("thi bằng lái xe máy", "thi-bang-lai"),
        ("where do I file for divorce", "ly-hon"),
    ],
)
def test_a_matter_of_another_office_is_recognised(search: Search, question: str, slug: str) -> None:
    outcome = search.search(question)
    assert outcome.decision is Decision.NONE
    assert outcome.elsewhere
    assert outcome.elsewhere.slug == slug


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("mất giấy khai sinh, xin lại thế nào", {"1.004884", "2.000635"}),
    ],
)
def test_a_question_that_leaves_it_open_is_asked_back(
    search: Search, question: str, codes: set[str]
) -> None:
    outcome = search.search(question)
    assert outcome.decision is Decision.CLARIFY
    assert codes <= {procedure.code for procedure in outcome.options}
