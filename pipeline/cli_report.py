"""``kehoach report``: a dataset as workbook, HTML page and calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_common import Vocabulary, chosen, dataset_in, document_ids, folder, vocabulary_of, wrong
from pipeline.reports import FORMATS, PICTURES_MB


def report(
    dataset: Annotated[Path, typer.Argument(help="Folder that a run wrote.")] = Path("data/processed"),
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the reports.")] = Path("data/reports"),
    sources: Annotated[Path | None, typer.Option("--sources", "-s", help="Folder with the plans: gives pictures of pages, and links to them.")] = None,
    formats: Annotated[str, typer.Option("--formats", help="Comma-separated: excel, html, ics.")] = ",".join(FORMATS),
    pictures: Annotated[float, typer.Option("--pictures", help="Most MB of page pictures in the HTML report; the most serious findings come first.")] = PICTURES_MB,
    upper: Annotated[list[str] | None, typer.Option("--upper", help="File name or id of an upper-level plan; given, comparison and audit are made anew.")] = None,
    own: Vocabulary = None,
) -> None:
    """Make the reports that people read: an Excel workbook, an HTML page that opens offline, an iCalendar of deadlines.

    Example: [bold]kehoach report data/processed --out bao-cao --sources data/raw[/bold]
    """
    from pipeline import compare, reports, terminal, uppers

    kinds = chosen("--formats", formats, FORMATS)
    folder("--sources", sources)
    if pictures < 0:
        wrong("--pictures: không được là số âm")
    tables = dataset_in(dataset)
    ids = document_ids(tables, upper)
    with vocabulary_of(dataset, own), terminal.progress(False) as tick:
        if upper:
            from pipeline.audit.engine import audit

            tables["comparison"] = compare.compare(tables, ids)
            tables["findings"], tables["rules"] = audit(tables, uppers=ids)

        done = reports.write(tables, out, sources=sources, formats=kinds, coverage=compare.coverage(tables), duplicates=uppers.duplicates(tables), pictures_mb=pictures, progress=tick)
    for problem in done.problems:
        typer.echo(problem, err=True)
    for path in done.files:
        typer.echo(f"{path}  {path.stat().st_size / 2**20:.1f} MB")
    typer.echo(f"{done.plans} kế hoạch; {done.found} tệp gốc tìm thấy; {done.strips} dải ảnh trang, {done.left_out} bỏ vì giới hạn dung lượng; {done.events} thời hạn trong lịch.")
