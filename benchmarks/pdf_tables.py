"""Exact rows of generated plan tables: ours beside pdfplumber and Camelot.

    python -m benchmarks.pdf_tables [--count 500] [--work /tmp/kehoach-pdf-tables] [--readers kehoach,pdfplumber,camelot] [--camelot 500] [--borders] [--icdar]

Plans are made with python-docx (fixed seeds) and printed by LibreOffice: table shapes, words and page formats of real
plans, rows and header rows cut by pages. All readers get the same joining of parts: repeated headers dropped, a first
row without ordinal added to the row before. A row is exact when all its cells have the very words of the DOCX; it has
the same letters when the cells hold the same characters in any order, which a reader that finds the cells but breaks the
lines of a Vietnamese text apart reaches as well.
Seconds are of the processor (this process and the programs it starts), for the reader alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.border_styles import STYLES

TASKS = (
    "Triển khai hạ tầng mạng 5G trên địa bàn xã", "Số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực", "Tổ chức tập huấn kỹ năng số cho cán bộ, công chức",
    "Rà soát, cập nhật hồ sơ đề xuất cấp độ an toàn hệ thống thông tin", "Xây dựng kế hoạch chuyển đổi số năm 2026", "Phối hợp cung cấp dữ liệu mở theo kế hoạch của tỉnh",
    "Tuyên truyền, phổ biến Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", "Vận hành Trung tâm Phục vụ hành chính công", "Duy trì hoạt động Tổ công nghệ số cộng đồng ở thôn, khu phố",
    "Ứng dụng trí tuệ nhân tạo trong xử lý văn bản", "Tỷ lệ hồ sơ được xử lý trực tuyến toàn trình", "Tỷ lệ người dân có tài khoản định danh điện tử (VNeID)",
)
UNITS = ("Phòng Văn hóa - Xã hội", "Văn phòng HĐND và UBND", "Phòng Kinh tế", "Công an xã", "Trung tâm Phục vụ hành chính công", "Các phòng, đơn vị liên quan", "")
VALUES = ("100%", "≥ 80%", "≥ 1,5%", "-", "95", "Thuộc nhóm khá của tỉnh", "15-17%", "≤ 3", "> 50", "Theo chỉ tiêu tỉnh giao (5G)", "")
TIMES = ("Quý I/2026", "Thường xuyên", "Tháng 12/2025", "Sau khi có văn bản của tỉnh", "30/6/2026", "")
OUTPUTS = ("Báo cáo", "Kế hoạch", "Văn bản triển khai", "Quyết định của UBND xã", "")

Row = tuple[str, ...]
Reader = Callable[[Path], Iterator[list[Row]]]


def make_plan(seed: int, folder: Path, borders: str = "") -> Path:
    """A plan with one table as DOCX, and its rows (header rows first) as JSON beside it; ``borders`` as in STYLES."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    rng = random.Random(seed)
    doc = Document()
    style = doc.styles["Normal"]
    # where Times New Roman is substituted by a font without Vietnamese, letters with two marks come from a second font, as
    # in many files found; one plan in four is left so, the others have one font as Word writes them
    style.font.name, style.font.size = "Times New Roman" if seed % 4 == 3 else "DejaVu Serif", Pt(rng.choice((13, 14)))
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if wide := rng.random() < 0.5:
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(rng.choice((2, 3))), Cm(1.5), Cm(2), Cm(2)
    for _ in range(rng.randint(0, 6)):
        doc.add_paragraph(" ".join(rng.choices(TASKS, k=3)) + ".")
    doc.add_paragraph("PHỤ LỤC").alignment = 1
    header, kinds = _shape(rng, wide)
    body = _body(rng, kinds, rng.randint(12, 40))
    table = doc.add_table(rows=0, cols=len(kinds))
    table.style = "Table Grid"
    table.autofit = False
    total = (section.page_width - section.left_margin - section.right_margin) / 360_000
    weights = {"ordinal": 0.5, "name": 3.0, "value": 1.0, "unit": 1.6, "time": 1.3, "output": 1.4, "measure": 0.8}
    widths = [total * weights[k] / sum(weights[x] for x in kinds) for k in kinds]
    size = Pt(rng.choice((10, 11, 12, 13)))
    _fill(table, header, body, widths, size, repeat=rng.random() < 0.6, split=rng.random() < 0.75)
    if borders:
        STYLES[borders](table, len(header))
    path = folder / f"{borders or 'plan'}{seed:04d}.docx"
    doc.save(path)
    rows = [[c for c in r if c is not None] for r in (*header, *body)]
    path.with_suffix(".json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def _shape(rng: random.Random, wide: bool) -> tuple[list[list[str | None]], list[str]]:
    """Header rows (None = covered by the cell to the left or above) and the kind of each column."""
    match rng.randrange(4 if wide else 3):
        case 0:
            return [["TT", "Nội dung chỉ tiêu", "ĐVT", "Chỉ tiêu năm 2026", "Đơn vị chủ trì"]], ["ordinal", "name", "measure", "value", "unit"]
        case 1:
            return [["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành"]], ["ordinal", "name", "unit", "time"]
        case 2:
            years = [f"Năm {y}" for y in (2025, 2030, 2045)]
            return (
                [["STT", "Chỉ tiêu", "Phấn đấu theo từng giai đoạn", None, None, "Cơ quan theo dõi"], [None, None, *years, None]],
                ["ordinal", "name", "value", "value", "value", "unit"],
            )
    return [["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Sản phẩm", "Thời gian"]], ["ordinal", "name", "unit", "unit", "output", "time"]


def _body(rng: random.Random, kinds: list[str], count: int) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    number = 0
    for i in range(count):
        if i == 0 or rng.random() < 0.08:
            rows.append([("I", "II", "III", "IV", "V")[min(4, sum(r[-1] is None for r in rows))], "PHÁT TRIỂN HẠ TẦNG SỐ, DỮ LIỆU SỐ", *[None] * (len(kinds) - 2)])
            continue
        number += 1
        pools = {"value": VALUES, "unit": UNITS, "time": TIMES, "output": OUTPUTS, "measure": ("%", "người", "")}
        row: list[str | None] = [str(number) if k == "ordinal" else "" if k == "name" else rng.choice(pools[k]) for k in kinds]
        row[1] = "; ".join(rng.sample(TASKS, rng.choice((1, 1, 1, 2, 3, 5)))) + f" ({number})"
        rows.append(row)
    return rows


def _fill(table: Any, header: list[list[str | None]], body: list[list[str | None]], widths: list[float], size: Any, *, repeat: bool, split: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    grid: list[Any] = []  # the cells before any is merged; python-docx counts them anew at each question
    for r, words in enumerate((*header, *body)):
        row = table.add_row()
        grid.append(row.cells)
        for cell, width in zip(grid[r], widths, strict=True):
            cell.width = Cm(width)
        properties = row._tr.get_or_add_trPr()
        if repeat and r < len(header):
            properties.append(OxmlElement("w:tblHeader"))
        if not split:
            properties.append(OxmlElement("w:cantSplit"))
        for c, text in enumerate(words):
            if text:
                run = grid[r][c].paragraphs[0].add_run(text)
                run.font.size, run.bold = size, r < len(header) or words[-1] is None
    for r, words in enumerate((*header, *body)):
        last = None
        for c, text in enumerate(words):
            if text is not None:
                last = grid[r][c]
            elif r < len(header) and r and header[0][c] is not None:
                grid[0][c].merge(grid[r][c])
            elif last is not None and c:
                last = last.merge(grid[r][c])


def print_pdfs(plans: list[Path], folder: Path) -> None:
    """DOCX → PDF with LibreOffice, 100 at a time."""
    for i in range(0, len(plans), 100):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, plans[i : i + 100])],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=1_200,
        )


def ours(path: Path) -> Iterator[list[Row]]:
    from extractors.readers.pdf import read
    from schemas.document import SourceFile

    for table in read(SourceFile(path, path.name, "", 0, "application/pdf")).tables():
        rows: list[list[str]] = [[] for _ in range(table.n_rows)]
        for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
            rows[cell.row].append(cell.text)
        yield [tuple(r) for r in rows]


def plumber(path: Path) -> Iterator[list[Row]]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            for table in page.extract_tables():
                yield [tuple(c or "" for c in r) for r in table]
            page.close()


def camelot(path: Path) -> Iterator[list[Row]]:
    import camelot as peer

    for table in peer.read_pdf(str(path), pages="all", flavor="lattice"):
        yield [tuple(map(str, r)) for r in table.df.values.tolist()]


def joined(parts: Iterator[list[Row]], header: list[Row]) -> list[Row]:
    """One table of its parts; rows as the tuple of their non-empty cells, words in normal form."""
    wanted = [_normal(r) for r in header]
    rows: list[list[str]] = []
    for part in parts:
        for i, cells in enumerate(part):
            if not any(cells) or _normal(cells) in wanted and any(_normal(r) == _normal(cells) for r in rows):
                continue  # an empty row, or a header row repeated on a new page
            if rows and not cells[0] and _normal(cells) not in wanted and _continues(part, i, wanted):
                rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], (*cells, *[""] * len(rows[-1])), strict=False)]
            else:
                rows.append(list(cells))
    return [_normal(r) for r in rows]


def _continues(part: list[Row], i: int, wanted: list[Row]) -> bool:
    return all(_normal(r) in wanted for r in part[:i])


def _normal(row: Any) -> Row:
    cells = (re.sub(r"(?<=[-/])\s+(?=\w)|\s+", lambda m: " " if m.start() == 0 or m.string[m.start() - 1] not in "-/" else "", unicodedata.normalize("NFC", c)) for c in row)
    return tuple(c.strip() for c in cells if c and c.strip())


def _letters(row: Row) -> Row:
    return tuple("".join(sorted("".join(c.split()))) for c in row)


def print_head() -> None:
    print(f"{'reader':<20}{'plans':>6}{'failed':>7}{'rows':>8}{'exact':>8}{'%':>8}{'letters %':>11}{'extra':>7}{'cpu s':>8}{'pages/s':>9}")


def score(readers: dict[str, Reader], pdfs: list[Path], limits: dict[str, int], label: str = "") -> None:
    """One line for each reader: rows, exact ones, those with the same letters, and rows that are none."""
    from pypdfium2 import PdfDocument

    pages = {p: len(PdfDocument(p)) for p in pdfs}
    for name, reader in readers.items():
        total = exact = same = extra = failed = 0
        seconds, done = 0.0, 0
        chosen = pdfs[: limits.get(name, len(pdfs))]
        for number, path in enumerate(chosen, start=1):
            truth = [_normal(r) for r in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))]
            header = truth[: 2 if truth[1][0].startswith("Năm") else 1]
            started = cpu_seconds()
            try:
                parts = list(reader(path))
            except Exception as error:  # a peer that fails on a plan has read no row of it
                print(f"{name}: {path.name}: {error!r}", file=sys.stderr)
                parts, failed = [], failed + 1
            seconds += cpu_seconds() - started
            left = joined(iter(parts), header)
            total += len(truth)
            same += sum((Counter(map(_letters, truth)) & Counter(map(_letters, left))).values())
            for row in truth:
                if row in left:
                    left.remove(row)
                    exact += 1
            extra += len(left)
            done += pages[path]
            if number % 50 == 0 or number == len(chosen):
                line = f"{label or name:<20}{number:>6}{failed:>7}{total:>8}{exact:>8}{100 * exact / total:>8.2f}{100 * same / total:>11.2f}{extra:>7}{seconds:>8.1f}{done / seconds:>9.1f}"
                print(line, file=sys.stdout if number == len(chosen) else sys.stderr, flush=True)


def cpu_seconds() -> float:
    """Processor time of this process and of the programs it has waited for."""
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def make_icdar(seed: int, folder: Path) -> Path:
    """An English page in the style of ICDAR-2013: a table without rules, or with three, among running text."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    rng = random.Random(seed)
    path = folder / f"icdar{seed:04d}.pdf"
    page = Canvas(str(path), pagesize=A4, invariant=True)
    columns, rows = rng.randint(3, 8), rng.randint(4, 30)
    size, step, right = rng.choice((7, 9, 11)), rng.choice((11, 14, 18)), rng.random() < 0.5
    xs = [60 + 480 * c / columns for c in range(columns)]
    for i in range(3):
        page.drawString(60, 800 - 14 * i, "The table below sets out spending by department and year, in thousands of dollars.")
    page.setFont("Helvetica", size)
    for r in range(rows):
        y = 740 - step * r
        for c, x in enumerate(xs):
            words = f"Item {r}" if c == 0 else f"Year {2005 + c}" if r == 0 else rng.choice((f"{rng.randint(0, 99_999):,}", "n/a", "", "(1.2)"))
            page.drawRightString(x + 40, y, words) if right and c else page.drawString(x, y, words)
    if rng.random() < 0.5:
        for y in (740 + step, 740 - 3, 740 - step * rows):
            page.line(60, y, 540, y)
    page.save()
    return path


def icdar(count: int, folder: Path) -> None:
    """Unruled English tables: pages read, tables found, slowest page; any exception ends the run."""
    found, slowest = 0, 0.0
    for seed in range(count):
        path = make_icdar(seed, folder)
        if not seed:
            list(ours(path))  # imports
        started = time.perf_counter()
        found += sum(1 for _ in ours(path))
        slowest = max(slowest, time.perf_counter() - started)
    print(f"unruled English pages: {count} read without a failure, tables made of {found}, slowest {1e3 * slowest:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--work", type=Path, default=Path("/tmp/kehoach-pdf-tables"))
    parser.add_argument("--readers", default="kehoach,pdfplumber,camelot", help="those to run, with commas between")
    parser.add_argument("--camelot", type=int, default=500, help="plans for Camelot (it is slow)")
    parser.add_argument("--borders", type=int, nargs="?", const=8, default=0, help="instead, so many plans (8) in each of the styles of borders")
    parser.add_argument("--icdar", type=int, nargs="?", const=200, default=0, help="only so many unruled English pages (200)")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.icdar:
        icdar(options.icdar, options.work)
        return
    readers: dict[str, Reader] = {"kehoach": ours, "pdfplumber": plumber, "camelot": camelot}
    chosen = {name: readers[name] for name in options.readers.split(",")}
    if "camelot" in chosen and find_spec("camelot") is None:
        print("camelot is not installed (dev-only): left out")
        del chosen["camelot"]
    print_head()
    if options.borders:
        for style, pdfs in _printed(list(STYLES), options.borders, options.work).items():
            for name in chosen:
                score({name: chosen[name]}, pdfs, {}, f"{style} {name}" if len(chosen) > 1 else style)
        return
    score(chosen, _printed([""], options.count, options.work)[""], {"camelot": options.camelot})


def _printed(styles: list[str], count: int, folder: Path) -> dict[str, list[Path]]:
    """The PDFs of ``count`` plans in each style; those that are not there yet are made."""
    made = {style: [folder / f"{style or 'plan'}{seed:04d}.pdf" for seed in range(count)] for style in styles}
    missing = [make_plan(seed, folder, style) for style, paths in made.items() for seed, path in enumerate(paths) if not path.exists()]
    print_pdfs(missing, folder)
    return made


if __name__ == "__main__":
    main()
