"""The API gives what counts on a day; what is not in force is never given as the answer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from knowledge_base.answers.texts import Locale, answer_texts
from knowledge_base.catalogue import Catalogue
from knowledge_base.schema import Procedure
from knowledge_base.search.aspects import AskedAspects, AspectDetector, load_aspect_detector
from knowledge_base.search.decision import Decision
from knowledge_base.search.engine import SearchOutcome, SearchResult
from knowledge_base.text.abbreviations import load_abbreviations
from knowledge_base.text.analyser import Analyser
from knowledge_base.text.diacritics import DiacriticsRestorer, learn
from tests.api.conftest import SetClock, Visitor, settings_for
from tests.knowledge_base.records import record

CHANGED, GONE, HEIR, PAUSED, OVER, COMING, DEAD_END = (f"1.00000{n}" for n in range(1, 8))
# The tests' clock stands on 23 November 2026.
TOMORROW = date(2026, 11, 24)

VERSIONS = [
    record(CHANGED, last=date(2026, 5, 31), name="Tên cũ nhất"),
    record(CHANGED, first=date(2026, 7, 1), last=date(2026, 11, 23), name="Tên nay"),
    record(CHANGED, first=TOMORROW, name="Tên mai"),
    record(GONE, last=date(2026, 6, 30)),
    record(GONE, first=date(2026, 7, 1), status="abolished", replaced_by=HEIR),
    record(HEIR, name="Thủ tục thay thế"),
    record(PAUSED, status="suspended"),
    record(OVER, last=date(2026, 10, 31)),
    record(COMING, first=date(2027, 1, 1)),
    record(DEAD_END, status="abolished"),
]


class FoundByCode:
    """A search that finds the procedures whose codes stand in the text, as the index knows them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        analyser = Analyser(load_abbreviations(), DiacriticsRestorer(learn([])))
        self._analyser = analyser
        self._aspects: AspectDetector = load_aspect_detector(analyser)

    def detect_aspects(self, text: str) -> AskedAspects:
        return self._aspects.detect(self._analyser.analyse(text))

    def search(self, text: str, limit: int = 5) -> SearchOutcome:
        found = [item for item in self.catalogue if item.code in text]
        several = len(found) > 1
        return SearchOutcome(
            decision=Decision.CLARIFY if several else Decision.ANSWER,
            results=[
                SearchResult(item, score=1.0, probability=1.0, matched="", reasons={})
                for item in found
            ],
            options=found if several else [],
            elsewhere=None,
            asked=self.detect_aspects(text),
            evidence=None,
            took_ms=1.0,
        )


@pytest.fixture
def client(tmp_path: Path, clock: SetClock) -> Iterator[TestClient]:
    search: Any = FoundByCode(Catalogue(VERSIONS, ""))
    app = create_app(settings_for(tmp_path), clock, search)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.base_url = client.base_url.join("/api/v1")
        yield client


def reply_to(visitor: Visitor, text: str) -> tuple[str, dict[str, Any]]:
    response = visitor.say(text).json()
    return response["status"], response["replies"][0]


def choices(reply: dict[str, Any]) -> list[str]:
    return [choice["choice"] for choice in reply["choices"]]


# ---- the record ----


def test_without_a_day_the_version_that_counts_today_is_given(client: TestClient) -> None:
    assert client.get(f"/procedures/{CHANGED}").json()["name"] == "Tên nay"


def test_a_version_is_given_from_its_first_day_on(client: TestClient, clock: SetClock) -> None:
    clock.advance(hours=16)  # midnight in Việt Nam
    assert client.get(f"/procedures/{CHANGED}").json()["name"] == "Tên mai"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-05-31", "Tên cũ nhất"),
        ("0001-01-01", "Tên cũ nhất"),
        ("2026-07-01", "Tên nay"),
        ("2026-11-24", "Tên mai"),
        ("9999-12-31", "Tên mai"),
    ],
)
def test_a_day_gets_what_was_in_force_on_it(client: TestClient, day: str, name: str) -> None:
    assert client.get(f"/procedures/{CHANGED}?as_of={day}").json()["name"] == name


@pytest.mark.parametrize(
    ("code", "day"),
    [
        (CHANGED, "2026-06-01"),
        (GONE, "2026-07-01"),
        (PAUSED, "2026-11-23"),
        (OVER, "2026-11-01"),
        (COMING, "2026-12-31"),
    ],
)
def test_a_day_without_a_version_in_force_is_a_problem_of_its_own(
    client: TestClient, code: str, day: str
) -> None:
    response = client.get(f"/procedures/{code}?as_of={day}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "procedure_not_in_force"
    year, month, rest = day.split("-")
    assert f"{rest}/{month}/{year}" in problem["detail"]


def test_an_unknown_code_is_not_found_on_any_day(client: TestClient) -> None:
    response = client.get("/procedures/9.999999?as_of=2026-11-23")
    assert (response.status_code, response.json()["code"]) == (404, "procedure_not_found")


@pytest.mark.parametrize("day", ["23/11/2026", "2026-11-31", "20261123", "1", ""])
def test_a_day_that_is_none_is_refused(client: TestClient, day: str) -> None:
    response = client.get(f"/procedures/{CHANGED}", params={"as_of": day})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_an_abolished_record_names_its_replacement(client: TestClient) -> None:
    gone = client.get(f"/procedures/{GONE}").json()
    assert (gone["status"], gone["replaced_by"]) == ("abolished", HEIR)


def test_a_record_that_has_not_begun_is_still_shown_with_its_dates(client: TestClient) -> None:
    assert client.get(f"/procedures/{COMING}").json()["effective"]["from"] == "2027-01-01"


def test_the_list_shows_todays_versions(client: TestClient) -> None:
    names = {item["code"]: item["name"] for item in client.get("/procedures").json()["items"]}
    assert names[CHANGED] == "Tên nay"
    assert len(names) == 7


def test_the_list_is_filtered_by_todays_status(client: TestClient) -> None:
    items = client.get("/procedures?status=abolished").json()["items"]
    assert [item["code"] for item in items] == [GONE, DEAD_END]


def test_the_search_shows_todays_versions(client: TestClient) -> None:
    found = client.get("/search", params={"q": f"{CHANGED} và {GONE}"}).json()["results"]
    assert [(hit["name"], hit["status"]) for hit in found] == [
        ("Tên nay", "in_force"),
        (f"Thủ tục {GONE}", "abolished"),
    ]


def test_the_search_offers_the_replacement_of_what_was_abolished(client: TestClient) -> None:
    found = client.get(
        "/search", params={"q": f"{CHANGED} và {GONE} và {HEIR} và {DEAD_END}"}
    ).json()
    assert found["options"] == [CHANGED, HEIR]


# ---- the conversation ----


def test_an_abolished_procedure_is_not_answered_and_its_replacement_offered(
    visitor: Visitor,
) -> None:
    status, reply = reply_to(visitor, f"{GONE} cần giấy tờ gì")
    assert (status, reply["kind"]) == ("clarifying", "choices")
    assert "đã bị bãi bỏ" in reply["text"]
    assert "thay bằng: Thay thế" in reply["text"]
    assert choices(reply) == [f"procedure:{HEIR}", "person"]
    assert reply["procedure"] is None


def test_the_offered_replacement_is_answered_when_chosen(visitor: Visitor) -> None:
    reply_to(visitor, f"{GONE} cần giấy tờ gì")
    answer = visitor.choose(f"procedure:{HEIR}").json()
    assert answer["status"] == "answered"
    assert answer["replies"][0]["procedure"]["code"] == HEIR


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (DEAD_END, "đã bị bãi bỏ"),
        (PAUSED, "đang tạm dừng"),
        (OVER, "hết hiệu lực từ ngày 01/11/2026"),
        (COMING, "chỉ thực hiện từ ngày 01/01/2027"),
    ],
)
def test_what_is_not_in_force_is_said_and_a_person_offered(
    visitor: Visitor, code: str, words: str
) -> None:
    for response in (visitor.say(f"{code} lệ phí bao nhiêu"), visitor.choose(f"procedure:{code}")):
        reply = response.json()["replies"][0]
        assert words in reply["text"]
        assert reply["kind"] == "text"
        assert reply["procedure"] is None
        assert choices(reply) == ["person"]


def test_readers_of_english_are_told_in_english(client: TestClient) -> None:
    _, reply = reply_to(Visitor(client, "en"), f"{PAUSED} fee")
    assert "suspended" in reply["text"]


def test_a_version_of_tomorrow_is_not_told_today(visitor: Visitor, clock: SetClock) -> None:
    assert reply_to(visitor, CHANGED)[1]["procedure"]["name"] == "Tên nay"
    clock.advance(hours=3)
    assert reply_to(visitor, CHANGED)[1]["procedure"]["name"] == "Tên nay"


def test_asking_back_offers_no_abolished_procedure(visitor: Visitor) -> None:
    _, reply = reply_to(visitor, f"{CHANGED} và {GONE} và {DEAD_END}")
    assert choices(reply) == [f"procedure:{CHANGED}", f"procedure:{HEIR}", "none_of_these"]


def test_where_all_that_fits_was_abolished_that_is_said(tmp_path: Path, clock: SetClock) -> None:
    versions: list[Procedure] = [record(c, status="abolished") for c in (GONE, DEAD_END)]
    search: Any = FoundByCode(Catalogue(versions, ""))
    with TestClient(create_app(settings_for(tmp_path), clock, search)) as client:
        client.base_url = client.base_url.join("/api/v1")
        _, reply = reply_to(Visitor(client), f"{GONE} và {DEAD_END}")
    assert "đã bị bãi bỏ" in reply["text"]


# ---- opening hours ----


def test_where_to_go_is_told_with_the_opening_hours(visitor: Visitor) -> None:
    _, reply = reply_to(visitor, f"{HEIR} nộp ở đâu")
    assert "Giờ làm việc: thứ Hai đến thứ Sáu từ 7 giờ 30 đến 11 giờ 30" in reply["text"]


def test_both_languages_name_the_seven_days() -> None:
    assert all(len(set(answer_texts(locale).hours.days)) == 7 for locale in Locale)
