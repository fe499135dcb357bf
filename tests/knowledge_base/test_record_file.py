"""A record that was written and read again is the same record."""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from knowledge_base.catalogue import Catalogue
from knowledge_base.record_file import record_text, write_record
from knowledge_base.schema import Procedure
from knowledge_base.yaml_file import read_yaml
from tests.knowledge_base.records import record

# What a YAML file can hold at all; half a surrogate pair is no text.
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300).map(str.strip).filter(bool)


def written_and_read(procedure: Procedure) -> Procedure:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.yaml"
        write_record(path, procedure)
        return read_yaml(path, Procedure)


@given(text=texts)
@example(text="null")
@example(text="2026-06-10")
@example(text="12:30:15")
@example(text="- a: [b, {c")
@example(text="dòng một\ndòng hai\n\n  thụt vào")
@example(text="a\x85b\u2028c\ufeffd\x00e\tf")
@example(text="từ " * 90 + "hai  khoảng   trắng " * 20 + "hết")
def test_any_text_comes_back_as_it_was(text: str) -> None:
    procedure = record(summary=text, aliases=[text], english=[text], steps=[text, text])
    assert written_and_read(procedure) == procedure


def test_shipped_records_come_back_as_they_were(catalogue: Catalogue) -> None:
    for procedure in list(catalogue)[::40]:
        assert written_and_read(procedure) == procedure


def test_a_record_reads_well() -> None:
    text = record_text(record(first=date(2026, 6, 1), steps=["Nộp hồ sơ."]))
    assert text.startswith('code: "1.000001"\nname: Thủ tục 1.000001\nfield: Hộ tịch\n')
    assert "effective: {from: 2026-06-01, to: null}\n" in text
    assert "steps:\n  - Nộp hồ sơ.\n" in text
    assert text.endswith("missing: [fee]\n")
    assert "name_en" not in text
    assert "english" not in text
