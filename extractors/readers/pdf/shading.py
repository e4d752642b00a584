"""Tables ruled by shading only: coloured cells side by side, or coloured bands.

A filled area by itself is decoration. Filled areas that touch one another in two directions are the cells of a table;
areas of one width under one another are its rows, white rows between them included, and their edges serve as rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.columns import least_gutter, segments
from extractors.readers.pdf.completed import inner_rules
from extractors.readers.pdf.lines import make_rows
from extractors.readers.pdf.tables import Grid, find_grids
from schemas.document import Bbox

#: Gap between neighbouring coloured cells: Word leaves none, spreadsheets a white line.
GAP = 3.0
#: Smallest coloured cell: anything lower or narrower holds no words.
LOW, NARROW = 9.0, 9.0
MAX_FILLS = 4_000
_Part = list[Bbox]


def shaded_rules(fills: Sequence[Bbox], grids: Sequence[Grid], words: Sequence[Word], size: tuple[float, float]) -> list[Bbox]:
    """Rules along the edges of coloured cells; ``fills`` inside ruled tables and page backgrounds are none."""
    areas = [
        f for f in dict.fromkeys((round(f[0], 1), round(f[1], 1), round(f[2], 1), round(f[3], 1)) for f in fills)
        if f[2] - f[0] >= NARROW and f[3] - f[1] >= LOW and f[3] - f[1] < 0.6 * size[1]
        and not any(g.bbox[0] - GAP <= f[0] and g.bbox[1] - GAP <= f[1] and f[2] <= g.bbox[2] + GAP and f[3] <= g.bbox[3] + GAP for g in grids)
    ]
    if not 2 <= len(areas) <= MAX_FILLS:
        return []
    out: list[Bbox] = []
    for table in _stacks(_parts(areas), words):
        if not _holds_words([f for part in table for f in part], words) or not all(map(_tiled, table)):
            continue
        columns = max((_row_at(p, last=False) for p in table), key=len)
        rules = [r for part in table for r in _edges(part, columns, words)]
        for a, b in pairwise(table):
            rules += _white_rows(a, b, words)
        rules += _white_row_beyond(table, words, down=False) + _white_row_beyond(table, words, down=True)
        out += rules + inner_rules(rules, find_grids(rules), words)
    return out


def _parts(areas: Sequence[Bbox]) -> list[_Part]:
    """Areas that touch one another, directly or through others; gaps under ``GAP``."""
    parts = list(range(len(areas)))

    def root(i: int) -> int:
        while parts[i] != i:
            parts[i] = parts[parts[i]]
            i = parts[i]
        return i

    for axis in (0, 1):
        order = sorted(range(len(areas)), key=lambda i: areas[i][axis])
        starts = [areas[i][axis] for i in order]
        for i, f in enumerate(areas):
            for j in order[bisect_left(starts, f[axis + 2] - 1.0) : bisect_right(starts, f[axis + 2] + GAP)]:
                g = areas[j]
                if min(f[3 - axis], g[3 - axis]) - max(f[1 - axis], g[1 - axis]) > GAP:
                    parts[root(j)] = root(i)
    members: dict[int, _Part] = {}
    for i, f in enumerate(areas):
        members.setdefault(root(i), []).append(f)
    return [sorted(m, key=lambda f: (f[1], f[0])) for m in members.values()]


def _box(part: _Part) -> Bbox:
    return min(f[0] for f in part), min(f[1] for f in part), max(f[2] for f in part), max(f[3] for f in part)


def _stacks(parts: list[_Part], words: Sequence[Word]) -> list[list[_Part]]:
    """Parts of one left and right edge under one another, between two of them words that keep to the columns.

    A part alone is a table where its areas stand in two rows or more.
    """
    stacks: list[list[_Part]] = []
    for part in sorted(parts, key=lambda p: _box(p)[1]):
        box = _box(part)
        for stack in stacks:
            x0, _, x1, bottom = _box(stack[-1])
            if abs(x0 - box[0]) > GAP or abs(x1 - box[2]) > GAP or box[1] - bottom < -1.0:
                continue
            height = max(f[3] - f[1] for f in (*stack[-1], *part))
            columns = max(_row_at(stack[-1], last=True), _row_at(part, last=False), key=len)
            if box[1] - bottom < 3 * height or len(columns) > 1 and _beside(columns, (x0, bottom, x1, box[1]), words, down=True)[1] >= box[1] - height:
                stack.append(part)
                break
        else:
            stacks.append([part])
    return [s for s in stacks if len(s) > 1 or len(s[0]) > 3 and len({round(f[1]) for f in s[0]}) > 1]


def _tiled(part: _Part) -> bool:
    """The areas fill their box: cells do, the boxes of a leaflet or the bars of a chart do not."""
    x0, y0, x1, y1 = _box(part)
    return sum((f[2] - f[0]) * (f[3] - f[1]) for f in part) >= 0.85 * (x1 - x0) * (y1 - y0)


def _holds_words(areas: _Part, words: Sequence[Word]) -> bool:
    """At least a third of the areas hold words."""
    places = [w.mid for w in words]
    held = sum(any(f[0] <= x < f[2] and f[1] <= y < f[3] for x, y in places) for f in areas[:600])
    return 3 * held >= len(areas[:600])


def _edges(part: _Part, columns: _Part, words: Sequence[Word]) -> list[Bbox]:
    """Rules around each area; a single band has the ``columns`` of the table's other rows."""
    flat = [r for x0, y0, x1, y1 in part for r in ((x0, y0, x1, y0), (x0, y1, x1, y1))]
    if len(columns) == 1:
        return flat
    if len(part) == 1:
        return flat + _uprights(columns, part[0][1], part[0][3], words)
    return flat + [r for x0, y0, x1, y1 in part for r in ((x0, y0, x0, y1), (x1, y0, x1, y1))]


def _row_at(part: _Part, *, last: bool) -> _Part:
    """The areas at the lower or upper edge of a part."""
    _, top, _, bottom = _box(part)
    return sorted(f for f in part if (abs(f[3] - bottom) < GAP if last else abs(f[1] - top) < GAP))


def _white_rows(above: _Part, below: _Part, words: Sequence[Word]) -> list[Bbox]:
    """Vertical rules of the white row between two coloured ones: their columns, where no words stand across."""
    top, bottom = _box(above)[3], _box(below)[1]
    columns = max(_row_at(above, last=True), _row_at(below, last=False), key=len)
    return _uprights(columns, top, bottom, words) if bottom - top >= LOW and len(columns) > 1 else []


def _uprights(columns: _Part, top: float, bottom: float, words: Sequence[Word]) -> list[Bbox]:
    x0, x1 = columns[0][0], columns[-1][2]
    inside = [w for w in words if top <= w.mid[1] < bottom and x0 <= (w.x0 + w.x1) / 2 < x1]
    least = least_gutter(inside)
    spans = [s for row in make_rows(inside) for s in segments([w for ln in row for w in ln.words], least)]
    inner = [f[2] for f in columns[:-1] if not any(a < f[2] < b for a, b in spans)]
    return [(x, top, x, bottom) for x in (x0, *inner, x1)]


def _white_row_beyond(stack: Sequence[_Part], words: Sequence[Word], *, down: bool) -> list[Bbox]:
    """The edges of the white row under the last coloured one, or over the first: between the others there are white rows too."""
    columns = _row_at(stack[-1] if down else stack[0], last=down)
    gaps = [gap for a, b in pairwise(stack) if (gap := _box(b)[1] - _box(a)[3]) >= LOW]
    if not gaps:
        return []
    x0, top, x1, bottom = _box(stack[-1] if down else stack[0])
    reach = gaps[-1] if len(columns) == 1 else float("inf")  # bands alone do not tell which words keep to their columns
    area = (x0, bottom, x1, bottom + reach) if down else (x0, top - reach, x1, top)
    n, y = _beside(columns, area, words, down=down)
    if not n:
        return []
    if len(columns) == 1:
        return [(x0, bottom + reach, x1, bottom + reach)] if down else []
    return [(x0, y, x1, y), *_uprights(columns, min(y, bottom if down else top), max(y, bottom if down else top), words)]


def _beside(columns: _Part, area: Bbox, words: Sequence[Word], *, down: bool) -> tuple[int, float]:
    """How many lines follow a coloured row without a break and keep to its columns, and how far they reach."""
    rows = make_rows([w for w in words if w.upright and area[0] <= w.mid[0] < area[2] and area[1] <= w.mid[1] < area[3]])
    inner = [f[2] for f in columns[:-1]]
    at = [w.x0 for w in words if columns[0][1] <= w.mid[1] < columns[0][3]]
    n, y, base = 0, area[1] if down else area[3], 0.0
    for row in rows if down else reversed(rows):
        ws = [w for ln in row for w in ln.words]
        size = max(ln.size for ln in row)
        spans = segments(ws, least_gutter(ws))
        edge = max(ln.bottom for ln in row) if down else min(ln.top for ln in row)
        away = abs((min(ln.top for ln in row) if down else max(ln.bottom for ln in row)) - y) if not n else abs(row[0].base - base)
        if any(a < x < b for x in inner for a, b in spans) or away > 1.6 * size or not n and down and len(spans) < 2:
            break
        if not down and len(spans) < 2 and not any(abs(x - ws[0].x0) < GAP for x in at):
            break  # a title over the table
        n, y, base = n + 1, edge, row[0].base
    return n, y
