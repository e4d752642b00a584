"""What people see in the terminal: progress, summaries and readable tables (rich). Vietnamese, as everything they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table as Grid

from pipeline.digest import COUNTED

if TYPE_CHECKING:
    from extractors.records.context import DocumentResult
    from pipeline.digest import Run
    from pipeline.evaluate import RunChanges, Scores

console = Console()
_STAGES = {"read": "Đọc văn bản", "audit": "So sánh, kiểm tra"}


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on long work, with rate, time left and the page that was read last; nothing when quiet or not a terminal."""
    if quiet:
        yield lambda stage, done, of: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("{task.fields[page]}"), console=Console(stderr=True), transient=True)
    tasks: dict[str, Any] = {}

    def tick(stage: str, done: int, of: int) -> None:
        kind, _, name = stage.partition(" ")
        if kind == "page" and name:
            page = _plain(f"{PurePath(name).name[-30:]}: trang {done}/{of}")
            if tasks and of > 1:
                bar.update(list(tasks.values())[-1], page=page)
            elif of > 1:
                tasks["read"] = bar.add_task(_STAGES["read"], total=1, rate="", page=page)
            return
        if stage not in tasks:
            tasks[stage] = bar.add_task(_STAGES.get(stage, stage), total=of, rate="", page="")
        speed = bar.tasks[tasks[stage]].speed
        bar.update(tasks[stage], completed=done, total=of, rate=f"{speed:.1f} văn bản/giây" if speed else "")

    with bar:
        yield tick


def summary(run: Run, out: Path) -> None:
    """What a run found: a row for each of the first 40 documents, counts, failures with what to do, glyphs without a place."""
    d = run.digest
    grid = Grid(title="Kết quả", caption="CT: chỉ tiêu, NV: nhiệm vụ, DC: dẫn chiếu, PH: phát hiện")
    wide = console.width >= 100
    counts = [max([2, *(len(str(row[t])) for row in d.first)]) for t in COUNTED]
    state, day = 8, 10
    room = max(console.width - state - day - sum(counts) - 3 * (8 + wide) - 1, 16)  # for names: figures are never cut
    shares = (3, 2, 2) if wide else (3, 2)
    names = [room * s // sum(shares) for s in shares]
    grid.add_column("Tệp", no_wrap=True, overflow="ellipsis", max_width=names[0])
    grid.add_column("Trạng thái", max_width=state)
    grid.add_column("Số, ký hiệu", no_wrap=True, overflow="ellipsis", max_width=names[1])
    grid.add_column("Ngày", no_wrap=True, max_width=day)
    if wide:
        grid.add_column("Nơi ban hành", no_wrap=True, overflow="ellipsis", max_width=names[2])
    for short, width in zip(("CT", "NV", "DC", "PH"), counts, strict=True):
        grid.add_column(short, justify="right", no_wrap=True, max_width=width)
    for row in d.first:
        number = row["symbol"] or {"blank": "(để trống)", "missing": "(không có)", "full": "(không rõ)"}.get(row["symbol_status"], "")
        place = [", ".join(x for x in (row["commune"], row["province"]) if x)] if wide else []
        grid.add_row(_plain(row["file_name"]), _status(row["status"]), _plain(number), row["issued_on"], *place, *(row[t] for t in COUNTED))
    console.print(grid)
    if d.documents > len(d.first):
        console.print(f"… và {d.documents - len(d.first)} văn bản nữa")
    by = d.status
    console.print(f"[bold]{d.documents}[/bold] văn bản: {by.get('ok', 0)} tốt, {by.get('partial', 0)} đọc được một phần, {by.get('failed', 0)} không đọc được; {sum(run.seconds.values()):.1f} giây.")
    for name, error in run.failures():
        console.print(f"[red]✗[/red] {_plain(name)}: {_plain(error)}", highlight=False)
    if d.pages:
        words = f"[red]{d.lost} trang có ký tự chưa có chỗ[/red] (xem pages.csv)" if d.lost else "mọi ký tự đều có chỗ trong bộ dữ liệu"
        console.print(f"{d.pages} trang: {words}" + (f"; {d.unread} trang cần nhận dạng chữ" if d.unread else ""), highlight=False)
    for problem in run.problems:
        console.print(f"[red]Lỗi kiểm tra bộ dữ liệu:[/red] {problem}", highlight=False)
    console.print(f"Đã ghi vào [bold]{out}[/bold]")


def _status(status: str) -> str:
    return {"ok": "[green]tốt[/green]", "partial": "[yellow]một phần[/yellow]", "failed": "[red]lỗi[/red]"}.get(status, status)


_SHOWN = {
    "indicators": ("ordinal", "name", "year", "comparator", "value_min", "value_max", "unit", "kind", "lead_units", "catalog_id", "page"),
    "tasks": ("ordinal", "name", "lead_units", "coordinating_units", "output", "deadline_raw", "deadline_end", "page"),
    "deadlines": ("raw", "kind", "start", "end", "action", "page"),
    "references": ("symbol", "raw", "issued_on", "issuer", "role", "status", "problem"),
}


def show(result: DocumentResult) -> None:
    """Everything that is understood of one document."""
    from schemas.dataset import TABLES

    head = Grid(title="Văn bản", show_header=False)
    for field, heading in TABLES["documents"].columns.items():
        value = getattr(result.info, field, "")
        if value not in ("", None):
            head.add_row(heading, str(value))
    console.print(head)
    for table, columns in _SHOWN.items():
        records = getattr(result, table)
        spec = TABLES[table]
        grid = Grid(title=f"{spec.title} ({len(records)})", show_lines=False)
        for c in columns:
            grid.add_column(spec.columns[c], overflow="fold", max_width=48)
        for r in records:
            grid.add_row(*(_plain(getattr(r, c)) for c in columns))
        console.print(grid)
    for n in result.notes:
        console.print(f"[yellow]•[/yellow] {n['message']}" + (f" (trang {n['page']})" if n["page"] else ""), highlight=False)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    from rich.markup import escape

    return escape(f"{value:g}" if isinstance(value, float) else str(value))


def explain(table: str, record: dict[str, str], document: dict[str, str], findings: list[dict[str, str]]) -> None:
    """One record with its document, its place and what the audit says of it."""
    from schemas.dataset import TABLES

    spec = TABLES[table]
    grid = Grid(title=f"{spec.title}: {next(iter(v for k, v in record.items() if k.endswith('_id') and k != 'document_id'), '')}", show_header=False)
    for field, heading in spec.columns.items():
        if record.get(field):
            grid.add_row(heading, _plain(record[field]))
    console.print(grid)
    if document:
        where = f"trang {record['page']}" if record.get("page") else f"khối {record.get('block', '?')}"
        console.print(f"Đọc tại: [bold]{document.get('file_name')}[/bold], {where}" + (f", dòng {int(record['row']) + 1}" if record.get("row") else ""), highlight=False)
    for f in findings:
        console.print(f"[yellow]{f['rule']}[/yellow] ({_SEVERITIES.get(f['severity'], f['severity'])}): {_plain(f['message'])}", highlight=False)


def scores(found: Scores) -> None:
    """Scores against gold, one row a table; below it the fields of each that are not all right; how often sure records are right."""
    grid = Grid(title="Độ chính xác so với bản chuẩn")
    for n, heading in enumerate(("Bảng", "Chuẩn", "Đọc được", "Đúng hoàn toàn", "F1 tìm thấy", "F1 chính xác")):
        grid.add_column(heading, overflow="fold", no_wrap=n == 0, justify="right" if n else "left")
    for s in found.tables:
        grid.add_row(s.table, str(s.gold), str(s.pred), str(s.exact), f"{s.f1_found:.3f}", f"{s.f1_exact:.3f}")
    console.print(grid)
    for s in found.tables:
        if wrong := [f"{field} {share:.3f}" for field, share in s.fields.items() if share < 1]:
            console.print(f"{s.table}, trường còn sai: {', '.join(wrong)}", highlight=False)
    console.print(f"Bản ghi có độ tin cậy ≥ 0,9: {found.sure} bản ghi, đúng {found.sure_right} ({found.sure_right / found.sure:.1%})" if found.sure else "Không có bản ghi nào có độ tin cậy ≥ 0,9")


def gains(changes: RunChanges) -> None:
    """Gold records gained and lost since another run (the first 50 of each)."""
    console.print(f"So với lần chạy trước: được thêm {len(changes.gained)}, mất {len(changes.lost)} bản ghi đúng.")
    for label, rows, colour in (("+", changes.gained, "green"), ("−", changes.lost, "red")):
        for r in rows[:50]:
            console.print(f"[{colour}]{label}[/{colour}] {r}", highlight=False)


_VERDICTS = {"meets": "đạt bằng", "exceeds": "vượt", "below": "thấp hơn", "missing": "thiếu", "not_comparable": "không so sánh được"}
_SEVERITIES = {"error": "[red]lỗi[/red]", "warning": "[yellow]cảnh báo[/yellow]", "info": "lưu ý"}


def verdicts(rows: Any, coverage: Any) -> None:
    """Counts of verdicts for each place, and the share of the framework that each plan covers."""
    grid = Grid(title="So với chỉ tiêu cấp trên và quốc gia")
    grid.add_column("Địa phương", no_wrap=True, overflow="ellipsis", max_width=max(console.width - 55, 12))
    for heading in _VERDICTS.values():
        grid.add_column(heading, justify="right", max_width=9)  # headings of two lines; figures whole
    for place, group in rows.groupby("place", sort=True):
        counts = group["verdict"].value_counts()
        grid.add_row(_plain(place or "?"), *(str(counts.get(v, 0)) for v in _VERDICTS))
    console.print(grid)
    for r in rows[rows["verdict"] == "below"].head(30).to_dict("records"):
        console.print(f"[red]•[/red] {_plain(r['place'])}: {_plain(r['indicator'])} ({r['year']}): {_plain(r['why'])}", highlight=False)
    if len(coverage):
        console.print(f"Độ bao phủ khung chỉ tiêu: xem coverage.csv ({len(coverage)} dòng).")


def findings(found: Any, rules: Any, documents: Any) -> None:
    """Rules that failed somewhere with their counts, then the first 40 errors."""
    names = dict(zip(documents["document_id"], documents["file_name"], strict=True))
    grid = Grid(title=f"Phát hiện ({len(found)})", caption="KĐ: không đạt, Đ: đạt, KAD: không áp dụng")
    told = [r for r in rules.to_dict("records") if r["failed"]]
    code = max([8, *(len(r["rule"]) for r in told)])
    counts = [max([len(short), *(len(str(r[c])) for r in told)]) for short, c in (("KĐ", "failed"), ("Đ", "passed"), ("KAD", "not_applicable"))]
    grid.add_column("Quy tắc", no_wrap=True, width=code)
    grid.add_column("Mức độ", no_wrap=True, width=8)
    grid.add_column("Tên", max_width=max(console.width - code - 8 - sum(counts) - 19, 12))
    for short, width in zip(("KĐ", "Đ", "KAD"), counts, strict=True):
        grid.add_column(short, justify="right", no_wrap=True, width=width)
    for r in told:
        grid.add_row(r["rule"], _SEVERITIES.get(r["severity"], r["severity"]), _plain(r["title"]), str(r["failed"]), str(r["passed"]), str(r["not_applicable"]))
    console.print(grid)
    for f in found[found["severity"] == "error"].head(40).to_dict("records"):
        console.print(f"[red]•[/red] {_plain(names.get(f['document_id'], ''))}: {_plain(f['message'])}", highlight=False)


def changes(rows: Any) -> None:
    """The change list of two versions."""
    grid = Grid(title=f"Thay đổi giữa hai bản ({len(rows)})")
    for heading in ("Thay đổi", "Tên", "Bản cũ", "Bản mới", "Trang cũ", "Trang mới"):
        grid.add_column(heading, overflow="fold")
    for r in rows.to_dict("records"):
        grid.add_row(*(_plain(r[c]) if r[c] == r[c] and r[c] is not None and str(r[c]) != "<NA>" else "" for c in ("message", "name", "old", "new", "old_page", "new_page")))
    console.print(grid)


def problems(found: Any) -> None:
    """What is wrong in the vocabularies, a line each."""
    for p in found:
        console.print(f"{_SEVERITIES.get(p.severity, p.severity)} {p.file}:{p.line} {p.code}: {_plain(p.message)}", highlight=False)
    errors = sum(p.severity == "error" for p in found)
    console.print(f"{errors} lỗi, {len(found) - errors} cảnh báo trong các bảng từ vựng.")


def suggestions(found: Any) -> None:
    """What a run met that the vocabularies lack (the first 200)."""
    grid = Grid(title=f"Chưa có trong từ vựng ({len(found)})")
    for heading in ("Loại", "Cách viết", "Số lần", "Ví dụ ở tệp", "Thêm vào", "Gần giống"):
        grid.add_column(heading, overflow="fold")
    for s in found[:200]:
        grid.add_row(s.kind, _plain(s.text), str(s.count), _plain(s.example), s.vocabulary, _plain(s.near))
    console.print(grid)
