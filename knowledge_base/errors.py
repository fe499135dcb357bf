"""Errors of the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a data file.

    Attributes:
        file: Path of the file, relative to the folder that was read.
        field: Dotted path of the faulty key, such as ``methods.0.fee.amount``; empty for the file.
        message: What is wrong and what to do.
    """

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.field}" if self.field else self.file
        return f"{where}: {self.message}"


class KnowledgeBaseError(Exception):
    """Data that cannot be used; carries every fault that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in sorted(faults)))
        self.faults = sorted(faults)
