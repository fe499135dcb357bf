"""Questions on hours and days off are answered from policy data and the clock."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ward.days import days_asked
from api.ward.opening import Opening
from api.ward.policy import load_ward
from knowledge_base.answers.texts import Locale
from knowledge_base.policy.opening_hours import Holidays, load_holidays
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.text.normalise import strip_diacritics

HOLIDAYS = load_holidays()
MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 8:00 in Việt Nam
OWN_WARD = """\
name: Phường Thử
name_en: Test Ward
address: 12 phố Thử
address_en: null
hand_off: {place: bàn 1, place_en: desk 1, phone: '024 1', hotline: '1022'}
"""
OWN_GROUPS = """\
hours: {mon-fri: ['08:00-16:00']}
groups:
  - {slug: ho-tich, letter: A, name: Hộ tịch, name_en: Civil status}
  - {slug: chung-thuc, letter: B, name: Chứng thực, name_en: Certification,
     hours: {mon-sat: ['08:00-11:00']}}
"""


def tell(question: str, now: datetime = MORNING, locale: Locale = Locale.VI) -> str:
    opening = Opening(load_ward(None), load_service_groups(), HOLIDAYS)
    return opening.tell(question, now, locale)


def days(question: str) -> tuple[date, ...]:
    return days_asked(question, MONDAY, HOLIDAYS).days


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("hôm nay có nghỉ không", MONDAY),
        ("mai có làm không", date(2026, 11, 24)),
        ("sáng mai", date(2026, 11, 24)),
        ("ngày kia", date(2026, 11, 25)),
        ("thứ bảy có làm không", date(2026, 11, 28)),
        ("thứ 7 có làm không", date(2026, 11, 28)),
        ("t7 lm k", date(2026, 11, 28)),
        ("thứ hai mấy giờ mở", MONDAY),
        ("thứ hai tuần sau", date(2026, 11, 30)),
        ("chủ nhật", date(2026, 11, 29)),
        ("cn tuần sau", date(2026, 12, 6)),
        ("2/9 có làm không", date(2027, 9, 2)),
        ("30-4", date(2027, 4, 30)),
        ("ngày 24/12/2026", date(2026, 12, 24)),
        ("ngày 2 tháng 9", date(2027, 9, 2)),
        ("mùng hai tháng chín", date(2027, 9, 2)),
        ("ba mươi mốt tháng mười hai", date(2026, 12, 31)),
        ("ngày 1 tháng 5 năm 2027", date(2027, 5, 1)),
        ("are you open tomorrow", date(2026, 11, 24)),
        ("open on Saturday?", date(2026, 11, 28)),
        ("on 2 September", date(2027, 9, 2)),
        ("on December 24", date(2026, 12, 24)),
    ],
)
def test_the_day_that_is_meant_is_found(question: str, day: date) -> None:
    assert days(question) == (day,)
    assert days(strip_diacritics(question)) == (day,)


@pytest.mark.parametrize(
    "question",
    ["mấy giờ mở cửa", "thu bao nhiêu tiền", "31/2 có làm không", "thứ 9", "ngày tháng", "thứ"],
)
def test_where_no_day_is_meant_none_is_found(question: str) -> None:
    assert days(question) == ()


def test_the_weekend_is_two_days() -> None:
    assert days("cuối tuần có làm không") == (date(2026, 11, 28), date(2026, 11, 29))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Tết có làm không", "Tết Nguyên đán"),
        ("nghỉ tết từ thứ mấy", "Tết Nguyên đán"),
        ("tet duong lich", "Tết Dương lịch"),
        ("giỗ tổ có nghỉ không", "Giỗ Tổ Hùng Vương"),
        ("lễ quốc khánh", "Quốc khánh"),
        ("are you closed on National Day", "Quốc khánh"),
        ("closed for Tet?", "Tết Nguyên đán"),
    ],
)
def test_a_holiday_is_found_by_its_name(question: str, name: str) -> None:
    assert days_asked(question, MONDAY, HOLIDAYS).holiday == name


@given(st.text(max_size=60), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_any_question_is_read_and_never_means_a_day_that_is_past(text: str, today: date) -> None:
    assert isinstance(tell(text, datetime(2026, 11, 23, 1, tzinfo=UTC)), str)
    found = days_asked(text, today, HOLIDAYS)
    assert found.holiday is not None or all(day.year >= 1 for day in found.days)


@given(
    st.sampled_from(["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"]),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_weekday_is_the_next_one_from_today_on(name: str, today: date) -> None:
    (day,) = days_asked(name, today, Holidays(closed=[])).days
    assert timedelta(0) <= day - today < timedelta(7)
    (later,) = days_asked(f"{name} tuần sau", today, Holidays(closed=[])).days
    assert later.weekday() == day.weekday()
    assert later.isocalendar()[:2] == (today + timedelta(7)).isocalendar()[:2]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "mấy giờ mở cửa",
            "Trung tâm làm việc thứ Hai đến thứ Sáu từ 7 giờ 30 đến 11 giờ 30 và từ 13 giờ 30 "
            "đến 17 giờ, trừ ngày lễ, Tết. Bây giờ trung tâm đang mở cửa.",
        ),
        (
            "thứ bảy có làm không",
            "Thứ Bảy, ngày 28/11/2026: trung tâm nghỉ, không làm việc. "
            "Trung tâm mở cửa lại lúc 7 giờ 30 thứ Hai, ngày 30/11/2026.",
        ),
        (
            "hôm nay có nghỉ không",
            "Thứ Hai, ngày 23/11/2026: trung tâm làm việc từ 7 giờ 30 đến 11 giờ 30 và từ "
            "13 giờ 30 đến 17 giờ. Bây giờ trung tâm đang mở cửa.",
        ),
        (
            "Tết nghỉ ngày nào",
            "Tết Nguyên đán: trung tâm nghỉ từ thứ Sáu, ngày 05/02/2027 đến hết thứ Tư, ngày "
            "10/02/2027. Trung tâm mở cửa lại lúc 7 giờ 30 thứ Năm, ngày 11/02/2027.",
        ),
        (
            "2/9 có làm không",
            "Thứ Năm, ngày 02/09/2027: trung tâm nghỉ (Quốc khánh). "
            "Trung tâm mở cửa lại lúc 7 giờ 30 thứ Sáu, ngày 03/09/2027.",
        ),
        ("trưa có làm không", "Buổi trưa nghỉ từ 11 giờ 30 đến 13 giờ 30."),
        (
            "trưa chủ nhật có làm không",
            "Chủ nhật, ngày 29/11/2026: trung tâm nghỉ, không làm việc. "
            "Trung tâm mở cửa lại lúc 7 giờ 30 thứ Hai, ngày 30/11/2026.",
        ),
        (
            "ngày lễ có làm không",
            "Các ngày lễ, Tết trung tâm nghỉ. "
            "Lần nghỉ gần nhất: Tết Dương lịch, thứ Sáu, ngày 01/01/2027.",
        ),
        (
            "cho xin số điện thoại",
            "Tôi chưa có số điện thoại của trung tâm. Mời anh/chị hỏi tại bàn hướng dẫn ở sảnh.",
        ),
        (
            "địa chỉ ở đâu",
            "Tôi chưa có địa chỉ của trung tâm. Mời anh/chị hỏi tại bàn hướng dẫn ở sảnh.",
        ),
    ],
)
def test_the_answer_says_what_was_asked(question: str, answer: str) -> None:
    assert tell(question) == answer


def test_english_is_answered_in_english() -> None:
    assert tell("are you open on Saturday", locale=Locale.EN) == (
        "Saturday, 28/11/2026: the centre is closed. "
        "The centre opens again at 7:30 on Monday, 30/11/2026."
    )


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (0, "Bây giờ trung tâm đang nghỉ. Trung tâm mở cửa lại lúc 7 giờ 30 thứ Hai"),
        (5, "Bây giờ trung tâm đang nghỉ. Trung tâm mở cửa lại lúc 13 giờ 30 thứ Hai"),
        (9, "Bây giờ trung tâm đang mở cửa."),
        (12, "Bây giờ trung tâm đang nghỉ. Trung tâm mở cửa lại lúc 7 giờ 30 thứ Ba"),
    ],
)
def test_the_clock_says_whether_it_is_open_now(hour: int, said: str) -> None:
    assert said in tell("giờ này còn làm không", datetime(2026, 11, 23, hour, tzinfo=UTC))


def test_a_holiday_that_is_not_in_the_list_is_said_to_be_unknown() -> None:
    late = datetime(2027, 12, 1, 2, tzinfo=UTC)
    assert tell("tết nghỉ ngày nào", late).startswith(
        "Tôi chưa có lịch nghỉ Tết Nguyên đán sắp tới."
    )


def test_a_wards_own_facts_are_told(tmp_path: Path) -> None:
    (tmp_path / "ward.yaml").write_text(OWN_WARD)
    (tmp_path / "service_groups.yaml").write_text(OWN_GROUPS)
    own = Opening(load_ward(tmp_path), load_service_groups(tmp_path), HOLIDAYS)
    assert own.tell("địa chỉ, số điện thoại", MORNING, Locale.VI) == (
        "Số điện thoại của trung tâm: 024 1. Đường dây nóng: 1022. "
        "Địa chỉ của trung tâm: 12 phố Thử."
    )
    assert "12 phố Thử" in own.tell("address", MORNING, Locale.EN)
    week = own.tell("giờ làm việc", MORNING, Locale.VI)
    assert "Riêng nhóm quầy Chứng thực: thứ Hai đến thứ Bảy từ 8 giờ đến 11 giờ." in week
    assert "nghỉ" in own.tell("thứ bảy có làm không", MORNING, Locale.VI)
    assert "làm việc từ 8 giờ" in own.tell("thứ bảy chứng thực có làm không", MORNING, Locale.VI)
    assert own.tell("trưa có nghỉ không", MORNING, Locale.VI) == "Buổi trưa không nghỉ."


def test_hours_that_the_ward_does_not_state_are_said_to_be_unknown(tmp_path: Path) -> None:
    (tmp_path / "service_groups.yaml").write_text(OWN_GROUPS.split("\n", 1)[1])
    own = Opening(load_ward(None), load_service_groups(tmp_path), HOLIDAYS)
    assert own.tell("mấy giờ mở cửa", MORNING, Locale.VI).startswith("Tôi chưa có giờ làm việc")
