"""Speed and memory of whole runs, beside a plain pdfplumber loop over the same files in the same minute.

``python -m benchmarks.batch --pdf 40 --docx 200 --many 1000 --keep /tmp/many``: every figure is for one core unless it says otherwise; ``load`` is the
machine's load average at the start, since figures from a busy machine are worth less.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import psutil

from benchmarks.make_plans import make
from benchmarks.plans.content import plan
from benchmarks.plans.write import docx

ROOT = Path(__file__).parents[1]


class Watched:
    """One run as a user starts it: wall and CPU seconds, MB of the parent and of its largest worker over time."""

    def __init__(self, folder: Path, out: Path, *more: str) -> None:
        self.samples: list[tuple[float, int, float, float]] = []  # seconds, documents read, MB of the parent, of the largest worker
        (out / "log.jsonl").unlink(missing_ok=True)
        began = time.monotonic()
        run = subprocess.Popen([sys.executable, "-m", "pipeline.cli", "run", str(folder), "--out", str(out), "--quiet", *more], cwd=ROOT)
        watching = threading.Thread(target=self._watch, args=(run.pid, out / "log.jsonl", began))
        watching.start()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        self.wall, self.cpu = time.monotonic() - began, usage.ru_utime + usage.ru_stime
        watching.join()
        self.stages: dict[str, float] = json.loads((out / "run.json").read_text(encoding="utf-8"))["seconds"]
        self.read = self.stages.get("read", 0.0)
        self.parent, self.worker = (max((s[k] for s in self.samples), default=0.0) for k in (2, 3))

    def _watch(self, pid: int, log: Path, began: float) -> None:
        done, at = 0, 0
        try:
            parent = psutil.Process(pid)
            mine = parent.cmdline()
            while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
                if log.exists():
                    with log.open("rb") as f:
                        f.seek(at)
                        new = f.read()
                    done, at = done + new.count(b'"event": "document"'), at + len(new)
                worker = 0.0
                for child in parent.children():
                    with contextlib.suppress(psutil.Error):
                        worker = max(worker, child.memory_info().rss / 2**20 if child.cmdline() == mine else 0.0)
                self.samples.append((time.monotonic() - began, done, parent.memory_info().rss / 2**20, worker))
                time.sleep(0.2)
        except psutil.Error:
            return

    @property
    def memory(self) -> str:
        return f"parent {self.parent:.0f} MB, worker {self.worker:.0f} MB at most"


def plain_loop(files: list[Path]) -> tuple[int, float, float]:
    """(pages, wall, CPU seconds) of what people write first."""
    import pdfplumber

    pages, began, cpu = 0, time.monotonic(), time.process_time()
    for f in files:
        with pdfplumber.open(f) as pdf:
            for page in pdf.pages:
                page.extract_tables()
                pages += 1
    return pages, time.monotonic() - began, time.process_time() - cpu


def many(n: int, folder: Path, seed: int = 57) -> Path:
    """``n`` small DOCX plans in ``folder``, made once: communes, and one plan for each province (more of these would be uppers that
    no country has). Returns the folder of files."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    if sum(1 for _ in files.iterdir()) == n:
        return files
    for old in files.iterdir():
        old.unlink()
    provinces: set[str] = set()
    made = k = 0
    while made < n:
        p = plan(seed, k, "small")
        k += 1
        if p.document["level"] == "province":
            if p.document["province"] in provinces:
                continue
            provinces.add(p.document["province"])
        (files / f"{p.name}.docx").write_bytes(docx(p))
        made += 1
    return files


def run_many(n: int, folder: Path, formats: str, points: int = 12) -> None:
    """One run over many plans and a second one, with memory over time and the rate of each quarter."""
    began = time.monotonic()
    files, out = many(n, folder), folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    print(f"{n} small plans, made or found in {time.monotonic() - began:.0f} s")
    first = Watched(files, out, "--formats", formats)
    every = max(1, len(first.samples) // points)
    for seconds, done, parent, worker in [*first.samples[::every], first.samples[-1]]:
        print(f"  {seconds:6.0f} s  {done:6} documents read  parent {parent:4.0f} MB  largest worker {worker:4.0f} MB")
    times = [datetime.fromisoformat(x["time"]) for x in map(json.loads, (out / "log.jsonl").read_text(encoding="utf-8").splitlines()) if x["event"] == "document"]
    cuts = [times[min(len(times) - 1, len(times) * q // 4)] for q in range(5)]
    print("  reading, documents/s in each quarter: " + ", ".join(f"{n / 4 / max(1e-3, (b - a).total_seconds()):.1f}" for a, b in pairwise(cuts)))
    print(f"  first run {first.wall:.1f} s ({n / first.wall:.1f} documents/s, {1000 * first.cpu / n:.0f} CPU ms a document); stages {first.stages}; {first.memory}")
    second = Watched(files, out, "--formats", formats)
    print(f"  second run {second.wall:.2f} s = {second.wall / first.wall:.2%} of the first ({second.cpu:.2f} CPU s, {second.cpu / first.cpu:.2%}); {second.memory}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pdf", type=int, default=40)
    parser.add_argument("--docx", type=int, default=200)
    parser.add_argument("--many", type=int, default=0, help="small plans in one run, for memory and the second run; a quarter of them goes first")
    parser.add_argument("--keep", type=Path, help="folder in which these plans and their dataset stay [default: a temporary one]")
    parser.add_argument("--formats", default="csv,parquet", help="of the many")
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="kehoach-batch-") as t:
        work = Path(t)
        if given.pdf:
            make(given.pdf, work / "p", ("pdf",))
            pages, plain, plain_cpu = plain_loop(sorted((work / "p/files").glob("*.pdf")))
            print(f"PDF, {given.pdf} plans, {pages} pages: plain pdfplumber loop {pages / plain:.1f} pages/s ({pages / plain_cpu:.1f} a CPU second)", flush=True)
            for name, workers in (("one worker", ("--workers", "1")), ("all cores", ())):
                ours = Watched(work / "p/files", work / f"po{len(workers)}", "--formats", "csv", *workers)
                print(f"  end to end, {name}, start included: {pages / ours.wall:.1f} pages/s = {plain / ours.wall:.1f} times the plain loop ({pages / ours.cpu:.1f} a CPU second); reading stage alone"
                      f" {pages / ours.read:.1f}; stages {ours.stages}; {ours.memory}", flush=True)
        if given.docx:
            make(given.docx, work / "d")
            ours = Watched(work / "d/files", work / "do", "--formats", "csv")
            print(f"DOCX, {given.docx} ten-page plans: end to end {given.docx / ours.wall:.1f} documents/s ({given.docx / ours.cpu:.1f} a CPU second), reading stage alone"
                  f" {given.docx / ours.read:.1f}; stages {ours.stages}; {ours.memory}", flush=True)
        for n in (given.many // 4, given.many) if given.many else ():
            run_many(n, (given.keep or work) / f"{n}", given.formats)


if __name__ == "__main__":
    main()
