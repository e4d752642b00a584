"""Tables that go on over pages become one: repeated headers dropped, a row cut by the page joined again.

Every part keeps its own boxes (docling-core's provenance): a joined cell has the boxes of all its parts.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.tables import profile
from extractors.tables.headers import understand
from extractors.tables.model import Column, Kind, Layout, LogicalRow, LogicalTable
from extractors.text import fold
from schemas.document import Cell, Table

_ENDS = regex.compile(r"[.;:!?…)”\"]\s*$")
_OPEN_END = regex.compile(r"(?:[,–—\-/(“]|(?:^|\s)(?:và|của|cho|về|với|tại|các|những|theo|trong|trên|đến|từ|bằng|do|là|hoặc|số|được|phát|thực|công|đổi|chuyển))\s*$", regex.I)


class Joiner:
    """Feed tables in reading order; ``interrupt()`` where content stands between two tables. ``tables`` holds the result."""

    def __init__(self) -> None:
        self.tables: list[LogicalTable] = []
        self.not_understood: list[Table] = []
        self._open: LogicalTable | None = None
        self._pending: Table | None = None  # a header cut from its rows by the page

    def interrupt(self) -> None:
        """Content stands here: the next table goes on with none before it."""
        self._open = self._pending = None

    def add(self, table: Table) -> LogicalTable | None:
        """The logical table that this part belongs to; None when nobody understands it (kept in ``not_understood``)."""
        head, self._pending = self._pending, None
        if head is not None and head.n_cols == table.n_cols and understand(table) is None:
            whole = self._with_head(head, table)
            if whole is not None:
                return whole
        layout = understand(table)
        if layout is not None and self._open is not None and _fits(self._open, table) and not _same_header(self._open.layout, layout) and _holds_data(table, layout):
            layout = None  # a row of the open table speaks of products and times, too
        if table.n_rows <= 4 and (layout.kind is Kind.OTHER or layout.header_rows >= table.n_rows if layout else self._open is None or not _fits(self._open, table)):
            self._pending = table
        current = self._open
        if layout is None:
            if current is None or not _fits(current, table):
                self.not_understood.append(table)
                self._open = None
                return None
            layout = _inherit(current, table)
        goes_on = current is not None and (layout.header_rows == 0 or _same_header(current.layout, layout))
        if current is None or not goes_on:
            current = LogicalTable(layout, [], [])
            self.tables.append(current)
            self._open = current
            current.rows = _rows(table, layout)
            current.blocks.append(table.block)
            return current
        current.blocks.append(table.block)
        current.header_repeats += layout.header_rows > 0
        rows = _rows(table, layout)
        if layout.header_rows and rows:
            _take_back(current.layout, layout, rows[0])
        self._append(current, rows)
        return current

    def _with_head(self, head: Table, table: Table) -> LogicalTable | None:
        """The table of ``head`` (a header that a page cut from its rows, or too few rows to understand it) and ``table``.

        None when the two together say no more than each alone. A header that was believed is taken back where its rows
        show another kind of table.
        """
        first = [c for c in table.cells if c.row == 0 and c.text.strip()]
        cut = bool(first) and all(c.col > 0 and not profile.is_value(c.text) and len(c.text) < 60 for c in first)
        for glued in (True, False) if cut else (False,):
            layout = understand(_stack(head, table, glued))
            if layout is None or layout.kind is Kind.OTHER or glued and layout.header_rows < head.n_rows:
                continue
            shift = head.n_rows - glued
            self._forget(head)
            self._open = LogicalTable(layout, [], [head.block, table.block])
            if layout.header_rows < head.n_rows:
                self._open.rows = _rows(head, layout)
                self._append(self._open, _rows(table, replace(layout, header_rows=0)))
            else:
                self._open.rows = _rows(table, replace(layout, header_rows=layout.header_rows - shift))
            self.tables.append(self._open)
            return self._open
        believed = next((t for t in self.tables if t.blocks == [head.block] and not t.rows), None)
        if believed is not None and (layout := understand(_stack(head, table, False))) is not None:
            believed.layout = layout  # of another kind: reported, not read
        return None

    def _forget(self, head: Table) -> None:
        self.tables = [t for t in self.tables if t.blocks != [head.block]]
        self.not_understood = [t for t in self.not_understood if t is not head]

    @staticmethod
    def _append(current: LogicalTable, rows: list[LogicalRow]) -> None:
        """Rows of the next part: the first may be the rest of the last row above."""
        if rows and current.rows and _is_cut(current.rows[-1], rows[0], current.kind):
            _merge(current.rows[-1], rows.pop(0))
        elif rows and current.rows:
            _carry_down(current.rows[-1], rows)
        current.rows += rows


def _stack(head: Table, table: Table, glued: bool) -> Table:
    """Both parts as one grid; ``glued``: the first row of ``table`` is the rest of the last row of ``head``."""
    shift = head.n_rows - glued
    cells = [replace(c) for c in head.cells]
    for c in table.cells:
        if glued and c.row == 0:
            above = next((x for x in cells if x.col <= c.col < x.col + x.col_span and x.row <= head.n_rows - 1 < x.row + x.row_span), None)
            if above is not None and c.text.strip():
                above.text = f"{above.text} {c.text}".strip()
            continue
        cells.append(replace(c, row=c.row + shift))
    return Table(table.block, shift + table.n_rows, table.n_cols, cells)


def _fits(current: LogicalTable, table: Table) -> bool:
    return len(current.layout.columns) == table.n_cols or _by_boxes(current, table) is not None


def _inherit(current: LogicalTable, table: Table) -> Layout:
    columns = current.layout.columns
    if len(columns) != table.n_cols:
        columns = _by_boxes(current, table) or columns
    return Layout(current.layout.kind, 0, columns, current.layout.score)


def _edges(cells: list[Cell], n_cols: int) -> list[float | None]:
    left: list[float | None] = [None] * n_cols
    for c in cells:
        if c.boxes and c.col < n_cols and c.col_span == 1 and left[c.col] is None:
            left[c.col] = (c.boxes[0].bbox[0] + c.boxes[0].bbox[2]) / 2
    return left


def _by_boxes(current: LogicalTable, table: Table) -> tuple[Column, ...] | None:
    """Columns of a part with another grid, by the middle of its cells against the cells of the part before."""
    known: dict[int, tuple[float, float]] = {}
    for row in current.rows[-30:]:
        for i, c in row.cells.items():
            if c.boxes and c.col_span == 1:
                known.setdefault(i, (c.boxes[-1].bbox[0], c.boxes[-1].bbox[2]))
    middles = _edges(table.cells, table.n_cols)
    if not known or any(m is None for m in middles):
        return None
    out: list[Column] = []
    used: set[int] = set()
    for i, middle in enumerate(middles):
        at = [k for k, (x0, x1) in known.items() if x0 - 2 <= middle <= x1 + 2]  # type: ignore[operator]
        if len(at) != 1 or at[0] in used:
            return None
        used.add(at[0])
        out.append(replace(next(c for c in current.layout.columns if c.index == at[0]), index=i))
    return tuple(out)


def _same_header(a: Layout, b: Layout) -> bool:
    if a.kind != b.kind:
        return False
    x, y = ([fold(c.header) for c in t.columns if c.header] for t in (a, b))
    if x == y:
        return True
    roles = [[(c.role, c.year) for c in t.columns if c.role] for t in (a, b)]
    return roles[0] == roles[1] and len(x) == len(y) and sum(p == q for p, q in zip(x, y, strict=True)) * 2 >= len(x)


#: What stands in a row and in no header: words that go on, an ordinal before words, a share, a day.
_OF_A_ROW = regex.compile(r"^\p{Ll}|^\d{1,3}[.)]\s+\p{L}|\d\s*%|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b")


def _holds_data(table: Table, layout: Layout) -> bool:
    """What was taken for the header of a part is rows."""
    for line in table.grid()[: layout.header_rows]:
        texts = [c.text.strip() for c in line if c is not None and c.text.strip()]
        if profile.is_column_numbers(texts):
            continue
        if any(_OF_A_ROW.search(t) for t in texts) or len(texts) > 1 and line[0] is not None and profile.is_ordinal(line[0].text):
            return True
    return False


def _rows(table: Table, layout: Layout) -> list[LogicalRow]:
    out = []
    for r, line in enumerate(table.grid()):
        if r < layout.header_rows:
            continue
        cells = {i: c for i, c in enumerate(line) if c is not None}
        if any(c.text.strip() for c in cells.values()):
            if r == layout.header_rows and profile.is_column_numbers([c.text for c in cells.values() if c.text.strip()]):
                continue
            out.append(LogicalRow(table.block, layout, cells))
    return out


def _take_back(whole: Layout, repeated: Layout, first: LogicalRow) -> None:
    """A repeated header too long for its row is drawn over the cell under it: "… theo dõi," + "đánh giá Phòng Kinh tế"."""
    for a, b in zip(whole.columns, repeated.columns, strict=False):
        cell = first.cells.get(b.index)
        rest = a.header[len(b.header) :].strip() if b.header and a.header != b.header and a.header.startswith(b.header) else ""
        if rest and cell is not None and cell.text.startswith(rest) and (cut := cell.text[len(rest) :].lstrip()):
            at = len(cell.text) - len(cut)
            first.cells[b.index] = replace(cell, text=cut, spans=cell.spans.within(at, len(cell.text)))


def _is_cut(above: LogicalRow, below: LogicalRow, kind: Kind) -> bool:
    """The first row of a part is the rest of the row above when it has no ordinal and its words go on."""
    ordinal = below.cell("ordinal")
    if ordinal is None:  # no numbers to tell rows by: only words that go on, in the first cell or beside an empty one
        opening, named = below.cells.get(0), below.cell("indicator_name", "task_name")
        if opening is None or opening.text.strip() and opening is not named:
            return False
        parts = [named] if named is not None and named.text.strip() else list(below.cells.values())
        return any(_goes_on(above.cells[i], c) for i, c in below.cells.items() if i in above.cells and c in parts)
    if ordinal.text.strip():
        return False
    filled = [c for i, c in below.cells.items() if c.text.strip()]
    if any(c.col_span > 1 and c.col_span * 2 >= len(below.layout.columns) for c in filled):
        return False  # a group heading over the whole width
    name = below.text("indicator_name", "task_name").strip()
    before = above.text("indicator_name", "task_name").strip()
    if not name:
        return True
    if not above.text("ordinal").strip() and not before:
        return False
    if name[0].islower() or name[0].isdigit() and not _ENDS.search(before):
        return True
    if _OPEN_END.search(before):
        return True
    others = [c for c in filled if c is not below.cell("indicator_name", "task_name")]
    goes_on = any(c.text.strip()[:1].islower() for c in others) or any(
        _OPEN_END.search(above.cells[i].text) for i, c in below.cells.items() if c.text.strip() and i in above.cells and above.cells[i].text.strip()
    )
    return not _ENDS.search(before) and (goes_on or not others or kind is Kind.INDICATOR and not below.text("target_value").strip())


def _goes_on(above: Cell, below: Cell) -> bool:
    """The words of one cell are the rest of those of the other."""
    before, after = above.text.strip(), below.text.strip()
    return bool(before) and after[:1].islower() and not _ENDS.search(before)


def _merge(above: LogicalRow, below: LogicalRow) -> None:
    by_role = below.layout is not above.layout and [c.role for c in below.layout.columns] != [c.role for c in above.layout.columns]
    for i, cell in below.cells.items():
        target = i
        if by_role:
            role = next((c for c in below.layout.columns if c.index == i), None)
            target = next((c.index for c in above.layout.columns if role and c.role == role.role and c.year == role.year), i)
        if target in above.cells:
            above.cells[target] = join_cells(above.cells[target], cell)
        else:
            above.cells[target] = cell
    above.parts += 1
    above.notes += ("dòng bị ngắt trang, đã nối lại",)


def join_cells(a: Cell, b: Cell) -> Cell:
    """One cell from two parts: words in order, spans and boxes of both. "VH-" + "XH" joins without a space."""
    if not b.text.strip():
        return a
    if not a.text.strip():
        text, shift = b.text, 0
    else:
        glue = "" if regex.search(r"[\p{L}\d][-/]$", a.text) and regex.match(r"[\p{L}\d]", b.text) and not a.text.endswith(" -") else " "
        text, shift = a.text + glue + b.text, len(a.text) + len(glue)
    spans = a.spans + b.spans.moved(shift)
    return Cell(text, spans, a.boxes + b.boxes, min(a.confidence, b.confidence), a.notes + b.notes, a.row, a.col, a.row_span, a.col_span, a.bold, a.header)


def _carry_down(above: LogicalRow, rows: list[LogicalRow]) -> None:
    """A cell merged over rows and cut by the page stands empty on the next page: it keeps what the first part says."""
    for i, cell in above.cells.items():
        if cell.row_span < 2 or not cell.text.strip():
            continue
        for row in rows:
            part = row.cells.get(i)
            if part is None or part.text.strip() or part.row_span < 2:
                break
            row.cells[i] = Cell(cell.text, cell.spans, cell.boxes, cell.confidence, (*cell.notes, "ô gộp từ trang trước"), part.row, part.col, part.row_span, part.col_span)
