"""The command line. Heavy modules are imported inside commands: ``kehoach --help`` answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import cli_analysis, cli_report
from pipeline.cli_common import chosen, one_of, own_vocabulary, wrong

app = typer.Typer(
    name="kehoach", no_args_is_help=True, add_completion=False, rich_markup_mode="rich",
    help="Reads the plans that Vietnamese communes, wards and provinces submit and turns them into data that can be compared and audited.",
)

#: Exit codes: 0 all read; 1 some document failed; 2 wrong use (``cli_common.WRONG_USE``); 3 the dataset failed its own check (a bug); 4 the run could not be
#: finished (full disk, no memory, no way to the cluster); 130 stopped with Ctrl-C.
FAILED, BROKEN, UNFINISHED, STOPPED = 1, 3, 4, 130

Inputs = Annotated[list[str], typer.Argument(help="Files, folders, archives and fsspec addresses (s3://bucket/folder), in any mix.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for the dataset.")]
OCR = ("never", "auto", "always")
Ocr = Annotated[str, typer.Option("--ocr", help="never | auto (pages that need it) | always")]
Vocabulary = Annotated[Path | None, typer.Option("--vocabulary", help="Folder with your own vocabulary CSV files, added to the shipped ones.")]


@app.command()
def run(
    inputs: Inputs,
    out: Out = Path("data/processed"),
    ocr: Ocr = "auto",
    workers: Annotated[int, typer.Option("--workers", "-j", help="Processes; 0 = one for each core.")] = 0,
    timeout: Annotated[float, typer.Option(help="Seconds for one document.")] = 600.0,
    memory: Annotated[int, typer.Option(help="MB for one worker.")] = 2_500,
    pdf: Annotated[str, typer.Option("--pdf", help="PDF reading: fast | plain (pdfplumber alone, the reference).")] = "fast",
    engine: Annotated[str, typer.Option("--engine", help="Who runs the workers: local | dask (extra `cluster`).")] = "local",
    address: Annotated[str, typer.Option("--address", help="Of a running dask scheduler (tcp://host:8786); empty = a cluster of our own.")] = "",
    cache: Annotated[Path | None, typer.Option("--cache", help="Folder of kept readings and records. [default: OUT/.cache]", show_default=False)] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read everything again; keep nothing.")] = False,
    vocabulary: Vocabulary = None,
    upper: Annotated[list[Path] | None, typer.Option("--upper", help="An upper-level plan to compare with; may be given several times.")] = None,
    formats: Annotated[str, typer.Option("--formats", help="Comma-separated: csv, parquet, excel.")] = "csv,parquet,excel",
    partitioned: Annotated[str, typer.Option("--partitioned", help="Also write Parquet by province below this folder or address.")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
) -> None:
    """Read plans and write the dataset.

    Example: [bold]kehoach run data/raw --out data/processed[/bold]
    """
    from pipeline.export import WRITERS
    from pipeline.options import ENGINES

    one_of("--ocr", ocr, OCR)
    one_of("--pdf", pdf, ("fast", "plain"))
    one_of("--engine", engine, ENGINES)
    kinds = chosen("--formats", formats, WRITERS)
    own_vocabulary(vocabulary)
    from pipeline import terminal
    from pipeline.options import MissingExtra, RunOptions
    from pipeline.run import run as run_pipeline

    options = RunOptions(ocr=ocr, pdf=pdf, engine=engine, address=address, cache=cache, use_cache=not no_cache, workers=workers, timeout=timeout, memory=memory, vocabulary=vocabulary, upper=tuple(upper or ()), formats=kinds)
    try:
        with terminal.progress(quiet) as tick:
            done = run_pipeline([i if "://" in i else Path(i) for i in inputs], out, options, tick)
        if partitioned:
            from pipeline.store import write_partitioned

            write_partitioned(done.dataset, partitioned)
    except MissingExtra as e:
        wrong(str(e))
    except KeyboardInterrupt:
        typer.echo("kehoach: đã dừng; chạy lại lệnh này để làm tiếp từ chỗ đang dở.", err=True)
        raise typer.Exit(STOPPED) from None
    except (OSError, MemoryError) as e:
        from pipeline.troubles import why

        typer.echo(f"kehoach: {why(e, out)}. Văn bản đã đọc vẫn được giữ; sửa lỗi rồi chạy lại lệnh này.", err=True)
        raise typer.Exit(UNFINISHED) from None
    if not quiet:
        terminal.summary(done, out)
    if done.problems:
        raise typer.Exit(BROKEN)
    raise typer.Exit(FAILED if done.failures() else 0)


@app.command()
def watch(
    inbox: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder into which plans are dropped.", exists=True, file_okay=False)],
    out: Out = Path("data/processed"),
    ocr: Ocr = "auto",
    workers: Annotated[int, typer.Option("--workers", "-j", help="Processes; 0 = one for each core.")] = 0,
    vocabulary: Vocabulary = None,
    formats: Annotated[str, typer.Option("--formats", help="Comma-separated: csv, parquet, excel.")] = "csv,parquet,excel",
    settle: Annotated[float, typer.Option(help="Seconds without change after which a file counts as complete.")] = 3.0,
) -> None:
    """Keep the dataset of a folder current: new files are read as they arrive. Ends with Ctrl-C.

    Example: [bold]kehoach watch data/raw --out data/processed[/bold]
    """
    from pipeline import terminal
    from pipeline.export import WRITERS
    from pipeline.options import RunOptions
    from pipeline.watch import watch as watch_folder

    kinds = chosen("--formats", formats, WRITERS)
    one_of("--ocr", ocr, OCR)
    own_vocabulary(vocabulary)
    if out.resolve() == inbox.resolve() or inbox.resolve() in out.resolve().parents:
        wrong(f"--out: {out} nằm trong chính thư mục được theo dõi; hãy chọn thư mục khác")
    typer.echo(f"kehoach: đang theo dõi {inbox}; Ctrl-C để dừng.", err=True)
    try:
        options = RunOptions(ocr=ocr, workers=workers, vocabulary=vocabulary, formats=kinds)
        for done in watch_folder(inbox, out, options, settle, trouble=lambda why: typer.echo(f"kehoach: {why}; sẽ thử lại.", err=True)):
            terminal.summary(done, out)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@app.command()
def query(
    dataset: Annotated[str, typer.Argument(help="Folder that a run wrote, or the folder or address given to --partitioned.")],
    sql: Annotated[str, typer.Argument(help="SQL for DuckDB; every table of the dataset is a view.")],
) -> None:
    """Ask the Parquet files of a dataset where they are, with SQL.

    Example: [bold]kehoach query data/processed "SELECT province, count(*) FROM documents GROUP BY ALL"[/bold]
    """
    import duckdb

    from pipeline.store import connect

    try:
        typer.echo(str(connect(dataset).sql(sql)))
    except FileNotFoundError:
        wrong(f"{dataset} không chứa bảng Parquet nào của một bộ dữ liệu")
    except duckdb.Error as e:
        wrong(f"câu SQL không chạy được: {e}")


@app.command()
def show(file: Annotated[Path, typer.Argument(help="One document.")], ocr: Ocr = "auto", vocabulary: Vocabulary = None) -> None:
    """Show what is understood of one document, as tables in the terminal.

    Example: [bold]kehoach show data/raw/ke-hoach-mau.docx[/bold]
    """
    from pipeline import terminal
    from pipeline.one import read_one

    one_of("--ocr", ocr, OCR)
    own_vocabulary(vocabulary)
    with terminal.progress(False) as tick:
        result = read_one(file, ocr=ocr, vocabulary=vocabulary, page=lambda page, of: tick(f"page {file.name}", page, of))
    terminal.show(result)
    raise typer.Exit(FAILED if result.info.status == "failed" else 0)


@app.command()
def explain(
    record_id: Annotated[str, typer.Argument(help="Id of an indicator, task, deadline, reference or finding.")],
    dataset: Annotated[Path, typer.Option("--dataset", "-d", help="Folder that a run wrote.")] = Path("data/processed"),
) -> None:
    """Show one record: its fields, source words, page and place.

    Example: [bold]kehoach explain 0a1b2c3d4e5f-I0001 --dataset data/processed[/bold]
    """
    from pipeline import terminal
    from pipeline.one import find_record

    found = find_record(dataset, record_id)
    if found is None:
        wrong(f"không có bản ghi {record_id} trong {dataset}")
    terminal.explain(*found)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder with documents.csv and one folder a plan.")],
    dataset: Annotated[Path, typer.Option("--dataset", "-d", help="Folder that a run wrote.")] = Path("data/processed"),
    suffix: Annotated[str, typer.Option(help="A plan's file is PLAN + SUFFIX.")] = ".pdf",
    against: Annotated[Path | None, typer.Option(help="A saved run to list gains and losses against.")] = None,
) -> None:
    """Score a dataset against gold: F1 for each table and field, calibration, gains and losses by record.

    Example: [bold]kehoach evaluate tests/gold --dataset data/processed --suffix .pdf --against last/[/bold]
    """
    from pipeline import terminal
    from pipeline.evaluate import compare_runs, evaluate_run

    for place in (gold, dataset, *([against] if against else [])):
        if not (place / "documents.csv").exists():
            wrong(f"{place} không có documents.csv")
    terminal.scores(evaluate_run(dataset, gold, suffix))
    if against:
        terminal.gains(compare_runs(against, dataset, gold, suffix))


for _command in (cli_analysis.compare, cli_analysis.audit, cli_analysis.changes, cli_report.report):
    app.command()(_command)
app.add_typer(cli_analysis.vocabulary, name="vocabulary")


def main() -> None:
    """Entry point of the program ``kehoach``."""
    app()


if __name__ == "__main__":
    main()
