from knowledge_base.evaluation.aspects import AspectQuestion, read_aspects, summarise_aspects
from knowledge_base.evaluation.questions import FOLDER, read_lines
from knowledge_base.search.aspects import Aspect
from knowledge_base.text.normalise import normalise

FEE, PLACE = Aspect.FEE, Aspect.PLACE


def test_all_aspects_must_be_read_and_the_first_is_counted_on_its_own() -> None:
    questions = [
        AspectQuestion(q="a", aspects=[FEE], style="plain"),
        AspectQuestion(q="b", aspects=[FEE, PLACE], style="plain"),
        AspectQuestion(q="c", aspects=[PLACE], style="noisy"),
    ]
    read = {"a": [FEE], "b": [FEE], "c": [FEE]}
    figures = summarise_aspects(read_aspects(read.__getitem__, questions))
    assert figures["all_right"] == {"all": 0.3333, "plain": 0.5, "noisy": 0.0}
    assert figures["first_right"] == 0.6667


def test_no_question_stands_in_both_sets() -> None:
    development, test = (
        {normalise(item.q) for item in read_lines(FOLDER / f"aspects/{part}.jsonl", AspectQuestion)}
        for part in ("development", "test")
    )
    assert len(development) >= 250
    assert len(test) >= 250
    assert not development & test
