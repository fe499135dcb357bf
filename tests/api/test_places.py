"""People find a place by what they call it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.ward.phrases import Phrases, words_of
from api.ward.places import Places, counter_in, load_places
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.text.normalise import strip_diacritics
from tests.conftest import ROOT

PLACES = load_places()
SHIPPED = yaml.safe_load((ROOT / "api" / "policy" / "places.yaml").read_text())


def named(text: str) -> list[str]:
    return [place.slug for place in PLACES.named_in(text)]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("nhà vệ sinh ở đâu", "nha-ve-sinh"),
        ("nha ve sinh o dau", "nha-ve-sinh"),
        ("Cho tôi đi vệ sinh nhờ", "nha-ve-sinh"),
        ("WC chỗ nào", "nha-ve-sinh"),
        ("where is the toilet?", "nha-ve-sinh"),
        ("ở đây có máy photo không", "may-photocopy"),
        ("phô tô giấy ở đâu", "may-photocopy"),
        ("I need to make a copy", "may-photocopy"),
        ("gửi xe ở đâu vậy", "cho-de-xe"),
        ("where can I park", "cho-de-xe"),
        ("có nước uống không", "nuoc-uong"),
        ("ghế ngồi chờ ở đâu", "khu-cho"),
        ("xe lăn ở đâu", "xe-lan"),
        ("phòng tiếp dân tầng mấy", "phong-tiep-cong-dan"),
        ("quầy hộ tịch ở đâu", "quay-1"),
        ("quay ho tich", "quay-1"),
        ("phòng địa chính ở đâu", "quay-3"),
        ("công an phường ở đâu", "quay-7"),
        ("bàn hướng dẫn", "ban-huong-dan"),
        ("thang máy ở đâu", "thang-may"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(text: str, slug: str) -> None:
    assert named(text) == [slug]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("quầy số 3 ở đâu", 3),
        ("quầy 3", 3),
        ("quay so ba", 3),
        ("quầy số ba", 3),
        ("quầy năm", 5),
        ("quay tu", 4),
        ("đưa tôi đến quầy số mười hai", 12),
        ("cửa số 2", 2),
        ("counter three", 3),
        ("where is counter number 7", 7),
        ("window 1", 1),
        ("quầy hai mươi mốt", 21),
        ("quầy hộ tịch", None),
        ("tôi có 3 con", None),
    ],
)
def test_a_counter_is_read_in_digits_and_in_words(text: str, number: int | None) -> None:
    assert counter_in(words_of(text)) == number


def test_a_number_says_which_counter_whatever_stands_beside_it() -> None:
    assert named("quầy số 3 chỗ chứng thực ấy") == ["quay-3"]
    assert named("quầy 15") == []


def test_several_places_are_given_in_the_order_in_which_they_were_named() -> None:
    assert named("nhà vệ sinh với chỗ gửi xe ở đâu") == ["nha-ve-sinh", "cho-de-xe"]


@pytest.mark.parametrize("text", ["", "ở đâu", "chỗ kia", "xin chào", "👍"])
def test_where_nothing_is_named_nothing_is_found(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("place", PLACES.places, ids=lambda place: place.slug)
def test_each_word_of_each_place_leads_to_it(place) -> None:  # type: ignore[no-untyped-def]
    for word in (place.name, place.name_en, *place.words):
        assert named(word) == [place.slug], word
        assert place.slug in named(strip_diacritics(word)), word


def test_marks_that_were_typed_count() -> None:
    phrases = Phrases([("bàn", "table"), ("bán", "sell")])
    assert [found.meaning for found in phrases.find(words_of("bán bàn"))] == ["sell", "table"]
    assert phrases.find(words_of("bạn")) == []
    assert len(phrases.find(words_of("ban"))) == 1


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8))
def test_phrases_found_never_share_a_word(words: list[str]) -> None:
    found = Phrases([("a b", 2), ("a", 1), ("b c a", 3)]).find(words)
    taken = [word for each in found for word in range(each.first, each.after)]
    assert len(taken) == len(set(taken))


def changed(folder: Path, **values: object) -> Places:
    (folder / "places.yaml").write_text(yaml.safe_dump(SHIPPED | values, allow_unicode=True))
    return load_places(folder)


def one(**values: object) -> list[dict[str, object]]:
    place = {"slug": "cho", "name": "Chỗ", "name_en": "Place", "where": "đây", "where_en": "here"}
    return [*SHIPPED["places"], place | values]


def test_a_ward_has_its_own_map(tmp_path: Path) -> None:
    places = changed(tmp_path, places=one(words=["góc sách"]), sample=False)
    assert [place.slug for place in places.named_in("góc sách ở đâu")] == ["cho"]


@pytest.mark.parametrize(
    "values",
    [
        {"waiting_area": "la"},
        {"often_asked": ["la"]},
        {"dock": "la"},
        {"places": one(slug="quay-1")},
        {"places": one(counter=1)},
        {"places": one(where=None)},
        {"places": one(robot_guides=True)},
        {"places": one(point="a b")},
        {"places": one(tang=3)},
        {"places": []},
    ],
)
def test_a_map_that_does_not_fit_together_stops_the_start(
    tmp_path: Path, values: dict[str, object]
) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"places\.yaml"):
        changed(tmp_path, **values)


def test_the_shipped_map_says_that_it_is_a_sample(caplog: pytest.LogCaptureFixture) -> None:
    load_places()
    assert "sample" in caplog.text
