import pytest

from knowledge_base.evaluation.questions import FOLDER, read_questions
from knowledge_base.search.engine import Search
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.analyser import Analyser
from knowledge_base.text.diacritics import DiacriticsRestorer, learn


@pytest.fixture(scope="module")
def analyser(search: Search) -> Analyser:
    english = ["register the birth of my child", "permanent residence (ho khau)"]
    return Analyser(load_abbreviations(), search.restorer, english)


@pytest.mark.parametrize(
    "text",
    [
        "I'm from Canada, can I marry here?",
        "birth certificate",
        "My fiancée lives in Da Nang and we want to get married",
        "do I have to pay for it",
        "don't know which form to fill in",
    ],
)
def test_english_stays_as_it_was_typed(analyser: Analyser, text: str) -> None:
    analysed = analyser.analyse(text)
    assert analysed.english
    assert not analysed.restored
    assert analysed.words == analysed.plain


@pytest.mark.parametrize(
    "text",
    [
        "lam birth certificate",
        "giay birth certificate cho baby",
        "ho khau",
        "can lam gi",
        "tạm trú online",
        "to khai form nao",
        "a",
        "123",
        "",
    ],
)
def test_what_is_or_may_be_vietnamese_is_read_as_vietnamese(analyser: Analyser, text: str) -> None:
    assert not analyser.analyse(text).english


def test_a_phrase_of_our_own_in_english_is_not_rewritten(analyser: Analyser) -> None:
    assert analyser.as_written("how much do I have to pay").text == "how much do i have to pay"


def test_no_vietnamese_question_is_taken_for_english(search: Search) -> None:
    questions = read_questions(FOLDER / "development/procedures.jsonl")
    taken = [item.q for item in questions if search.detect_aspects(item.q).subject.english]
    assert taken == []


def test_every_english_question_is_taken_for_english(search: Search) -> None:
    questions = read_questions(FOLDER / "test/english.jsonl")
    missed = [item.q for item in questions if not search.detect_aspects(item.q).subject.english]
    assert len(missed) <= 0.02 * len(questions)


def test_without_english_texts_the_everyday_words_are_known() -> None:
    restorer = DiacriticsRestorer(learn([]))
    assert Analyser(load_abbreviations(), restorer).analyse("where is the office").english
