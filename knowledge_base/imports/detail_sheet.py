"""Detail sheets of one or more procedures, in Word or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge_base.imports.blocks import Block, read_blocks
from knowledge_base.imports.entries import Entry, facts_of
from knowledge_base.imports.facts import FileReading, Format, Spot
from knowledge_base.imports.guard import OpenedFile, RefusedFile
from knowledge_base.imports.keys import header_facts, key_table, squeezed
from knowledge_base.imports.portal_json import Progress
from knowledge_base.imports.readings import folded, read_code
from knowledge_base.imports.texts import say

_NUMBERING = re.compile(
    r"(?:\d+(?:\.\d+)*(?:[.)]\s*|\s+)|\(\d+\)\s*|[a-zđ][.)]\s*|[IVX]+[.)]\s*|[-+*•–]\s*)++"
)
# "1. Đăng ký khai sinh (Mã thủ tục: 1.001193)"
_TITLE = re.compile(
    r"(?P<name>.{5,}?)\s*[(\-–]\s*mã\s*(?:số|thủ\s*tục|tthc|hồ\s*sơ|hành\s*chính|\s)*:?\s*"
    r"(?P<code>\d\.\d{6}[\w.]*)\s*\)?",
    re.I,
)
_TABLES = {"methods": ("method", "channel"), "documents": ("paper", "name"),
           "results": ("result", "text"), "legal_basis": ("legal", "number")}  # fmt: skip
_CAPTION = "nhom_giay_to"
_NO_PAPER = re.compile(
    r"khong.{0,12}|bao gom.*|.*so luong(?: ho so)?\b.*|giay to phai.*|thanh phan.*"
)


@dataclass
class _Sheet:
    """One procedure as it is collected."""

    start: int
    sections: dict[str, list[str | dict[str, object]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    section: str = "other"

    def open(self, section: str) -> None:
        self.section = section
        self.sections.setdefault(section, [])

    def add(self, item: str | dict[str, object]) -> None:
        if item:
            self.sections.setdefault(self.section, []).append(item)


def read_detail_sheets(opened: OpenedFile, progress: Progress) -> FileReading:
    """Reads the procedures of a document.

    Raises:
        RefusedFile: The document is broken or has none of the headings.
    """
    sheets = [sheet for sheet in _split(read_blocks(opened)) if len(sheet.sections) > 1]
    if not any({"code", "name"} & sheet.sections.keys() for sheet in sheets):
        raise RefusedFile(say("sheet_no_labels"))
    reading = FileReading(Format.DETAIL_SHEET, is_list=False)
    for number, sheet in enumerate(sheets, start=1):
        spot = Spot(sheet.start, say("spot_paragraph", number=sheet.start))
        values = {name: _value(name, items) for name, items in sheet.sections.items()}
        stated = {name: value for name, value in values.items() if value}
        facts_of(Entry(stated, spot, "\n".join(sheet.lines)), reading)
        progress(number, len(sheets))
    return reading


def _split(blocks: list[Block]) -> Iterator[_Sheet]:
    """Collects the sections; a second code or name begins the next procedure."""
    sheet = _Sheet(start=1)
    for block in blocks:
        for label, rest, row in _pieces(block, sheet):
            if label in ("code", "name") and label in sheet.sections:
                yield sheet
                sheet = _Sheet(start=block.number)
            if label:
                sheet.open(label)
            if isinstance(row, dict):
                sheet.add(row)
            elif rest:
                sheet.add(rest)
        sheet.lines.append(block.text or "\n".join(" | ".join(row) for row in block.rows))
    yield sheet


Piece = tuple[str | None, str, dict[str, object] | None]
"""A label that opens a section, text of the section, or a row of its table."""


def _pieces(block: Block, sheet: _Sheet) -> Iterator[Piece]:
    if block.text:
        yield from _line(block.text)
        return
    if rows := _table_rows(block, sheet):
        yield from ((None, "", row) for row in rows)
        return
    for row in block.rows:
        cells = [cell for cell in row if cell]
        while len(cells) > 1 and _NUMBERING.fullmatch(f"{cells[0]} "):
            cells = cells[1:]
        if cells and (label := _label(cells[0])):
            yield label, "", None
            cells = cells[1:]
        for cell in cells:
            for line in cell.splitlines():
                yield from _line(line)


def _table_rows(block: Block, sheet: _Sheet) -> list[dict[str, object]]:
    """Reads a table with a header that fits the section, as the portal prints it."""
    kind, main = _TABLES.get(sheet.section, ("", ""))
    if not kind or len(block.rows) < 2:
        return []
    headers = [cell.split("(")[0] for cell in block.rows[0]]
    if main not in header_facts(headers, key_table("portal_keys.yaml")[kind]).values():
        return []
    above: dict[str, object] = {}
    before = sheet.sections[sheet.section][-1:]
    if kind == "paper" and before and isinstance(before[0], str):
        above[_CAPTION] = before[0].strip(" :")  # the line over the table names the case
    return [above | dict(zip(headers, row, strict=False)) for row in block.rows[1:]]


def _line(text: str) -> Iterator[Piece]:
    bare = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
    head, colon, rest = bare.partition(":")
    if title := _TITLE.fullmatch(bare):
        yield "name", title["name"], None
        yield "code", title["code"], None
    elif label := _label(head if colon else bare):
        yield label, rest.strip(), None
    else:
        yield None, text, None


def _label(text: str) -> str | None:
    bare = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
    return key_table("sheet_labels.yaml")["labels"].get(squeezed(bare.split("(")[0].strip(" :")))


def _value(name: str, items: list[str | dict[str, object]]) -> object:
    rows = [item for item in items if isinstance(item, dict)]
    lines = [item for item in items if isinstance(item, str)]
    if name == "code":
        return next((line for line in lines if read_code(line)), lines[0] if lines else "")
    if name in _TABLES and rows:
        return rows
    if name == "documents":
        return _papers(lines)
    return "\n".join(lines)


def _papers(lines: list[str]) -> str:
    """Keeps the lines that name papers: those of the first level where there are bullets."""
    marked = [line for line in lines if line.startswith(("-", "•", "*", "–"))]
    papers = marked or [line for line in lines if not line.startswith("+")]
    return "\n".join(
        line.lstrip("-•*– ")
        for line in papers
        if not line.endswith(":") and not _NO_PAPER.fullmatch(folded(line))
    )
