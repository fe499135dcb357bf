"""A checklist asks at most three questions and lists the papers of the visitor's own case."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.answers.checklist import (
    MOST_QUESTIONS,
    CaseAsked,
    CaseQuestion,
    QuestionKind,
    ask_case,
    make_checklist,
    next_question,
)
from knowledge_base.answers.compose import Composer
from knowledge_base.answers.texts import Locale
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.schema import Procedure
from tests.knowledge_base.records import record


def papers(case: str | None, *names: str) -> dict[str, Any]:
    items = [
        {"name": name, "original": 1, "copy": 0, "form": None, "action": "submit", "note": None}
        for name in names
    ]
    return {"case": case, "items": items}


def with_cases(*cases: str | None) -> Procedure:
    """A record with one paper for each case, named by its position."""
    return record(documents=[papers(case, f"Giấy {at}") for at, case in enumerate(cases)])


IN_PERSON, ONLINE, DEPUTY = "Nộp trực tiếp", "Nộp trực tuyến", "Nhờ người khác làm thay"
ALL_KINDS = with_cases(None, IN_PERSON, "Trẻ bị bỏ rơi", ONLINE, DEPUTY, "Mất giấy", "Ở xa")


def composer(procedure: Procedure, locale: Locale = Locale.VI) -> Composer:
    return Composer(Catalogue([procedure], ""), load_service_groups(), locale)


def asked(procedure: Procedure, *answers: int | None) -> CaseQuestion | None:
    return next_question(procedure, answers)


def in_words(procedure: Procedure, *answers: int | None) -> CaseAsked:
    question = asked(procedure, *answers)
    assert question is not None
    return ask_case(composer(procedure), procedure, question)


def listed(procedure: Procedure, *cases: int) -> list[str]:
    card = make_checklist(composer(procedure), procedure, cases).card
    return [paper.name for group in card.documents for paper in group.items]


# ---- questions ----


def test_how_to_apply_is_asked_first() -> None:
    assert asked(ALL_KINDS) == CaseQuestion(QuestionKind.CHANNEL, (1, 3))


def test_who_comes_is_asked_next() -> None:
    assert asked(ALL_KINDS, 1) == CaseQuestion(QuestionKind.PERSON, (4,))


def test_the_situation_is_asked_last() -> None:
    assert asked(ALL_KINDS, 1, None) == CaseQuestion(QuestionKind.SITUATION, (2, 5, 6))


def test_after_three_answers_nothing_more_is_asked() -> None:
    assert asked(ALL_KINDS, 1, None, 2) is None


def test_a_record_whose_papers_are_the_same_for_all_asks_nothing() -> None:
    assert asked(with_cases(None)) is None


def test_what_has_no_case_is_not_asked() -> None:
    assert asked(with_cases(None, DEPUTY)) == CaseQuestion(QuestionKind.PERSON, (1,))
    assert asked(with_cases(None, DEPUTY), 1) is None


def test_of_three_situations_another_may_fit_too() -> None:
    procedure = with_cases(None, "Trẻ bị bỏ rơi", "Mất giấy", "Ở xa")
    assert asked(procedure, 2) == CaseQuestion(QuestionKind.ANOTHER, (1, 3))
    assert asked(procedure, 2, 1) == CaseQuestion(QuestionKind.ANOTHER, (3,))


def test_two_situations_exclude_each_other() -> None:
    assert asked(with_cases(None, "Còn bản sao", "Mất giấy"), 1) is None


def test_whoever_is_in_no_situation_is_not_asked_for_another() -> None:
    assert asked(with_cases(None, "Trẻ bị bỏ rơi", "Mất giấy", "Ở xa"), None) is None


@given(st.data())
def test_whatever_is_answered_at_most_three_questions_are_asked(data: st.DataObject) -> None:
    kinds = st.sampled_from([None, IN_PERSON, ONLINE, DEPUTY, "Mất giấy", "Ở xa", "Ốm đau"])
    procedure = with_cases(*data.draw(st.lists(kinds, min_size=1, max_size=9)))
    answers: list[int | None] = []
    while question := next_question(procedure, answers):
        assert question.cases
        answers.append(data.draw(st.sampled_from([*question.cases, None])))
    assert len(answers) <= MOST_QUESTIONS


def test_no_shipped_record_asks_more_than_three_questions(catalogue: Catalogue) -> None:
    for procedure in catalogue:
        answers: list[int | None] = []
        while question := next_question(procedure, answers):
            answers.append(question.cases[0])
        assert len(answers) <= MOST_QUESTIONS, procedure.code


# ---- questions in words ----


def test_a_question_offers_the_titles_of_its_cases() -> None:
    assert in_words(ALL_KINDS, 1, None).cases == [
        (2, "Trẻ bị bỏ rơi"),
        (5, "Mất giấy"),
        (6, "Ở xa"),
    ]


def test_one_of_several_ways_to_apply_must_be_chosen() -> None:
    assert in_words(ALL_KINDS).none is None


def test_the_only_way_with_papers_of_its_own_may_be_declined() -> None:
    assert in_words(with_cases(None, ONLINE)).none


@pytest.mark.parametrize("answers", [(1,), (1, None)])
def test_nobody_must_be_a_deputy_or_in_a_situation(answers: tuple[int | None, ...]) -> None:
    assert in_words(ALL_KINDS, *answers).none


@pytest.mark.parametrize("locale", list(Locale))
def test_every_question_has_words_in_both_languages(locale: Locale) -> None:
    said = composer(ALL_KINDS, locale).texts.checklist
    for kind in QuestionKind:
        assert said.questions[kind]
        assert said.none_of[kind]


# ---- papers ----


def test_the_papers_are_those_of_all_and_of_the_chosen_cases() -> None:
    assert listed(ALL_KINDS, 3, 5) == ["Giấy 0", "Giấy 3", "Giấy 5"]


def test_without_a_case_they_are_those_of_all() -> None:
    assert listed(ALL_KINDS) == ["Giấy 0"]


def test_where_every_paper_belongs_to_a_case_and_none_fits_all_are_listed() -> None:
    assert listed(with_cases("Cá nhân", "Tổ chức")) == ["Giấy 0", "Giấy 1"]


def test_the_order_is_that_of_the_record() -> None:
    assert listed(ALL_KINDS, 5, 2) == ["Giấy 0", "Giấy 2", "Giấy 5"]


def test_the_sentence_counts_and_names_them_and_tells_the_source() -> None:
    checklist = make_checklist(composer(ALL_KINDS), ALL_KINDS, [1])
    assert "2 loại giấy tờ: Giấy 0; Giấy 1." in checklist.text
    assert "10/06/2026" in checklist.text
    assert checklist.cases == [IN_PERSON]


def test_it_says_so_where_the_papers_are_the_same_for_all() -> None:
    procedure = with_cases(None)
    assert "giống nhau cho mọi người" in make_checklist(composer(procedure), procedure, []).text


def test_a_record_without_papers_is_not_said_to_need_none() -> None:
    checklist = make_checklist(composer(record()), record(), [])
    assert "Nguồn không ghi giấy tờ" in checklist.text
