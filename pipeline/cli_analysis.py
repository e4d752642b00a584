"""Commands that work on a dataset which a run wrote: compare, audit, changes, vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli_common import Vocabulary, dataset_in, document_ids, folder, vocabulary_of, wrong

Dataset = Annotated[Path, typer.Argument(help="Folder that a run wrote.")]
vocabulary = typer.Typer(no_args_is_help=True, help="Check the vocabularies, and list what a run met that they lack.")


def _flat(matrix: Any) -> Any:
    """The matrix with one row of headings ("Võ Nhai [6fe199575436] 2025"), its index as the first columns."""
    flat = matrix.copy()
    flat.columns = [" ".join(map(str, heading)) for heading in matrix.columns]
    return flat.reset_index()


def _write(table: Any, path: Path) -> None:
    from pipeline.export.atomic import write_bytes
    from pipeline.export.csv import to_csv

    numbers = {c: "Float64" for c in table.columns if table[c].dtype == float}  # 3, 0.107143: as in the files of a run
    write_bytes(path, to_csv(table.astype(numbers)).encode("utf-8-sig"))


Upper = Annotated[list[str] | None, typer.Option("--upper", help="File name or id of an upper-level plan in the dataset; may be given several times.")]


def compare(dataset: Dataset = Path("data/processed"), upper: Upper = None, own: Vocabulary = None) -> None:
    """Set the plans of a dataset side by side and against upper plans and national targets.

    Writes comparison.csv, matrix.csv, coverage.csv and ranks.csv into the dataset's folder.

    Example: [bold]kehoach compare data/processed --upper ke-hoach-tinh.pdf[/bold]
    """
    from pipeline import compare as comparing
    from pipeline import terminal
    from pipeline.audit.context import prepare

    data = dataset_in(dataset)
    ids = document_ids(data, upper)
    data = prepare(data)  # once for all four
    with vocabulary_of(dataset, own):
        rows = comparing.compare(data, ids)
        tables = {"comparison": rows, "matrix": _flat(comparing.matrix(data)), "coverage": comparing.coverage(data), "ranks": comparing.ranks(data)}
    for name, table in tables.items():
        _write(table, dataset / f"{name}.csv")
    terminal.verdicts(rows, tables["coverage"])


def audit(
    dataset: Dataset = Path("data/processed"), upper: Upper = None,
    config: Annotated[Path | None, typer.Option(help="YAML that switches rules, severities and thresholds.")] = None, own: Vocabulary = None,
) -> None:
    """Check the plans of a dataset by every rule; writes findings.csv and rules.csv.

    Example: [bold]kehoach audit data/processed --config my-rules.yaml[/bold]
    """
    import yaml

    from pipeline import terminal
    from pipeline.audit.engine import audit as run_audit
    from pipeline.audit.engine import read_config
    from schemas.dataset import frame

    if config and not config.is_file():
        wrong(f"--config: không có tệp {config}")
    data = dataset_in(dataset)
    try:
        settings = read_config(config)
    except (ValueError, yaml.YAMLError) as e:
        wrong(f"--config: {e}")
    ids = document_ids(data, upper)
    with vocabulary_of(dataset, own):
        findings, rules = run_audit(data, settings, uppers=ids)
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

    data = dataset_in(dataset)
    (a,), (b,) = document_ids(data, [old], "OLD"), document_ids(data, [new], "NEW")
    for name, plan in ((old, a), (new, b)):
        if data["documents"].set_index("document_id").loc[[plan], "status"].iloc[0] == "failed":
            wrong(f"văn bản “{name}” không đọc được, không so sánh được")
    rows = find_changes(data, a, b)
    _write(rows, dataset / "changes.csv")
    terminal.changes(rows)


@vocabulary.command("check")
def vocabulary_check(own: Annotated[Path | None, typer.Option("--folder", help="Your own vocabulary folder, instead of the shipped one.")] = None) -> None:
    """Check every vocabulary file: an alias with two meanings, a form that is not NFC, an unknown id …

    Example: [bold]kehoach vocabulary check[/bold]
    """
    from pipeline import terminal
    from pipeline.vocabulary import check

    folder("--folder", own)
    problems = check(own)
    terminal.problems(problems)
    raise typer.Exit(1 if any(p.severity == "error" for p in problems) else 0)


@vocabulary.command("suggest")
def vocabulary_suggest(
    dataset: Dataset = Path("data/processed"),
    least: Annotated[int, typer.Option(help="Only what was met at least so often.")] = 1,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the list as CSV, ready to be added.")] = None, own: Vocabulary = None,
) -> None:
    """List headers, units and indicators of a run that no vocabulary has, with counts.

    Example: [bold]kehoach vocabulary suggest data/processed --least 2 --out new.csv[/bold]
    """
    import pandas as pd

    from pipeline import terminal
    from pipeline.vocabulary import suggest

    dataset_in(dataset)
    with vocabulary_of(dataset, own):
        found = suggest(dataset, least)
    if out:
        _write(pd.DataFrame([{"kind": s.kind, "text": s.text, "count": str(s.count), "example": s.example, "vocabulary": s.vocabulary, "near": s.near} for s in found], columns=["kind", "text", "count", "example", "vocabulary", "near"]), out)
    terminal.suggestions(found)
