from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.privacy import MASK, mask
from knowledge_base.speech.hearing import Hearing, load_hearing
from knowledge_base.speech.numbers import DIGITS, Numbers

CASES = yaml.safe_load(Path(__file__).with_name("heard.yaml").read_text(encoding="utf-8"))
WORDS = st.sampled_from(
    [
        *DIGITS,
        *("mười", "mươi", "trăm", "nghìn", "triệu", "linh", "lăm", "mốt", "tư", "rưỡi", "mấy"),
        *("a", "bê", "xê", "tê", "số", "mẫu", "ngày", "tháng", "giờ", "gọi", "chấm", "ờ", "tôi"),
    ]
)


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    return load_hearing()


@pytest.mark.parametrize(("heard", "written"), CASES.items())
def test_what_was_heard_is_written_as_people_write_it(
    hearing: Hearing, heard: str, written: str
) -> None:
    assert hearing.write(heard) == written


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(load_hearing().write(text), str)


@given(st.integers(min_value=10, max_value=10**12 - 1), st.sampled_from(["nghìn", "ngàn"]))
def test_a_number_that_was_read_aloud_is_heard_as_itself(number: int, thousand: str) -> None:
    written = load_hearing().write(Numbers(thousand, "lẻ").cardinal(number))
    assert written.replace(".", "") == str(number)


@given(st.from_regex(r"0\d{8,11}", fullmatch=True))
def test_a_spoken_telephone_or_card_number_is_masked(figures: str) -> None:
    spoken = Numbers().digits(figures)
    assert mask(load_hearing().write(f"số của tôi là {spoken}")) == f"số của tôi là {MASK}"
