"""What visitors say of themselves, by words or by an age, names a class of priority."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.tickets.claims import PriorityClaims
from api.tickets.policy import Priorities, Priority, load_queue_rules
from knowledge_base.policy.service_groups import load_service_groups

SHIPPED = load_queue_rules(load_service_groups()).priorities
CLAIMS = PriorityClaims(SHIPPED)


def claimed(text: str, claims: PriorityClaims = CLAIMS) -> str | None:
    priority = claims.claimed_in(text)
    return priority.id if priority else None


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("tôi ngồi xe lăn", "disabled"),
        ("toi ngoi xe lan", "disabled"),
        ("em đang mang thai ạ", "pregnant"),
        ("em có bầu 7 tháng", "pregnant"),
        ("tôi bế con theo", "with_infant"),
        ("ông là thương binh", "merit"),
        ("mẹ tôi già yếu lắm", "elderly"),
        ("I am pregnant", "pregnant"),
        ("I use a wheelchair", "disabled"),
    ],
)
def test_words_name_a_class(text: str, priority: str) -> None:
    assert claimed(text) == priority


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("tôi 75 tuổi", "elderly"),
        ("bac 82 tuoi roi", "elderly"),
        ("tôi 74 tuổi", None),
        ("I am 80 years old", "elderly"),
        ("my mother is aged 90", "elderly"),
        ("con tôi 8 tháng", "with_infant"),
        ("cháu mới 2 tuổi", "with_infant"),
        ("con tôi 36 tháng", None),
        ("con tôi 3 tuổi", None),
        ("my baby is 10 months", "with_infant"),
        ("tôi đi với bố 78 tuổi và con 5 tuổi", "elderly"),
    ],
)
def test_an_age_names_a_class_from_its_limit_on(text: str, priority: str | None) -> None:
    assert claimed(text) == priority


@pytest.mark.parametrize(
    "text", ["", "tôi vội lắm", "tôi đợi 2 tháng rồi", "nộp từ tháng 8", "quầy 80"]
)
def test_what_is_no_ground_names_none(text: str) -> None:
    assert claimed(text) is None


def test_words_go_before_an_age() -> None:
    assert claimed("thương binh 80 tuổi") == "merit"


def test_a_ward_without_classes_grants_none() -> None:
    assert claimed("tôi 90 tuổi, ngồi xe lăn", PriorityClaims(Priorities(priorities=[]))) is None


def test_the_limit_is_the_wards_own() -> None:
    sixty = Priority(
        id="elderly",
        name="Cao tuổi",
        name_en="Elderly",
        rule="60",
        rule_en="60",
        rank=1,
        age_from=60,
    )
    assert claimed("tôi 61 tuổi", PriorityClaims(Priorities(priorities=[sixty]))) == "elderly"


@given(st.integers(0, 999))
def test_only_an_age_within_the_limits_is_a_ground(age: int) -> None:
    expected = "elderly" if age >= 75 else "with_infant" if age < 3 else None
    assert claimed(f"{age} tuổi") == expected


@given(st.text(max_size=300))
def test_whatever_is_said_can_be_read(text: str) -> None:
    assert claimed(text) in {None, *(priority.id for priority in SHIPPED.priorities)}
