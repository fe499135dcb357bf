from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.exports.notice_board import notice_board
from knowledge_base.schema import Procedure
from tests.knowledge_base.imports.samples import method, paper, procedure

TODAY = date(2026, 11, 22)


def board(*procedures: Procedure) -> Worksheet:
    data = notice_board(procedures or [procedure()], TODAY)
    return load_workbook(BytesIO(data)).worksheets[0]


def row(sheet: Worksheet, number: int = 5) -> dict[str, Any]:
    headers = [cell.value for cell in sheet[4]]
    return dict(zip(map(str, headers), [cell.value for cell in sheet[number]], strict=True))


def test_a_row_tells_what_a_visitor_needs() -> None:
    assert row(board()) == {
        "STT": 1,
        "Mã thủ tục": "1.001193",
        "Tên thủ tục": "Thủ tục đăng ký khai sinh",
        "Lĩnh vực": "Hộ tịch",
        "Thời hạn giải quyết": "3 ngày làm việc",
        "Phí, lệ phí": "8.000 đồng/bản",
        "Nơi nộp hồ sơ": "Nguồn không ghi",
        "Số giấy tờ": 2,
        "Căn cứ pháp lý": "60/2014/QH13",
    }


def test_figures_that_differ_are_told_channel_by_channel() -> None:
    fast = method("online", time_limit={"value": 1, "unit": "day", "note": None})
    found = row(board(procedure(methods=[method(), fast])))
    assert found["Thời hạn giải quyết"] == "Nộp trực tiếp: 3 ngày làm việc\nNộp trực tuyến: 1 ngày"
    assert found["Phí, lệ phí"] == "8.000 đồng/bản"


def test_papers_of_cases_are_counted_apart() -> None:
    cases = [
        {"case": None, "items": [paper("Tờ khai")]},
        {"case": "Ủy quyền", "items": [paper("Giấy ủy quyền")]},
    ]
    assert row(board(procedure(documents=cases)))["Số giấy tờ"] == "1 (thêm theo trường hợp: 1)"


def test_rows_are_ordered_by_field_and_code() -> None:
    sheet = board(procedure(code="1.000009"), procedure(code="1.000001"), procedure(field="Cư trú"))
    assert [cell.value for cell in sheet["B"][4:]] == ["1.001193", "1.000001", "1.000009"]


def test_the_head_names_day_and_source() -> None:
    text = str(board()["A2"].value)
    assert "22/11/2026" in text
    assert "Cổng Dịch vụ công quốc gia; đọc từ ngày 10/06/2026" in text


def test_the_sheet_is_ready_to_print() -> None:
    sheet = board()
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet["C5"].alignment.wrap_text
    assert sheet.column_dimensions["C"].width > 30


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_name_is_never_taken_for_a_formula(start: str) -> None:
    name = f'{start}HYPERLINK("http://x")'
    cell = board(procedure(name=name))["C5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


def test_characters_that_excel_cannot_hold_are_left_out() -> None:
    record = procedure().model_copy(update={"name": "Khai\x07 sinh"})
    assert board(record)["C5"].value == "Khai sinh"


def test_an_empty_catalogue_gives_an_empty_list() -> None:
    sheet = load_workbook(BytesIO(notice_board([], TODAY))).worksheets[0]
    assert sheet.max_row == 4
    assert "Không có thủ tục nào" in str(sheet["A2"].value)
