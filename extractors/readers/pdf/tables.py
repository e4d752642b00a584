"""Ruled tables: rules → pdfplumber's table finder → rows, columns and merged cells.

pdfplumber understands tables, PDFium reads (design.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.finder import crossings, edges_of, find_cells, merge
from extractors.readers.place import Place
from schemas.document import Bbox

#: Crossings of rules on one page beyond which the finder (quadratic in them) is not started; a dense sheet has 3,000.
MAX_CROSSINGS = 8_000
#: Pairs of a horizontal and a vertical rule beyond which their crossings are not even counted (memory).
MAX_PAIRS = 5_000_000
#: Cells whose borders are nearer than this are one border (double rules).
SNAP = 3.0
#: Rules from this on, in points, leave wider gaps at their crossings.
THICK = 2.0
#: A row or column narrower than this holds no words: it is the white between the two lines of a thick double rule.
HOLLOW = 5.0


@dataclass(slots=True)
class GridCell(Place):
    """A cell, its box in points and the words in it."""

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
        at = self.places()
        row, col = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return at[row][col] if 0 <= row < self.n_rows and 0 <= col < self.n_cols else None

    def places(self) -> list[list[GridCell | None]]:
        """The cell that covers each row and column."""
        if not self.at:
            self.at = [[None] * self.n_cols for _ in range(self.n_rows)]
            for c in self.cells:
                for r in range(c.row, c.row + c.row_span):
                    self.at[r][c.col : c.col + c.col_span] = [c] * c.col_span
        return self.at

    at: list[list[GridCell | None]] = field(default_factory=list)


class Told(tuple[float, float, float, float]):
    """A rule that is not drawn: told from the words of a table."""

    __slots__ = ()


class TooManyRules(ValueError):
    """The rules of the page cross more than MAX_CROSSINGS times: hatching, a chart, a map."""


def find_grids(rules: Sequence[Bbox]) -> list[Grid]:
    """Tables of a page with at least two cells, top to bottom. Raises TooManyRules."""
    if len(rules) < 4:
        return []
    flat, upright = edges_of(rules)
    if len(flat) < 2 or len(upright) < 2:
        return []
    flat, upright = merge(flat, SNAP, SNAP), merge(upright, SNAP, SNAP)
    if len(flat) * len(upright) > MAX_CROSSINGS and (len(flat) * len(upright) > MAX_PAIRS or len(crossings(flat, upright, SNAP)) > MAX_CROSSINGS):
        raise TooManyRules
    thick = max([min(x1 - x0, y1 - y0) for x0, y0, x1, y1 in rules])
    near = SNAP + (0.75 * thick if thick >= THICK else 0.0)  # thick rules meet at their sides, and the thin twin of a double one stops there
    grids = [g for g in map(grid_of, find_cells(flat, upright, near)) if g]
    for x0, y0, x1, y1 in (r for r in rules if type(r) is Told and r[3] > r[1]):
        for g in grids:
            if g.bbox[0] + SNAP < x0 and x1 < g.bbox[2] - SNAP and g.bbox[1] - SNAP <= y0 and y1 <= g.bbox[3] + SNAP:
                g.notes = ("unruled",)
    return grids


def grid_of(boxes: Sequence[Bbox]) -> Grid | None:
    """Row and column numbers and spans of the cell boxes of one table."""
    left_right, top_bottom = {x for b in boxes for x in (b[0], b[2])}, {y for b in boxes for y in (b[1], b[3])}
    xs, ys = _solid(_stops(left_right)), _solid(_stops(top_bottom))
    column = {x: _at(xs, x) for x in left_right}
    row = {y: _at(ys, y) for y in top_bottom}
    cells = []
    for b in sorted(boxes, key=lambda b: (b[1], b[0])):
        c0, c1, r0, r1 = column[b[0]], column[b[2]], row[b[1]], row[b[3]]
        if c1 > c0 and r1 > r0:
            cells.append(GridCell(r0, c0, r1 - r0, c1 - c0, b))
    if len({at for cell in cells for at in _covers_of(cell)}) < sum(c.row_span * c.col_span for c in cells):
        cells = _apart(cells)
    if len(cells) < 2:
        return None
    return Grid(len(ys) - 1, len(xs) - 1, cells, (xs[0], ys[0], xs[-1], ys[-1]), xs, ys)


def _covers_of(cell: GridCell) -> list[tuple[int, int]]:
    return [(r, c) for r in range(cell.row, cell.row + cell.row_span) for c in range(cell.col, cell.col + cell.col_span)]


def _apart(cells: list[GridCell]) -> list[GridCell]:
    """The cells without those that lie over smaller ones (an L-shaped region beside a stray rule); their words stay outside."""
    taken: set[tuple[int, int]] = set()
    kept: list[GridCell] = []
    for cell in sorted(cells, key=lambda c: (c.row_span * c.col_span, c.row, c.col)):
        covers = _covers_of(cell)
        if taken.isdisjoint(covers):
            taken.update(covers)
            kept.append(cell)
    return sorted(kept, key=lambda c: (c.bbox[1], c.bbox[0]))


def _stops(values: set[float]) -> list[float]:
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
    runs: list[list[Word]] = [[words[0]]]
    last = words[0]
    for w in words[1:]:
        if -0.5 < last.base - w.base < 0.5 and w.x0 >= last.x1 - 1:
            runs[-1].append(w)
        else:
            runs.append([w])
        last = w
    if len(runs) < 2:
        return []
    runs.sort(key=lambda r: r[0].base)
    found = []
    for i, a in enumerate(runs):
        for b in runs[i + 1 :]:
            if b[0].base - a[0].base >= 0.4 * min(a[0].size, b[0].size):
                if b[0].base - a[0].base >= 0.4 * a[0].size:
                    break
                continue
            if any(_covers(u, v) for u in a for v in b):
                found += [a, b]
    return found


def _covers(a: Word, b: Word) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.4 * min(a.x1 - a.x0, b.x1 - b.x0)


def fill_grids(grids: Sequence[Grid], words: Sequence[Word]) -> list[Word]:
    """Put each word into the cell where its middle stands; return the words outside of all tables."""
    if not grids:
        return list(words)
    rest: Sequence[Word] = words
    for g in grids:
        outside: list[Word] = []
        places = g.places()
        rows = np.searchsorted(g.ys, [w.base - 0.28 * w.size for w in rest], "right").tolist()
        cols = np.searchsorted(g.xs, [(w.x0 + w.x1) / 2 for w in rest], "right").tolist()
        for w, r, c in zip(rest, rows, cols, strict=True):
            cell = places[r - 1][c - 1] if 0 < r <= g.n_rows and 0 < c <= g.n_cols else None
            (outside if cell is None else cell.words).append(w)
        rest = outside
    return list(rest)
