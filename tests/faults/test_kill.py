"""A run that is killed again and again ends with the dataset of an undisturbed one (100 kills: ``python -m benchmarks.kill``)."""

from __future__ import annotations

import json
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
