"""Starts the product on 127.0.0.1, tells when it is ready, and stops it on Ctrl-C."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx

ROOT = Path(__file__).resolve().parent.parent
PORTS = {"PORT": 8000, "BOT_PORT": 5005, "ACTIONS_PORT": 5055}
MOST_SECONDS = 180
STOP_SECONDS = 30


def ports_from(environment: dict[str, str]) -> dict[str, int]:
    """Reads the ports and checks that they are free.

    Raises:
        SystemExit: A port is not a number or is taken; with what to do.
    """
    ports: dict[str, int] = {}
    for name, default in PORTS.items():
        value = environment.get(name) or str(default)
        if not re.fullmatch(r"[0-9]{1,5}", value) or not 0 < int(value) < 65536:
            sys.exit(f"error: {name}={value[:20]} is not a port number.")
        ports[name] = int(value)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", ports[name]))
            except OSError:
                other = ports[name] + (1000 if ports[name] < 60_000 else -1000)
                sys.exit(
                    f"error: port {value} is taken by another program. Stop it, or choose another "
                    f"port: make run {name}={other}"
                )
    return ports


def environment_for(ports: dict[str, int], var_dir: Path) -> dict[str, str]:
    """Gives the environment of the three processes, with secrets made for this start."""
    return {
        **os.environ,
        **{name: str(port) for name, port in ports.items()},
        "VAR_DIR": str(var_dir),
        "BOT_URL": f"http://127.0.0.1:{ports['BOT_PORT']}",
        "ACTIONS_URL": f"http://127.0.0.1:{ports['ACTIONS_PORT']}/webhook",
        "API_URL": f"http://127.0.0.1:{ports['PORT']}",
        "BOT_SECRET": secrets.token_urlsafe(32),
        "SERVICE_KEY": secrets.token_urlsafe(32),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "SANIC_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }


def wait_until_ready(supervisor: subprocess.Popen[bytes], address: str) -> bool:
    """Waits for ``/health/ready``, with a dot every second; says whether it came."""
    started = time.monotonic()
    while time.monotonic() - started < MOST_SECONDS:
        if supervisor.poll() is not None:
            return False
        try:
            if httpx.get(f"{address}/health/ready", timeout=2).json()["ready"]:
                print(f" ready after {time.monotonic() - started:.0f} s", flush=True)
                return True
        except (httpx.HTTPError, ValueError, KeyError):
            pass
        print(".", end="", flush=True)
        time.sleep(1)
    return False


def stop(supervisor: subprocess.Popen[bytes]) -> None:
    """Stops all processes and waits for them."""
    if supervisor.poll() is None:
        supervisor.terminate()
        try:
            supervisor.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            supervisor.kill()


def main() -> int:
    """Runs the product until it is told to stop."""
    var_dir = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    (var_dir / "log").mkdir(parents=True, exist_ok=True)
    ports = ports_from(dict(os.environ))
    address = f"http://127.0.0.1:{ports['PORT']}"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A session of its own, so that Ctrl-C reaches the supervisor once, through us.
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", "ops/supervisord.conf"],
        cwd=ROOT,
        env=environment_for(ports, var_dir),
        start_new_session=True,
    )
    try:
        print("==> starting api, Rasa and the action server ", end="", flush=True)
        if not wait_until_ready(supervisor, address):
            print(f"\nerror: it did not start; the reasons stand in {var_dir}/log/", flush=True)
            return 1
        print(f"    chat:    {address}/")
        print(f"    API:     {address}/api/openapi.json")
        print(f"    health:  {address}/health/ready")
        print("    Ctrl-C stops everything.", flush=True)
        return supervisor.wait()
    except KeyboardInterrupt:
        print("\n==> stopping", flush=True)
        return 0
    finally:
        stop(supervisor)


if __name__ == "__main__":
    sys.exit(main())
