from pathlib import Path

import pytest

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.normalise import normalise, syllables


def expanded(text: str) -> str:
    return " ".join(load_abbreviations().expand(syllables(normalise(text))))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("xin GKS", "xin giấy khai sinh"),
        ("đổi CCCD", "đổi căn cước công dân"),
        ("nộp ở UBND", "nộp ở ủy ban nhân dân"),
        ("giấy QSDĐ", "giấy quyền sử dụng đất"),
        ("mất tiền ko", "mất tiền không"),
        ("lm ntn z", "làm như thế nào vậy"),
        ("gxn độc thân", "giấy xác nhận độc thân"),
        ("tách hk", "tách hộ khẩu"),
        ("làm đc hk", "làm được không"),
        ("đổi đc kd", "đổi địa chỉ kinh doanh"),
        ("ca nô", "ca nô"),
        ("đi B, C, K", "đi b c k"),
    ],
)
def test_abbreviations_are_written_out(short: str, long: str) -> None:
    assert expanded(short) == long


def test_a_ward_may_replace_the_table(tmp_path: Path) -> None:
    (tmp_path / "abbreviations.yaml").write_text(
        "papers: {abc: giấy lạ}\noffices: {}\neveryday: {}"
    )
    assert load_abbreviations(tmp_path).expand(["abc"]) == ["giấy", "lạ"]


def test_a_faulty_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "abbreviations.yaml").write_text("papers: [1]\noffices: {}\neveryday: {}")
    with pytest.raises(KnowledgeBaseError, match=r"abbreviations\.yaml: papers"):
        load_abbreviations(tmp_path)
