"""The arrows between packages."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = {
    package: sorted((ROOT / package).rglob("*.py")) for package in ("api", "bot", "knowledge_base")
}


def imported_by(module: Path) -> Iterator[str]:
    """Names of the modules that a file imports, also inside of functions."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            yield node.module or ""


def test_the_contracts_of_import_linter_are_kept() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("bot", {"api", "knowledge_base", "ops", "tests"}),
        ("knowledge_base", {"api", "bot", "ops", "tests"}),
        ("api", {"bot", "ops", "tests"}),
    ],
)
def test_a_package_knows_nothing_of_what_lies_above_or_beside_it(
    package: str, forbidden: set[str]
) -> None:
    assert MODULES[package]
    found = {
        f"{module.relative_to(ROOT)}: {name}"
        for module in MODULES[package]
        for name in imported_by(module)
        if name.split(".")[0] in forbidden
    }
    assert found == set()


def test_the_knowledge_base_needs_no_web_framework_and_no_database() -> None:
    tools = {"fastapi", "starlette", "sqlalchemy", "alembic", "rasa", "rasa_sdk"}
    used = {
        name.split(".")[0] for module in MODULES["knowledge_base"] for name in imported_by(module)
    }
    assert used & tools == set()


def test_the_time_is_read_in_one_place() -> None:
    readers = {
        str(module.relative_to(ROOT))
        for module in MODULES["api"]
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
    }
    assert readers == {"api/clock.py"}
