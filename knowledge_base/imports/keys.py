"""Tables of the names under which a fact may stand, from data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge_base.imports.readings import folded
from knowledge_base.yaml_file import read_yaml


class KeyTable(RootModel[dict[str, dict[str, list[str]]]]):
    """For each kind of entry: our name of a fact to the names that sources use."""


@cache
def key_table(file: str) -> dict[str, dict[str, str]]:
    """Reads a table, turned round: kind of entry, then a source's folded name to our name.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    table = read_yaml(Path(__file__).parent / file, KeyTable).root
    return {
        kind: {squeezed(name): fact for fact, names in facts.items() for name in names}
        for kind, facts in table.items()
    }


def squeezed(name: str) -> str:
    """Gives the form in which names are compared: ``ma_tthc``, ``Mã TTHC`` are both ``matthc``."""
    return folded(name).replace(" ", "")


def by_fact(entry: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """Gives the values under our names; the first that says something wins."""
    facts: dict[str, object] = {}
    for key, value in entry.items():
        fact = names.get(squeezed(str(key)))
        if fact and facts.get(fact) in (None, "", [], {}):
            facts[fact] = value
    return facts


def header_facts(cells: Iterable[str], names: Mapping[str, str]) -> dict[int, str]:
    """Finds which column of a table holds which fact."""
    found: dict[int, str] = {}
    for index, cell in enumerate(cells):
        fact = names.get(squeezed(cell.split("(")[0]))
        if fact and fact not in found.values():
            found[index] = fact
    return found
