"""``kehoach audit`` and ``kehoach compare`` over the files of a run say what the run said, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.options import RunOptions
from pipeline.run import run

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
