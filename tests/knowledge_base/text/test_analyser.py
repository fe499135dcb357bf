import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.catalogue import Catalogue
from knowledge_base.evaluation.questions import FOLDER, read_questions
from knowledge_base.search.index import diacritics_model
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.analyser import Analyser
from knowledge_base.text.diacritics import DiacriticsRestorer
from knowledge_base.text.normalise import normalise, strip_diacritics, syllables


@pytest.fixture(scope="module")
def restorer(catalogue: Catalogue) -> DiacriticsRestorer:
    return DiacriticsRestorer(diacritics_model(catalogue))


@pytest.fixture(scope="module")
def analyser(restorer: DiacriticsRestorer) -> Analyser:
    return Analyser(load_abbreviations(), restorer)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("la2m gia61y khai sinh", "làm giấy khai sinh"),
        ("dda6ng ky1 ke61t ho6n", "đăng ký kết hôn"),
        ("chứng thựt bảng sao", "chứng thực bản sao"),
        ("xin cấp trích nục khai xinh", "xin cấp trích lục khai sinh"),
        ("đăng kí tạm chú", "đăng ký tạm trú"),
        ("xát nhận tình chạng hôn nhân", "xác nhận tình trạng hôn nhân"),
        ("lm gks cho bé cần j z", "làm giấy khai sinh cho bé cần gì vậy"),
        ("con em đủ 14t", "con em đủ 14 tuổi"),
        ("giấy xac nhan khuyet tat", "giấy xác nhận khuyết tật"),
        ("dang ky khai xinh cho con", "đăng ký khai sinh cho con"),
    ],
)
def test_what_was_typed_becomes_what_was_meant(analyser: Analyser, typed: str, meant: str) -> None:
    assert analyser.analyse(typed).text == meant


@pytest.mark.parametrize(
    "text",
    ["mẫu ct01 của xã", "thủ tục 1.001193", "gọi số 0912345678", "nghị định 123/2015/nđ-cp"],
)
def test_numbers_and_codes_stay(analyser: Analyser, text: str) -> None:
    assert analyser.analyse(text).text == text


def test_well_written_questions_are_not_taken_for_misheard_ones(
    restorer: DiacriticsRestorer,
) -> None:
    tables = load_abbreviations()
    questions = [
        tables.regional.apply(tables.expand(syllables(normalise(question.q))))
        for question in read_questions(FOLDER / "development/procedures.jsonl")
        if question.style in ("plain", "situation")
    ]
    changed = [
        question
        for question in questions
        if restorer.correct(question, tables.confusions.of) != question
    ]
    assert len(changed) <= 0.005 * len(questions)


@given(text=st.text(max_size=60))
def test_both_views_have_the_same_syllables(analyser: Analyser, text: str) -> None:
    views = analyser.analyse(text)
    assert views.plain == tuple(map(strip_diacritics, views.words))
