"""Hit@k, mean reciprocal rank, false answers and time over a question set."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from knowledge_base.evaluation.questions import EvaluationQuestion
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import Search, SearchOutcome

DEPTH = 10
_CONFUSIONS = 10


@dataclass(frozen=True)
class Judged:
    """One question with what the search found.

    Attributes:
        rank: Place of the first right procedure, from 1; ``None`` when not among the first ten.
    """

    question: EvaluationQuestion
    outcome: SearchOutcome
    rank: int | None


def judge(search: Search, questions: Iterable[EvaluationQuestion]) -> list[Judged]:
    """Asks every question."""
    judged = []
    for question in questions:
        outcome = search.search(question.q, DEPTH)
        found = [result.procedure.code for result in outcome.results]
        ranks = [found.index(code) + 1 for code in question.codes if code in found]
        judged.append(Judged(question, outcome, min(ranks, default=None)))
    return judged


def summarise(judged: list[Judged]) -> dict[str, Any]:
    """Sums up, over all and by style.

    Returns:
        ``hit_at_1``, ``hit_at_3`` and ``mrr_at_10`` of the questions that have an answer;
        ``decisions`` by style; ``answerable_decisions``: shares of the decisions on them by style;
        ``false_answers``: share of the questions without an answer that
        got one; ``false_nones``: share of the others that got none; ``wrong_answers``: share of
        them that got an answer which is not the right one; ``clarified``: share of the ambiguous
        ones that were asked back with every right procedure on offer; ``calibration``: for
        tenths of the first result's stated probability, how often it was right; ``confusions``:
        the pairs of right and found procedure that occur most; ``ms`` at the median and the 95th
        percentile.
    """
    ambiguous = [item for item in judged if item.question.expect is Decision.CLARIFY]
    answerable = [item for item in judged if item.question.codes and item not in ambiguous]
    unanswerable = [item for item in judged if not item.question.codes]
    times = sorted(item.outcome.took_ms for item in judged)
    return {
        "questions": len(judged),
        "hit_at_1": _by_style(answerable, lambda item: float(item.rank == 1)),
        "hit_at_3": _by_style(
            answerable, lambda item: float(item.rank is not None and item.rank <= 3)
        ),
        "mrr_at_10": _by_style(answerable, lambda item: 1 / item.rank if item.rank else 0.0),
        "decisions": _decisions(judged),
        "answerable_decisions": {
            decision.value: _by_style(answerable, _ends_in(decision)) for decision in Decision
        },
        "false_answers": _share(unanswerable, Decision.ANSWER),
        "false_nones": _share(answerable, Decision.NONE),
        "wrong_answers": _mean(
            [
                float(item.outcome.decision is Decision.ANSWER and item.rank != 1)
                for item in answerable
            ]
        ),
        "clarified": _mean(
            [
                float(
                    item.outcome.decision is Decision.CLARIFY
                    and set(item.question.codes)
                    <= {procedure.code for procedure in item.outcome.options}
                )
                for item in ambiguous
            ]
        ),
        "calibration": _calibration(answerable),
        "confusions": _confusions(answerable),
        "ms": {
            "p50": statistics.median(times) if times else None,
            "p95": times[int(0.95 * (len(times) - 1))] if times else None,
        },
    }


def _ends_in(decision: Decision) -> Callable[[Judged], float]:
    return lambda item: float(item.outcome.decision is decision)


def _calibration(judged: list[Judged]) -> list[dict[str, float | int | None]]:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for item in judged:
        if item.outcome.results:
            stated = item.outcome.results[0].probability
            bins[min(9, int(stated * 10))].append((stated, item.rank == 1))
    return [
        {
            "stated": _mean([stated for stated, _ in found]),
            "right": _mean([float(right) for _, right in found]),
            "questions": len(found),
        }
        for _, found in sorted(bins.items())
    ]


def _confusions(judged: list[Judged]) -> list[dict[str, Any]]:
    pairs = Counter(
        (item.question.codes[0], item.outcome.results[0].procedure.code)
        for item in judged
        if item.rank != 1 and item.outcome.results
    )
    return [
        {"right": right, "found": found, "times": times}
        for (right, found), times in pairs.most_common(_CONFUSIONS)
    ]


def _mean(values: list[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None


def _share(judged: list[Judged], decision: Decision) -> float | None:
    return _mean([float(item.outcome.decision is decision) for item in judged])


def _by_style(judged: list[Judged], score: Callable[[Judged], float]) -> dict[str, float | None]:
    by_style: dict[str, list[float]] = defaultdict(list)
    for item in judged:
        by_style[item.question.style].append(score(item))
    everything = [value for values in by_style.values() for value in values]
    return {"all": _mean(everything)} | {
        style: _mean(values) for style, values in sorted(by_style.items())
    }


def _decisions(judged: list[Judged]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for item in judged:
        style = item.question.style if item.question.codes else f"{item.question.style} (none)"
        row = counts.setdefault(style, {decision.value: 0 for decision in Decision})
        row[item.outcome.decision] += 1
    return dict(sorted(counts.items()))
