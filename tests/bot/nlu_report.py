"""Measures the trained model on the held-out utterances and prints one line of JSON.

Two figures for each file: `intent`, the share of utterances with the intended intent, and
`routed`, the share that get the intended treatment (a need, a question and what is not understood
all go to the same search).
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

SEARCHED = frozenset({"ask_procedure", "ask_aspect", "nlu_fallback"})
CITIZENS_QUESTIONS = frozenset({"ask_procedure", "ask_aspect"})


def treatment(intent: str | None) -> str | None:
    return "search" if intent in SEARCHED else intent


async def measure(agent: Agent, path: Path, training: set[str]) -> dict[str, object]:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    routed, mistakes, refused, leaked = 0, [], [], []
    for example in load_data(str(path)).intent_examples:
        text, intent = example.get("text"), example.get("intent")
        style = example.get("metadata", {}).get("intent", {}).get("style", "")
        if text.strip().lower() in training:
            leaked.append(text)
        found = (await agent.parse_message(text))["intent"]
        total[style] += 1
        right[style] += found["name"] == intent
        routed += treatment(found["name"]) == treatment(intent)
        if treatment(found["name"]) != treatment(intent):
            mistakes.append([intent, found["name"], round(found["confidence"], 2), text])
        if intent in CITIZENS_QUESTIONS and found["name"] in {"out_of_scope", "insult"}:
            refused.append(text)
    count = total.total()
    return {
        "utterances": count,
        "intent": round(right.total() / count, 4),
        "routed": round(routed / count, 4),
        "by_style": {style: round(right[style] / total[style], 3) for style in total},
        "questions_refused": refused,
        "leaked_from_training": leaked,
        "mistakes": mistakes,
    }


async def main(model: str, nlu_data: str, *files: str) -> None:
    training = {e.get("text").strip().lower() for e in load_data(nlu_data).intent_examples}
    agent = Agent.load(model)
    reports = {Path(f).name: await measure(agent, Path(f), training) for f in files}
    print(json.dumps(reports, ensure_ascii=False))


if __name__ == "__main__":
    configure_structlog(logging.WARNING)
    logging.disable(logging.INFO)
    asyncio.run(main(*sys.argv[1:]))
