"""The real product as a subprocess: start, memory, processor time, stop."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx

ROOT = Path(__file__).resolve().parent.parent.parent
_MOST_SECONDS = 180
_STOP_SECONDS = 60
_ROLES = {
    "ops.run": "start",
    "supervisord": "supervisor",
    "api.app": "api",
    "bot.lean_rasa": "rasa",
    "bot.actions": "actions",
}


@dataclass(frozen=True)
class Usage:
    """What one process takes.

    Attributes:
        memory_mb: Its proportional share (PSS), or what is resident where that is not told.
        cpu_s: Processor time since its start.
    """

    memory_mb: float
    cpu_s: float


@dataclass(frozen=True)
class Product:
    """A running product.

    Attributes:
        started_s: Seconds from the command to ``/health/ready``.
        prepared_s: How many of them ``ops/prepare.py`` took.
    """

    address: str
    database: Path
    process: subprocess.Popen[bytes]
    prepared_s: float
    started_s: float

    def usage(self) -> dict[str, Usage]:
        """Tells what each process takes, by its part in the product."""
        found: dict[str, Usage] = {}
        for pid in _family(self.process.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
                role = next((_ROLES[part] for part in _ROLES if part in words), words[:40])
                usage = Usage(memory_mb(pid), _cpu_s(pid))
            except OSError:  # it ended meanwhile
                continue
            found[f"{role} {pid}" if role in found else role] = usage
        return found

    def stop(self) -> float:
        """Stops the product as a service manager would; gives the seconds it took.

        Raises:
            RuntimeError: It did not end by itself with status 0, or left processes behind.
        """
        family, started = _family(self.process.pid), time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = -signal.SIGKILL
        left = [pid for pid in family if Path(f"/proc/{pid}").exists()]
        if status or left:
            raise RuntimeError(f"the product ended with status {status}, left behind: {left}")
        return time.monotonic() - started


def start(folder: Path) -> Product:
    """Prepares and starts the product as ``make run`` does, on free ports and a new database.

    Args:
        folder: Where the database and what the product prints are kept.

    Raises:
        RuntimeError: It did not become ready.
    """
    ports = free_ports(3)
    address, database = f"http://127.0.0.1:{ports[0]}", folder / "ward.db"
    environment = {
        **os.environ,
        **dict(zip(("PORT", "BOT_PORT", "ACTIONS_PORT"), map(str, ports), strict=True)),
        "DATABASE_URL": f"sqlite:///{database}",
        "RATE_LIMITS": "off",
    }
    environment.pop("REDIS_URL", None)
    prepare = [sys.executable, "ops/prepare.py", "run"]
    subprocess.run(prepare, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()  # now everything is current
    subprocess.run(prepare, cwd=ROOT, check=True)
    prepared_s = time.monotonic() - started
    printed = folder / "run.log"
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops.run"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches it through us
        )
    product = Product(address, database, process, prepared_s, 0.0)
    try:
        _wait_until_ready(product)
    except BaseException as error:
        product.process.terminate()
        product.process.wait(_STOP_SECONDS)
        if isinstance(error, RuntimeError):
            raise RuntimeError(f"{error}: {printed.read_text()[-1000:]}") from error
        raise
    return Product(address, database, process, prepared_s, time.monotonic() - started)


def _wait_until_ready(product: Product) -> None:
    until = time.monotonic() + _MOST_SECONDS
    with httpx.Client(base_url=product.address, timeout=5, trust_env=False) as client:
        while time.monotonic() < until and product.process.poll() is None:
            try:
                if client.get("/health/ready").json()["ready"]:
                    return
            except (httpx.HTTPError, ValueError, KeyError):
                pass
            time.sleep(0.1)
    raise RuntimeError("the product did not become ready")


def free_ports(count: int) -> list[int]:
    """Finds ports on which nobody listens."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _family(pid: int) -> list[int]:
    """Lists a process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    family = [pid]
    for member in family:
        family += children.get(member, [])
    return family


def memory_mb(pid: int) -> float:
    """Gives a process's proportional share (PSS), or what is resident where that is not told."""
    for file, name in (("smaps_rollup", "Pss"), ("status", "VmRSS")):
        try:
            found = re.search(
                rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.M
            )
        except PermissionError:
            continue
        if found:
            return int(found[1]) * 1024 / 1e6
    return 0.0


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
