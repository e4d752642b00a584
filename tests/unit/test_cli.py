"""The command line: help with an example everywhere, wrong use told in one Vietnamese line with code 2, tables that open as they should."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from pipeline import terminal
from pipeline.cli import app
from pipeline.evaluate import Scores, TableScore
from pipeline.export.csv import to_csv
from schemas.dataset import TABLES, frame

runner = CliRunner()


def commands(group, before=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name)


@pytest.mark.parametrize("command", [*commands(typer.main.get_command(app))], ids=" ".join)
def test_every_command_has_help_with_an_example(command):
    told = runner.invoke(app, [*command, "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0 and f"Example: kehoach {' '.join(command)}" in told.output


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    rows = {t: [] for t in TABLES}
    rows["documents"] = [
        {"document_id": "a", "file_name": "a.pdf", "status": "ok", "issuer_level": "commune", "commune": "Võ Nhai"},
        {"document_id": "b", "file_name": "b.pdf", "status": "failed"},
    ]
    rows["indicators"] = [
        {"document_id": "a", "indicator_id": "a-I0001", "name": "Tỷ lệ hồ sơ trực tuyến", "catalog_id": "GOV.E_RESULT", "year": year, "kind": "quantity",
         "comparator": "ge", "value_min": value, "unit": "%", "scope": "table"}
        for year, value in ((2026, 80), (2027, 90))
    ]
    for name, r in rows.items():
        (tmp_path / f"{name}.csv").write_text(to_csv(frame(name, r)), encoding="utf-8-sig")
    return tmp_path


WRONG = {
    "a choice": (["run", "x", "--ocr", "perhaps"], "--ocr"),
    "a format": (["run", "x", "--formats", "csv,word"], "word"),
    "no format": (["run", "x", "--formats", ","], "--formats"),
    "an engine": (["run", "x", "--engine", "spark"], "spark"),
    "a vocabulary": (["run", "x", "--vocabulary", "nowhere"], "nowhere"),
    "a vocabulary of no known name": (["run", "x", "--vocabulary", "STRANGE"], "unit.csv"),
    "a vocabulary that is torn": (["run", "x", "--vocabulary", "TORN"], "units.csv"),
    "show, a choice": (["show", "x", "--ocr", "perhaps"], "--ocr"),
    "show, a vocabulary": (["show", "x", "--vocabulary", "nowhere"], "nowhere"),
    "no record": (["explain", "a-I9999", "--dataset", "DATASET"], "a-I9999"),
    "no dataset": (["compare", "nowhere"], "documents.csv"),
    "no dataset to report": (["report", "nowhere"], "documents.csv"),
    "no gold": (["evaluate", "nowhere", "--dataset", "DATASET"], "documents.csv"),
    "no upper": (["compare", "DATASET", "--upper", "c.pdf"], "c.pdf"),
    "no rule": (["audit", "DATASET", "--config", "RULES"], "NO-SUCH"),
    "no config": (["audit", "DATASET", "--config", "nowhere.yaml"], "nowhere.yaml"),
    "no version": (["changes", "a.pdf", "c.pdf", "--dataset", "DATASET"], "c.pdf"),
    "an unread version": (["changes", "a.pdf", "b.pdf", "--dataset", "DATASET"], "b.pdf"),
    "no vocabulary": (["vocabulary", "check", "--folder", "nowhere"], "nowhere"),
    "no Parquet": (["query", "DATASET", "SELECT 1"], "Parquet"),
}


@pytest.mark.parametrize(("args", "names"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_line_and_code_2(args, names, dataset):
    (dataset / "rules.yaml").write_text("rules: {NO-SUCH: {enabled: false}}", encoding="utf-8")
    for folder, name in (("strange", "unit.csv"), ("torn", "units.csv")):
        (dataset / folder).mkdir()
        (dataset / folder / name).write_text("unit_id,name\nx,y,z\n", encoding="utf-8")
    names_of = {"DATASET": str(dataset), "RULES": str(dataset / "rules.yaml"), "STRANGE": str(dataset / "strange"), "TORN": str(dataset / "torn")}
    told = runner.invoke(app, [names_of.get(a, a) for a in args])
    assert told.exit_code == 2
    assert told.stderr.startswith("kehoach: ") and told.stderr.count("\n") == 1 and names in told.stderr


def test_a_wrong_query_is_told(dataset):
    frame("documents", []).to_parquet(dataset / "documents.parquet")
    told = runner.invoke(app, ["query", str(dataset), "SELEKT"])
    assert told.exit_code == 2 and told.stderr.startswith("kehoach: ")


def test_matrix_has_its_indicators_and_plain_headings(dataset):
    """Each row names its indicator; a column is one place and year."""
    assert runner.invoke(app, ["compare", str(dataset)]).exit_code == 0
    matrix = pd.read_csv(dataset / "matrix.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert list(matrix.columns) == ["catalog_id", "indicator", "Võ Nhai [a] 2026", "Võ Nhai [a] 2027"]
    assert matrix.iloc[0].to_dict()["catalog_id"] == "GOV.E_RESULT" and list(matrix.iloc[0])[2:] == ["≥ 80%", "≥ 90%"]


def test_scores_fit_a_narrow_terminal_and_name_the_fields_that_are_wrong(monkeypatch, capsys):
    monkeypatch.setattr(terminal, "console", Console(width=80))
    terminal.scores(Scores([TableScore("indicators", 76, 76, 76, 75, {"name": 1.0, "comparator": 0.987})], 75, 75))
    told = capsys.readouterr().out
    assert "│ indicators │" in told and "trường còn sai: comparator 0.987\n" in told and "name" not in told


def test_tables_of_a_run_show_every_figure_in_a_narrow_terminal(monkeypatch, capsys):
    monkeypatch.setattr(terminal, "console", Console(width=80))
    row = {"file_name": "ke-hoach-chuyen-doi-so-cua-mot-xa-rat-xa.docx", "symbol": "119/KH-UBND", "symbol_status": "full", "status": "partial", "issued_on": "2026-01-12", "commune": "Tam Đảo", "province": "Phú Thọ",
           "indicators": "178", "tasks": "154", "references": "1080", "findings": "12034"}
    digest = SimpleNamespace(first=[row], documents=1, status={"partial": 1}, pages=0, lost=0, unread=0)
    terminal.summary(SimpleNamespace(digest=digest, seconds={"read": 1.0}, failures=list, problems=[]), Path("out"))
    rules = pd.DataFrame([{"rule": "CIT-EXPIRED-PERIOD", "severity": "warning", "title": "Viện dẫn văn bản địa phương trước khi sắp xếp đơn vị hành chính", "failed": 123, "passed": 45678, "not_applicable": 999}])
    terminal.findings(pd.DataFrame([], columns=["severity", "document_id", "message"]), rules, pd.DataFrame({"document_id": ["d"], "file_name": ["x"]}))
    terminal.verdicts(pd.DataFrame({"place": ["Thành phố Hồ Chí Minh và vùng phụ cận rất dài"] * 7123, "verdict": ["missing"] * 7123}), [])
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    for words in ("một phần", "2026-01-12", "178", "154", "1080", "12034", "CIT-EXPIRED-PERIOD", "123", "45678", "999", "7123"):
        assert words in said
