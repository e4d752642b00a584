"""A table without rules between its rows that goes on over a page break without its header.

The columns are those of the page before; that it is the same table is told by the count: the first number here follows the
last one there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.columns import column, least_gutter, segments
from extractors.readers.pdf.completed import told_uprights
from extractors.readers.pdf.lines import Line, make_rows
from extractors.readers.pdf.numbered import counted, is_number, rows_by_numbers
from extractors.readers.pdf.stacks import cut, told
from extractors.readers.pdf.tables import Grid, fill_grids, find_grids

#: Lines that a page may have over and under its table: page number, running head.
ASIDE = 1
_Rows = list[list[Line]]


def carry_on(grids: Sequence[Grid], below: _Rows, here: list[Grid], rows: _Rows, size: tuple[float, float]) -> _Rows:
    """Add to ``here`` the table that begins this page; returns the rows that are left outside of tables.

    ``grids`` and ``below``: tables and rows of the page before, ``here`` and ``rows`` those of this page; ``size`` of both.
    """
    last = max(grids, key=lambda g: g.bbox[3], default=None)
    if last is None or last.n_cols < 3 or not rows or sum(r[0].base > last.bbox[3] for r in below) > ASIDE:
        return rows
    number = _last_number(last)
    limit = min((g.bbox[1] for g in here), default=size[1])
    top = [r for r in rows if r[0].base < limit]
    if not number or not top:
        return rows
    for skip in range(min(ASIDE, len(top) - 1) + 1):
        grid = _part(last, top[skip:], number)
        if grid:
            here.append(grid)
            taken = {id(w) for c in grid.cells for w in c.words}
            return make_rows([w for r in rows for ln in r for w in ln.words if id(w) not in taken], rows[0][0].page)
    return rows


def _last_number(g: Grid) -> int:
    for cell in sorted((c for c in g.cells if c.col == 0), key=lambda c: -c.row):
        if len(cell.words) == 1 and (n := counted(cell.words[0].text)):
            return n
    return 0


def _part(last: Grid, rows: _Rows, number: int) -> Grid | None:
    """The table that ``rows`` begin with, in the columns of ``last``."""
    x0, x1, middles = last.xs[0], last.xs[-1], last.xs[1:-1]
    lines: list[list[Word]] = []
    leading = 0.0
    for row in rows:
        words = [w for ln in row for w in ln.words]
        numbered = len(words) > 1 and column(words[0], middles) == 0 and is_number(words[0].text)
        step = row[0].base - lines[-1][0].base if lines else 0.0
        if step > 4.0 * row[0].size or (leading and step > 1.6 * leading and not numbered):
            break
        if words[0].x0 < x0 - 3 or words[-1].x1 > x1 + 3 or not all(w.upright for w in words):
            break
        if any(a < m < b for m in middles for a, b in segments(words, least_gutter(words))) and not (numbered and not counted(words[0].text)):
            break
        leading = min(leading or step, step) if step else leading
        lines.append(words)
    numbers = [n for ln in lines if column(ln[0], middles) == 0 and (n := counted(ln[0].text))]
    if not numbers or numbers[0] != number + 1:
        return None
    parts = rows_by_numbers(lines, middles, first=False, least=1)
    own = [{column(w, middles) for ln in lines[a:b] for w in ln} for a, b in parts if counted(lines[a][0].text)]
    if not parts or 2 * sum(len(c) > 2 for c in own) < len(own):
        return None
    edges = [min(w.top for w in lines[0]) - 1, *(cut(lines, a) for a, _ in parts[1:]), max(w.bottom for w in lines[-1]) + 1]
    rules = [told(x0, y, x1, y) for y in edges] + [told(x, edges[0], x, edges[-1]) for x in (x0, x1)]
    for (a, b), (top, bottom) in zip(parts, pairwise(edges), strict=True):
        rules += told_uprights(lines[a:b], top, bottom, middles, (), least_gutter([w for ln in lines[a:b] for w in ln]))
    grids = find_grids(rules)
    if len(grids) != 1 or fill_grids(grids, [w for ln in lines for w in ln]):
        return None
    return grids[0]
