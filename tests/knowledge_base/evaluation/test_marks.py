from knowledge_base.catalogue import Catalogue
from knowledge_base.evaluation.marks import measure_restorer
from knowledge_base.evaluation.questions import FOLDER, read_questions
from knowledge_base.search.index import diacritics_model
from knowledge_base.text.diacritics import DiacriticsRestorer, learn

RESTORER = DiacriticsRestorer(learn([["khai", "sinh"], ["đăng", "ký"]]))


def test_syllables_are_counted_and_mistakes_listed() -> None:
    figures = measure_restorer(RESTORER, ["khai sinh 2 lần", "đăng kỵ"])
    assert figures["syllables"] == 5
    assert {"written": "kỵ", "restored": "ký", "times": 1} in figures["confusions"]


def test_marks_of_everyday_questions_are_mostly_restored(catalogue: Catalogue) -> None:
    questions = read_questions(FOLDER / "development/procedures.jsonl")
    texts = [item.q for item in questions if item.style in ("plain", "situation")]
    figures = measure_restorer(DiacriticsRestorer(diacritics_model(catalogue)), texts)
    assert figures["right"] >= 0.95
