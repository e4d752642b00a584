"""Broken and hostile files end as a result or a code (2,000 of them: ``python -m benchmarks.hostile``)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.hostile import files
from benchmarks.kill import leftovers
from pipeline.options import RunOptions
from pipeline.run import run
from schemas.errors import ADVICE

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.*"))


@pytest.mark.slow
def test_hostile_files_end_as_a_result_or_a_code(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    made = dict(files(60, seed=11, bases=SAMPLES))
    for name, content in made.items():
        (folder / name).write_bytes(content)
    done = run([folder], tmp_path / "out", RunOptions(timeout=20, memory=800, ocr="never", formats=("csv",)))
    documents = done.dataset["documents"]
    assert {f.partition("/")[0] for f in documents["file_name"]} == set(made), "every file has its row"
    assert set(documents["status"]) <= {"ok", "partial", "failed"}
    failed = documents[documents["status"] == "failed"]
    assert {e.partition(":")[0] for e in failed["error"]} <= set(ADVICE)
    assert len(failed) > 20
    assert done.problems == []
    lines = [json.loads(x) for x in (tmp_path / "out/log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert max(x["seconds"] for x in lines if x["event"] == "document") < 25
    assert leftovers(tmp_path / "out") == []
