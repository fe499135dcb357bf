"""API, Rasa and action server as they run for citizens, on a clock that the dialogues set."""

import os
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx2 as httpx
import pytest
import uvicorn

from api.app import create_app
from knowledge_base.policy.opening_hours import WARD_ZONE
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for
from tests.conftest import ROOT, needs
from tests.e2e.conftest import free_ports, wait_for

MODEL = ROOT / "bot" / "models" / "ward.tar.gz"
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
SECRET, SERVICE_KEY = "secret-of-the-tests", "key-of-the-action-server"


class Ward:
    """The running product and its clock."""

    def __init__(self, address: str, clock: SetClock) -> None:
        self.api = httpx.Client(base_url=address, timeout=60)
        self._clock = clock

    def set_clock(self, local: str) -> None:
        self._clock.moment = datetime.fromisoformat(local).replace(tzinfo=WARD_ZONE)


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory, search: Search) -> Iterator[Ward]:
    needs(MODEL.exists() and PYTHON.exists(), "what `make prepare` builds")
    folder: Path = tmp_path_factory.mktemp("dialogues")
    port, bot_port, actions_port = free_ports(3)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "API_URL": f"http://127.0.0.1:{port}",
        "SERVICE_KEY": SERVICE_KEY,
        "ACTIONS_PORT": str(actions_port),
        "ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "BOT_SECRET": SECRET,
    }
    rasa = [
        *("bot.lean_rasa", "run", "--model", str(MODEL), "--interface", "127.0.0.1"),
        *("--port", str(bot_port), "--endpoints", "bot/endpoints.yml"),
        *("--credentials", "bot/credentials.yml"),
    ]
    clock = SetClock()
    # A slow machine must not make the API answer in Rasa's stead: these tests are about Rasa.
    app = create_app(
        settings_for(
            folder,
            bot_url=f"http://127.0.0.1:{bot_port}",
            bot_secret=SECRET,
            bot_timeout_s=30,
            service_key=SERVICE_KEY,
        ),
        clock,
        search,
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    with (folder / "bot.log").open("w") as log:
        processes = [
            subprocess.Popen(
                [PYTHON, "-m", *command], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            for command in (["bot.actions"], rasa)
        ]
        thread.start()
        try:
            wait_for(lambda: answers(f"http://127.0.0.1:{actions_port}/health"), "actions", 120)
            wait_for(lambda: answers(f"http://127.0.0.1:{bot_port}/"), "Rasa", 120)
            wait_for(lambda: server.started, "the API", 60)
            running = Ward(f"http://127.0.0.1:{port}", clock)
            yield running
            running.api.close()
        finally:
            server.should_exit = True
            thread.join(20)
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


def answers(address: str) -> bool:
    try:
        with httpx.Client(timeout=2) as client:
            return client.get(address).status_code == 200
    except httpx.HTTPError:
        return False
