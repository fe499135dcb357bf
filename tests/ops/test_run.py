"""Starting the product: what is said before anything runs."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.run import PORTS, environment_for, ports_from


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def free() -> dict[str, str]:
    """Three ports that nobody uses now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    ports = [str(opened.getsockname()[1]) for opened in sockets]
    for opened in sockets:
        opened.close()
    return dict(zip(PORTS, ports, strict=True))


def message_of(environment: dict[str, str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        ports_from(environment)
    message = str(stopped.value.code)
    assert message.startswith("error: ")
    assert "\n" not in message
    return message


def test_free_ports_are_taken_from_the_environment(free: dict[str, str]) -> None:
    assert ports_from(free) == {name: int(port) for name, port in free.items()}


@pytest.mark.parametrize("name", list(PORTS))
def test_a_taken_port_is_told_with_another_to_choose(
    name: str, taken: int, free: dict[str, str]
) -> None:
    message = message_of(free | {name: str(taken)})
    assert f"port {taken} is taken" in message
    assert f"make run {name}=" in message


@pytest.mark.parametrize("value", ["http", "0", "-1", "65536", "8000.5", "٣٤", "80 80", "9" * 400])
def test_what_is_no_port_is_told_with_its_name(value: str, free: dict[str, str]) -> None:
    assert (
        message_of(free | {"BOT_PORT": value})
        == f"error: BOT_PORT={value[:20]} is not a port number."
    )


def test_the_port_that_is_proposed_can_be_a_port(free: dict[str, str]) -> None:
    for port in range(65_535, 65_000, -1):
        with socket.socket() as listening:
            try:
                listening.bind(("127.0.0.1", port))
            except OSError:
                continue
            message = message_of(free | {"PORT": str(port)})
            break
    assert int(message.rpartition("=")[2]) < 65_536


def test_an_empty_value_means_the_usual_port(
    free: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PORTS, "PORT", int(free["PORT"]))
    assert ports_from(free | {"PORT": ""})["PORT"] == int(free["PORT"])


def test_each_start_makes_its_own_secrets(tmp_path: Path) -> None:
    first, second = (environment_for(dict(PORTS), tmp_path) for _ in range(2))
    for name in ("BOT_SECRET", "SERVICE_KEY"):
        assert len(first[name]) > 30
        assert first[name] != second[name]


def test_rasas_telemetry_is_off(tmp_path: Path) -> None:
    assert environment_for(dict(PORTS), tmp_path)["RASA_TELEMETRY_ENABLED"] == "false"


def test_the_processes_know_each_others_addresses(tmp_path: Path) -> None:
    environment = environment_for({"PORT": 1, "BOT_PORT": 2, "ACTIONS_PORT": 3}, tmp_path)
    assert environment["API_URL"] == "http://127.0.0.1:1"
    assert environment["BOT_URL"] == "http://127.0.0.1:2"
    assert environment["ACTIONS_URL"] == "http://127.0.0.1:3/webhook"
