"""Checks the Rasa project: data, model, conversations and intents. One command, about a minute.

.venv-rasa/bin/python tests/bot/run_rasa_tests.py
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOT, TESTS = ROOT / "bot", ROOT / "tests" / "bot"
MODEL = BOT / "models" / "ward.tar.gz"
PYTHON = sys.executable
RASA = [PYTHON, "-m", "bot.lean_rasa"]
PROJECT = ["--config", "bot/config.yml", "--domain", "bot/domain", "--data", "bot/data"]
NLU_SETS = {  # the least share of each figure, a little below what was measured last
    "nlu_test.yml": {
        "intent": 0.97,
        "macro_f1": 0.98,
        "routed": 0.97,
        "out_of_scope_recall": 0.95,
    },
    "nlu_fresh.yml": {
        "intent": 0.97,
        "macro_f1": 0.97,
        "routed": 0.97,
        "out_of_scope_recall": 0.95,
    },
    "nlu_heldout.yml": {
        "intent": 0.925,
        "macro_f1": 0.95,
        "routed": 0.93,
        "out_of_scope_recall": 0.70,
    },
}

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "ACTIONS_URL": "http://127.0.0.1:5055/webhook",
    "BOT_SECRET": "not-used",
}


class Failed(Exception):
    """A check that did not hold, with what to read."""


def run(*command: str) -> str:
    """Run a command in the root of the repository and return all that it printed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stdout[-4000:])
    return done.stdout


def validate_data() -> str:
    """Rasa exits with 0 despite warnings, so its output is read."""
    output = run(*RASA, "data", "validate", "--fail-on-warnings", *PROJECT)
    warnings = re.findall(r"UserWarning: (.+)", output)
    in_actions = " ".join(path.read_text() for path in (BOT / "actions").glob("*.py"))
    unexplained = [warning for warning in warnings if not _is_said_by_code(warning, in_actions)]
    if unexplained or "No story structure conflicts found" not in output:
        raise Failed("\n".join(unexplained) or output[-2000:])
    return f"no conflict, no warning ({len(warnings)} responses are said by actions and forms)"


def _is_said_by_code(warning: str, in_actions: str) -> bool:
    """Whether a response "not used in any story or rule" is said by an action or a form."""
    found = re.match(r"The utterance '(\w+)' is not used in any story or rule", warning)
    if not found:
        return False
    name = found[1]
    return f'"{name}"' in in_actions or name.startswith("utter_ask_") or name == "utter_default"


def train_if_needed() -> str:
    sources = [BOT / "config.yml", BOT / "vietnamese.py"]
    for folder, pattern in (("domain", "*.yml"), ("data", "**/*.yml"), ("components", "*.py")):
        sources += (BOT / folder).glob(pattern)
    if MODEL.exists() and MODEL.stat().st_mtime > max(p.stat().st_mtime for p in sources):
        return "the model is up to date"
    run(
        *(*RASA, "train", "--skip-validation", *PROJECT),
        *("--out", "bot/models", "--fixed-model-name", "ward"),
    )
    return f"trained, {MODEL.stat().st_size / 1e6:.1f} MB"


def test_conversations() -> str:
    with tempfile.TemporaryDirectory() as out:
        output = run(
            *(*RASA, "test", "core", "--model", str(MODEL), "--stories", "tests/bot/stories"),
            *("--out", out, "--fail-on-prediction-errors"),
        )
        failed = Path(out, "failed_test_stories.yml").read_text()
    if "None of the test stories failed" not in failed:
        raise Failed(failed)
    stories = sum(
        path.read_text().count("- story:") for path in (TESTS / "stories").glob("test_*.yml")
    )
    correct = re.findall(r"Correct:\s+(\d+) / \d+", output)
    return f"{stories} conversations, {correct[-1] if correct else '?'} steps as expected"


def test_intents() -> str:
    sets = [str(TESTS / name) for name in NLU_SETS]
    output = run(PYTHON, str(TESTS / "nlu_report.py"), str(MODEL), str(BOT / "data/nlu"), *sets)
    reports = json.loads(next(x for x in output.splitlines() if x.startswith('{"nlu')))
    lines = []
    for name, report in reports.items():
        figures = ", ".join(f"{figure} {report[figure]:.3f}" for figure in NLU_SETS[name])
        lines.append(f"{name}: {report['utterances']} utterances, {figures}, {report['by_style']}")
        too_low = [figure for figure, least in NLU_SETS[name].items() if report[figure] < least]
        if too_low or report["questions_refused"] or report["leaked_from_training"]:
            raise Failed(json.dumps(report, ensure_ascii=False, indent=1))
    return "\n    ".join(lines)


def main() -> int:
    steps: tuple[tuple[str, Callable[[], str]], ...] = (
        ("data", validate_data),
        ("model", train_if_needed),
        ("conversations", test_conversations),
        ("intents", test_intents),
    )
    failures = 0
    for name, step in steps:
        started = time.monotonic()
        try:
            verdict, text = "ok  ", step()
        except Failed as failure:
            verdict, text = "FAIL", str(failure)
            failures += 1
        print(f"{verdict} {name} ({time.monotonic() - started:.0f} s)\n    {text}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
