import random
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge_base.imports.detail_sheet import read_detail_sheets
from knowledge_base.imports.facts import FileReading, ImportedFacts
from knowledge_base.imports.guard import OpenedFile, RefusedFile, inspect
from tests.knowledge_base.imports.samples import no_progress, reasons, saved, word_file

METHODS = [
    ["Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả"],
    ["Trực tiếp", "03 Ngày làm việc", "Phí : 8.000 Đồng", ""],
    ["Trực tuyến", "02 Ngày làm việc", "", ""],
]
PAPERS = [
    ["Tên giấy tờ", "Mẫu đơn, tờ khai", "Số lượng"],
    ["Tờ khai", "Mẫu số 01.docx", "Bản chính: 1\nBản sao: 0"],
    ["Giấy chứng sinh", "", "Bản chính: 0\nBản sao: 2"],
]
PORTAL: list[str | list[list[str]]] = [
    "CHI TIẾT THỦ TỤC HÀNH CHÍNH",
    "Mã thủ tục: 1.001193",
    "Số quyết định: 163/QĐ-BTP",
    "Tên thủ tục: Đăng ký khai sinh",
    "Cấp thực hiện: Cấp Xã",
    "Lĩnh vực: Hộ tịch",
    "Trình tự thực hiện:",
    "Bước 1: Nộp hồ sơ",
    "Bước 2: Nhận kết quả",
    "Cách thức thực hiện:",
    METHODS,
    "Thành phần hồ sơ:",
    "Giấy tờ phải nộp:",
    PAPERS,
    "Đối tượng thực hiện: Công dân Việt Nam",
    "Cơ quan thực hiện: Ủy ban nhân dân cấp xã",
    "Kết quả thực hiện: Giấy khai sinh",
    "Căn cứ pháp lý:",
    [["Số ký hiệu", "Trích yếu"], ["60/2014/QH13", "Luật Hộ tịch"]],
    "Yêu cầu, điều kiện thực hiện: Không",
    "Từ khóa: Không có thông tin",
]


def read(opened: OpenedFile) -> FileReading:
    return read_detail_sheets(opened, no_progress)


def word(*parts: str | list[list[str]]) -> ImportedFacts:
    return read(word_file(*parts)).facts[0]


def html(body: str) -> ImportedFacts:
    return read(inspect("a.html", f"<html><body>{body}</body></html>".encode())).facts[0]


def names(facts: ImportedFacts) -> list[str]:
    return [paper.name for case in facts.documents or () for paper in case.items]


def figures(facts: ImportedFacts) -> list[tuple[str, object, int | None]]:
    return [
        (item.channel, item.time_limit and item.time_limit.value, item.fee.amount)
        for item in facts.methods or ()
    ]


def test_the_sheet_that_the_portal_prints_gives_its_facts() -> None:
    found = word(*PORTAL)
    assert (found.code, found.name, found.field) == ("1.001193", "Đăng ký khai sinh", "Hộ tịch")
    assert found.steps == ("Bước 1: Nộp hồ sơ", "Bước 2: Nhận kết quả")
    assert found.who == ("Công dân Việt Nam",)
    assert found.agency == "Ủy ban nhân dân cấp xã"
    assert found.results == ("Giấy khai sinh",)
    assert [item.number for item in found.legal_basis or ()] == ["60/2014/QH13"]


def test_the_table_of_methods_gives_times_and_fees() -> None:
    assert figures(word(*PORTAL)) == [("in_person", 3, 8000), ("online", 2, None)]


def test_the_table_of_papers_gives_numbers_and_forms() -> None:
    found = word(*PORTAL).documents or ()
    first, second = found[0].items
    assert (found[0].case, first.name, first.original, first.form) == (
        None,
        "Tờ khai",
        1,
        "Mẫu số 01",
    )
    assert (second.original, second.copies) == (None, 2)


def test_a_decision_with_numbered_headings_is_read() -> None:
    found = word(
        "1. Thủ tục đăng ký khai sinh (Mã TTHC: 1.001193)",
        "a) Trình tự thực hiện:",
        "- Bước 1: nộp",
        "b) Cách thức thực hiện: Trực tiếp hoặc trực tuyến.",
        "c) Thành phần, số lượng hồ sơ:",
        "* Giấy tờ phải nộp:",
        "- Tờ khai theo mẫu;",
        "- Giấy chứng sinh.",
        "* Số lượng hồ sơ: 01 bộ",
        "d) Thời hạn giải quyết: Ngay trong ngày làm việc",
        "đ) Phí, lệ phí: 8.000 đồng/trường hợp",
    )
    assert found.name == "Thủ tục đăng ký khai sinh"
    assert names(found) == ["Tờ khai theo mẫu", "Giấy chứng sinh."]
    assert figures(found) == [("in_person", 1, 8000), ("online", 1, 8000)]


def test_a_table_of_labels_and_texts_is_read() -> None:
    table = [
        ["1", "Mã thủ tục", "1.001193"],
        ["2", "Tên thủ tục", "Đăng ký khai sinh"],
        ["3", "Thành phần hồ sơ", "- Tờ khai\n- Giấy chứng sinh"],
    ]
    found = word(table)
    assert (found.code, names(found)) == ("1.001193", ["Tờ khai", "Giấy chứng sinh"])


def test_two_procedures_in_one_document_are_told_apart() -> None:
    second = ["Mã thủ tục: 1.000656", "Tên thủ tục: Đăng ký khai tử", "Lĩnh vực: Hộ tịch"]
    reading = read(word_file(*PORTAL, *second))
    assert [item.name for item in reading.facts] == ["Đăng ký khai sinh", "Đăng ký khai tử"]


def test_a_sheet_is_no_list_so_nothing_is_missing_from_it() -> None:
    assert not read(word_file(*PORTAL)).is_list


def test_a_sheet_without_code_is_refused_with_what_to_do() -> None:
    reading = read(word_file("Tên thủ tục: Đăng ký khai sinh", "Lĩnh vực: Hộ tịch"))
    assert reasons(reading) == ["Thiếu mã thủ tục. Hãy bổ sung mã có dạng 1.001193."]


def test_a_document_without_headings_is_refused() -> None:
    with pytest.raises(RefusedFile, match="Không tìm thấy các mục"):
        read(word_file("Kính gửi: Ủy ban nhân dân phường", "Đề nghị xem xét."))


def test_a_figure_without_channel_is_remarked_not_guessed() -> None:
    reading = read(word_file("Mã thủ tục: 1.001193", "Tên thủ tục: X", "Thời hạn: 3 ngày"))
    assert reading.facts[0].methods is None
    assert "không ghi cách nộp" in reading.remarks[0].text


def test_the_source_keeps_every_line_for_the_editor() -> None:
    text = word(*PORTAL).source_text
    assert "Bước 2: Nhận kết quả" in text
    assert "Giấy chứng sinh" in text


def test_words_in_a_content_control_are_read() -> None:
    document = Document(BytesIO(word_file("Mã thủ tục: 1.001193", "Tên thủ tục: Thật").data))
    body: Any = document.element.body
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    name = body.xpath("./w:p")[1]
    name.addprevious(control)
    control[0].append(name)
    found = read(inspect("a.docx", saved(document))).facts[0]
    assert found.name == "Thật"


def test_a_document_with_undecided_changes_is_refused() -> None:
    document = Document(BytesIO(word_file("Mã thủ tục: 1.001193").data))
    body: Any = document.element.body
    body.insert(0, parse_xml(f"<w:p {nsdecls('w')}><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>"))
    with pytest.raises(RefusedFile, match="Track Changes"):
        read(inspect("a.docx", saved(document)))


def test_a_page_with_an_xml_declaration_is_read() -> None:
    page = '<?xml version="1.0"?><html><p>Mã thủ tục: 1.001193</p><p>Tên thủ tục: X</p></html>'
    assert read(inspect("a.html", page.encode())).facts[0].name == "X"


def test_a_page_is_read_like_a_document() -> None:
    found = html(
        "<h2>Mã thủ tục: <b>1.001193</b></h2><p>Tên thủ tục:\n Đăng ký\n khai sinh</p>"
        "<div>Cách thức thực hiện</div><table><tr><th>Hình thức nộp</th><th>Thời gian</th>"
        "<th>Phí, lệ phí</th></tr><tr><td>Trực tiếp</td><td>3<br>ngày</td><td>8.000 đồng</td></tr>"
        "</table>"
    )
    assert found.name == "Đăng ký khai sinh"
    assert figures(found) == [("in_person", 3, 8000)]


def test_scripts_styles_and_comments_of_a_page_are_not_read() -> None:
    found = html(
        "<script>document.write('Mã thủ tục: 9.999999')</script><style>p{}</style>"
        "<!-- Tên thủ tục: Giả --><p>Mã thủ tục: 1.001193</p><p>Tên thủ tục: Thật</p>"
        "<noscript>Lĩnh vực: Giả</noscript>"
    )
    assert (found.code, found.name, found.field) == ("1.001193", "Thật", None)
    assert "document.write" not in found.source_text


def test_tables_for_the_looks_do_not_hide_the_tables_in_them() -> None:
    inner = "<table><tr><td>Mã thủ tục</td><td>1.001193</td></tr></table>"
    found = html(f"<table><tr><td><p>Tên thủ tục: X</p>{inner}</td></tr></table>")
    assert (found.code, found.name) == ("1.001193", "X")


def test_a_page_without_end_is_refused() -> None:
    with pytest.raises(RefusedFile, match="quá dài"):
        read(inspect("a.html", b"<html>" + b"<br>" * 100_000))


def test_a_hostile_numbering_does_not_hold_the_import_up() -> None:
    table = [["1." * 500 + "x", "Mã thủ tục", "1.001193"], ["2", "Tên thủ tục", "X"]]
    assert read(word_file(table)).facts[0].code == "1.001193"


def test_a_page_nested_beyond_reason_raises_no_error() -> None:
    body = "<div>" * 20_000 + "Mã thủ tục: 1.001193"
    with pytest.raises(RefusedFile):
        read(inspect("a.html", f"<html>{body}".encode()))


def test_no_damage_to_a_document_raises_anything_but_a_refusal() -> None:
    chance = random.Random(7)
    whole = word_file(*PORTAL).data
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(inspect("a.docx", bytes(damaged)))
        except RefusedFile as refused:
            assert str(refused).endswith(".")
