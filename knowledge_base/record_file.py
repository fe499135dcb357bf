"""Writes a record as YAML that people like to read: keys in the order of the schema, no escapes."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from pydantic import AnyUrl

from knowledge_base.files import write_atomically
from knowledge_base.schema import Procedure

WIDTH = 100
_OPTIONAL = ("name_en", "short_name", "replaced_by", "english")
_LONGEST_ON_ONE_LINE = 90
# Plain and folded YAML scalars lose what these characters are, or show nothing to the reader.
_NEEDS_ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[\d.]+")


class _OnOneLine(dict[str, Any]):
    """A mapping that is written as ``{from: null, to: null}``."""


class _ListOnOneLine(list[Any]):
    """A list that is written as ``[fee, place]``."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indents the items of a list under their key, as the records do."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _NEEDS_ESCAPES.search(text) or _LOOKS_LIKE_A_NUMBER.fullmatch(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _mapping_on_one_line(dumper: yaml.SafeDumper, data: _OnOneLine) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


def _list_on_one_line(dumper: yaml.SafeDumper, data: _ListOnOneLine) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_OnOneLine, _mapping_on_one_line)
_Dumper.add_representer(_ListOnOneLine, _list_on_one_line)


def record_text(procedure: Procedure) -> str:
    """Gives the YAML text of a record; read again it is the same record."""
    data = {
        key: _laid_out(key, value)
        for key, value in procedure.model_dump(by_alias=True).items()
        if value or key not in _OPTIONAL
    }
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def write_record(path: Path, procedure: Procedure) -> None:
    """Writes a record's file, whole or not at all.

    Raises:
        OSError: The folder cannot be written.
    """
    write_atomically(path, record_text(procedure).encode())


def _laid_out(key: str, value: Any) -> Any:
    """Turns a value of the model into what YAML knows, and short things into one line."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, AnyUrl):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        items = [_laid_out("", item) for item in value]
        simple = all(isinstance(item, str) for item in items)
        if key in ("who", "results", "missing") and simple and _is_short(items):
            return _ListOnOneLine(items)
        return items
    if isinstance(value, dict):
        kept = {
            k: v for k, v in value.items() if not (k == "case" and v is None and "fee" in value)
        }
        laid = {k: _laid_out(k, v) for k, v in kept.items()}
        flat = not any(isinstance(item, (dict, list)) for item in laid.values())
        # An address or a circumstance is long: its mapping reads better line by line.
        compact = flat and not {"url", "when"} & laid.keys() and _is_short(laid)
        return _OnOneLine(laid) if compact else laid
    return value


def _is_short(data: Any) -> bool:
    return len(str(data)) <= _LONGEST_ON_ONE_LINE
