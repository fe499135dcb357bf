from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from knowledge_base.search.dense import Nearness
from knowledge_base.search.features import Feature, Features, standardise
from knowledge_base.search.ranker import Ranker, probabilities
from knowledge_base.text.analyser import AnalysedText

EVEN = dict.fromkeys(Feature, 1.0)
RANKER = Ranker(
    marked=EVEN,
    unmarked=EVEN | {Feature.PLAIN: 3.0},
    english=EVEN | {Feature.TEXTS: 5.0},
)
MARKED = AnalysedText(("khai", "sinh"), ("khai", "sinh"), restored=False)
UNMARKED = replace(MARKED, restored=True)
ENGLISH = AnalysedText(("birth",), ("birth",), restored=False, english=True)
NOTHING = Nearness(np.zeros(2), np.zeros(2), np.zeros(2, np.int64))


def test_reasons_add_up_to_the_score() -> None:
    values = np.arange(2 * len(Feature), dtype=np.float32).reshape(2, -1)
    features = Features(values, NOTHING)
    scores = set()
    for question in (MARKED, UNMARKED, ENGLISH):
        score = RANKER.scores(features, question)[1]
        reasons = RANKER.reasons(features, 1, question)
        assert sum(reasons.values()) == pytest.approx(score)
        scores.add(float(score))
    assert len(scores) == 3, "each kind of question has weights of its own"


def test_a_ranker_without_a_weight_is_refused() -> None:
    with pytest.raises(ValidationError, match="unmarked lacks plain"):
        lacking = {key: 1.0 for key in Feature if key is not Feature.PLAIN}
        Ranker(marked=EVEN, unmarked=lacking, english=EVEN)


@given(arrays(np.float32, 20, elements=st.floats(-1e4, 1e4, width=32)))
def test_probabilities_add_up_to_one_and_keep_the_order(scores: np.ndarray) -> None:
    shares = probabilities(scores)
    assert shares.sum() == pytest.approx(1, abs=1e-4)
    assert shares[int(scores.argmax())] == shares.max()


@given(arrays(np.float32, 20, elements=st.integers(0, 1000)))
def test_standardised_scores_have_mean_zero(scores: np.ndarray) -> None:
    assert float(standardise(scores).mean()) == pytest.approx(0, abs=1e-2)
