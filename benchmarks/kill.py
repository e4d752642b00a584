"""Random ``kill -9`` of a run's parent and workers: the dataset in the end is byte for byte that of an undisturbed run.

``python -m benchmarks.kill --kills 100 --plans 60``. Prints what was killed and whether anything differs, is lost or is left behind.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import psutil

from benchmarks.make_plans import make
from pipeline import reaper

ROOT = Path(__file__).parents[1]
ABOUT_THE_RUN = ("run.json", "log.jsonl")


def command(folder: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", "run", str(folder), "--out", str(out), "--quiet", "--formats", "csv,parquet", *more]


def torture(folder: Path, out: Path, kills: int, seed: int = 1, share_parents: float = 0.5, longest: float = 6.0, more: tuple[str, ...] = ()) -> Counter[str]:
    """Runs over ``folder`` into ``out`` until ``kills`` processes were killed, then once to its end. Returns what was killed."""
    r, done = Random(seed), Counter[str]()
    while sum(done.values()) < kills:
        run = subprocess.Popen(command(folder, out, *more), cwd=ROOT, stderr=subprocess.DEVNULL)
        while sum(done.values()) < kills:
            want_parent = r.random() < share_parents
            end = time.monotonic() + r.uniform(0.05, longest)
            while run.poll() is None and (time.monotonic() < end or not want_parent and not _workers(run.pid)):
                time.sleep(0.02)
            if run.poll() is not None:  # it came to its end: some of the work is taken away, so that there is more
                for layer in ("results", "reading", "dataset"):
                    shutil.rmtree(out / ".cache" / layer, ignore_errors=True)
                break
            workers = _workers(run.pid)
            victim = run.pid if want_parent or not workers else r.choice(workers)
            stage = _stage(out)
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
            done["parent" if victim == run.pid else "worker"] += 1
            print(f"{sum(done.values()):3} {'parent' if victim == run.pid else 'worker'} {stage}", flush=True)
            if victim == run.pid:
                break
        run.wait()
    subprocess.run(command(folder, out, *more), cwd=ROOT, check=False, stderr=subprocess.DEVNULL)
    return done


def _stage(out: Path) -> str:
    """How far a run has come, by what stands in its folder: for the log of kills."""
    results = sum(1 for p in (out / ".cache" / "results").rglob("*") if p.is_file())
    building = next((out / ".cache").glob("w-*.part"), None)
    judged = sum(1 for _ in (building / "parts").glob("findings-*")) if building else 0
    return f"{results} documents read" + (", dataset being built" if building else "") + (f", {judged} parts judged" if judged else "")


def _workers(pid: int) -> list[int]:
    """Worker processes of a run: forked from it, so with its own command line."""
    try:
        parent = psutil.Process(pid)
        mine = parent.cmdline()
        return [p.pid for p in parent.children() if p.cmdline() == mine]
    except psutil.Error:
        return []


def differences(a: Path, b: Path) -> list[str]:
    """Names of dataset files that are not the same bytes in both folders."""
    names = {p.name for x in (a, b) for p in x.iterdir() if p.is_file() and p.name not in ABOUT_THE_RUN}
    return sorted(n for n in names if not (a / n).exists() or not (b / n).exists() or (a / n).read_bytes() != (b / n).read_bytes())


def leftovers(out: Path) -> list[str]:
    """Temporary folders of runs, half-written files."""
    end = time.monotonic() + 20
    while True:
        found = [str(p) for p in Path(tempfile.gettempdir()).glob(reaper.PREFIX + "*") if not reaper.alive(p)]
        found += [str(p) for p in out.rglob("*.part")]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--plans", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kehoach-kill-") as t:
        work = Path(t)
        make(given.plans, work / "plans", ("docx",), size="small")
        began = time.monotonic()
        subprocess.run(command(work / "plans/files", work / "calm"), cwd=ROOT, check=True)
        calm, began = time.monotonic() - began, time.monotonic()
        done = torture(work / "plans/files", work / "wild", given.kills, given.seed)
        different, left = differences(work / "calm", work / "wild"), leftovers(work / "wild")
        print(f"undisturbed {calm:.0f} s; {dict(done)} killed in {time.monotonic() - began:.0f} s; files that differ: {different or 'none'}; left behind: {left or 'nothing'}")
        sys.exit(bool(different or left))


if __name__ == "__main__":
    main()
