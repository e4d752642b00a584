"""Tables from rows of text: shared by the readers of text, HTML and spreadsheets.

Knows which words head a table (``schemas/vocabulary/table_headers.csv``), nothing about what a table means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractors.text import clean, fold
from schemas import vocab
from schemas.document import Cell, Paragraph, Role, Table

#: No table of a plan is larger; a hostile file says "colspan=1000000000".
MAX_COLS, MAX_ROWS = 200, 100_000

#: Words of a letterhead or of a signature block (Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW).
_LAYOUT = regex.compile(
    r"\b(?:cong hoa xa hoi chu nghia viet nam|doc lap tu do hanh phuc|dang cong san viet nam|noi nhan|kt chu tich|tm uy ban"
    r"|t m ban|t m dang uy|tm ban|pho chu tich|da ky)\b")


@dataclass(slots=True)
class Spec:
    """One cell before it has its place."""

    text: str
    row_span: int = 1
    col_span: int = 1
    bold: bool = False
    header: bool = False
    notes: tuple[str, ...] = ()


def build(rows: Sequence[Sequence[Spec | str]], block: int = 0) -> Table:
    """A Table; spans push later cells to the right and down as in HTML. Short rows end early: their grid places are None."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    n_cols = 0
    rows = rows[:MAX_ROWS]
    for r, row in enumerate(rows):
        c = 0
        for item in row:
            spec = item if isinstance(item, Spec) else Spec(item)
            while (r, c) in taken:
                c += 1
            if c >= MAX_COLS:
                break
            rs, cs = max(1, min(spec.row_span, len(rows) - r)), max(1, min(spec.col_span, MAX_COLS - c))
            if rs * cs > 1:
                taken.update((i, k) for i in range(r, r + rs) for k in range(c, c + cs))
            cells.append(Cell(clean(spec.text).strip(), row=r, col=c, row_span=rs, col_span=cs, bold=spec.bold, header=spec.header,
                              notes=spec.notes))
            c += cs
            n_cols = max(n_cols, c)
    table = Table(block, len(rows), n_cols, cells)
    if is_layout(table):
        table.kind = "layout"
    return table


@vocab.compiled
def header_roles() -> dict[str, tuple[tuple[str, str], ...]]:
    """Folded header words -> ((role, table), …); ``table`` is indicator, task or any."""
    out: dict[str, list[tuple[str, str]]] = {}
    for row in vocab.rows("table_headers"):
        out.setdefault(fold(row["header"]), []).append((row["role"], row["table"]))
    return {k: tuple(v) for k, v in out.items()}


def header_score(texts: Sequence[str]) -> int:
    """How many of a row's cells are known header words or a year ("Năm 2030")."""
    known = header_roles()
    return sum(1 for t in texts if (f := fold(t)) and (f in known or is_year(f)))


def is_year(folded: str) -> bool:
    """'Năm 2025', 'Đến năm 2030', '2026' as a column header (folded)."""
    return bool(regex.fullmatch(r"(?:ket qua |muc tieu |chi tieu |ke hoach )?(?:den |het |den het )?(?:nam )?20\d\d(?: 20\d\d)?", folded))


HEAD_MARKS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "ĐẢNG CỘNG SẢN VIỆT NAM")
FOOT_MARKS = ("NƠI NHẬN",)


def letterhead(table: Table) -> list[Paragraph]:
    """The lines of a letterhead or signature block that is set as a table, its columns one after the other; none for other tables."""
    if table.n_cols > 4 or table.n_rows > 8 or header_score([c.text for c in table.cells if c.row == 0]) >= 2:
        return []
    words = " ".join(c.text for c in table.cells).upper()
    head = any(m in words for m in HEAD_MARKS)
    if not head and not any(m in words for m in FOOT_MARKS):
        return []
    role = Role.LETTERHEAD if head else Role.BODY
    ordered = sorted(table.cells, key=lambda c: (c.col, c.row))
    return [Paragraph(line.strip(), role=role, bold=c.bold, centered=True) for c in ordered for line in c.text.split("\n") if line.strip()]


def is_layout(table: Table) -> bool:
    """Sure signs of a letterhead or signature block: few cells, its words, and no table header."""
    if not table.cells or table.n_cols > 3 or table.n_rows > 8:
        return False
    first = [c.text for c in table.cells if c.row == 0]
    if header_score(first) >= 2:
        return False
    folded = [fold(c.text) for c in table.cells]
    return any(_LAYOUT.search(f) for f in folded) or bool(regex.search(r"\bso \d{0,5} ?(?:kh|nq|qd|ct|tb)\b.*\bngay\b", " ".join(folded)))
