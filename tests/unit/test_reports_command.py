"""``kehoach report``: wrong use says what is wrong; a dataset on disk becomes three files, also without its sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.export.csv import write
from schemas.dataset import frame
from tests.report_makers import dataset, deadline, document, finding, indicator


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    tables = dataset(documents=[document("a", plan_year="2026")], indicators=[indicator("a", 1)], findings=[finding("a", 1, message="=1+1 là chữ")], deadlines=[deadline("a", 1)])
    write({name: frame(name, [{k: (None if v == "" else v) for k, v in r.items()} for r in t.to_dict("records")]) for name, t in tables.items()}, tmp_path / "ds")
    return tmp_path / "ds"


@pytest.mark.parametrize(
    ("more", "words"),
    [(["--formats", "pdf"], "--formats"), (["--formats", ""], "--formats"), (["--sources", "/no/such/folder"], "/no/such/folder"), (["--pictures", "-1"], "--pictures")],
)
def test_wrong_use(stored: Path, tmp_path: Path, more: list[str], words: str) -> None:
    result = CliRunner().invoke(app, ["report", str(stored), "--out", str(tmp_path / "out"), *more])
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "out").exists()


def test_a_folder_without_dataset(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert result.exit_code == 2
    assert "kehoach run" in result.output


def test_three_files_without_sources(stored: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["report", str(stored), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["bao-cao.html", "bao-cao.xlsx", "thoi-han.ics"]
    assert "1 thời hạn trong lịch" in result.output


def test_only_the_formats_asked_for(stored: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["report", str(stored), "--out", str(tmp_path / "out"), "--formats", "ics"]).exit_code == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["thoi-han.ics"]
