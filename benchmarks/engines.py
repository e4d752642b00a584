"""Every engine over the same plans: same bytes, and what an engine costs beside the local one, for its start and for each document.

``python -m benchmarks.engines --plans 120``: runs of a quarter of the plans and of all, engine after engine; the difference of the two
is what the documents cost, the rest is the start of a run (and of a cluster). CPU seconds are those of all processes of a run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.kill import ROOT, differences, leftovers
from benchmarks.make_plans import make
from pipeline.options import ENGINES


def timed(folder: Path, out: Path, engine: str) -> tuple[float, float]:
    """Wall and CPU seconds of a run from nothing."""
    shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    run = subprocess.Popen([sys.executable, "-m", "pipeline.cli", "run", str(folder), "--out", str(out), "--quiet", "--formats", "csv", "--engine", engine, "--workers", "2"], cwd=ROOT)
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        sys.exit(f"{engine}: exit code {run.returncode}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--plans", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    few = given.plans // 4
    with tempfile.TemporaryDirectory(prefix="kehoach-engines-") as t:
        work = Path(t)
        make(given.plans, work / "all", size="small")
        make(few, work / "few", size="small")
        best: dict[tuple[str, str], tuple[float, float]] = {}
        for _ in range(given.rounds):
            for engine in ENGINES:
                for size in ("few", "all"):
                    wall, cpu = timed(work / size / "files", work / f"{engine}-{size}", engine)
                    known = best.get((engine, size), (wall, cpu))
                    best[engine, size] = min(wall, known[0]), min(cpu, known[1])
        print("| Engine | 1 document, wall | 1 document, CPU | start, wall | start, CPU | files that differ | left behind |\n|---|---|---|---|---|---|---|")
        for engine in ENGINES:
            each = [(best[engine, "all"][k] - best[engine, "few"][k]) / (given.plans - few) for k in (0, 1)]
            start = [best[engine, "few"][k] - few * each[k] for k in (0, 1)]
            out = work / f"{engine}-all"
            print(f"| {engine} | {1000 * each[0]:.0f} ms | {1000 * each[1]:.0f} ms | {start[0]:.1f} s | {start[1]:.1f} s | {', '.join(differences(work / 'local-all', out)) or 'none'} | {', '.join(leftovers(out)) or 'nothing'} |")


if __name__ == "__main__":
    main()
