"""Records of the national portal, as its export names them (``ma_tthc``, ``tphs``, ``ccpl``, …)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from knowledge_base.imports.entries import Entry, facts_of
from knowledge_base.imports.facts import FileReading, Format, Spot
from knowledge_base.imports.guard import OpenedFile, RefusedFile, decoded
from knowledge_base.imports.keys import by_fact, key_table, squeezed
from knowledge_base.imports.texts import say

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""

_MOST_RECORDS = 20_000
"""The whole country has some seven thousand procedures."""
_SPACE = " \t\r\n,"


def read_portal_json(opened: OpenedFile, progress: Progress) -> FileReading:
    """Reads a list of records, bare, wrapped in an object, or one record a line.

    Raises:
        RefusedFile: It is not JSON or holds no list of records.
    """
    text = decoded(opened)
    records = _records(text)
    if len(records) > _MOST_RECORDS:
        raise RefusedFile(say("json_too_many", limit=_MOST_RECORDS))
    reading = FileReading(Format.PORTAL_JSON, is_list=True)
    line, counted = 1, 0
    for number, (position, record) in enumerate(records, start=1):
        line += text.count("\n", counted, position)
        counted = position
        spot = Spot(line, say("spot_record", number=number, line=line))
        if isinstance(record, dict):
            _read_record(record, spot, reading)
        else:
            reading.refuse(spot, None, say("record_no_object"))
        progress(number, len(records))
    return reading


def _read_record(record: dict[str, object], spot: Spot, reading: FileReading) -> None:
    values = by_fact(record, key_table("portal_keys.yaml")["record"])
    try:
        facts_of(Entry(values, spot, _plain(record)), reading)
    except RecursionError:
        reading.refuse(spot, None, say("json_strange"))


def _records(text: str) -> list[tuple[int, object]]:
    """Gives the records with their positions in the text."""
    try:
        return list(_listed(text))
    except json.JSONDecodeError as error:
        raise RefusedFile(say("json_broken", line=error.lineno, column=error.colno)) from error
    except (RecursionError, ValueError) as error:  # nested too deep; a number of 5000 digits
        raise RefusedFile(say("json_strange")) from error


def _listed(text: str) -> Iterator[tuple[int, object]]:
    start = len(text) - len(text.lstrip())
    if text.startswith("[", start):
        yield from _elements(text, start)
        return
    document, end = json.JSONDecoder().raw_decode(text, start)
    if text[end:].strip():  # one object after the other, a line each
        yield from _values(text, start)
    elif (found := _wrapped(document)) is not None:
        key, records = found
        at = text.find("[", text.find(json.dumps(key, ensure_ascii=False)))
        placed = list(_elements(text, at)) if at >= 0 else []
        # The key may stand elsewhere too; then only the numbers of the records are right.
        same = [record for _, record in placed] == records
        yield from placed if same else ((start, record) for record in records)
    elif "code" in by_fact(document, key_table("portal_keys.yaml")["record"]):
        yield start, document
    else:
        raise RefusedFile(say("json_no_records"))


def _wrapped(document: dict[str, object]) -> tuple[str, list[object]] | None:
    """Finds the list of records in the objects that an export wraps around it."""
    wrappers = key_table("portal_keys.yaml")["wrapper"]
    for key, value in document.items():
        if squeezed(key) not in wrappers:
            continue
        if isinstance(value, list):
            return key, value
        if isinstance(value, dict) and (found := _wrapped(value)):
            return found
    return None


def _elements(text: str, start: int) -> Iterator[tuple[int, object]]:
    """Yields the elements of the list that begins there."""
    decoder, at = json.JSONDecoder(), _skip(text, start + 1)
    while text[at : at + 1] != "]":
        value, end = decoder.raw_decode(text, at)
        yield at, value
        at = _skip(text, end)


def _values(text: str, start: int) -> Iterator[tuple[int, object]]:
    decoder, at = json.JSONDecoder(), start
    while (at := _skip(text, at)) < len(text):
        value, end = decoder.raw_decode(text, at)
        yield at, value
        at = end


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _plain(value: object, indent: str = "") -> str:
    """Writes a record for the editor's eye: a line for each key, nested ones moved in."""
    if isinstance(value, dict):
        lines = []
        for key, item in value.items():
            nested = isinstance(item, dict | list) and item
            lines.append(
                f"{indent}{key}:\n{_plain(item, indent + '  ')}"
                if nested
                else f"{indent}{key}: {_plain(item)}"
            )
        return "\n".join(lines)
    if isinstance(value, list):
        return "\n".join(f"{indent}- {_plain(item, indent + '  ').strip()}" for item in value)
    return "" if value is None else str(value)
