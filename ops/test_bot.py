"""Runs Rasa's own tests in the environment of the dialogue engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv-rasa" / "bin" / "python")
SUITES = [
    ["-m", "pytest", "-q", "tests/bot"],
    ["tests/bot/run_rasa_tests.py"],
]


def main() -> int:
    """Runs every suite; the exit code is that of the first that fails."""
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
    }
    for suite in SUITES:
        done = subprocess.run([PYTHON, *suite], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
