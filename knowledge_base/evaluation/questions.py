"""Question sets: JSON Lines of ``{"q", "codes", "style"}``; no codes: nothing answers it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.errors import Fault, KnowledgeBaseError
from knowledge_base.schema import Code
from knowledge_base.search.decision import Decision

FOLDER = Path(__file__).parent / "questions"

Line = TypeVar("Line", bound=BaseModel)


class EvaluationQuestion(BaseModel):
    """One question with the procedures that answer it.

    Attributes:
        q: The question as asked.
        codes: Codes of the right procedures; empty when none answers it.
        style: How it is asked, such as ``plain`` or ``noisy``.
        expect: The decision that is right where it does not follow from ``codes``: ``clarify``
            where the assistant must ask back.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    q: str = Field(min_length=1)
    codes: list[Code]
    style: str = "unnamed"
    expect: Decision | None = None


def read_questions(path: Path) -> list[EvaluationQuestion]:
    """Reads a question set.

    Raises:
        KnowledgeBaseError: With every line that cannot be used.
    """
    return read_lines(path, EvaluationQuestion)


def read_lines(path: Path, model: type[Line]) -> list[Line]:
    """Reads JSON Lines.

    Raises:
        KnowledgeBaseError: With every line that cannot be used.
    """
    read: list[Line] = []
    faults: list[Fault] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseError([Fault(str(path), "", f"cannot be read: {error}")]) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read.append(model.model_validate_json(line))
        except ValidationError as error:
            message = "; ".join(detail["msg"] for detail in error.errors())
            faults.append(Fault(str(path), f"line {number}", message))
    if faults:
        raise KnowledgeBaseError(faults)
    return read
