"""Measures the search: encoder, questions, memory, opening, live update, and 126 wards.

``make bench-search`` prints a table with each goal and, on the last line, one JSON object. It
asserts nothing: the times are those of this machine with whatever else runs on it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import faiss
import httpx2 as httpx
import numpy as np

from knowledge_base.catalogue import FOLDER as CATALOGUE
from knowledge_base.evaluation.metrics import judge
from knowledge_base.evaluation.questions import FOLDER as QUESTIONS
from knowledge_base.evaluation.questions import EvaluationQuestion, read_questions
from knowledge_base.policy import policy_file
from knowledge_base.policy.elsewhere import load_elsewhere
from knowledge_base.search.aspects import load_aspect_detector
from knowledge_base.search.dense import DenseIndex, DensePolicy
from knowledge_base.search.engine import Search, SearchPolicy, open_search
from knowledge_base.yaml_file import read_yaml
from tests.load.product import ROOT, free_ports, memory_mb
from tests.load.report import Report, shown, spread
from tests.load.wards import TEXTS_EACH, WARDS, of_all_wards

INDEX = ROOT / "var" / "index"
CHANGES = 5
"""Records that are changed, added and withdrawn."""
_LOOK_EVERY_S = 0.1
_ACTS = ("changed", "added", "withdrawn")
_ASK_EVERY_S = 0.5
_MOST_SECONDS = 60
_ALL_COMPARED = DensePolicy(cells_from=10**9, cells=1, cells_searched=1)
_OPEN = """
import sys, time
from pathlib import Path
begun = time.perf_counter()
from knowledge_base.search.engine import open_search
imported = time.perf_counter()
search = open_search(Path(sys.argv[1]))
opened = time.perf_counter()
for question in sys.stdin.read().splitlines():
    search.search(question)
from tests.load.product import memory_mb
import os
print(imported - begun, opened - imported, memory_mb(os.getpid()))
"""


def measure_opening(report: Report, questions: list[str]) -> None:
    """Opens the search in fresh processes, which hold nothing else."""
    told = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(INDEX)],
            input="\n".join(questions[:50]),
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        told.append([float(word) for word in done.stdout.split()])
    imports, opening, memory = np.median(told, axis=0).tolist()
    report.at_most("open_s", "start-up: imports and opening", imports + opening, 2, "s")
    report.figures |= {"imports_s": round(imports, 2), "opening_s": round(opening, 2)}
    report.line("  of which opening", f"{opening:.2f} s")
    report.at_most("search_memory_mb", "memory of a process with the search", memory, 350, "MB")


def measure_questions(report: Report, search: Search, questions: list[str]) -> None:
    """Asks each question once, and the encoder alone right before, in one thread."""
    encoding, searching, encoding_cpu, searching_cpu = [], [], [], []
    for question in questions:
        subject = search.detect_aspects(question).subject.text
        started, cpu = time.perf_counter(), time.thread_time()
        search.encoder.encode_queries([subject])
        encoding.append((time.perf_counter() - started) * 1000)
        encoding_cpu.append((time.thread_time() - cpu) * 1000)
        cpu = time.thread_time()
        searching.append(search.search(question).took_ms)
        searching_cpu.append((time.thread_time() - cpu) * 1000)
    encoder, whole = spread(encoding), spread(searching)
    report.at_most("encoder_p50_ms", "encoder, median", encoder["p50"], 6, "ms")
    report.at_most("search_p50_ms", "search, median", whole["p50"], 10, "ms")
    report.at_most("search_p95_ms", "search, 95th percentile", whole["p95"], 25, "ms")
    encoder, whole = spread(encoding_cpu), spread(searching_cpu)
    report.figures |= {"encoder_cpu_ms": encoder, "search_cpu_ms": whole}
    report.line("  processor time: encoder", shown(encoder))
    report.line("  processor time: search", shown(whole))
    rest = whole["p50"] - encoder["p50"]
    report.figures["besides_encoder_cpu_ms"] = round(rest, 2)
    report.line("  besides the encoder", f"{rest:.1f} ms, {rest / encoder['p50']:.2f} of it")


class Service:
    """One API process on a catalogue and an index of its own."""

    def __init__(self, folder: Path) -> None:
        """Starts it and waits until it answers."""
        self.catalogue, self._index = folder / "catalogue", folder / "index"
        shutil.copytree(CATALOGUE, self.catalogue)
        shutil.copytree(INDEX, self._index)
        (port,) = free_ports(1)
        environment = os.environ | {
            "CATALOGUE_DIR": str(self.catalogue),
            "INDEX_DIR": str(self._index),
            "DATABASE_URL": f"sqlite:///{folder / 'ward.db'}",
            "RATE_LIMITS": "off",
        }
        command = ["-m", "uvicorn", "--factory", "api.app:create_app", "--port", str(port)]
        with (folder / "api.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, "--no-access-log"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30, trust_env=False
        )
        self.until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(self.find("khai sinh"))
        except httpx.HTTPError:
            return False

    def find(self, question: str) -> tuple[list[str], float]:
        """Gives the codes found, and the milliseconds that the search took."""
        answer = self.client.get("/search", params={"q": question}).raise_for_status().json()
        return [result["code"] for result in answer["results"]], answer["took_ms"]

    def until(self, happened: Callable[[], bool]) -> float:
        """Waits for something; gives the seconds.

        Raises:
            RuntimeError: It did not happen.
        """
        started = time.perf_counter()
        while not happened():
            if time.perf_counter() - started > _MOST_SECONDS or self.process.poll() is not None:
                raise RuntimeError("the service did not get there")
            time.sleep(_LOOK_EVERY_S)
        return time.perf_counter() - started

    def stop(self) -> None:
        """Stops it."""
        self.client.close()
        self.process.terminate()
        self.process.wait()


def measure_live_update(report: Report, questions: list[str]) -> None:
    """Writes records as an editor does, until a search over HTTP finds them; visitors ask on."""
    with tempfile.TemporaryDirectory(prefix="ward-bench-") as folder:
        service = Service(Path(folder))
        try:
            quiet = [service.find(question)[1] for question in questions[:100]]
            busy: list[float] = []
            stop = threading.Event()

            def ask() -> None:
                while not stop.is_set():
                    busy.append(service.find(questions[len(busy) % len(questions)])[1])
                    stop.wait(_ASK_EVERY_S)

            with ThreadPoolExecutor(1) as pool:
                asking = pool.submit(ask)
                try:
                    times = [time_of_a_change(service, number) for number in range(CHANGES)]
                finally:
                    stop.set()
                asking.result()  # raises what failed
            for act, seconds in zip(
                ("changed", "added", "withdrawn"), np.transpose(times), strict=True
            ):
                what = f"{act} until searched, longest of {CHANGES}"
                report.at_most(f"{act}_s", what, float(max(seconds)), 2, "s")
            report.line("  search meanwhile", shown(spread(busy)))
            report.line("  search before", shown(spread(quiet)))
            report.figures |= {"search_quiet_ms": spread(quiet), "search_busy_ms": spread(busy)}
            memory = memory_mb(service.process.pid)
            report.at_most("api_memory_mb", "memory of the API afterwards", memory, 350, "MB")
        finally:
            service.stop()


def time_of_a_change(service: Service, number: int) -> tuple[float, float, float]:
    """Gives the seconds until a changed, an added and a withdrawn record are seen."""
    records = sorted(service.catalogue.glob("*/*.yaml"))
    record = records[number * len(records) // CHANGES]
    code, text = record.stem, record.read_text()
    name = f"giấy zorblat kwyjibo {number}"  # words that no other record has

    def is_first() -> bool:
        return service.find(name)[0][:1] == [code]

    record.write_text(text.replace("aliases:\n", f"aliases:\n  - {name}\n", 1))
    changed = service.until(is_first)
    record.unlink()
    withdrawn = service.until(lambda: code not in service.find(name)[0])
    record.write_text(text.replace("aliases:\n", f"aliases:\n  - {name}\n", 1))
    added = service.until(is_first)
    return changed, added, withdrawn


def measure_wards(report: Report, search: Search, asked: list[EvaluationQuestion]) -> None:
    """Searches the texts of 126 wards with the index that the product takes for so many."""
    policy = read_yaml(policy_file("search.yaml"), SearchPolicy)
    compared = of_all_wards(search.index, _ALL_COMPARED)
    vectors = compared.vectors
    started = time.perf_counter()
    dense = DenseIndex.build(vectors, compared.starts, policy.dense)
    by_cells = replace(compared, dense=dense)
    report.figures["wards_build_s"] = round(time.perf_counter() - started, 1)
    what = f"{WARDS} wards, {TEXTS_EACH} texts each"
    built = f"{report.figures['wards_build_s']:.0f} s"
    report.line(what, f"{len(vectors)} texts, cells learnt in {built}")
    for name, index in (("all_compared", compared), ("by_cells", by_cells)):
        wide = Search(
            search.catalogue,
            load_elsewhere(),
            index,
            search.encoder,
            load_aspect_detector(index.analyser),
            policy,
        )
        judged, cpu = [], []
        for question in asked:
            before = time.thread_time()
            judged += judge(wide, [question])
            cpu.append((time.thread_time() - before) * 1000)
        times = spread(item.outcome.took_ms for item in judged)
        hit_at_1 = float(np.mean([item.rank == 1 for item in judged]))
        report.figures |= {
            f"wards_{name}_ms": times,
            f"wards_{name}_cpu_ms": spread(cpu),
            f"wards_{name}_hit_at_1": round(hit_at_1, 4),
        }
        report.line(f"  {name}: search, Hit@1", f"{shown(times)}, {hit_at_1:.3f}")
        report.line("    processor time", shown(spread(cpu)))
    median = report.figures["wards_by_cells_ms"]["p50"]
    report.at_most("wards_search_p50_ms", "  search by cells, median", median, 15, "ms")
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    queries = np.concatenate(
        [
            search.encoder.encode_queries([search.detect_aspects(question.q).subject.text])
            for question in asked
        ]
    )
    for hits in (20, 512):
        true = exact.search(queries, hits)[1]
        found = dense.nearest_texts(queries, hits)[1]
        pairs = zip(true.tolist(), found.tolist(), strict=True)
        recall = float(np.mean([len(set(a) & set(b)) / hits for a, b in pairs]))
        report.figures[f"wards_recall_at_{hits}"] = round(recall, 4)
        report.line(f"  recall@{hits} against exact", f"{recall:.3f}")


def main() -> None:
    """Measures everything, prints the table and the figures."""
    report = Report()
    load = os.getloadavg()[0]
    report.figures |= {"cores": os.cpu_count(), "load_before": round(load, 2)}
    print(f"{os.cpu_count()} cores, load before: {load:.1f}. Times are medians / 95th percentiles.")
    report.line("what", "figure", "goal", None)
    search = open_search(INDEX)
    asked = read_questions(QUESTIONS / "development" / "procedures.jsonl")[::4]
    questions = [question.q for question in asked]
    measure_opening(report, questions)
    measure_questions(report, search, questions)
    measure_live_update(report, questions)
    measure_wards(report, search, asked[::2])
    print(json.dumps(report.figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
