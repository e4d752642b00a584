"""Tables ruled by shading only: coloured cells side by side, or coloured bands.

A filled area by itself is decoration. Filled areas that share their edges in two directions are the cells of a table;
bands of one width under one another are its rows, and their edges serve as horizontal rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.lines import make_rows
from extractors.readers.pdf.tables import Grid
from schemas.document import Bbox

#: Gap between neighbouring coloured cells: Word leaves none, spreadsheets a white line.
GAP = 3.0
#: Smallest coloured cell: anything lower or narrower holds no words.
LOW, NARROW = 9.0, 9.0
MAX_FILLS = 4_000


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
    for table in _stacks(_strips(areas)):
        out += _rules_of(table) + _last_white_row(table, words)
    return out


def _last_white_row(stack: Sequence[Sequence[Bbox]], words: Sequence[Word]) -> list[Bbox]:
    """The lower edge of the white row under the last coloured one, where white rows stand between the others too."""
    x0, x1, bottom = stack[0][0][0], stack[0][-1][2], stack[-1][0][3]
    height = stack[-1][0][1] - stack[-2][0][3]
    if height < LOW:
        return []
    below = make_rows([w for w in words if w.upright and x0 <= w.mid[0] < x1 and bottom <= w.mid[1] < bottom + height])
    if len(below) == 0 or len(below[0]) < 2:
        return []
    y = max(bottom + height, *(ln.bottom for row in below for ln in row))
    columns = max(stack, key=len)
    return [(x0, y, x1, y), *((x, bottom, x, y) for x in (x0, *(f[2] for f in columns)) if len(columns) > 1)]


def _strips(areas: Sequence[Bbox]) -> list[list[Bbox]]:
    """Coloured cells side by side: the same top and bottom, gaps under ``GAP``. A strip may be one band."""
    by_height: dict[tuple[int, int], list[Bbox]] = defaultdict(list)
    for f in areas:
        by_height[round(f[1] / 2), round(f[3] / 2)].append(f)
    strips: list[list[Bbox]] = []
    for row in by_height.values():
        row.sort()
        strips.append([row[0]])
        for f in row[1:]:
            if -1.0 <= f[0] - strips[-1][-1][2] <= GAP:
                strips[-1].append(f)
            else:
                strips.append([f])
    return strips


def _stacks(strips: list[list[Bbox]]) -> list[list[list[Bbox]]]:
    """Strips of one left and right edge under one another; between two of them at most the height of three rows."""
    by_width: dict[tuple[int, int], list[list[Bbox]]] = defaultdict(list)
    for s in strips:
        by_width[round(s[0][0] / 4), round(s[-1][2] / 4)].append(s)
    stacks: list[list[list[Bbox]]] = []
    for column in by_width.values():
        column.sort(key=lambda s: s[0][1])
        current = [column[0]]
        for s in column[1:]:
            before = current[-1][0]
            if s[0][1] - before[3] < 3 * max(before[3] - before[1], s[0][3] - s[0][1]):
                current.append(s)
            else:
                stacks.append(current)
                current = [s]
        stacks.append(current)
    return [s for s in stacks if len(s) > 1]


def _rules_of(stack: Sequence[Sequence[Bbox]]) -> list[Bbox]:
    x0, x1 = min(s[0][0] for s in stack), max(s[-1][2] for s in stack)
    out: list[Bbox] = []
    for strip in stack:
        top, bottom = strip[0][1], strip[0][3]
        out += [(x0, top, x1, top), (x0, bottom, x1, bottom)]
        if len(strip) > 1:
            out += [(x, top, x, bottom) for x in (strip[0][0], *(f[2] for f in strip))]
    for a, b in zip(stack, stack[1:], strict=False):  # a white row between two coloured ones has their columns
        top, bottom = a[0][3], b[0][1]
        if bottom - top >= LOW and (len(a) > 1 or len(b) > 1):
            out += [(x, top, x, bottom) for x in (x0, *(f[2] for f in max(a, b, key=len)))]
    return out
