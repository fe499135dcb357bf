"""Lists of procedures in Excel: code, name, field, decision, level."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.imports.entries import Entry, facts_of
from knowledge_base.imports.facts import FileReading, Format, Spot
from knowledge_base.imports.guard import OpenedFile, RefusedFile
from knowledge_base.imports.keys import header_facts, key_table, squeezed
from knowledge_base.imports.portal_json import Progress
from knowledge_base.imports.readings import folded, read_code
from knowledge_base.imports.texts import say
from knowledge_base.text.normalise import clean, normalise

_MOST_CELLS = 500_000
_MOST_ROWS = 50_000
_MOST_COLUMNS = 60
_HEADER_WITHIN = 30
"""Rows among which the header is looked for; titles and dates stand above it."""
_SHARED = {"field", "decision_number", "decision_date", "level", "agency", "status"}
"""Facts that several rows may share in one merged cell."""
_HEADING = re.compile(
    r"(?:[ivxlc]+ |\d+ |[a-h] )?(?:cac )?(?:thu tuc |tthc )?(?:hanh chinh )?(?:thuoc )?linh vuc\b"
)
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")

AnyCell = Cell | MergedCell


@dataclass(frozen=True)
class _Table:
    """A sheet with a header: which column (from 1) holds which fact."""

    sheet: Worksheet
    header_row: int
    columns: dict[int, str]
    last_row: int


def read_excel_list(opened: OpenedFile, progress: Progress) -> FileReading:
    """Reads every sheet that has columns for code and name.

    Raises:
        RefusedFile: The workbook is broken, too big or has no such sheet.
    """
    workbook, last_rows = _workbook(opened.data)
    ignored = key_table("list_columns.yaml")["ignored"]
    sheets = [
        sheet
        for sheet in workbook.worksheets
        if sheet.sheet_state == "visible" and squeezed(sheet.title) not in ignored
    ]
    found = (_find_header(sheet, last_rows[sheet.title]) for sheet in sheets)
    tables = [table for table in found if table]
    if not tables:
        raise RefusedFile(_no_header(sheets))
    reading = FileReading(Format.EXCEL_LIST, is_list=True)
    total = sum(table.last_row - table.header_row for table in tables)
    done = 0
    for table in tables:
        for _ in _read_table(table, reading):
            done += 1
            progress(done, total)
    return reading


def _workbook(data: bytes) -> tuple[Workbook, dict[str, int]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of extensions that we do not use
            last_rows = _last_rows(data)
            return load_workbook(BytesIO(data), keep_links=False), last_rows
    except RefusedFile:
        raise
    except Exception as error:  # a broken workbook makes openpyxl raise nearly anything
        raise RefusedFile(say("file_broken")) from error


def _last_rows(data: bytes) -> dict[str, int]:
    """Finds the last row of each sheet that holds a value.

    It reads the workbook as a stream, so that a huge sheet never lies in memory.
    """
    workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    cells, last_rows = 0, {}
    for sheet in workbook.worksheets:
        last_rows[sheet.title] = 0
        sheet.reset_dimensions()  # the stated ones may lie
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells += len(row)
            if cells > _MOST_CELLS or number > _MOST_ROWS:
                raise RefusedFile(say("excel_too_large", rows=_MOST_ROWS))
            if any(value is not None for value in row):
                last_rows[sheet.title] = number
    workbook.close()
    return last_rows


def _find_header(sheet: Worksheet, last_row: int) -> _Table | None:
    names = key_table("list_columns.yaml")
    for number, row in enumerate(_rows(sheet, 1, min(last_row, _HEADER_WITHIN)), start=1):
        cells = [_shown(cell) for cell in row]
        columns = header_facts(cells, names["needed"] | names["others"])
        if {"code", "name"} <= set(columns.values()):
            found = {index + 1: fact for index, fact in columns.items()}
            return _Table(sheet, number, found, last_row)
    return None


def _rows(sheet: Worksheet, first: int, last: int) -> Iterator[tuple[AnyCell, ...]]:
    if first <= last:
        yield from sheet.iter_rows(
            min_row=first, max_row=last, max_col=min(sheet.max_column, _MOST_COLUMNS)
        )


def _no_header(sheets: Sequence[Worksheet]) -> str:
    """Says which columns were found instead of the needed ones."""
    for sheet in sheets:
        for row in _rows(sheet, 1, min(sheet.max_row, _HEADER_WITHIN)):
            texts = [text for cell in row if (text := _shown(cell))]
            if len(texts) > 1:
                return say("excel_no_header", found="; ".join(texts)[:300])
    return say("excel_empty")


def _shown(cell: AnyCell) -> str:
    return clean(str(cell.value)) if cell.value is not None else ""


def _read_table(table: _Table, reading: FileReading) -> Iterator[None]:
    shared = _shared(table, reading)
    section: str | None = None
    first = table.header_row + 1
    for number, row in enumerate(_rows(table.sheet, first, table.last_row), start=first):
        yield
        filled = [cell for cell in row if _shown(cell)]
        if all(_COLUMN_NUMBER.fullmatch(_shown(cell)) for cell in filled):
            continue  # empty, or the row "(1) (2) (3)" under the header
        heading = _section(filled, table)
        if heading is not None:
            section = heading or section
            continue
        values = {
            fact: shared.get(row[column - 1].coordinate, _value(row[column - 1], fact))
            for column, fact in table.columns.items()
        }
        spot = _spot(table, number)
        if fault := _unreadable(row, table):
            code = read_code(str(values["code"]))
            if code:
                reading.codes.setdefault(code, spot)
            reading.refuse(spot, code, fault)
            continue
        if section and not values.get("field"):
            values["field"] = section
        stated = {fact: value for fact, value in values.items() if value not in (None, "")}
        text = "\n".join(f"{cell.coordinate}: {_shown(cell)}" for cell in filled)
        facts_of(Entry(stated, spot, text), reading)


def _spot(table: _Table, row: int) -> Spot:
    return Spot(row, say("spot_row", sheet=clean(table.sheet.title), row=row))


def _shared(table: _Table, reading: FileReading) -> dict[str, object]:
    """Gives each cell of an area merged over several rows the value that they share."""
    values: dict[str, object] = {}
    for area in sorted(table.sheet.merged_cells.ranges, key=lambda area: area.coord):
        if area.min_row <= table.header_row or area.min_row == area.max_row:
            continue  # titles, headers and headings of sections
        facts = {table.columns.get(column) for column in range(area.min_col, area.max_col + 1)}
        spot = _spot(table, area.min_row)
        if facts <= _SHARED:
            reading.remark(spot, None, say("cells_shared", area=area.coord))
            value = table.sheet.cell(area.min_row, area.min_col).value
            for row in range(area.min_row, min(area.max_row, table.last_row) + 1):
                values[f"{get_column_letter(area.min_col)}{row}"] = value
        elif facts & {"code", "name"}:
            reading.remark(spot, None, say("cells_merged", area=area.coord))
    return values


def _section(filled: Sequence[AnyCell], table: _Table) -> str | None:
    """Gives the field that a heading row such as ``I. LĨNH VỰC HỘ TỊCH`` names.

    Returns:
        ``None`` for a row that is no heading; empty for a heading that names no field.
    """
    words = " ".join(_shown(cell) for cell in filled)
    if len(filled) <= 2 and _HEADING.match(folded(words)):
        _, _, name = normalise(words).partition("lĩnh vực")
        return name.strip(" :.-").capitalize()
    facts = {table.columns.get(cell.column or 0) for cell in filled}
    return "" if len(filled) <= 2 and not facts & {"code", "name"} else None


def _unreadable(row: Sequence[AnyCell], table: _Table) -> str | None:
    """Says why a row cannot be used: formulas and errors, cell by cell."""
    faults = []
    for column in table.columns:
        cell = row[column - 1]
        if cell.data_type == "f":
            faults.append(say("cell_formula", cell=cell.coordinate))
        elif cell.data_type == "e":
            faults.append(say("cell_error", cell=cell.coordinate, value=_shown(cell)))
    return " ".join(faults) or None


def _value(cell: AnyCell, fact: str) -> object:
    if fact == "code" and isinstance(cell.value, float):
        return f"{cell.value:.6f}"  # Excel drops the zeros at the end of 1.001190
    return cell.value
