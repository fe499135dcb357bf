import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.privacy import mask


@pytest.mark.parametrize(
    "secret",
    [
        "001099012345",
        "0010 9901 2345",
        "123456789",
        "0912345678",
        "091 234 5678",
        "0912.345.678",
        "+84912345678",
        "(024) 3333 4444",
        "B1234567",
        "me@example.vn",
    ],
)
def test_what_identifies_a_person_is_masked(secret: str) -> None:
    assert mask(f"số của tôi {secret} ạ") == "số của tôi *** ạ"


@pytest.mark.parametrize(
    "text",
    [
        "thủ tục 1.001193",
        "1.001193 60/2014/QH13",
        "Luật 60/2014/QH13",
        "sinh năm 1990, 30 ngày",
        "hết 50.000 đồng",
        "ngày 12/06/2026",
    ],
)
def test_codes_laws_dates_and_amounts_stay_readable(text: str) -> None:
    assert mask(text) == text


@given(st.text("0123456789", min_size=9, max_size=12), st.sampled_from(["", " ", ".", "-"]))
def test_no_long_run_of_digits_survives(digits: str, separator: str) -> None:
    spaced = separator.join(digits[i : i + 3] for i in range(0, len(digits), 3))
    assert mask(f"a {spaced} b") == "a *** b"
