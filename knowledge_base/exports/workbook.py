"""One printable sheet: title, header that stays in sight, wrapped text, widths, page set-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.exports.texts import say

HEADER_ROW = 4
_FONT = "Times New Roman"
_LONGEST = 32_767
"""Characters that a cell of Excel can hold."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_EDGE = Side(style="thin", color="808080")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


@dataclass(frozen=True)
class Column:
    """A column: its header and its width in characters."""

    header: str
    width: float


def table_file(
    sheet_name: str,
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str | int]],
) -> bytes:
    """Makes an Excel file with one table, ready to be printed on A4 across."""
    workbook = Workbook()
    sheet: Worksheet = workbook.worksheets[0]
    sheet.title = sheet_name
    _put(sheet.cell(1, 1), title, Font(name=_FONT, size=14, bold=True), "center")
    _put(sheet.cell(2, 1), subtitle, Font(name=_FONT, size=11, italic=True), "center")
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
    sheet.row_dimensions[2].height = 32
    for index, column in enumerate(columns, start=1):
        header = sheet.cell(HEADER_ROW, index)
        _put(header, column.header, Font(name=_FONT, size=11, bold=True), "center")
        header.fill = PatternFill("solid", start_color="D9E2F3")
        header.border = _BORDER
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    body = Font(name=_FONT, size=11)
    last = HEADER_ROW
    for last, values in enumerate(rows, start=HEADER_ROW + 1):
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(last, index)
            _put(cell, value, body, "center" if isinstance(value, int) else "left")
            cell.border = _BORDER
    _set_up_page(sheet, get_column_letter(len(columns)), last)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _put(cell: Cell | MergedCell, value: str | int, font: Font, horizontal: str) -> None:
    """Writes a value so that nothing of it is ever taken for a formula."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
        if text.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True  # stays text when somebody edits the cell
    else:
        cell.value = value
    cell.font = font
    cell.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=True)


def _set_up_page(sheet: Worksheet, last_column: str, last_row: int) -> None:
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last_column}{max(last_row, HEADER_ROW)}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    if (footer := sheet.oddFooter) and footer.center:
        footer.center.text = say("page")
