"""Ruled tables: rules → pdfplumber's table finder → rows, columns and merged cells.

pdfplumber understands tables, PDFium reads (design.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.finder import find_cells
from schemas.document import Bbox

#: Crossings of rules on one page beyond which the finder (quadratic in them) is not started; a dense sheet has 3,000.
MAX_CROSSINGS = 8_000
#: Cells whose borders are nearer than this are one border (double rules).
SNAP = 3.0
#: A row or column narrower than this holds no words: it is the white between the two lines of a thick double rule.
HOLLOW = 5.0


@dataclass(slots=True)
class GridCell:
    row: int
    col: int
    row_span: int
    col_span: int
    bbox: Bbox
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """One ruled table of a page, in coordinates as read."""

    n_rows: int
    n_cols: int
    cells: list[GridCell]
    bbox: Bbox
    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)
    notes: tuple[str, ...] = ()  # "unruled": columns told by the white between them

    def cell_at(self, x: float, y: float) -> GridCell | None:
        """The cell that covers a point."""
        if not self.at:
            self.at = [[None] * self.n_cols for _ in range(self.n_rows)]
            for c in self.cells:
                for r in range(c.row, c.row + c.row_span):
                    self.at[r][c.col : c.col + c.col_span] = [c] * c.col_span
        row, col = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.at[row][col] if 0 <= row < self.n_rows and 0 <= col < self.n_cols else None

    at: list[list[GridCell | None]] = field(default_factory=list)


class Told(tuple[float, float, float, float]):
    """A rule that is not drawn: told from the words of a table."""

    __slots__ = ()


class TooManyRules(ValueError):
    """The rules of the page cross more than MAX_CROSSINGS times: hatching, a chart, a map."""


def find_grids(rules: Sequence[Bbox]) -> list[Grid]:
    """Tables of a page with at least two cells, top to bottom. Raises TooManyRules."""
    edges = [e for e in map(_edge, rules) if e]
    vertical = sum(e["orientation"] == "v" for e in edges)
    if vertical < 2 or len(edges) - vertical < 2:
        return []
    if vertical * (len(edges) - vertical) > MAX_CROSSINGS:
        from pdfplumber.table import merge_edges

        edges = merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
        if _crossings(edges) > MAX_CROSSINGS:
            raise TooManyRules
    near = SNAP + max(0.0, max(min(x1 - x0, y1 - y0) for x0, y0, x1, y1 in rules) / 2 - 0.5)  # thick rules meet at their sides
    grids = [g for g in map(grid_of, find_cells(edges, SNAP, crossing=near)) if g]
    for x0, y0, x1, y1 in (r for r in rules if type(r) is Told and r[3] > r[1]):
        for g in grids:
            if g.bbox[0] + SNAP < x0 and x1 < g.bbox[2] - SNAP and g.bbox[1] - SNAP <= y0 and y1 <= g.bbox[3] + SNAP:
                g.notes = ("unruled",)
    return grids


def _edge(b: Bbox) -> dict | None:
    """A thin box as an edge along its longer side."""
    x0, y0, x1, y1 = b
    if x1 - x0 >= y1 - y0:
        y = (y0 + y1) / 2
        return {"x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0, "height": 0.0, "orientation": "h", "object_type": "line"}
    x = (x0 + x1) / 2
    return {"x0": x, "x1": x, "top": y0, "bottom": y1, "width": 0.0, "height": y1 - y0, "orientation": "v", "object_type": "line"}


def _crossings(edges: Sequence[dict]) -> int:
    """How often a horizontal and a vertical rule meet."""
    h = np.array([(e["x0"], e["x1"], e["top"]) for e in edges if e["orientation"] == "h"])
    v = np.array([(e["top"], e["bottom"], e["x0"]) for e in edges if e["orientation"] == "v"])
    if not len(h) or not len(v):
        return 0
    count = 0
    for x0, x1, y in h:
        count += int(np.count_nonzero((v[:, 0] <= y + SNAP) & (v[:, 1] >= y - SNAP) & (v[:, 2] >= x0 - SNAP) & (v[:, 2] <= x1 + SNAP)))
    return count


def grid_of(boxes: Sequence[Bbox]) -> Grid | None:
    """Row and column numbers and spans of the cell boxes of one table."""
    xs = _solid(_stops([b[0] for b in boxes] + [b[2] for b in boxes]))
    ys = _solid(_stops([b[1] for b in boxes] + [b[3] for b in boxes]))
    cells = []
    for b in sorted(boxes, key=lambda b: (b[1], b[0])):
        c0, c1, r0, r1 = _at(xs, b[0]), _at(xs, b[2]), _at(ys, b[1]), _at(ys, b[3])
        if c1 > c0 and r1 > r0:
            cells.append(GridCell(r0, c0, r1 - r0, c1 - c0, b))
    if len(cells) < 2:
        return None
    return Grid(len(ys) - 1, len(xs) - 1, cells, (xs[0], ys[0], xs[-1], ys[-1]), xs, ys)


def _stops(values: list[float]) -> list[float]:
    out: list[float] = []
    for v in sorted(values):
        if not out or v - out[-1] > 1.0:
            out.append(v)
    return out


def _solid(stops: list[float]) -> list[float]:
    """Stops without those that follow another within HOLLOW points; the outermost stay where they are."""
    out = stops[:1]
    for v in stops[1:]:
        if v - out[-1] >= HOLLOW:
            out.append(v)
    if len(out) > 1:
        out[-1] = stops[-1]
    return out


def _at(stops: list[float], v: float) -> int:
    i = bisect_left(stops, v)
    if i == len(stops):
        return i - 1
    return i if i == 0 or stops[i] - v <= v - stops[i - 1] else i - 1


def move_overprints(grids: Sequence[Grid]) -> None:
    """Give a line that was printed over another one back to the cell above it.

    A repeated header whose rows are too low runs out of its cell; its last line then lies on the first line of the row
    below. It has the style and the line distance of the cell above.
    """
    for g in grids:
        for cell in g.cells:
            over = _overprinted(cell.words)
            above = g.cell_at((cell.bbox[0] + cell.bbox[2]) / 2, cell.bbox[1] - 1) if over else None
            if above is None or above is cell or not above.words:
                continue
            bases = sorted({round(w.base, 1) for w in above.words})
            step = bases[-1] - bases[-2] if len(bases) > 1 else 1.2 * above.words[-1].size
            for run in over:
                w, model = run[0], above.words[-1]
                if w.bold == model.bold and abs(w.size - model.size) < 0.6 and abs(w.base - bases[-1] - step) < 2.5:
                    above.words.extend(run)
                    cell.words = [o for o in cell.words if o not in run]
                    break


def _overprinted(words: Sequence[Word]) -> list[list[Word]]:
    """Runs of words that lie on other words of the cell; both runs of each such pair."""
    if len(words) < 2:
        return []
    runs: list[list[Word]] = []
    for w in words:
        if runs and abs(runs[-1][-1].base - w.base) < 0.5 and w.x0 >= runs[-1][-1].x1 - 1:
            runs[-1].append(w)
        else:
            runs.append([w])
    found = []
    for i, a in enumerate(runs):
        for b in runs[i + 1 :]:
            if abs(a[0].base - b[0].base) < 0.4 * min(a[0].size, b[0].size) and any(_covers(u, v) for u in a for v in b):
                found += [a, b]
    return found


def _covers(a: Word, b: Word) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.4 * min(a.x1 - a.x0, b.x1 - b.x0)


def fill_grids(grids: Sequence[Grid], words: Sequence[Word]) -> list[Word]:
    """Put each word into the cell where its middle stands; return the words outside of all tables."""
    if not grids:
        return list(words)
    rest = []
    for w in words:
        x, y = w.mid
        for g in grids:
            if g.bbox[0] <= x < g.bbox[2] and g.bbox[1] <= y < g.bbox[3] and (cell := g.cell_at(x, y)):
                cell.words.append(w)
                break
        else:
            rest.append(w)
    return rest
