"""The whole product as `make run` starts it, and a real browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.conftest import CHROMIUM, ROOT, needs

ARTEFACTS = ROOT / "artefacts"
MODEL = ROOT / "bot" / "models" / "ward.tar.gz"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
START_S, STOP_S = 150, 40
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_ports(count: int) -> list[int]:
    with ExitStack() as opened:
        sockets = [
            opened.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)
        ]
        return [each.getsockname()[1] for each in sockets]


def wait_for(condition: Callable[[], bool], what: str, limit_s: float) -> None:
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{what} within {limit_s} s")


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def children_of(pid: int) -> list[int]:
    """All processes that a process has started, and those that they have started."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        direct = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return direct + [below for child in direct for below in children_of(child)]


class Product:
    """The running product, on ports and in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        port, bot_port, actions_port = free_ports(3)
        self.address = f"http://127.0.0.1:{port}"
        self.logs = folder / "log"
        self.output = folder / "output.txt"
        environment = {
            **os.environ,
            "PORT": str(port),
            "BOT_PORT": str(bot_port),
            "ACTIONS_PORT": str(actions_port),
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/ward.db",
            "RATE_LIMITS": "off",
        }
        with self.output.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ops.run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A test run in the background of a shell ignores SIGINT; Ctrl-C must not.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )

    def wait_until_ready(self) -> None:
        def ready_or_dead() -> bool:
            return self._process.poll() is not None or "Ctrl-C" in self.output.read_text()

        wait_for(ready_or_dead, "the product is ready", START_S)
        assert self._process.poll() is None, self.output.read_text()

    def bot_answers(self) -> bool:
        return bool(httpx.get(f"{self.address}/health/ready").json()["bot"])

    def kill(self, part: str) -> None:
        """Kills a process of the product by what stands in its command, at once."""
        (pid,) = [pid for pid in children_of(self._process.pid) if part in command_of(pid)]
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: part not in command_of(pid), "the process is gone", 5)

    def stop(self) -> list[str]:
        """Stops it like Ctrl-C does; gives the commands of what is still running then."""
        processes = children_of(self._process.pid)
        self._process.send_signal(signal.SIGINT)
        try:
            assert self._process.wait(STOP_S) == 0, self.output.read_text()
        finally:
            left = [pid for pid in processes if command_of(pid)]
            commands = [command_of(pid) for pid in left]
            for pid in [*left, *([] if self._process.poll() is not None else [self._process.pid])]:
                os.kill(pid, signal.SIGKILL)
        return commands


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    needs(MODEL.exists() and (ROOT / "var" / "index").exists(), "what `make prepare` builds")
    product = Product(tmp_path_factory.mktemp("product"))
    try:
        product.wait_until_ready()
        yield product
    finally:
        left = product.stop()
    assert left == [], "processes are left after Ctrl-C"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs(CHROMIUM is not None, "chromium")
    ARTEFACTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Chat:
    """A visitor at the widget."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.get_by_test_id("panel")
        self.input = page.get_by_test_id("input")
        self.answers = page.locator("[data-testid=message][data-role=assistant]")
        self.cards = page.get_by_test_id("procedure-card")
        self.tickets = page.get_by_test_id("ticket-card")

    @property
    def answer(self) -> Locator:
        """What the assistant said last."""
        return self.answers.last

    def open(self) -> None:
        self.page.goto("/")
        self.page.get_by_test_id("launcher").click()
        expect(self.answers).to_have_count(1)

    def ask(self, text: str) -> None:
        self.input.fill(text)
        with self._answered():
            self.input.press("Enter")

    def choose(self, choice: str) -> None:
        button = self.page.locator(f"[data-choice='{choice}']:enabled").last
        with self._answered():
            button.click()

    def cancel_ticket(self) -> None:
        self.page.get_by_test_id("ticket-cancel").last.click()
        with self._answered():
            self.page.get_by_test_id("confirm-yes").click()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Waits for the answer to what is done inside."""
        before = self.answers.count()
        yield
        expect(self.answers).to_have_count(before + 1)


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complains about, the content security policy included: nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def visit(
    product: Product, browser: Browser, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens pages as new visitors."""

    def listen(page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                complaints.append(message.text)

        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    with ExitStack() as opened:

        def visit(viewport: dict[str, int] | None = None, **options: object) -> Page:
            context = browser.new_context(
                base_url=product.address,
                viewport=viewport or DESKTOP,  # type: ignore[arg-type]
                reduced_motion="reduce",
                **options,  # type: ignore[arg-type]
            )
            opened.callback(context.close)
            context.set_default_timeout(15_000)
            context.on("page", listen)
            return context.new_page()

        yield visit


@pytest.fixture
def chat(visit: Callable[..., Page]) -> Chat:
    chat = Chat(visit())
    chat.open()
    return chat
