"""Measures the running product: start, memory, turns, search, tickets and search quality.

``make bench`` prints a table with each goal and, on the last line, one JSON object. It asserts
nothing: the times are those of this machine with whatever else runs on it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from knowledge_base.evaluation.questions import FOLDER
from tests.load.product import ROOT, Product, start
from tests.load.report import Report, shown, spread
from tests.load.visitors import Said, connect, questions, scripts, talk

CONVERSATIONS = 40
VISITORS = 8
SEARCHES = 200
TICKETS = 1600
TICKET_CLIENTS = 16
TICKET_GROUP = "quan-su"
"""No question of the mix leads to this group, so its numbers begin at 1."""


def with_cpu(product: Product, act: Callable[[], Any]) -> tuple[Any, float, dict[str, float]]:
    """Does something; gives its result, its seconds and each process's processor seconds."""
    before, started = product.usage(), time.perf_counter()
    result = act()
    seconds, after = time.perf_counter() - started, product.usage()
    spent = {name: after[name].cpu_s - before[name].cpu_s for name in after if name in before}
    return result, seconds, spent


def together(product: Product, visitors: int, work: list[Any], act: Callable[..., Any]) -> Any:
    """Shares work among threads, each with its own client."""

    def visit(share: list[Any]) -> list[Any]:
        with connect(product) as client:
            return [result for item in share for result in act(client, item)]

    with ThreadPoolExecutor(visitors) as pool:
        shares = pool.map(visit, [work[number::visitors] for number in range(visitors)])
        return [result for share in shares for result in share]


def measure_memory(product: Product, report: Report, when: str) -> None:
    """Sums the memory of all processes."""
    usage = product.usage()
    total = sum(part.memory_mb for part in usage.values())
    report.at_most(f"memory_{when}_mb", f"memory, all processes, {when}", total, 1600, "MB")
    parts = {name: round(part.memory_mb) for name, part in usage.items()}
    report.figures[f"memory_{when}_by_process_mb"] = parts
    report.line("  each", ", ".join(f"{name} {size}" for name, size in parts.items()))


def measure_turns(product: Product, report: Report) -> None:
    """Measures turns one after the other, then of several visitors at once."""
    work = scripts(CONVERSATIONS)
    with connect(product) as client:

        def one_by_one() -> list[Said]:
            return [turn for script in work for turn in talk(client, script)]

        turns, _, cpu = with_cpu(product, one_by_one)
    whole = spread(turn.ms for turn in turns)
    report.at_most("turn_p50_ms", f"text turn, median of {len(turns)}", whole["p50"], 100, "ms")
    report.at_most("turn_p95_ms", "text turn, 95th percentile", whole["p95"], 250, "ms")
    by_kind: dict[str, list[float]] = defaultdict(list)
    for turn in turns:
        by_kind[turn.kind].append(turn.ms)
    report.figures["turn_by_kind"] = {kind: spread(times) for kind, times in by_kind.items()}
    for kind, figures in report.figures["turn_by_kind"].items():
        report.line(f"  {kind}", shown(figures))
    statuses = Counter(turn.status for turn in turns)
    report.figures["turn_statuses"] = dict(statuses)
    report.line("  statuses", ", ".join(f"{name} {count}" for name, count in statuses.items()))
    per_turn = {name: round(spent * 1000 / len(turns), 1) for name, spent in cpu.items()}
    report.figures["turn_cpu_ms"] = per_turn
    told = ", ".join(f"{name} {spent}" for name, spent in per_turn.items() if spent >= 0.1)
    report.line("  processor time per turn (ms)", told)
    crowd, seconds, _ = with_cpu(product, lambda: together(product, VISITORS, work, talk))
    figures = spread(turn.ms for turn in crowd) | {"per_second": round(len(crowd) / seconds, 1)}
    report.figures["turn_8_visitors"] = figures
    report.line(f"  {VISITORS} visitors at once", shown(figures))
    report.line(f"  {VISITORS} visitors at once, turns", f"{figures['per_second']} a second")


def check_engine(product: Product, report: Report) -> None:
    """Counts the turns that search answered because Rasa was late or down."""
    with sqlite3.connect(product.database) as database:
        rows = database.execute(
            "SELECT json_extract(trace, '$.engine'), count(*) FROM messages GROUP BY 1"
        ).fetchall()
    counts = {str(name): count for name, count in rows}
    report.figures["turns_by_engine"] = counts
    without = sum(counts.values()) - counts.get("up", 0)
    report.line("turns without Rasa", f"{without} of {sum(counts.values())}", "0", without == 0)


def measure_search(product: Product, report: Report) -> None:
    """Measures the search as a client and as the server itself tells it."""
    asked = [*questions("plain"), *questions("unaccented"), *questions("noisy")]
    seen, told = [], []
    with connect(product) as client:
        for question in asked[:: -(-len(asked) // SEARCHES)]:
            started = time.perf_counter()
            response = client.get("/search", params={"q": question}).raise_for_status()
            seen.append((time.perf_counter() - started) * 1000)
            told.append(response.json()["took_ms"])
    figures = spread(seen)
    report.at_most("search_p50_ms", "search, median at the client", figures["p50"], 30, "ms")
    report.figures |= {"search_client_ms": figures, "search_took_ms": spread(told)}
    report.line("  at the client", shown(figures))
    report.line("  took_ms of the server", shown(spread(told)))


def take_tickets(product: Product, count: int, start: threading.Barrier) -> list[tuple[int, float]]:
    """Takes tickets over one kept connection; gives each number and its milliseconds."""
    # http.client: httpx would take from the server a good part of the processor.
    connection = HTTPConnection(product.address.removeprefix("http://"), timeout=60)
    connection.connect()
    body = json.dumps({"service_group": TICKET_GROUP}).encode()
    taken: list[tuple[int, float]] = []
    start.wait()
    for _ in range(count):
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        started = time.perf_counter()
        connection.request("POST", "/api/v1/tickets", body, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        ms = (time.perf_counter() - started) * 1000
        if response.status != 201:
            raise RuntimeError(f"ticket refused: {response.status} {answer}")
        taken.append((int(re.sub(r"\D", "", answer["number"])), ms))
    connection.close()
    return taken


def measure_tickets(product: Product, report: Report) -> None:
    """Issues tickets from many clients at once and checks the numbers."""
    ready = threading.Barrier(TICKET_CLIENTS)
    each = TICKETS // TICKET_CLIENTS

    def rush() -> list[tuple[int, float]]:
        with ThreadPoolExecutor(TICKET_CLIENTS) as pool:
            jobs = [pool.submit(take_tickets, product, each, ready) for _ in range(TICKET_CLIENTS)]
            return [ticket for job in jobs for ticket in job.result()]

    taken, seconds, cpu = with_cpu(product, rush)
    numbers = sorted(number for number, _ in taken)
    exact = numbers == list(range(1, len(taken) + 1))
    what = f"tickets, {TICKET_CLIENTS} clients"
    report.at_least("tickets_per_second", what, len(taken) / seconds, 300, "a second")
    report.figures |= {"tickets_ms": spread(ms for _, ms in taken), "tickets_exact": exact}
    report.figures["ticket_cpu_ms"] = round(cpu["api"] * 1000 / len(taken), 2)
    report.line("  latency", shown(report.figures["tickets_ms"]))
    report.line("  processor time of api per ticket", f"{report.figures['ticket_cpu_ms']} ms")
    report.line("  numbers", f"{numbers[0]}..{numbers[-1]}", f"exactly 1..{len(taken)}", exact)


def evaluated(name: str) -> dict[str, Any]:
    """Evaluates one question set by the command that everyone uses."""
    command = [sys.executable, "-m", "knowledge_base", "evaluate", "--json"]
    done = subprocess.run(
        [*command, str(FOLDER / f"development/{name}.jsonl")],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def measure_quality(report: Report) -> None:
    """Asks the search the development questions."""
    found = {name: evaluated(name) for name in ("procedures", "none", "ambiguous")}
    report.figures["evaluation"] = found
    dev = found["procedures"]
    asked = f"of {dev['questions']} questions"
    report.at_least("hit_at_1", f"Hit@1 {asked}", dev["hit_at_1"]["all"], 0.80)
    report.at_least("hit_at_3", f"Hit@3 {asked}", dev["hit_at_3"]["all"], 0.92)
    report.line("  MRR@10", str(dev["mrr_at_10"]["all"]))
    for style in dev["hit_at_1"]:
        if style != "all":
            values = (dev[name][style] for name in ("hit_at_1", "hit_at_3", "mrr_at_10"))
            report.line(f"  {style}: Hit@1, Hit@3, MRR@10", ", ".join(map(str, values)))
    none, ambiguous = found["none"], found["ambiguous"]
    report.line(f"false answers of {none['questions']}", str(none["false_answers"]))
    report.line(f"asked back of {ambiguous['questions']} ambiguous", str(ambiguous["clarified"]))
    report.line(
        "  wrong answers, false nones of dev", f"{dev['wrong_answers']}, {dev['false_nones']}"
    )


def measure_product(product: Product, report: Report) -> None:
    """Measures all that needs the running product."""
    report.at_most("start_s", "second start until ready", product.started_s, 45, "s")
    report.figures["prepare_s"] = round(product.prepared_s, 2)
    report.line("  of which ops/prepare.py", f"{product.prepared_s:.1f} s")
    with connect(product) as client:
        for script in scripts(6, skipped=100):
            talk(client, script)
    measure_memory(product, report, "warm")
    measure_turns(product, report)
    measure_search(product, report)
    measure_tickets(product, report)
    check_engine(product, report)
    measure_memory(product, report, "loaded")


def main() -> None:
    """Measures everything, prints the table and the figures."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    report = Report()
    load = os.getloadavg()[0]
    report.figures |= {"cores": os.cpu_count(), "load_before": round(load, 2)}
    print(f"{os.cpu_count()} cores, load before: {load:.1f}. Times are medians / 95th percentiles.")
    report.line("what", "figure", "goal", None)
    with tempfile.TemporaryDirectory(prefix="ward-bench-") as folder:
        product = start(Path(folder))
        try:
            measure_product(product, report)
        finally:
            stopped_s = product.stop()
    report.figures["stop_s"] = round(stopped_s, 2)
    report.line("clean stop", f"{stopped_s:.1f} s")
    measure_quality(report)
    print(json.dumps(report.figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
