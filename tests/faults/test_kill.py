"""A run that is killed again and again ends with the dataset of an undisturbed one (100 kills: ``python -m benchmarks.kill``)."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.kill import ROOT, command, differences, leftovers, torture
from benchmarks.make_plans import make

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="/proc")]


def test_killed_runs_end_as_an_undisturbed_one(tmp_path: Path) -> None:
    make(12, tmp_path / "plans", ("docx",), seed=3, size="small")
    folder = tmp_path / "plans/files"
    subprocess.run(command(folder, tmp_path / "calm"), cwd=ROOT, check=True)
    done = torture(folder, tmp_path / "wild", kills=6, seed=4, share_parents=0.5)
    assert sum(done.values()) == 6
    assert differences(tmp_path / "calm", tmp_path / "wild") == []
    assert leftovers(tmp_path / "wild") == []
    documents = json.loads((tmp_path / "wild/run.json").read_text(encoding="utf-8"))["documents"]
    assert documents == {"ok": 12, "partial": 0, "failed": 0}


def test_a_full_disk_stops_the_run_and_costs_nothing(tmp_path: Path) -> None:
    """The disk is "full" for every file over 6 kB (RLIMIT_FSIZE); then there is room again."""
    make(4, tmp_path / "plans", ("docx",), seed=5)
    folder, out = tmp_path / "plans/files", tmp_path / "out"
    full = subprocess.run(command(folder, out), cwd=ROOT, check=False, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000)))
    assert full.returncode == 4, full.stderr
    assert "không ghi được" in full.stderr
    assert not list(out.glob("*.csv")) and not list(out.rglob("*.part"))
    subprocess.run(command(folder, out), cwd=ROOT, check=True)
    subprocess.run(command(folder, tmp_path / "calm"), cwd=ROOT, check=True)
    assert differences(tmp_path / "calm", out) == []
    assert leftovers(out) == []
