"""From a file to drafts and a report."""

import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.catalogue import Catalogue, load_catalogue
from knowledge_base.checks import check_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.imports.guard import OpenedFile, inspect
from knowledge_base.imports.intake import import_file, import_path
from knowledge_base.imports.report import Report
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.schema import Procedure
from tests.knowledge_base.imports.samples import (
    HEADER,
    ROW,
    catalogue,
    json_file,
    list_file,
    method,
    no_progress,
    paper,
    portal_method,
    portal_paper,
    portal_record,
    procedure,
    word_file,
)

TODAY = date(2026, 11, 22)
NEW = {"ma_tthc": "1.000656", "ten_tthc": "Đăng ký khai tử"}
DEARER = {"cach_thuc_thuc_hien": portal_method(phi_le_phi="10.000 đồng/bản")}


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


def run(drafts: Path, opened: OpenedFile, *ours: Procedure) -> Report:
    return import_file(opened, catalogue(*ours), drafts, TODAY, no_progress)


def run_portal(drafts: Path, *ours: Procedure, **theirs: Any) -> Report:
    return run(drafts, json_file([portal_record(**theirs)]), *ours)


def draft(drafts: Path, name: str = "1.001193.yaml") -> dict[str, Any]:
    record: dict[str, Any] = yaml.safe_load((drafts / name).read_text())
    return record


def test_a_procedure_that_states_the_same_makes_no_draft(drafts: Path) -> None:
    report = run_portal(drafts)
    assert (report.read, report.unchanged, report.drafts) == (1, 1, None)
    assert not drafts.exists()


def test_a_draft_of_a_change_replaces_the_changed_fact(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    assert draft(drafts)["methods"][0]["fee"]["amount"] == 10000


def test_a_draft_of_a_change_keeps_our_sentences(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    ours = procedure().model_dump()
    for part in ("summary", "aliases", "situations", "questions", "steps"):
        assert draft(drafts)[part] == ours[part]


def test_a_draft_of_a_change_is_a_whole_record(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    assert Procedure.model_validate(draft(drafts)).code == "1.001193"


def test_a_figure_that_did_not_change_keeps_its_note(drafts: Path) -> None:
    run_portal(drafts, cach_thuc_thuc_hien=portal_method(thoi_gian="5 ngày"))
    found = draft(drafts)["methods"][0]
    assert found["time_limit"]["value"] == 5
    assert found["fee"]["note"] == "thu khi nhận kết quả"


def test_a_draft_names_day_and_address_of_its_source(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    source = draft(drafts)["source"]
    assert (source["retrieved"], source["url"]) == (TODAY, portal_record()["link_truy_cap"])


def test_the_head_of_a_draft_tells_before_and_after(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    head = (drafts / "1.001193.yaml").read_text().split("code:")[0]
    assert "# - lệ phí (nộp trực tiếp): 8.000 đồng/bản → 10.000 đồng/bản" in head


def test_a_new_paper_joins_ours_in_the_draft(drafts: Path) -> None:
    added = portal_paper("Biên bản bàn giao", truong_hop="Trẻ bị bỏ rơi")
    run_portal(drafts, tphs=[*portal_record()["tphs"], added])
    cases = {case["case"]: case["items"] for case in draft(drafts)["documents"]}
    assert [item["name"] for item in cases[None]] == ["Tờ khai", "Giấy chứng sinh"]
    assert [item["name"] for item in cases["Trẻ bị bỏ rơi"]] == ["Biên bản bàn giao"]


def test_a_paper_that_is_gone_leaves_the_draft(drafts: Path) -> None:
    items = [paper("Tờ khai"), paper("Giấy chứng sinh"), paper("Văn bản ủy quyền")]
    run_portal(drafts, procedure(documents=[{"case": None, "items": items}]))
    names = [item["name"] for item in draft(drafts)["documents"][0]["items"]]
    assert names == ["Tờ khai", "Giấy chứng sinh"]


def test_a_draft_says_what_its_source_does_not_state(drafts: Path) -> None:
    both = portal_method() + portal_method(hinh_thuc_nop="Trực tuyến", phi_le_phi="", thoi_gian="")
    run_portal(drafts, cach_thuc_thuc_hien=both)
    assert draft(drafts)["missing"] == ["fee", "time_limit", "place"]


def test_the_words_of_the_source_lie_beside_the_draft(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    assert "Bước 1: nộp hồ sơ" in (drafts / "1.001193.source.txt").read_text()


def test_a_new_procedure_becomes_a_skeleton(drafts: Path) -> None:
    report = run_portal(drafts, **NEW)
    found = draft(drafts, "1.000656.yaml")
    assert report.new[0].draft == "1.000656.yaml"
    assert (found["name"], found["service_group"]) == ("Đăng ký khai tử", "ho-tich")
    assert (found["summary"], found["aliases"], found["steps"]) == ("", [], [])


def test_validate_refuses_a_skeleton_until_it_is_written(drafts: Path) -> None:
    run_portal(drafts, **NEW)
    folder = drafts.parent / "catalogue" / "ho-tich"
    folder.mkdir(parents=True)
    (drafts / "1.000656.yaml").rename(folder / "1.000656.yaml")
    with pytest.raises(KnowledgeBaseError, match="summary"):
        load_catalogue(folder.parent)


def test_a_skeleton_lacks_nothing_but_our_words(drafts: Path) -> None:
    run_portal(drafts, **NEW, dia_chi_tiep_nhan="Trung tâm")
    record = draft(drafts, "1.000656.yaml") | {"summary": "Một câu."}
    written = Procedure.model_validate(record)
    faults = check_catalogue(Catalogue([written], ""), load_service_groups())
    assert {fault.field for fault in faults} == {"aliases", "situations", "questions", "missing"}


def test_the_group_of_a_field_that_nobody_serves_stays_open(drafts: Path) -> None:
    run_portal(drafts, **NEW, linh_vuc="Hàng không")
    assert draft(drafts, "1.000656.yaml")["service_group"] == ""


def test_an_editors_draft_is_never_overwritten(drafts: Path) -> None:
    drafts.mkdir()
    (drafts / "1.001193.yaml").write_text("đang sửa dở")
    report = run_portal(drafts, **DEARER)
    assert (drafts / "1.001193.yaml").read_text() == "đang sửa dở"
    assert report.changed[0].draft == "1.001193-2.yaml"


def test_the_same_import_twice_makes_one_draft(drafts: Path) -> None:
    run_portal(drafts, **DEARER)
    run_portal(drafts, **DEARER)
    assert len(list(drafts.glob("*.yaml"))) == 1


def test_a_procedure_of_a_listed_field_that_is_not_listed_is_missing(drafts: Path) -> None:
    death = procedure(code="1.000656", name="Đăng ký khai tử")
    land = procedure(code="1.000001", field="Đất đai")
    report = run(drafts, list_file([HEADER, ROW]), procedure(), death, land)
    assert [item.code for item in report.missing] == ["1.000656"]


def test_a_list_without_fields_speaks_of_the_fields_of_its_procedures(drafts: Path) -> None:
    land = procedure(code="1.000001", field="Đất đai")
    death = procedure(code="1.000656")
    report = run(drafts, list_file([HEADER[:3], ROW[:3]]), procedure(), death, land)
    assert [item.code for item in report.missing] == ["1.000656"]


def test_an_abolished_procedure_is_not_missing(drafts: Path) -> None:
    gone = procedure(code="1.000656", status="abolished")
    assert run(drafts, list_file([HEADER, ROW]), procedure(), gone).missing == []


def test_a_refused_row_is_not_missing(drafts: Path) -> None:
    refused = [2, "1.000656", '="x"', "Hộ tịch", "", ""]
    death = procedure(code="1.000656")
    assert run(drafts, list_file([HEADER, ROW, refused]), procedure(), death).missing == []


def test_nothing_is_missing_from_a_sheet_of_one_procedure(drafts: Path) -> None:
    sheet = word_file("Mã thủ tục: 1.001193", "Tên thủ tục: Đăng ký khai sinh", "Lĩnh vực: Hộ tịch")
    report = run(drafts, sheet, procedure(), procedure(code="1.000656"))
    assert (report.unchanged, report.missing) == (1, [])


def test_a_list_of_names_alone_changes_no_figures(drafts: Path) -> None:
    report = run(drafts, list_file([HEADER, ROW]), procedure(methods=[method("post")]))
    assert (report.unchanged, report.changed) == (1, [])


def test_a_file_without_a_usable_row_is_refused_with_each_reason(drafts: Path) -> None:
    report = run(drafts, list_file([HEADER, [1, "x", "Tên", "", "", ""]]))
    assert not report.accepted
    assert (report.missing, len(report.refused)) == ([], 1)


def test_a_refused_file_gives_a_report_not_an_error(tmp_path: Path, drafts: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{")
    report = import_path(path, catalogue(), drafts, TODAY, no_progress)
    assert report.reason is not None
    assert "sai cú pháp ở dòng 1" in report.reason


def test_half_characters_of_a_source_do_not_stop_the_drafts(drafts: Path) -> None:
    data = b'[{"ma_tthc": "1.000656", "ten_tthc": "\\ud83d Khai t\\u1eed", "mo_ta": "\\udc00"}]'
    assert run(drafts, inspect("a.json", data)).new[0].name == "Khai tử"


def test_random_bytes_give_a_report_not_an_error(tmp_path: Path, drafts: Path) -> None:
    chance = random.Random(3)
    for start in (b"", b"PK\x03\x04", b"[{", b"<html>"):
        path = tmp_path / "x.xlsx"
        path.write_bytes(start + chance.randbytes(2000))
        assert not import_path(path, catalogue(), drafts, TODAY, no_progress).accepted


def test_four_hundred_procedures_are_imported(drafts: Path) -> None:
    records = [portal_record(ma_tthc=f"1.{number:06}", **DEARER) for number in range(400)]
    ours = [procedure(code=f"1.{number:06}") for number in range(200)]
    started = time.perf_counter()
    report = run(drafts, json_file(records), *ours)
    print(f"400 procedures in {time.perf_counter() - started:.1f} s")
    assert (len(report.new), len(report.changed)) == (200, 200)
