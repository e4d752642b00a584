"""Commands that work on a dataset which a run wrote: compare, audit, changes, vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

WRONG_USE = 2

Dataset = Annotated[Path, typer.Argument(help="Folder that a run wrote.")]
vocabulary = typer.Typer(no_args_is_help=True, help="Check the vocabularies, and list what a run met that they lack.")


def _load(folder: Path) -> dict[str, Any]:
    from pipeline.one import load

    if not (folder / "documents.csv").exists():
        _wrong(f"{folder} holds no dataset (documents.csv is missing): run `kehoach run` first")
    return load(folder)


def _wrong(message: str) -> None:
    typer.echo(f"kehoach: {message}", err=True)
    raise typer.Exit(WRONG_USE)


def _uppers(dataset: dict[str, Any], names: list[str] | None) -> list[str]:
    documents = dataset["documents"]
    ids = []
    for name in names or ():
        rows = documents[(documents["file_name"] == name) | (documents["document_id"] == name)]
        if rows.empty:
            _wrong(f"--upper: no document {name!r} in the dataset")
        ids.append(rows.iloc[0]["document_id"])
    return ids


def _write(table: Any, path: Path) -> None:
    from pipeline.export.atomic import write_bytes
    from pipeline.export.csv import to_csv

    write_bytes(path, to_csv(table).encode("utf-8-sig"))


Upper = Annotated[list[str] | None, typer.Option("--upper", help="File name or id of an upper-level plan in the dataset; may be given several times.")]


def compare(dataset: Dataset = Path("data/processed"), upper: Upper = None) -> None:
    """Set the plans of a dataset side by side and against upper plans and national targets.

    Writes comparison.csv, matrix.csv, coverage.csv and ranks.csv into the dataset's folder.

    Example: [bold]kehoach compare data/processed --upper ke-hoach-tinh.pdf[/bold]
    """
    from pipeline import compare as comparing
    from pipeline import terminal

    data = _load(dataset)
    rows = comparing.compare(data, _uppers(data, upper))
    tables = {"comparison": rows, "matrix": comparing.matrix(data), "coverage": comparing.coverage(data), "ranks": comparing.ranks(data)}
    for name, table in tables.items():
        _write(table, dataset / f"{name}.csv")
    terminal.verdicts(rows, tables["coverage"])


def audit(
    dataset: Dataset = Path("data/processed"), upper: Upper = None,
    config: Annotated[Path | None, typer.Option(help="YAML that switches rules, severities and thresholds.")] = None,
) -> None:
    """Check the plans of a dataset by every rule; writes findings.csv and rules.csv.

    Example: [bold]kehoach audit data/processed --config my-rules.yaml[/bold]
    """
    from pipeline import terminal
    from pipeline.audit.engine import audit as run_audit
    from schemas.dataset import frame

    if config and not config.is_file():
        _wrong(f"--config: {config} is not a file")
    data = _load(dataset)
    try:
        findings, rules = run_audit(data, config, uppers=_uppers(data, upper))
    except (ValueError, KeyError) as e:
        _wrong(f"--config: {e}")
        return
    _write(frame("findings", findings.to_dict("records")), dataset / "findings.csv")
    _write(frame("rules", rules.to_dict("records")), dataset / "rules.csv")
    terminal.findings(findings, rules, data["documents"])


def changes(
    old: Annotated[str, typer.Argument(help="File name or id of the earlier version.")],
    new: Annotated[str, typer.Argument(help="File name or id of the later version.")],
    dataset: Annotated[Path, typer.Option("--dataset", "-d", help="Folder that a run wrote; holds both versions.")] = Path("data/processed"),
) -> None:
    """List what changed between two versions of one plan; writes changes.csv.

    Example: [bold]kehoach changes du-thao.docx ban-ky.pdf --dataset data/processed[/bold]
    """
    from pipeline import terminal
    from pipeline.versions import changes as find_changes

    data = _load(dataset)
    a, b = _uppers(data, [old])[0], _uppers(data, [new])[0]
    rows = find_changes(data, a, b)
    _write(rows, dataset / "changes.csv")
    terminal.changes(rows)


@vocabulary.command("check")
def vocabulary_check(folder: Annotated[Path | None, typer.Option(help="Your own vocabulary folder, instead of the shipped one.")] = None) -> None:
    """Check every vocabulary file: an alias with two meanings, a form that is not NFC, an unknown id …

    Example: [bold]kehoach vocabulary check[/bold]
    """
    from pipeline import terminal
    from pipeline.vocabulary import check

    problems = check(folder)
    terminal.problems(problems)
    raise typer.Exit(1 if any(p.severity == "error" for p in problems) else 0)


@vocabulary.command("suggest")
def vocabulary_suggest(
    dataset: Dataset = Path("data/processed"),
    least: Annotated[int, typer.Option(help="Only what was met at least so often.")] = 1,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the list as CSV, ready to be added.")] = None,
) -> None:
    """List headers, units and indicators of a run that no vocabulary has, with counts.

    Example: [bold]kehoach vocabulary suggest data/processed --least 2 --out new.csv[/bold]
    """
    import pandas as pd

    from pipeline import terminal
    from pipeline.vocabulary import suggest

    _load(dataset)
    found = suggest(dataset, least)
    if out:
        _write(pd.DataFrame([{"kind": s.kind, "text": s.text, "count": str(s.count), "example": s.example, "vocabulary": s.vocabulary, "near": s.near} for s in found], columns=["kind", "text", "count", "example", "vocabulary", "near"]), out)
    terminal.suggestions(found)
