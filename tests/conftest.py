"""Fixtures that several suites share."""

import os
import shutil
from pathlib import Path

import pytest

from knowledge_base.catalogue import Catalogue, load_catalogue
from knowledge_base.search.engine import Search, open_search

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium")


def needs(condition: bool, what: str) -> None:
    """Skips a test whose server or program is not here; in CI that is a failure."""
    if condition:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing in CI")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def search() -> Search:
    """The search over the whole catalogue, on the index that `make` keeps."""
    return open_search(ROOT / "var" / "index")
