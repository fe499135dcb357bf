from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge_base.policy import policy_file
from knowledge_base.search.decision import EVIDENCE, Decision, Evidence, Logistic
from knowledge_base.search.engine import SearchPolicy
from knowledge_base.yaml_file import read_yaml

POLICY = read_yaml(policy_file("search.yaml"), SearchPolicy).decision
SURE = Evidence(
    likeness=0.95,
    centre=0.95,
    coverage=1.0,
    phrases=0.9,
    certainty=0.99,
    elsewhere=0.0,
    crossroad=0.0,
    margin=9.0,
    clearance=6.0,
    named=0.0,
)


def test_a_clear_lead_is_answered() -> None:
    assert POLICY.decide(SURE) is Decision.ANSWER


def test_a_near_tie_is_asked_back() -> None:
    assert POLICY.decide(replace(SURE, certainty=0.4, margin=0.1)) is Decision.CLARIFY


def test_a_question_that_several_procedures_fit_is_asked_back() -> None:
    open_question = replace(SURE, certainty=0.2, crossroad=0.7, margin=2.0, clearance=-2.0)
    assert POLICY.decide(open_question) is Decision.CLARIFY


def test_unlike_words_are_not_answered() -> None:
    weak = replace(SURE, likeness=0.5, centre=0.5, coverage=0.2, phrases=0.0)
    assert POLICY.decide(weak) is Decision.NONE


def test_what_is_likelier_handled_elsewhere_is_not_answered() -> None:
    assert POLICY.decide(replace(SURE, phrases=0.3, elsewhere=0.95)) is Decision.NONE


def test_english_questions_need_less_in_common_with_the_texts() -> None:
    some = replace(SURE, likeness=0.65, centre=0.72, coverage=0.3, phrases=0.0)
    assert POLICY.decide(some) is Decision.NONE
    assert POLICY.decide(some, english=True) is not Decision.NONE


def test_a_model_over_unknown_evidence_is_refused() -> None:
    with pytest.raises(ValidationError, match="no evidence named luck"):
        Logistic(intercept=0.0, weights={"luck": 1.0})


@given(st.sampled_from(EVIDENCE), st.floats(-1e6, 1e6))
def test_probabilities_stay_between_0_and_1(name: str, value: float) -> None:
    evidence = replace(SURE, **{name: value})
    for model in (POLICY.in_scope, POLICY.first_is_meant):
        assert 0 <= model.probability(evidence) <= 1
    for model in (POLICY.english_in_scope, POLICY.english_first_is_meant):
        assert 0 <= model.probability(evidence) <= 1
