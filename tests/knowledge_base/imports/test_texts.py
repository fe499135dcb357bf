"""The sentences of imports and exports: none is missing, none is left over."""

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base import exports, imports
from knowledge_base.exports.texts import say as say_of_an_export
from knowledge_base.imports.texts import say as say_of_an_import

PACKAGES = [(imports, say_of_an_import.by_key), (exports, say_of_an_export.by_key)]


def keys_used(folder: Path) -> Iterator[str]:
    """Yields each string that the code holds, with ``*`` for what is filled in."""
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield f"{node.values[0].value}*"


@pytest.mark.parametrize(("package", "texts"), PACKAGES)
def test_every_sentence_is_used(package: object, texts: dict[str, str]) -> None:
    folder = Path(package.__file__).parent  # type: ignore[attr-defined]
    used = set(keys_used(folder))
    prefixes = tuple(key[:-1] for key in used if key.endswith("_*"))
    unused = {key for key in texts if key not in used and not key.startswith(prefixes)}
    assert unused == set()


@pytest.mark.parametrize(("package", "texts"), PACKAGES)
def test_every_sentence_asked_for_is_there(package: object, texts: dict[str, str]) -> None:
    folder = Path(package.__file__).parent  # type: ignore[attr-defined]
    asked = {
        node.args[0].value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "say"
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked <= set(texts)


@pytest.mark.parametrize(("package", "texts"), PACKAGES)
def test_the_sentences_are_composed_unicode(package: object, texts: dict[str, str]) -> None:
    for sentence in texts.values():
        assert unicodedata.is_normalized("NFC", sentence)
