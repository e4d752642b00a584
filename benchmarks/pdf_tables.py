"""Exact rows of generated plan tables: ours beside pdfplumber and Camelot.

    python -m benchmarks.pdf_tables [--count 500] [--work /tmp/kehoach-pdf-tables] [--camelot 60] [--icdar]

Plans are made with python-docx (fixed seeds) and printed by LibreOffice: table shapes, words and page formats of real
plans, rows and header rows cut by pages. All readers get the same joining of parts: repeated headers dropped, a first
row without ordinal added to the row before. A row is exact when all its cells have the very words of the DOCX.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


def make_plan(seed: int, folder: Path) -> Path:
    """A plan with one table as DOCX, and its rows (header rows first) as JSON beside it."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    rng = random.Random(seed)
    doc = Document()
    style = doc.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(rng.choice((13, 14)))
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
    path = folder / f"plan{seed:04d}.docx"
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

    for r, words in enumerate((*header, *body)):
        row = table.add_row()
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
        properties = row._tr.get_or_add_trPr()
        if repeat and r < len(header):
            properties.append(OxmlElement("w:tblHeader"))
        if not split:
            properties.append(OxmlElement("w:cantSplit"))
        for c, text in enumerate(words):
            if text:
                run = row.cells[c].paragraphs[0].add_run(text)
                run.font.size, run.bold = size, r < len(header) or words[-1] is None
    for r, words in enumerate((*header, *body)):
        last = None
        for c, text in enumerate(words):
            if text is not None:
                last = table.cell(r, c)
            elif r < len(header) and r and header[0][c] is not None:
                table.cell(0, c).merge(table.cell(r, c))
            elif last is not None and c:
                last = last.merge(table.cell(r, c))


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
            if _normal(cells) in wanted and any(_normal(r) == _normal(cells) for r in rows):
                continue  # a header row repeated on a new page
            if rows and not cells[0] and _continues(part, i, wanted):
                rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], (*cells, *[""] * len(rows[-1])), strict=False)]
            else:
                rows.append(list(cells))
    return [_normal(r) for r in rows]


def _continues(part: list[Row], i: int, wanted: list[Row]) -> bool:
    return all(_normal(r) in wanted for r in part[:i])


def _normal(row: Any) -> Row:
    cells = (re.sub(r"(?<=[-/])\s+(?=\w)|\s+", lambda m: " " if m.start() == 0 or m.string[m.start() - 1] not in "-/" else "", unicodedata.normalize("NFC", c)) for c in row)
    return tuple(c.strip() for c in cells if c and c.strip())


def score(readers: dict[str, Callable[[Path], Iterator[list[Row]]]], pdfs: list[Path], limits: dict[str, int]) -> None:
    print(f"{'reader':<12}{'plans':>6}{'rows':>8}{'exact':>8}{'%':>8}{'extra':>7}{'s':>8}{'pages/s':>9}")
    from pypdfium2 import PdfDocument

    pages = {p: len(PdfDocument(p)) for p in pdfs}
    for name, reader in readers.items():
        total = exact = extra = 0
        seconds = 0.0
        chosen = pdfs[: limits.get(name, len(pdfs))]
        for path in chosen:
            truth = [_normal(r) for r in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))]
            header = truth[: 2 if truth[1][0].startswith("Năm") else 1]
            started = time.perf_counter()
            parts = list(reader(path))
            seconds += time.perf_counter() - started
            left = joined(iter(parts), header)
            total += len(truth)
            for row in truth:
                if row in left:
                    left.remove(row)
                    exact += 1
            extra += len(left)
        count = sum(pages[p] for p in chosen)
        print(f"{name:<12}{len(chosen):>6}{total:>8}{exact:>8}{100 * exact / total:>8.2f}{extra:>7}{seconds:>8.1f}{count / seconds:>9.1f}", flush=True)


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
    parser.add_argument("--camelot", type=int, default=60, help="plans for Camelot (it is slow)")
    parser.add_argument("--icdar", type=int, nargs="?", const=200, default=0, help="only so many unruled English pages (200)")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.icdar:
        icdar(options.icdar, options.work)
        return
    missing = [s for s in range(options.count) if not (options.work / f"plan{s:04d}.pdf").exists()]
    if missing:
        print_pdfs([make_plan(s, options.work) for s in missing], options.work)
    pdfs = sorted(options.work.glob("plan*.pdf"))[: options.count]
    readers: dict[str, Callable[[Path], Iterator[list[Row]]]] = {"kehoach": ours, "pdfplumber": plumber}
    try:
        import camelot as _  # noqa: F401

        readers["camelot"] = camelot
    except ImportError:
        print("camelot is not installed (dev-only): left out")
    score(readers, pdfs, {"camelot": options.camelot})


if __name__ == "__main__":
    main()
