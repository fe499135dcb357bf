"""To which day a number belongs."""

from datetime import date, datetime

import pytest

from api.clock import WARD_ZONE
from api.tickets.opening import opening_at
from knowledge_base.policy.opening_hours import Holidays
from knowledge_base.policy.service_groups import ServiceGroups

HOURS = {"mon-fri": ["07:30-11:30", "13:30-17:00"]}
GROUPS = ServiceGroups.model_validate(
    {
        "groups": [
            {"slug": "ho-tich", "letter": "A", "name": "Hộ tịch", "name_en": "Civil status"}
            | {"hours": HOURS},
            {"slug": "moi-luc", "letter": "B", "name": "Mọi lúc", "name_en": "Always"},
            {"slug": "khong-mo", "letter": "C", "name": "Không mở", "name_en": "Never"}
            | {"hours": {}},
        ]
    }
)
TUESDAY_OFF = Holidays.model_validate({"closed": [{"day": "2026-11-24", "name": "Nghỉ lễ"}]})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARD_ZONE)


@pytest.mark.parametrize(
    ("moment", "day", "opens_at"),
    [
        ("2026-11-23 08:00", "2026-11-23", None),
        ("2026-11-23 07:29", "2026-11-23", "2026-11-23 07:30"),
        ("2026-11-23 12:00", "2026-11-23", "2026-11-23 13:30"),
        ("2026-11-23 00:00", "2026-11-23", "2026-11-23 07:30"),
        ("2026-11-23 17:00", "2026-11-25", "2026-11-25 07:30"),  # Tuesday is a holiday
        ("2026-11-24 10:00", "2026-11-25", "2026-11-25 07:30"),
        ("2026-11-27 23:59", "2026-11-30", "2026-11-30 07:30"),  # Friday to Monday
        ("2026-11-29 09:00", "2026-11-30", "2026-11-30 07:30"),
    ],
)
def test_a_number_belongs_to_the_day_on_which_its_counters_serve(
    moment: str, day: str, opens_at: str | None
) -> None:
    group = GROUPS.get("ho-tich")
    assert group
    opening = opening_at(group, at(moment), TUESDAY_OFF)
    assert opening.day == date.fromisoformat(day)
    assert opening.opens_at == (at(opens_at) if opens_at else None)
    assert opening.today == (day == moment[:10])


@pytest.mark.parametrize("slug", ["moi-luc", "khong-mo"])
def test_a_group_without_hours_or_that_never_opens_numbers_the_day_itself(slug: str) -> None:
    group = GROUPS.get(slug)
    assert group
    opening = opening_at(group, at("2026-11-24 23:00"), TUESDAY_OFF)
    assert (opening.day, opening.opens_at) == (date(2026, 11, 24), None)
