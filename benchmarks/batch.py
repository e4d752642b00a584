"""Speed and memory of whole runs, beside a plain pdfplumber loop over the same files in the same minute.

``python -m benchmarks.batch --pdf 40 --docx 200 --many 1000``: every figure is for one core unless it says otherwise; ``load`` is the
machine's load average at the start, since figures from a busy machine are worth less.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.make_plans import make

ROOT = Path(__file__).parents[1]


def measured(folder: Path, out: Path, *more: str) -> dict[str, float]:
    """One run as a user starts it: wall and CPU seconds, peak MB of the parent and of its largest worker."""
    began = time.monotonic()
    run = subprocess.Popen([sys.executable, "-m", "pipeline.cli", "run", str(folder), "--out", str(out), "--quiet", *more], cwd=ROOT)
    peak = {"parent_mb": 0.0, "worker_mb": 0.0}
    watching = threading.Thread(target=_watch, args=(run.pid, peak))
    watching.start()
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    watching.join()
    stages = json.loads((out / "run.json").read_text(encoding="utf-8"))["seconds"]
    return {"wall": time.monotonic() - began, "cpu": usage.ru_utime + usage.ru_stime, "read": stages["read"], **peak}


def _watch(pid: int, peak: dict[str, float]) -> None:
    try:
        parent = psutil.Process(pid)
        while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
            peak["parent_mb"] = max(peak["parent_mb"], parent.memory_info().rss / 2**20)
            for child in parent.children():
                peak["worker_mb"] = max(peak["worker_mb"], child.memory_info().rss / 2**20)
            time.sleep(0.2)
    except psutil.Error:
        return


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pdf", type=int, default=40)
    parser.add_argument("--docx", type=int, default=200)
    parser.add_argument("--many", type=int, default=0, help="small plans in one run, for memory and the second run")
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="kehoach-batch-") as t:
        work = Path(t)
        if given.pdf:
            make(given.pdf, work / "p", ("pdf",))
            pages, plain, plain_cpu = plain_loop(sorted((work / "p/files").glob("*.pdf")))
            ours = measured(work / "p/files", work / "po", "--formats", "csv", "--workers", "1")
            print(f"PDF, {given.pdf} plans, {pages} pages: plain pdfplumber loop {pages / plain:.1f} pages/s ({pages / plain_cpu:.1f} a CPU second); end to end, one worker, {pages / ours['wall']:.1f} pages/s"
                  f" ({pages / ours['cpu']:.1f} a CPU second), reading stage alone {pages / ours['read']:.1f}; {_memory(ours)}")
        if given.docx:
            make(given.docx, work / "d")
            ours = measured(work / "d/files", work / "do", "--formats", "csv")
            print(f"DOCX, {given.docx} ten-page plans: end to end {given.docx / ours['wall']:.1f} documents/s ({given.docx / ours['cpu']:.1f} a CPU second), reading stage alone {given.docx / ours['read']:.1f}; {_memory(ours)}")
        for n in (given.many // 4, given.many) if given.many else ():
            make(n, work / f"m{n}", size="small")
            first = measured(work / f"m{n}/files", work / f"mo{n}", "--formats", "csv,parquet")
            second = measured(work / f"m{n}/files", work / f"mo{n}", "--formats", "csv,parquet")
            print(f"{n} small plans: {first['wall']:.1f} s ({n / first['wall']:.1f} documents/s), second run {second['wall']:.1f} s ({second['wall'] / first['wall']:.1%}); {_memory(first)}")


def _memory(run: dict[str, float]) -> str:
    return f"parent {run['parent_mb']:.0f} MB, worker {run['worker_mb']:.0f} MB"


if __name__ == "__main__":
    main()
