import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.speech.english import read_english


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Your number is A012. You are next.", "Your number is A 0 1 2. You are next."),
        ("28 working day(s)", "28 working days"),
        ("1 day(s)", "1 day"),
        ("50.000 đồng (for one copy)", "50,000 đồng, for one copy"),
        ("Code 1.001193.", "Code 1 0 0 1 1 9 3."),
        ("See https://dichvucong.gov.vn now.", "See now."),
        ("Call 115 (ambulance) or 113.", "Call 1 1 5, ambulance, or 1 1 3."),
        ("Receipt PA-7K3M-9Q2H.", "Receipt P A, 7 K 3 M, 9 Q 2 H."),
        ("113 papers", "113 papers"),
        ("You may ask:\n- papers\n- fees", "You may ask. papers. fees"),
        ("Monday to Friday 7:30 to 11:30", "Monday to Friday 7:30 to 11:30"),
    ],
)
def test_an_english_text_is_prepared_for_the_ear(written: str, spoken: str) -> None:
    assert read_english(written) == spoken


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert "\n" not in read_english(text)
