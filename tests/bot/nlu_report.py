"""Measures the trained model on the held-out utterances and prints one line of JSON.

For each file: `intent`, the share of utterances with the intended intent; `macro_f1`, the mean of
the intents' F1; `out_of_scope_recall`; and `routed`, the share that get the intended treatment
(what ends at the search is one treatment).
"""

import asyncio
import json
import logging
import sys
from collections import Counter
from pathlib import Path

from bot.lean_rasa import leave_out_tensorflow

leave_out_tensorflow()

from rasa.core.agent import Agent  # noqa: E402
from rasa.shared.nlu.training_data.loading import load_data  # noqa: E402
from rasa.utils.log_utils import configure_structlog  # noqa: E402
from sklearn.metrics import f1_score, recall_score  # noqa: E402

from bot.vietnamese import folded_words  # noqa: E402

SEARCHED = frozenset({"ask_procedure", "ask_aspect", "nlu_fallback"})
CITIZENS_QUESTIONS = frozenset({"ask_procedure", "ask_aspect"})
REFUSALS = frozenset({"out_of_scope", "insult"})
EVERYBODY_SAYS = 3
"""Up to so many words a phrase ("bỏ qua", "cái đầu tiên") is found independently by everybody."""


def treatment(intent: str | None) -> str | None:
    return "search" if intent in SEARCHED else intent


def is_leaked(text: str, training: set[tuple[str, ...]]) -> bool:
    words = tuple(folded_words(text))
    return words in training and len(words) > EVERYBODY_SAYS


async def measure(agent: Agent, path: Path, training: set[tuple[str, ...]]) -> dict[str, object]:
    intended, found, styles, mistakes, refused, leaked = [], [], [], [], [], []
    for example in load_data(str(path)).intent_examples:
        text, intent = example.get("text"), example.get("intent")
        best = (await agent.parse_message(text))["intent"]
        intended.append(intent)
        found.append(str(best["name"]))
        styles.append(example.get("metadata", {}).get("intent", {}).get("style", "all"))
        if is_leaked(text, training):
            leaked.append(text)
        if treatment(best["name"]) != treatment(intent):
            mistakes.append([intent, best["name"], round(best["confidence"], 2), text])
        if intent in CITIZENS_QUESTIONS and best["name"] in REFUSALS:
            refused.append(text)
    count, intents = len(intended), sorted(set(intended))
    right = [meant == name for meant, name in zip(intended, found, strict=True)]
    in_style = Counter(styles)
    right_in_style = Counter(style for style, ok in zip(styles, right, strict=True) if ok)
    of_intents = {"labels": intents, "average": "macro", "zero_division": 0}
    refusing = {"labels": ["out_of_scope"], "average": "macro", "zero_division": 0}
    return {
        "utterances": count,
        "intent": round(sum(right) / count, 4),
        "macro_f1": round(float(f1_score(intended, found, **of_intents)), 4),
        "out_of_scope_recall": round(float(recall_score(intended, found, **refusing)), 4),
        "routed": round(1 - len(mistakes) / count, 4),
        "by_style": {
            style: round(right_in_style[style] / in_style[style], 3) for style in in_style
        },
        "questions_refused": refused,
        "leaked_from_training": leaked,
        "mistakes": mistakes,
    }


async def main(model: str, nlu_data: str, *files: str) -> None:
    training = {tuple(folded_words(e.get("text"))) for e in load_data(nlu_data).intent_examples}
    agent = Agent.load(model)
    reports = {Path(f).name: await measure(agent, Path(f), training) for f in files}
    print(json.dumps(reports, ensure_ascii=False))


if __name__ == "__main__":
    configure_structlog(logging.WARNING)
    logging.disable(logging.INFO)
    asyncio.run(main(*sys.argv[1:]))
