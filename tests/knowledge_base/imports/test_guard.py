import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from knowledge_base.imports.guard import FileKind, Limits, RefusedFile, inspect, open_file
from tests.knowledge_base.imports.samples import HEADER, ROW, word_file, workbook


def zipped(**parts: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def added(data: bytes, name: str, content: bytes) -> bytes:
    buffer = BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def refusal(name: str, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedFile) as refused:
        inspect(name, data, limits)
    return str(refused.value)


def test_the_kind_is_what_the_bytes_are() -> None:
    assert inspect("sai-duoi.txt", workbook([HEADER, ROW])).kind is FileKind.XLSX
    assert word_file("x").kind is FileKind.DOCX
    assert inspect("a", b'\xef\xbb\xbf [{"ma_tthc": 1}]').kind is FileKind.JSON
    assert inspect("a.xls", b"\n<html><body></body></html>").kind is FileKind.HTML


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match=r"Không tìm thấy tệp khong-co\.json"):
        open_file(tmp_path / "khong-co.json")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="Không tìm thấy"):
        open_file(tmp_path)


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "to.xlsx"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(RefusedFile, match=r"50 MB.*giới hạn 20 MB"):
        open_file(path)


def test_an_empty_file_is_refused() -> None:
    assert "rỗng" in refusal("a.json", b"")


def test_a_broken_zip_is_refused() -> None:
    assert "bị hỏng" in refusal("a.xlsx", workbook([HEADER, ROW])[:700])


def test_a_zip_bomb_is_refused() -> None:
    bomb = zipped(**{"xl/workbook.xml": b"0" * (40 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert "không an toàn" in refusal("a.xlsx", bomb)


def test_parts_that_are_too_large_together_are_refused() -> None:
    data = zipped(**{"xl/workbook.xml": b"1", "a": bytes(range(256)) * 8})
    assert "không an toàn" in refusal("a.xlsx", data, Limits(unpacked=1000))


def test_too_many_parts_are_refused() -> None:
    data = zipped(**{f"p{i}": b"" for i in range(30)})
    assert "không an toàn" in refusal("a.xlsx", data, Limits(parts=20))


def test_a_workbook_with_a_macro_is_refused() -> None:
    data = added(workbook([HEADER, ROW]), "xl/vbaProject.bin", b"\x01")
    assert "macro" in refusal("danh-muc.xlsx", data)


def test_an_xlsm_is_refused_by_its_name() -> None:
    assert "macro" in refusal("danh-muc.XLSM", workbook([HEADER, ROW]))


def test_old_macro_sheets_are_refused() -> None:
    data = added(workbook([HEADER, ROW]), "xl/macrosheets/sheet1.xml", b"<x/>")
    assert "macro" in refusal("danh-muc.xlsx", data)


def test_a_file_with_a_password_is_refused() -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
    assert "mật khẩu" in refusal("a.xlsx", data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook", "Office cũ"),
        (b"%PDF-1.7", "PDF"),
        (b"MZ\x90\x00", "Không nhận ra"),
        (zipped(**{"xl/workbook.bin": b"x"}), "Office cũ"),
        (zipped(**{"readme.txt": b"x"}), "Không nhận ra"),
    ],
)
def test_other_kinds_are_refused_with_what_to_do(data: bytes, words: str) -> None:
    assert words in refusal("a.xlsx", data)
