"""Reads one YAML file into a pydantic model, with faults that name file and field."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge_base.errors import Fault, KnowledgeBaseError

Model = TypeVar("Model", bound=BaseModel)

# libyaml is ten times faster; the pure Python loader is there where the wheel has none.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, model: type[Model], name: str | None = None) -> Model:
    """Reads and checks one file.

    Args:
        path: The YAML file.
        model: What it must hold.
        name: How faults name the file; its path when not given.

    Raises:
        KnowledgeBaseError: The file is missing, is not YAML, or does not fit the model.
    """
    name = name or str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KnowledgeBaseError([Fault(name, "", f"cannot be read: {error.strerror}")]) from error
    return parse_yaml(content, model, name)


def parse_yaml(content: bytes, model: type[Model], name: str) -> Model:
    """Checks what a file holds.

    Raises:
        KnowledgeBaseError: It is not YAML or does not fit the model.
    """
    try:
        data = yaml.load(content, Loader=_Loader)  # noqa: S506 - a safe loader in either case
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f"line {where.line + 1}: " if where else ""
        problem = getattr(error, "problem", None) or "is not YAML"
        raise KnowledgeBaseError([Fault(name, "", f"{line}{problem}")]) from error
    except ValueError as error:  # a day such as 2026-02-30, of which YAML names no line
        raise KnowledgeBaseError([Fault(name, "", str(error))]) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise KnowledgeBaseError(
            [
                Fault(name, ".".join(str(part) for part in detail["loc"]), detail["msg"])
                for detail in error.errors()
            ]
        ) from error
