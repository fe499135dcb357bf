"""A cry for help is heard, and an ordinary question is not taken for one."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.ward.crisis import Crisis, load_crisis
from knowledge_base.answers.texts import Locale
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.text.normalise import strip_diacritics

FOLDER = Path(__file__).parent / "crisis"
EMERGENCIES: dict[str, list[str]] = yaml.safe_load((FOLDER / "emergencies.yaml").read_text())
ORDINARY: list[str] = yaml.safe_load((FOLDER / "ordinary.yaml").read_text())
CRISIS = load_crisis()


def heard(text: str, crisis: Crisis = CRISIS) -> str | None:
    topic = crisis.detect(text)
    return topic.slug if topic else None


def test_there_are_sentences_enough_each_way() -> None:
    assert sum(map(len, EMERGENCIES.values())) >= 120
    assert len(ORDINARY) >= 120
    assert EMERGENCIES.keys() == {topic.slug for topic in CRISIS.topics}


@pytest.mark.parametrize(
    ("slug", "text"), [(slug, text) for slug, texts in EMERGENCIES.items() for text in texts]
)
def test_a_cry_for_help_is_heard(slug: str, text: str) -> None:
    assert heard(text) == slug


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_question_is_no_emergency(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize(
    "text", [text for texts in EMERGENCIES.values() for text in texts if "uuu" not in text]
)
def test_it_is_heard_without_marks_and_in_capitals(text: str) -> None:
    assert heard(strip_diacritics(text)) is not None
    assert heard(text.upper()) is not None


# Without marks it reads like "cháy rồi", and a fire that is not heard is the worse mistake.
@pytest.mark.parametrize("text", [text for text in ORDINARY if text != "chạy rồi"])
def test_an_ordinary_question_typed_without_marks_is_no_emergency(text: str) -> None:
    assert heard(strip_diacritics(text)) is None


@given(st.text(max_size=300))
def test_whatever_is_said_gets_a_decision(text: str) -> None:
    assert heard(text) in {None, *EMERGENCIES}


@given(st.sampled_from(EMERGENCIES["khan-cap"][:3]), st.text(" \t\n.!…", max_size=5))
def test_space_and_punctuation_around_a_cry_change_nothing(text: str, around: str) -> None:
    assert heard(f"{around}{text}{around}") == "khan-cap"


def test_marks_tell_words_apart_in_a_text_that_has_them() -> None:
    assert heard("xe chạy rồi, tôi về nhé") is None
    assert heard("nhà cháy rồi, tôi đang ở nhà") == "chay"


def test_every_topic_has_its_words_in_both_languages_and_numbers_that_exist() -> None:
    known = {line.number for line in CRISIS.hotlines}
    assert known <= {"111", "112", "113", "114", "115"}
    for topic in CRISIS.topics:
        assert topic.said(Locale.VI) != topic.said(Locale.EN)
        assert CRISIS.hotlines_of(topic)


SMALL = """\
hotlines: [{number: "113", name: công an, name_en: police}]
lists: {tôi: [tôi]}
calm: [thủ_tục]
otherwise: khac
topics: [{slug: khac, say: a, say_en: b, call: ["113"], signs: ["%s"]}]
"""


def own(folder: Path, sign: str) -> Crisis:
    (folder / "crisis.yaml").write_text(SMALL % sign)
    return load_crisis(folder)


@pytest.mark.parametrize(
    ("sign", "met", "not_met"),
    [
        ("báo động", "có báo động", "báo không động"),
        ("đỏ/xanh_lá rực", "xanh lá rực", "xanh rực"),
        ("<tôi> ngã", "tôi ngã", "anh ngã"),
        ("mưa to? gió", "mưa gió", "mưa nhỏ gió"),
        ("mưa ~ gió", "mưa a b c gió", "mưa a b c d gió"),
        ("mưa ~ gió", "mưa rồi gió", "mưa. gió"),
        ("| mưa |", "nắng. mưa!", "nắng mưa"),
    ],
)
def test_each_form_of_a_sign_means_what_it_says(
    tmp_path: Path, sign: str, met: str, not_met: str
) -> None:
    crisis = own(tmp_path, sign)
    assert heard(met, crisis) == "khac"
    assert heard(not_met, crisis) is None


@pytest.mark.parametrize("sign", ["<ai> ngã", "~ |", "~"])
def test_a_sign_that_cannot_be_read_stops_the_start(tmp_path: Path, sign: str) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"crisis\.yaml"):
        own(tmp_path, sign)


@pytest.mark.parametrize(
    ("key", "value"), [('call: ["113"]', 'call: ["999"]'), ("otherwise: khac", "otherwise: la")]
)
def test_a_number_or_topic_that_does_not_exist_stops_the_start(
    tmp_path: Path, key: str, value: str
) -> None:
    (tmp_path / "crisis.yaml").write_text((SMALL % "mưa").replace(key, value))
    with pytest.raises(KnowledgeBaseError):
        load_crisis(tmp_path)
