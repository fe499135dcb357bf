import random
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.imports import excel_list
from knowledge_base.imports.excel_list import read_excel_list
from knowledge_base.imports.facts import FileReading
from knowledge_base.imports.guard import OpenedFile, RefusedFile, inspect
from tests.knowledge_base.imports.samples import (
    HEADER,
    ROW,
    list_file,
    no_progress,
    reasons,
    saved,
    workbook,
)

OTHER = [2, "1.000656", "Đăng ký khai tử", "Hộ tịch", "163/QĐ-BTP", "Cấp xã"]


def read(opened: OpenedFile) -> FileReading:
    return read_excel_list(opened, no_progress)


def rows(*data: list[Any]) -> FileReading:
    return read(list_file([HEADER, *data]))


def codes(reading: FileReading) -> list[str]:
    return [item.code for item in reading.facts]


def test_a_list_gives_code_name_field_and_decision() -> None:
    found = rows(ROW).facts[0]
    assert (found.code, found.name, found.field) == ("1.001193", "Đăng ký khai sinh", "Hộ tịch")
    assert found.decision_number == "163/QĐ-BTP"


def test_a_list_says_nothing_of_fees_and_papers() -> None:
    found = rows(ROW).facts[0]
    assert (found.methods, found.documents, found.who) == (None, None, None)


def test_titles_may_stand_over_the_header() -> None:
    data = [["UBND PHƯỜNG"], ["DANH MỤC"], [], ["TT", "Mã số TTHC\n(nếu có)", "Tên TTHC"], ROW[:3]]
    assert codes(read(list_file(data))) == ["1.001193"]


def test_the_row_that_numbers_the_columns_is_no_procedure() -> None:
    reading = rows(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], ROW)
    assert (codes(reading), reasons(reading)) == (["1.001193"], [])


def test_columns_may_stand_in_any_order() -> None:
    data = [
        ["Lĩnh vực", "Tên thủ tục hành chính", "Mã thủ tục"],
        ["Hộ tịch", "Khai tử", "1.000656"],
    ]
    found = read(list_file(data)).facts[0]
    assert (found.code, found.field) == ("1.000656", "Hộ tịch")


def test_a_heading_gives_the_field_where_no_column_does() -> None:
    data = [["TT", "Mã TTHC", "Tên thủ tục"], ["I", "LĨNH VỰC HỘ TỊCH"], ROW[:3]]
    assert read(list_file(data)).facts[0].field == "Hộ tịch"


def test_the_second_of_two_sheets_is_read_too() -> None:
    book = Workbook()
    for number, row in enumerate((ROW, OTHER)):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet("Khác")
        sheet.append(HEADER)
        sheet.append(row)
    assert codes(read(inspect("a.xlsx", saved(book)))) == ["1.001193", "1.000656"]


def test_sheets_of_details_are_no_lists() -> None:
    def details(sheet: Worksheet) -> None:
        other = sheet.parent.create_sheet("TPHS")
        other.append(["TT", "Mã TTHC", "Tên TTHC", "Tên giấy tờ"])
        other.append([1, "1.001193", "Đăng ký khai sinh", "Tờ khai"])

    assert reasons(read(list_file([HEADER, ROW], details))) == []


def test_a_hidden_sheet_is_not_read() -> None:
    def hidden(sheet: Worksheet) -> None:
        sheet.parent.create_sheet("Cũ").append(HEADER)
        sheet.parent["Cũ"].append(OTHER)
        sheet.parent["Cũ"].sheet_state = "hidden"

    assert codes(read(list_file([HEADER, ROW], hidden))) == ["1.001193"]


def test_zeros_that_excel_dropped_from_a_code_come_back() -> None:
    assert codes(rows([1, 1.00119, *ROW[2:]])) == ["1.001190"]


def test_a_code_that_excel_made_a_whole_number_is_refused_with_what_to_do() -> None:
    (reason,) = reasons(rows([1, 1001193, *ROW[2:]]))
    assert "định dạng cột là Văn bản" in reason


def test_a_refusal_names_sheet_and_row() -> None:
    refused = rows(ROW, [2, None, "Không mã", "Hộ tịch", "x", "y"]).refused[0]
    assert (refused.spot.line, refused.spot.text) == (3, "trang tính “Danh mục”, dòng 3")


def test_a_code_that_stands_twice_is_refused_the_second_time() -> None:
    reading = rows(ROW, OTHER, ROW)
    assert codes(reading) == ["1.001193", "1.000656"]
    assert reasons(reading) == [
        "Mã 1.001193 đã có ở trang tính “Danh mục”, dòng 2. Hãy giữ lại một dòng."
    ]


def test_wrong_columns_are_refused_with_the_columns_found() -> None:
    with pytest.raises(RefusedFile, match=r"“Mã TTHC” và cột “Tên thủ tục”.*Họ tên; Ngày sinh"):
        read(list_file([["Họ tên", "Ngày sinh"], ["A", "B"]]))


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(RefusedFile, match="không có danh sách nào"):
        read(list_file([]))


def test_formulas_are_refused_cell_by_cell() -> None:
    row = [2, '="1.000"&"656"', "=C2", *ROW[3:]]
    reading = rows(ROW, row)
    assert codes(reading) == ["1.001193"]
    (reason,) = reasons(reading)
    assert "Ô B3 là công thức" in reason
    assert "Ô C3 là công thức" in reason


def test_a_formula_that_numbers_the_rows_does_not_matter() -> None:
    assert codes(rows(["=ROW()-1", *ROW[1:]])) == ["1.001193"]


def test_a_code_in_a_refused_row_is_not_missing_from_the_list() -> None:
    assert "1.001193" in rows([1, "1.001193", '="x"', *ROW[3:]]).codes


def test_an_error_value_is_refused_with_its_cell() -> None:
    (reason,) = reasons(rows([1, "1.001193", "#N/A", *ROW[3:]]))
    assert "Ô C2 báo lỗi #N/A" in reason


def test_a_field_merged_over_rows_counts_for_all_of_them() -> None:
    second = [2, "1.000656", "Đăng ký khai tử", None, None, "Cấp xã"]
    reading = read(list_file([HEADER, ROW, second], lambda s: s.merge_cells("D2:D3")))
    assert [item.field for item in reading.facts] == ["Hộ tịch", "Hộ tịch"]
    assert "Các ô D2:D3 gộp" in reading.remarks[0].text


def test_merged_names_are_reported_with_what_to_do() -> None:
    reading = read(list_file([HEADER, ROW, OTHER], lambda s: s.merge_cells("C2:C3")))
    assert "bỏ gộp ô" in reading.remarks[0].text
    assert reasons(reading) == ["Thiếu tên thủ tục. Hãy bổ sung tên."]


def test_merged_titles_are_no_matter() -> None:
    data = [["DANH MỤC"], HEADER, ROW]
    reading = read(list_file(data, lambda s: s.merge_cells("A1:F1")))
    assert (codes(reading), reading.remarks) == (["1.001193"], [])


def test_a_cell_at_the_end_of_the_sheet_is_refused() -> None:
    def far(sheet: Worksheet) -> None:
        sheet["A1048576"] = "x"

    with pytest.raises(RefusedFile, match="quá lớn"):
        read(list_file([HEADER, ROW], far))


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_list, "_MOST_CELLS", 10)
    with pytest.raises(RefusedFile, match="quá lớn"):
        rows(ROW, OTHER)


def parts_replaced(data: bytes, content: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w") as target:
        for name in source.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            target.writestr(name, content if is_sheet else source.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"<worksheet",
        b"",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>',
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="x"><c r="!!"><v>1</v></c></row></sheetData></worksheet>',
    ],
    ids=["cut off", "empty", "entities", "nonsense"],
)
def test_a_broken_sheet_is_refused(content: bytes) -> None:
    data = parts_replaced(workbook([HEADER, ROW]), content)
    with pytest.raises(RefusedFile, match=r"bị hỏng|không có danh sách"):
        read(inspect("a.xlsx", data))


def test_no_damage_to_a_file_raises_anything_but_a_refusal(tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = workbook([HEADER, ROW, OTHER])
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(inspect("a.xlsx", bytes(damaged)))
        except RefusedFile as refused:
            assert str(refused).endswith(".")
