import pytest
from pydantic import ValidationError

from knowledge_base.catalogue import load_catalogue
from knowledge_base.policy.elsewhere import Elsewhere, load_elsewhere
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import Search
from knowledge_base.text.normalise import normalise

TOPIC = {"slug": "x", "name": "X", "where": None, "examples": ["a", "b", "c"]}


def test_topics_with_one_slug_are_refused() -> None:
    with pytest.raises(ValidationError, match="same slug"):
        Elsewhere.model_validate({"topics": [TOPIC, TOPIC]})


def test_no_example_is_a_text_of_a_procedure() -> None:
    examples = {
        normalise(text)
        for topic in load_elsewhere().topics
        for text in (*topic.examples, *topic.english)
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
