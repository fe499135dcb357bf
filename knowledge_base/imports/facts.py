"""What an imported file states of a procedure: facts only, each as the source gives it.

``None`` means that the file does not speak of the fact, so nothing follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge_base.schema import LegalDocument, Method, PaperCase, Status


class Format(StrEnum):
    """The kinds of files that can be imported."""

    PORTAL_JSON = "portal_json"
    EXCEL_LIST = "excel_list"
    DETAIL_SHEET = "detail_sheet"


@dataclass(frozen=True)
class Spot:
    """Where in the file something stands.

    Attributes:
        line: Line, row or paragraph, counted from 1.
        text: The same in words, such as ``dòng 12, ô C12``.
    """

    line: int
    text: str


@dataclass(frozen=True)
class Refused:
    """One entry of the file that could not be used, and what to do about it."""

    spot: Spot
    code: str | None
    reason: str


@dataclass(frozen=True)
class Remark:
    """Something that an editor should look at; the entry was used all the same."""

    spot: Spot
    code: str | None
    text: str


@dataclass(frozen=True, kw_only=True)
class ImportedFacts:
    """One procedure of the file.

    Attributes:
        source_text: Everything that the file says of it, for the editor who writes our sentences.
    """

    code: str
    name: str
    spot: Spot
    field: str | None = None
    decision_number: str | None = None
    decision_date: date | None = None
    status: Status | None = None
    who: tuple[str, ...] | None = None
    methods: tuple[Method, ...] | None = None
    documents: tuple[PaperCase, ...] | None = None
    legal_basis: tuple[LegalDocument, ...] | None = None
    steps: tuple[str, ...] | None = None
    conditions: tuple[str, ...] | None = None
    results: tuple[str, ...] | None = None
    agency: str | None = None
    place: str | None = None
    url: str | None = None
    source_text: str = ""


@dataclass
class FileReading:
    """All that was read from one file.

    Attributes:
        is_list: Whether a procedure that is not in the file is missing from it; a sheet of
            one procedure says nothing about the others.
        codes: Spot of each code seen, also of entries that were refused for another reason.
    """

    format: Format
    is_list: bool
    facts: list[ImportedFacts] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    codes: dict[str, Spot] = field(default_factory=dict)

    def refuse(self, spot: Spot, code: str | None, reason: str) -> None:
        """Notes an entry that cannot be used."""
        self.refused.append(Refused(spot, code, reason))

    def remark(self, spot: Spot, code: str | None, text: str) -> None:
        """Notes something for the editor's eye."""
        self.remarks.append(Remark(spot, code, text))
