"""``kehoach audit`` and ``kehoach compare`` over the files of a run say what the run said, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.options import RunOptions
from pipeline.run import run
from schemas import vocab

SAMPLES = Path(__file__).parents[1] / "samples"


def told(*args: str | Path) -> str:
    result = CliRunner().invoke(app, [str(a) for a in args])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    run([SAMPLES / "vo-nhai.docx", SAMPLES / "thuan-an.docx"], out, RunOptions(formats=("csv",), workers=1))
    return out


def test_commands_write_what_the_run_wrote(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    for path in made.glob("*.csv"):
        if path.stem not in ("comparison", "findings", "rules"):
            shutil.copy(path, again)
    told("compare", again)
    told("audit", again)
    for name in ("comparison", "findings", "rules"):
        assert (again / f"{name}.csv").read_bytes() == (made / f"{name}.csv").read_bytes(), name
    for path in again.glob("*.csv"):
        assert b",nan," not in path.read_bytes(), path.name


NATIONAL = "canonical_id,year,comparator,value_min,value_max,unit,denominator,quoted_text,source,certainty,scope,date\n"
TYPOS = "pattern,right,source\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vocabulary of the user's: a national target that no plan reaches, and a slip of typing that stands in every plan."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "national_targets.csv").write_text(NATIONAL + "SOC.VNEID,2030,ge,101,,%,người dân,thử,999/QĐ-TTg,source,all,2020-01-01\n", encoding="utf-8")
    (folder / "audit_typos.csv").write_text(TYPOS + "Ủy ban nhân dân,UBND,thử\n", encoding="utf-8")
    return folder


def test_commands_keep_to_the_vocabulary_of_the_run(own: Path, tmp_path: Path) -> None:
    """A run with --vocabulary, then compare, audit and report without it: the same words and targets are in use, and gone afterwards."""
    out = tmp_path / "out"
    told("run", SAMPLES / "vo-nhai.docx", "--out", out, "--formats", "csv", "--vocabulary", own, "-q", "-j", "1")
    made = {n: (out / f"{n}.csv").read_bytes() for n in ("comparison", "findings", "rules")}
    assert "999/QĐ-TTg".encode() in made["comparison"] and "999/QĐ-TTg".encode() in made["findings"] and b"TXT-TYPO" in made["findings"]
    for command in ("compare", "audit"):
        (out / ("comparison.csv" if command == "compare" else "findings.csv")).unlink()
        told(command, out)
    assert {n: (out / f"{n}.csv").read_bytes() for n in made} == made
    assert vocab.in_use() is None
    (out / "run.json").unlink()
    told("audit", out)
    assert "999/QĐ-TTg".encode() not in (out / "findings.csv").read_bytes()
    told("audit", out, "--vocabulary", own)
    assert (out / "findings.csv").read_bytes() == made["findings"]


def test_a_vocabulary_that_is_gone_is_told(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made, out, ignore=shutil.ignore_patterns(".cache"))
    (out / "run.json").write_text('{"options": {"vocabulary": "/no/such/folder"}}', encoding="utf-8")
    result = CliRunner().invoke(app, ["compare", str(out)])
    assert result.exit_code == 0 and "/no/such/folder" in result.stderr
