"""The report of an import: what is new, changed, missing and refused, as JSON and as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge_base.imports.difference import FactChange
from knowledge_base.imports.facts import Refused, Remark
from knowledge_base.imports.texts import say


@dataclass(frozen=True)
class Listed:
    """A procedure named in the report."""

    code: str
    name: str
    field: str | None
    draft: str | None = None
    changes: tuple[FactChange, ...] = ()


@dataclass
class Report:
    """What an import found.

    Attributes:
        reason: Why the file was refused as a whole; ``None`` when it was used.
        read: Number of procedures read.
        unchanged: Number of those that the catalogue states alike.
        drafts: Folder of the drafts; ``None`` when there are none.
    """

    file: str
    format: str | None = None
    reason: str | None = None
    read: int = 0
    unchanged: int = 0
    drafts: str | None = None
    new: list[Listed] = field(default_factory=list)
    changed: list[Listed] = field(default_factory=list)
    missing: list[Listed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Whether the file could be used, at least in part."""
        return self.reason is None

    def as_json(self) -> dict[str, Any]:
        """Gives the report as one JSON object."""
        return {
            "file": self.file,
            "format": self.format,
            "accepted": self.accepted,
            "reason": self.reason,
            "read": self.read,
            "unchanged": self.unchanged,
            "drafts": self.drafts,
            "new": [_named(item) | {"draft": item.draft} for item in self.new],
            "changed": [
                _named(item) | {"draft": item.draft, "changes": [vars(c) for c in item.changes]}
                for item in self.changed
            ],
            "missing": [_named(item) for item in self.missing],
            "refused": [
                {
                    "line": item.spot.line,
                    "where": item.spot.text,
                    "code": item.code,
                    "reason": item.reason,
                }
                for item in self.refused
            ],
            "remarks": [
                {
                    "line": item.spot.line,
                    "where": item.spot.text,
                    "code": item.code,
                    "text": item.text,
                }
                for item in self.remarks
            ],
        }

    def as_text(self) -> str:
        """Gives the report for reading, in Vietnamese."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        if self.reason:
            yield say("report_refused", file=self.file, reason=self.reason)
            yield say("report_untouched")
        else:
            yield say(
                "report_head",
                file=self.file,
                read=self.read,
                new=len(self.new),
                changed=len(self.changed),
                unchanged=self.unchanged,
                missing=len(self.missing),
                refused=len(self.refused),
            )
        yield from self._section("report_new", self.new)
        yield from self._section("report_changed", self.changed)
        yield from self._section("report_missing", self.missing)
        if self.refused:
            yield from _titled("report_rows_refused", len(self.refused))
            for row in self.refused:
                code = f" – {row.code}" if row.code else ""
                yield f"  {row.spot.text}{code}: {row.reason}"
        if self.remarks:
            yield from _titled("report_remarks", len(self.remarks))
            yield from _grouped(self.remarks)
        if self.accepted:
            yield ""
            yield say("report_drafts", folder=self.drafts) if self.drafts else say("report_none")
            yield say("report_untouched")

    def _section(self, key: str, items: list[Listed]) -> Iterator[str]:
        if items:
            yield from _titled(key, len(items))
        for item in items:
            yield f"  {item.code}  {item.name}" + (f" ({item.field})" if item.field else "")
            yield from (f"      {change}" for change in item.changes)


def _titled(key: str, count: int) -> Iterator[str]:
    yield ""
    yield say(key, count=count)


def _grouped(remarks: list[Remark]) -> Iterator[str]:
    """Gives each remark once, with all the procedures or places that it is about."""
    about: dict[str, list[str]] = defaultdict(list)
    for remark in remarks:
        about[remark.text].append(remark.code or remark.spot.text)
    for text, places in about.items():
        yield f"  {text}"
        yield f"      {', '.join(dict.fromkeys(places))}"


def _named(item: Listed) -> dict[str, Any]:
    return {"code": item.code, "name": item.name, "field": item.field}
