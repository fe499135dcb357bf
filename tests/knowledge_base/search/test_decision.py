from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.policy import policy_file
from knowledge_base.search.decision import Decision, Evidence
from knowledge_base.search.engine import SearchPolicy
from knowledge_base.yaml_file import read_yaml

POLICY = read_yaml(policy_file("search.yaml"), SearchPolicy).decision
SURE = Evidence(likeness=0.95, coverage=1.0, phrases=1.0, lead=4.0, margin=2.0)


def test_a_clear_lead_is_answered() -> None:
    assert POLICY.decide(SURE) is Decision.ANSWER


def test_a_near_tie_is_asked_back() -> None:
    assert POLICY.decide(replace(SURE, lead=2.5, margin=0.02)) is Decision.CLARIFY


def test_unlike_words_are_not_answered() -> None:
    weak = Evidence(likeness=0.8, coverage=0.2, phrases=0.0, lead=1.5, margin=0.5)
    assert POLICY.decide(weak) is Decision.NONE


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_probabilities_stay_between_0_and_1(likeness: float, lead: float) -> None:
    evidence = replace(SURE, likeness=likeness, lead=lead)
    assert 0 <= POLICY.in_scope.probability(evidence) <= 1
