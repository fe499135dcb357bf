import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.catalogue import Catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.speech.reader import Reader, load_reader
from knowledge_base.speech.table import load_speech_table
from tests.conftest import ROOT

CASES = yaml.safe_load(Path(__file__).with_name("read_aloud.yaml").read_text(encoding="utf-8"))
SHIPPED = ROOT / "knowledge_base" / "speech" / "speech.yaml"
# What the reader must tell apart, in any order.
PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """
        1 05 15 105 2025 012 1.000 20.000 1,5 0912345678 113 1900 đ đồng VNĐ /trang / - – . , : ; (
        ) % 07:30 7h30 giờ ngày tháng năm 01/7/2025 30/4 60/2014/QH13 163/QĐ-BTP 1.001193 A012 CT01
        02/TP mẫu số chương II V IV TT UBND CCCD VNeID TP. CMND/CCCD anh/chị m2 x ° https://a.vn T2
        CN thứ gọi quý nghị định luật *** “ ” & + lễ km/h CV1 VCX bản một a A B
        """,
    )
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=10).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.mark.parametrize(("written", "spoken"), CASES.items())
def test_what_is_written_is_read_as_people_say_it(
    reader: Reader, written: str, spoken: str
) -> None:
    assert reader.read(written) == spoken


@given(TEXTS)
@settings(max_examples=300)
def test_any_text_is_read_without_figures(text: str) -> None:
    assert not any(char.isdigit() for char in load_reader().read(text))


@given(TEXTS)
@settings(max_examples=300)
def test_what_was_read_is_read_the_same_again(text: str) -> None:
    spoken = load_reader().read(text)
    assert load_reader().read(spoken) == spoken


def test_every_record_is_read_in_words_and_pauses(catalogue: Catalogue, reader: Reader) -> None:
    for procedure in catalogue:
        for text in (procedure.name, procedure.summary, *procedure.steps, procedure.place or ""):
            spoken = reader.read(text)
            assert not set(spoken) & set("0123456789/()[]{}%;–*“”")
            assert reader.read(spoken) == spoken


def test_a_region_says_its_own_words() -> None:
    table = load_speech_table()
    southern = table.region.model_copy(update={"thousand": "ngàn", "odd": "lẻ"})
    spoken = Reader(table.model_copy(update={"region": southern})).read("1.105 đồng")
    assert spoken == "một ngàn một trăm lẻ năm đồng"


def test_a_ward_says_its_own_short_forms(tmp_path: Path) -> None:
    own = SHIPPED.read_text(encoding="utf-8").replace(
        "abbreviations:", "abbreviations:\n  NVH: nhà văn hóa", 1
    )
    (tmp_path / "speech.yaml").write_text(own, encoding="utf-8")
    assert load_reader(tmp_path).read("tại NVH khu 3") == "tại nhà văn hóa khu ba"


def test_a_spoken_form_with_figures_is_refused(tmp_path: Path) -> None:
    own = SHIPPED.read_text(encoding="utf-8").replace("UBND: Ủy ban nhân dân", "UBND: Ủy ban 1", 1)
    (tmp_path / "speech.yaml").write_text(own, encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="UBND"):
        load_speech_table(tmp_path)


@pytest.mark.parametrize(
    ("shipped", "own"),
    [
        ("  UBND: Ủy ban nhân dân", '  "": Ủy ban nhân dân'),
        ('  "&": và', '  "&&": và'),
        ("{thousand: nghìn", "{thousand: ngìn"),
    ],
)
def test_a_table_that_cannot_be_read_by_is_refused(tmp_path: Path, shipped: str, own: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert shipped in text
    (tmp_path / "speech.yaml").write_text(text.replace(shipped, own, 1), encoding="utf-8")
    with pytest.raises(KnowledgeBaseError):
        load_speech_table(tmp_path)
