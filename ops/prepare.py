"""Builds what is missing: environments, search index, Rasa model. Needs Python 3.11 alone.

Usage: ``python3 ops/prepare.py run``, ``… test`` (adds what tests need) or ``… encoder`` (trains
the sentence encoder anew, which the repository carries built). Each step but the training is
skipped when the digest of what it depends on is the one of the last time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "ops" / "locks"
API_ENV = ROOT / ".venv"
RASA_ENV = ROOT / ".venv-rasa"
TRAINING_ENV = ROOT / ".venv-training"
MODEL = ROOT / "bot" / "models" / "ward.tar.gz"

NEEDED_GB = 3
"""Both environments take 1.5 GB, and pip unpacks beside them."""


def stop(message: str) -> None:
    """Ends with one line that says what to do."""
    sys.exit(f"error: {message}")


def digest(paths: Iterable[Path]) -> str:
    """Gives a digest of the names and contents of files."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        total.update(str(name).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def files_below(folder: Path, *patterns: str) -> list[Path]:
    """Lists the files below a folder that match one of the patterns."""
    return [path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()]


def is_current(stamp: Path, value: str) -> bool:
    """Says whether a step was done for the same digest."""
    return stamp.is_file() and stamp.read_text() == value


def do(title: str, command: list[str], log: Path | None = None, **environment: str) -> None:
    """Runs a step in sight of the person, or stops with what to do.

    A step with a ``log`` writes there and is shown only when it fails.
    """
    print(f"==> {title}", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **environment}
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") if log else nullcontext() as output:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False
        )
    if done.returncode:
        if log:
            print(log.read_text(errors="replace")[-3000:], flush=True)
        if shutil.disk_usage(ROOT).free < 200e6:
            stop(f"the disk is full. Free at least {NEEDED_GB} GB and run the command again.")
        stop(f"'{title}' failed. Its messages stand above; mend the cause and run again.")
    print(f"    done in {time.monotonic() - started:.0f} s", flush=True)


def check_machine() -> None:
    """Checks the interpreter and the disk."""
    if sys.version_info[:2] != (3, 11):
        stop(
            f"Python 3.11 is needed, this is {sys.version.split()[0]}. Install it "
            "(sudo apt install python3.11 python3.11-venv) or say where it is: "
            "make run PYTHON=/path/to/python3.11"
        )
    free = shutil.disk_usage(ROOT).free / 1e9
    if not RASA_ENV.exists() and free < NEEDED_GB:
        stop(f"{free:.1f} GB are free on this disk, {NEEDED_GB} GB are needed. Free some space.")


def make_environment(folder: Path, locks: list[str], title: str, *options: str) -> None:
    """Makes a virtual environment that holds exactly what the locks name."""
    stamp = folder / "digest"
    wanted = digest(LOCKS / lock for lock in locks)
    if is_current(stamp, wanted):
        return
    stamp.unlink(missing_ok=True)
    if not (folder / "bin" / "pip").exists():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            import ensurepip  # noqa: F401
        except ImportError:
            stop("Python's venv module is missing. Install it: sudo apt install python3-venv")
        do(f"{title}: new environment", [sys.executable, "-m", "venv", str(folder)])
    requirements = [part for lock in locks for part in ("-r", str(LOCKS / lock))]
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    # --no-deps: the locks are complete, and pip must not resolve anything else.
    # Bytecode is written at install; without it each start of Rasa takes three times as long.
    do(
        f"{title}: packages (a few minutes the first time)",
        [*pip, "--no-deps", "--compile", *options, *requirements],
        PYTHONDONTWRITEBYTECODE="",
    )
    stamp.write_text(wanted)


def train_encoder() -> None:
    """Trains the encoder on the catalogue and writes it where the search loads it."""
    stamp = TRAINING_ENV / "digest"
    wanted = digest([LOCKS / "training.in", LOCKS / "training.txt"])
    python = str(TRAINING_ENV / "bin" / "python")
    if not is_current(stamp, wanted):
        do("training: new environment", [sys.executable, "-m", "venv", str(TRAINING_ENV)])
        # Resolved, unlike the others: what torch needs differs between its CPU and CUDA builds.
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install"]
        locks = ["-r", str(LOCKS / "training.in"), "-c", str(LOCKS / "training.txt")]
        do("training: packages", [*pip, *locks])
        stamp.write_text(wanted)
    do("sentence encoder (up to an hour on 2 cores)", [python, "-m", "knowledge_base.training"])


def build_index() -> None:
    """Encodes the texts of the catalogue that are new or changed."""
    index = ROOT / os.environ.get("INDEX_DIR", "var/index")
    command = [str(API_ENV / "bin" / "python"), "-m", "knowledge_base", "--index", str(index)]
    sources = [*files_below(ROOT / "knowledge_base", "*.py", "*.yaml", "manifest.json")]
    sources += [LOCKS / "api.txt"]
    for variable, option in (
        ("CATALOGUE_DIR", "--catalogue"),
        ("WARD_DIR", "--ward"),
        ("ENCODER", "--encoder"),
    ):
        if folder := os.environ.get(variable):
            command += [option, folder]
            sources += files_below(ROOT / folder, "*.yaml")
    stamp = index / "digest"
    wanted = digest(sources)
    if is_current(stamp, wanted):
        return
    do("search index (a minute or two the first time)", [*command, "index"])
    stamp.write_text(wanted)


def train_bot() -> None:
    """Trains Rasa when its data, components or version changed."""
    stamp = MODEL.with_suffix(".digest")
    bot = ROOT / "bot"
    sources = [bot / "config.yml", LOCKS / "rasa.txt", *bot.glob("*.py")]
    for folder in ("data", "domain", "components"):
        sources += files_below(bot / folder, "*.yml", "*.py")
    wanted = digest(sources)
    if MODEL.is_file() and is_current(stamp, wanted):
        return
    command = [str(RASA_ENV / "bin" / "python"), "-m", "bot.lean_rasa", "train"]
    command += [
        "--skip-validation",
        "--config",
        "bot/config.yml",
        "--domain",
        "bot/domain",
        "--data",
        "bot/data",
    ]
    command += ["--out", str(MODEL.parent), "--fixed-model-name", "ward"]
    do(
        "dialogue model (half a minute)",
        command,
        log=ROOT / "var" / "log" / "train.log",
        TF_CPP_MIN_LOG_LEVEL="3",
        CUDA_VISIBLE_DEVICES="",
    )
    stamp.write_text(wanted)


def main() -> None:
    """Prepares for ``run`` or ``test``, or trains the encoder."""
    with_tests = sys.argv[1:] == ["test"]
    check_machine()
    try:
        if sys.argv[1:] == ["encoder"]:
            train_encoder()
            return
        for folder, title, lock, test_lock, options in (
            (API_ENV, "service", "api.txt", "dev.txt", []),
            (
                RASA_ENV,
                "dialogue engine",
                "rasa.txt",
                "rasa-test.txt",
                ["--ignore-requires-python"],
            ),
        ):
            # Once tests were run, their packages stay: taking them out and in would cost minutes.
            has_tests = with_tests or (folder / "has-tests").exists()
            locks = [lock, test_lock] if has_tests else [lock]
            make_environment(folder, locks, title, *options)
            if has_tests:
                (folder / "has-tests").touch()
        build_index()
        train_bot()
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}. Free space or mend the permissions.")
    except KeyboardInterrupt:
        stop("stopped; run the command again to go on.")


if __name__ == "__main__":
    main()
