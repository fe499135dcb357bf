"""Rasa and the action server as they run for citizens, with the API of the tests behind them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from fake_api import SERVICE_KEY, FakeApi, serving_fake_api

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "bot" / "models" / "ward.tar.gz"
SECRET = "secret-of-the-tests"

pytestmark = [
    pytest.mark.product,
    pytest.mark.skipif(not MODEL.exists(), reason="train the model first"),
]


class Bot:
    """Talks to the running bot as the API does."""

    def __init__(self, port: int, api: FakeApi, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/webhooks/assistant/webhook"
        self.api = api
        self.log = log
        self.turns = 0

    def say(self, sender: str, message: str, locale: str = "vi") -> list[dict[str, Any]]:
        return list(self.answer_to(sender, message, locale)["messages"])

    def answer_to(self, sender: str, message: str, locale: str = "vi") -> dict[str, Any]:
        self.turns += 1
        metadata = {"locale": locale, "channel": "web", "message_id": f"m-{self.turns}"}
        answer = requests.post(
            self.url,
            json={"sender": sender, "message": message, "metadata": metadata},
            headers={"Authorization": f"Bearer {SECRET}"},
            timeout=30,
        )
        answer.raise_for_status()
        return dict(answer.json())

    def statuses(self, sender: str, *messages: str) -> list[str]:
        """The status of the first reply to each message."""
        return [status_of(self.say(sender, message)[0]) for message in messages]


def status_of(reply: dict[str, Any]) -> str:
    if "custom" in reply:
        return str(reply["custom"]["status"])
    return str(reply.get("metadata", {}).get("status", "answered"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    rasa_port, actions_port = free_port(), free_port()
    log = tmp_path_factory.mktemp("logs") / "bot.log"
    with serving_fake_api() as api, log.open("w") as out:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "API_URL": api.url,
            "SERVICE_KEY": SERVICE_KEY,
            "ACTIONS_PORT": str(actions_port),
            "ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
            "BOT_SECRET": SECRET,
        }
        rasa = [
            *("bot.lean_rasa", "run", "--model", str(MODEL), "--interface", "127.0.0.1"),
            *("--port", str(rasa_port), "--endpoints", "bot/endpoints.yml"),
            *("--credentials", "bot/credentials.yml", "--debug"),
        ]
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            for command in (["bot.actions"], rasa)
        ]
        try:
            wait_until_ready(f"http://127.0.0.1:{actions_port}/health")
            wait_until_ready(f"http://127.0.0.1:{rasa_port}/")
            yield Bot(rasa_port, api, log)
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait(20)


def wait_until_ready(url: str, limit_s: float = 120) -> None:
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=2).status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise TimeoutError(url)


def test_a_question_a_follow_up_and_a_number_for_it(bot: Bot) -> None:
    greeting = bot.say("c-1", "/greet")[0]
    assert {"title": "Lấy số thứ tự", "payload": "ticket:take"} in greeting["buttons"]
    answer = bot.say("c-1", "làm khai sinh cần giấy tờ gì")[0]["custom"]
    assert answer["replies"][0]["procedure"]["aspect"] == "documents"
    follow_up = bot.say("c-1", "thế hết bao nhiêu tiền")[0]["custom"]
    assert follow_up["replies"][0]["procedure"]["aspect"] == "fee"
    assert bot.say("c-1", "nói lại đi")[0]["custom"] == follow_up
    ticket = bot.say("c-1", "lấy số luôn đi")[0]["custom"]
    assert ticket["replies"][0]["ticket"]["service_group"] == "ho-tich"
    assert bot.api.last().key == f"m-{bot.turns}:ticket"


def test_the_trace_names_the_intent_and_the_time_of_each_stage_and_not_the_words(bot: Bot) -> None:
    trace = bot.answer_to("c-14", "làm khai sinh cần giấy tờ gì")["trace"]
    assert trace["intent"] == "ask_aspect"
    stages = {"nlu_ms", "policy_and_action_ms", "action_ms"}
    assert trace.keys() == {"intent", "confidence"} | stages
    assert trace["policy_and_action_ms"] >= trace["action_ms"] > 0


def test_the_papers_of_a_case_are_asked_for_step_by_step(bot: Bot) -> None:
    talk = ("làm giấy khai sinh", "/ask_checklist", '/choose_case{"case": "1"}', "có")
    assert bot.statuses("c-15", *talk) == ["answered", "clarifying", "clarifying", "answered"]
    assert (bot.api.calls_to("/checklists")[-1].body or {})["answers"] == [1, 0]


def test_a_complaint_survives_a_question_and_is_handed_in(bot: Bot) -> None:
    talk = (
        "/make_complaint",
        "rác ở ngõ nhà tôi cả tuần nay không ai dọn",
        "lệ phí làm khai sinh bao nhiêu",
    )
    assert bot.statuses("c-16", *talk) == ["clarifying", "clarifying", "answered"]
    talk = ("/skip", "sáng hôm qua", "/deny")
    assert bot.statuses("c-16", *talk) == ["clarifying", "clarifying", "done"]
    told = bot.api.calls_to("/complaints")[-1].body or {}
    assert told["what"] == "rác ở ngõ nhà tôi cả tuần nay không ai dọn"
    assert (told["where"], told["when"], told["wants_answer"]) == (None, "sáng hôm qua", False)


def test_silence_is_never_taken_for_a_contact(bot: Bot) -> None:
    talk = ("/make_complaint", "rác ở ngõ nhà tôi cả tuần nay không ai dọn", "/skip", "/skip")
    bot.statuses("c-19", *talk, "/affirm")
    before = len(bot.api.calls_to("/complaints"))
    bot.say("c-19", "/silence")
    assert len(bot.api.calls_to("/complaints")) == before
    assert bot.statuses("c-19", "0912345678") == ["done"]
    assert (bot.api.calls_to("/complaints")[-1].body or {})["conversation_id"] == "c-19"


@pytest.mark.parametrize("message", ["/silence", "nói lại đi"])
def test_a_form_that_heard_no_answer_asks_its_question_again(bot: Bot, message: str) -> None:
    sender = f"c-20 {message}"
    question = bot.say(sender, "/give_feedback")
    assert bot.say(sender, message)[-1] == question[-1]


def test_silences_in_a_row_are_answered_with_less_and_less(bot: Bot) -> None:
    silences = [bot.say("c-17", "/silence")[0]["text"] for _ in range(3)]
    assert len(set(silences)) == 3


def test_what_was_asked_for_goes_on_in_the_language_wished_for(bot: Bot) -> None:
    bot.statuses("c-18", "làm khai sinh cần giấy tờ gì", "/speak_english")
    body = bot.api.last().body or {}
    assert (body["locale"], body["chosen_code"], body["aspect"]) == ("en", "1.001193", "documents")


def test_choosing_keeps_the_question_and_the_other_option(bot: Bot) -> None:
    assert bot.statuses("c-2", "mất giấy khai sinh thì lệ phí bao nhiêu", "cái thứ hai") == [
        "clarifying",
        "answered",
    ]
    body = bot.api.last().body or {}
    assert (body["chosen_code"], body["text"]) == (
        "1.004884",
        "mất giấy khai sinh thì lệ phí bao nhiêu",
    )


def test_none_of_the_options_offers_a_person(bot: Bot) -> None:
    talk = ("mất giấy khai sinh", "không phải cái nào cả", "vâng")
    assert bot.statuses("c-3", *talk) == ["clarifying", "not_found", "handed_off"]


def test_the_ticket_form_asks_once_answers_a_question_and_goes_on(bot: Bot) -> None:
    asked = bot.say("c-4", "lấy số")
    assert [status_of(reply) for reply in asked] == ["clarifying"]
    interrupted = bot.say("c-4", "làm khai sinh hết bao nhiêu tiền")
    assert [status_of(reply) for reply in interrupted] == ["answered", "clarifying"]
    assert bot.statuses("c-4", "làm giấy khai sinh", "còn mấy người nữa") == ["done", "done"]


@pytest.mark.parametrize("leaving", ["thôi", "tôi không muốn lấy số nữa", "không", "/deny"])
def test_the_ticket_form_can_be_left(bot: Bot, leaving: str) -> None:
    sender = f"c-5 {leaving}"
    before = len(bot.api.tickets)
    assert bot.statuses(sender, "lấy số", leaving) == ["clarifying", "done"]
    assert bot.statuses(sender, "làm giấy khai sinh") == ["answered"]
    assert len(bot.api.tickets) == before


@pytest.mark.parametrize(("answer", "cancelled"), [("có", True), ("không", False)])
def test_a_ticket_is_cancelled_only_after_a_yes(bot: Bot, answer: str, cancelled: bool) -> None:
    sender, before = f"c-6 {answer}", len(bot.api.calls_to("/cancel"))
    bot.statuses(sender, "lấy số làm khai sinh", "hủy số của tôi", answer)
    assert (len(bot.api.calls_to("/cancel")) > before) is cancelled
    shows_a_ticket = "custom" in bot.say(sender, "/show_ticket")[0]
    assert shows_a_ticket is not cancelled


@pytest.mark.parametrize("before", [[], ["/give_feedback"], ["hủy số của tôi"]])
def test_a_button_whose_page_has_asked_cancels_at_once(bot: Bot, before: list[str]) -> None:
    sender, cancelled = f"c-13 {before}", len(bot.api.calls_to("/cancel"))
    bot.statuses(sender, "lấy số làm khai sinh", *before)
    replies = bot.say(sender, '/cancel_ticket{"cancel_confirmed": true}')
    assert [status_of(reply) for reply in replies] == ["done"]
    assert len(bot.api.calls_to("/cancel")) == cancelled + 1
    bot.statuses(sender, "lấy số làm khai sinh")
    assert bot.statuses(sender, "hủy số của tôi") == ["clarifying"]


def test_a_rating_in_words_with_a_comment_and_one_skipped(bot: Bot) -> None:
    assert bot.statuses("c-7", "tôi muốn đánh giá", "rất hài lòng", "cô ở quầy rất vui") == [
        "clarifying",
        "clarifying",
        "done",
    ]
    stored, added = [call.body or {} for call in bot.api.seen[-2:]]
    assert (stored["rating"], added["comment"]) == (4, "cô ở quầy rất vui")
    bot.statuses("c-7", "/give_feedback", '/rate{"rating":"2"}', "/skip")
    stored, added = [call.body or {} for call in bot.api.seen[-2:]]
    assert (stored["rating"], added["comment"]) == (2, None)


def test_the_language_follows_each_message(bot: Bot) -> None:
    assert bot.say("c-8", "/greet", "en")[0]["text"].startswith("Hello")
    assert bot.say("c-8", "/greet", "vi")[0]["text"].startswith("Xin chào")
    assert "outside" in bot.say("c-8", "tell me a joke", "en")[0]["text"]
    bot.say("c-8", "birth certificate for my baby", "en")
    assert (bot.api.last().body or {})["locale"] == "en"


def test_refusals_are_kept_for_what_is_surely_not_the_wards(bot: Bot) -> None:
    assert bot.statuses("c-9", "giá vàng hôm nay", "em muốn ly hôn đơn phương") == [
        "out_of_scope",
        "not_found",
    ]


def test_an_api_that_is_down_is_told_and_the_talk_goes_on(bot: Bot) -> None:
    bot.api.fail_with = (503, {"code": "down"})
    try:
        assert bot.statuses("c-10", "làm khai sinh", "lấy số") == ["error", "error"]
    finally:
        bot.api.fail_with = None
    assert bot.statuses("c-10", "làm khai sinh") == ["answered"]


def test_every_message_gets_an_answer_whatever_it_is(bot: Bot) -> None:
    for number, message in enumerate(
        ("???", "👍", "a" * 300, "12345", "/skip", "/none_of_these", "/affirm", "số 7", "{}", "\\")
    ):
        assert bot.say(f"c-11-{number}", message), message


def test_the_secret_guards_the_channel_and_nothing_else_is_open(bot: Bot) -> None:
    assert requests.post(bot.url, json={}, timeout=5).status_code == 401
    base = bot.url.split("/webhooks")[0]
    for path in ("/conversations/c-1/tracker", "/domain", "/webhooks/rest/webhook"):
        assert requests.get(base + path, timeout=5).status_code == 404


def test_the_logs_do_not_hold_what_was_said_even_when_debugging(bot: Bot) -> None:
    bot.say("c-12", "bí mật của bà Nguyễn Thị Tuyết khai sinh")
    bot.say("c-12", "lấy số cho bà Nguyễn Thị Tuyết")
    assert "Tuyết" not in bot.log.read_text()
    assert "Tuy\\u1ebft" not in bot.log.read_text()
