"""A small catalogue and files such as wards have, made anew for each test."""

import json
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from docx import Document
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.__main__ import main
from knowledge_base.catalogue import Catalogue
from knowledge_base.imports.facts import FileReading
from knowledge_base.imports.guard import OpenedFile, inspect
from knowledge_base.record_file import write_record
from knowledge_base.schema import Procedure

HEADER = ["STT", "Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Quyết định", "Cấp thực hiện"]
ROW = [1, "1.001193", "Đăng ký khai sinh", "Hộ tịch", "163/QĐ-BTP", "Cấp xã"]


def method(channel: str = "in_person", **figures: Any) -> dict[str, Any]:
    fee = {"kind": "fixed", "amount": 8000, "per": "bản", "note": "thu khi nhận kết quả"}
    limit = {"value": 3, "unit": "working_day", "note": None}
    return {"channel": channel, "time_limit": limit, "fee": fee} | figures


def paper(name: str, **changes: Any) -> dict[str, Any]:
    paper = {"name": name, "original": 1, "copy": None, "form": None}
    return paper | {"action": "submit", "note": None} | changes


def procedure(**changes: Any) -> Procedure:
    """A whole record, as an editor would have written it."""
    record: dict[str, Any] = {
        "code": "1.001193",
        "name": "Thủ tục đăng ký khai sinh",
        "field": "Hộ tịch",
        "service_group": "ho-tich",
        "status": "in_force",
        "effective": {"from": None, "to": None},
        "decision": {"number": "163/QĐ-BTP", "date": None},
        "who": ["công dân Việt Nam"],
        "summary": "Làm Giấy khai sinh lần đầu cho trẻ em.",
        "aliases": ["làm giấy khai sinh"],
        "situations": ["vợ tôi vừa sinh con"],
        "questions": ["Khai sinh cần giấy tờ gì?"],
        "not_to_confuse": [],
        "documents": [{"case": None, "items": [paper("Tờ khai"), paper("Giấy chứng sinh")]}],
        "methods": [method()],
        "steps": ["Nộp giấy tờ ở quầy hộ tịch."],
        "conditions": [],
        "results": ["Giấy khai sinh"],
        "legal_basis": [{"number": "60/2014/QH13", "effective": "2016-01-01"}],
        "agency": "UBND xã, phường",
        "place": None,
        "source": {"name": "Cổng Dịch vụ công quốc gia", "url": None, "retrieved": "2026-06-10"},
        "missing": ["place"],
    }
    return Procedure.model_validate(record | changes)


def catalogue(*procedures: Procedure) -> Catalogue:
    return Catalogue(procedures or [procedure()], "digest")


def catalogue_folder(folder: Path, *procedures: Procedure) -> Path:
    for item in procedures or [procedure()]:
        (folder / "ho-tich").mkdir(parents=True, exist_ok=True)
        write_record(folder / "ho-tich" / f"{item.code}.yaml", item)
    return folder


def portal_record(**changes: Any) -> dict[str, Any]:
    """A record of the portal that states what our record of the same code states."""
    record: dict[str, Any] = {
        "stt": "1",
        "ma_tthc": "1.001193",
        "ten_tthc": "Đăng ký khai sinh",
        "link_truy_cap": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1",
        "so_quyet_dinh": "163/QĐ-BTP",
        "ngay_quyet_dinh": "",
        "linh_vuc": "Hộ tịch",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "dia_chi_tiep_nhan": "",
        "trang_thai": "Đã công khai",
        "yeu_cau_dieu_kien": "Không.",
        "cach_thuc_thuc_hien": [
            {
                "hinh_thuc_nop": "Trực tiếp",
                "thoi_gian": "3 Ngày làm việc",
                "phi_le_phi": "8,000 VNĐ",
                "mo_ta": "",
            }
        ],
        "trinh_tu_thuc_hien": [{"truong_hop_xu_ly": "", "mo_ta_chi_tiet": "Bước 1: nộp hồ sơ"}],
        "tphs": [portal_paper("Tờ khai đăng ký khai sinh"), portal_paper("Giấy chứng sinh")],
        "kqth": [{"ma_ket_qua": "KQ1", "ten_ket_qua": "Giấy khai sinh", "mo_ta": ""}],
        "ccpl": [{"so_ky_hieu": "60/2014/QH13", "ngay_hieu_luc": "01/01/2016"}],
    }
    return record | changes


def portal_paper(name: str, **changes: Any) -> dict[str, Any]:
    return {"ten_giay_to": name, "loai_giay_to": "Bản Chính"} | (
        {"ban_chinh": True, "ban_sao": False, "bm_dien_tu": "Không"} | changes
    )


def portal_method(**changes: Any) -> list[dict[str, Any]]:
    return [portal_record()["cach_thuc_thuc_hien"][0] | changes]


def json_file(document: object) -> OpenedFile:
    return inspect("danh-muc.json", json.dumps(document, ensure_ascii=False).encode())


def workbook(rows: list[list[Any]], change: Callable[[Worksheet], object] | None = None) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh mục"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    return saved(book)


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def list_file(
    rows: list[list[Any]], change: Callable[[Worksheet], object] | None = None
) -> OpenedFile:
    return inspect("danh-muc.xlsx", workbook(rows, change))


def word_file(*parts: str | list[list[str]]) -> OpenedFile:
    """A document of lines and tables."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=0, cols=len(part[0]))
        for row in part:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    return inspect("chi-tiet.docx", saved(document))


def run_command(*arguments: str | Path) -> int:
    """Runs ``python -m knowledge_base`` in this process and gives its exit status."""
    with patch.object(sys, "argv", ["knowledge_base", *map(str, arguments)]):
        try:
            return main()
        except SystemExit as end:
            return int(end.code or 0)


def no_progress(done: int, total: int) -> None:
    pass


def reasons(reading: FileReading) -> list[str]:
    return [item.reason for item in reading.refused]
