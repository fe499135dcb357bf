"""The main job in a real browser, through the real product: ask, ask back, take a number, rate."""

import os
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import ARTEFACTS, PHONE, Chat, Product, wait_for

pytestmark = [pytest.mark.product, pytest.mark.browser]

Visit = Callable[..., Page]
QUESTION = "lam giay khai sinh can gi"
expect.set_options(timeout=15_000)


def assert_accessible(page: Page, name: str, complaints: list[str]) -> None:
    before = list(complaints)
    results = Axe().run(page)
    complaints[:] = before  # axe tries inline styles of its own
    violations = results.response["violations"]
    (ARTEFACTS / f"axe-{name}.txt").write_text(results.generate_report())
    assert [(found["id"], found["nodes"][0]["target"]) for found in violations] == []


def status_page_of(chat: Chat) -> Page:
    """Opens the page that the ticket's card links to."""
    with chat.page.context.expect_page() as opened:
        chat.tickets.last.get_by_role("link").click()
    page = opened.value
    expect(page.get_by_test_id("ticket-number")).not_to_be_empty()
    return page


# ---- the main job ----


def test_a_citizen_asks_asks_back_takes_a_number_and_rates(chat: Chat) -> None:
    chat.ask(QUESTION)
    card = chat.cards.last
    expect(card).to_have_attribute("data-code", "1.001193")
    expect(card.get_by_test_id("paper").first).to_be_visible()
    expect(card.get_by_test_id("source")).to_contain_text("Cổng Dịch vụ công quốc gia")
    chat.page.screenshot(path=ARTEFACTS / "1-question.png")
    if os.environ.get("UPDATE_SCREENSHOTS") == "1":
        chat.page.screenshot(path=ROOT / "docs" / "images" / "chat.png")

    chat.ask("thế lệ phí bao nhiêu")
    card = chat.cards.last
    expect(card).to_have_attribute("data-code", "1.001193")
    expect(card.locator("[data-section=methods]")).to_have_attribute("open", "")
    chat.page.screenshot(path=ARTEFACTS / "2-fee.png")

    chat.choose("ticket:take")
    ticket = chat.tickets.last
    expect(ticket.get_by_test_id("ticket-number")).to_have_text(re.compile(r"^A\d{3}$"))
    expect(ticket).to_contain_text("Hộ tịch")
    qr = ticket.get_by_role("img", name="Mã QR")
    assert qr.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    chat.page.screenshot(path=ARTEFACTS / "3-ticket.png")

    chat.ask("tôi muốn đánh giá")
    expect(chat.page.get_by_test_id("faces").last.get_by_role("button")).to_have_count(4)
    chat.choose("rate:4")
    chat.choose("skip")
    expect(chat.answer).to_have_attribute("data-status", "done")
    expect(chat.answer).to_contain_text("Cảm ơn")
    chat.page.screenshot(path=ARTEFACTS / "4-rating.png")


def test_the_status_page_shows_the_ticket_cancels_it_and_takes_a_rating(chat: Chat) -> None:
    chat.ask("lấy số chứng thực")
    page = status_page_of(chat)
    number = chat.page.get_by_test_id("ticket-number").last.inner_text()
    expect(page.get_by_test_id("ticket-number")).to_have_text(number)
    page.get_by_test_id("ticket-cancel").click()
    page.get_by_test_id("confirm-yes").click()
    expect(page.get_by_test_id("ticket-state")).to_have_text("Đã hủy")
    page.get_by_test_id("face").last.click()
    expect(page.get_by_test_id("rating-result")).to_contain_text("Cảm ơn")
    page.screenshot(path=ARTEFACTS / "5-status-page.png")


def test_a_number_is_cancelled_in_the_chat_after_one_question(chat: Chat) -> None:
    chat.ask("lấy số hộ tịch")
    chat.cancel_ticket()
    expect(chat.answer).to_have_attribute("data-status", "done")
    expect(chat.tickets.last).to_have_class(re.compile("cancelled"))
    expect(chat.tickets.first).to_have_class(re.compile("void"))


def test_a_number_that_is_kept_stays(chat: Chat) -> None:
    chat.ask("lấy số hộ tịch")
    chat.page.get_by_test_id("ticket-cancel").click()
    chat.page.get_by_test_id("confirm-no").click()
    chat.ask("xem số của tôi")
    expect(chat.tickets.last).to_have_class(re.compile("waiting"))


def test_only_the_latest_number_can_be_cancelled_in_the_chat(chat: Chat) -> None:
    chat.ask("lấy số hộ tịch")
    chat.ask("lấy số chứng thực")
    first, second = chat.page.get_by_test_id("ticket-cancel").all()
    expect(first).to_be_disabled()
    expect(second).to_be_enabled()


def test_an_option_that_is_chosen_is_answered(chat: Chat) -> None:
    chat.ask("làm căn cước")
    options = chat.page.locator("[data-choice^='procedure:']")
    code = (options.nth(1).get_attribute("data-choice") or "").removeprefix("procedure:")
    chat.choose(f"procedure:{code}")
    expect(chat.cards.last).to_have_attribute("data-code", code)


def test_ticked_papers_are_counted(chat: Chat) -> None:
    chat.ask(QUESTION)
    chat.page.get_by_test_id("paper").first.check()
    expect(chat.page.get_by_test_id("paper-count").first).to_contain_text("1/")


def test_a_reload_keeps_the_conversation(chat: Chat) -> None:
    chat.ask(QUESTION)
    chat.ask("lấy số")
    chat.page.reload()
    expect(chat.panel).to_be_visible()
    expect(chat.answers).to_have_count(3)
    expect(chat.cards.first).to_have_attribute("data-code", "1.001193")
    expect(chat.tickets).to_have_count(1)
    chat.ask("thế lệ phí bao nhiêu")
    expect(chat.cards.last).to_have_attribute("data-code", "1.001193")


def test_an_example_of_the_front_page_is_asked(visit: Visit) -> None:
    chat = Chat(visit())
    chat.page.goto("/")
    chat.page.get_by_test_id("example").first.click()
    expect(chat.cards).to_have_count(1)


def test_the_page_of_its_own_carries_the_assistant(visit: Visit) -> None:
    chat = Chat(visit())
    chat.page.goto("/pages/tro-chuyen.html")
    expect(chat.answers).to_have_count(1)
    chat.ask(QUESTION)
    expect(chat.cards).to_have_count(1)


def test_the_whole_job_is_done_with_the_keyboard(visit: Visit) -> None:
    chat = Chat(visit())
    chat.page.goto("/")
    launcher = chat.page.get_by_test_id("launcher")
    launcher.focus()
    launcher.press("Enter")
    expect(chat.answers).to_have_count(1)
    expect(chat.input).to_be_focused()
    chat.page.keyboard.type(QUESTION)
    chat.page.keyboard.press("Enter")
    expect(chat.cards).to_have_count(1)
    take = chat.page.locator("[data-choice='ticket:take']").last
    take.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.tickets).to_have_count(1)
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(launcher).to_be_focused()


# ---- language, size, accessibility ----


def test_in_english_labels_and_answers_are_english(chat: Chat) -> None:
    chat.page.get_by_test_id("language").click()
    expect(chat.input).to_have_attribute("placeholder", "Please type your question")
    expect(chat.panel.get_by_role("heading").first).to_have_text("Ward assistant")
    chat.ask("birth registration")
    expect(chat.cards.last).to_contain_text("Birth registration")
    expect(chat.page.locator("[data-choice='ticket:take']").last).to_contain_text("Take a number")
    chat.ask("thank you")
    expect(chat.answer).to_contain_text("welcome")
    chat.page.screenshot(path=ARTEFACTS / "6-english.png")


def test_on_a_phone_the_panel_fills_the_screen_and_nothing_is_cut_off(visit: Visit) -> None:
    chat = Chat(visit(PHONE, has_touch=True, is_mobile=True))
    chat.open()
    chat.ask(QUESTION)
    box = chat.panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    log = chat.page.get_by_test_id("log")
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
    chat.page.screenshot(path=ARTEFACTS / "7-phone.png")


def test_the_open_panel_has_no_barriers(chat: Chat, complaints: list[str]) -> None:
    chat.ask(QUESTION)
    chat.ask("lấy số")
    chat.ask("tôi muốn đánh giá")
    assert_accessible(chat.page, "panel", complaints)


def test_the_closed_page_has_no_barriers(visit: Visit, complaints: list[str]) -> None:
    page = visit()
    page.goto("/")
    expect(page.get_by_test_id("launcher")).to_be_visible()
    assert_accessible(page, "home", complaints)


def test_the_status_page_has_no_barriers(chat: Chat, complaints: list[str]) -> None:
    chat.ask("lấy số hộ tịch")
    assert_accessible(status_page_of(chat), "status-page", complaints)


# ---- when something fails ----


def test_without_the_dialogue_engine_visitors_are_answered_until_it_is_back(
    chat: Chat, product: Product
) -> None:
    chat.ask("cảm ơn")
    expect(chat.answer).to_have_attribute("data-status", "answered")
    product.kill("bot.lean_rasa")
    assert not product.bot_answers()
    chat.ask(QUESTION)
    expect(chat.cards.last).to_have_attribute("data-code", "1.001193")
    chat.choose("ticket:take")
    expect(chat.tickets).to_have_count(1)
    chat.cancel_ticket()
    expect(chat.answer).to_have_attribute("data-status", "done")
    wait_for(product.bot_answers, "Rasa is back", 90)
    chat.ask("cảm ơn")
    expect(chat.answer).to_have_attribute("data-status", "answered")


def test_a_message_that_found_no_network_is_sent_when_it_is_back(
    chat: Chat, complaints: list[str]
) -> None:
    chat.page.context.set_offline(True)
    chat.input.fill(QUESTION)
    chat.input.press("Enter")
    expect(chat.page.get_by_test_id("failure")).to_be_visible()
    chat.page.context.set_offline(False)
    expect(chat.cards).to_have_count(1)
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints)
    complaints.clear()


def test_the_logs_hold_nothing_of_what_was_said(chat: Chat, product: Product) -> None:
    chat.ask("bà Nguyễn Thị Tuyết căn cước 012345678901 làm khai sinh")
    chat.ask("lấy số hộ tịch")
    ticket = chat.tickets.last.get_attribute("data-ticket") or ""
    logs = {path.name: path.read_text() for path in product.logs.iterdir()}
    assert {"api.log", "bot.log", "actions.log"} <= logs.keys()
    for secret in ("Tuyết", "Tuy\\u1ebft", "012345678901", ticket):
        assert [name for name, text in logs.items() if secret in text] == []
