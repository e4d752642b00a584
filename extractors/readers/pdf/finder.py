"""pdfplumber's table finder on plain numbers: the same cells (tested), in a tenth of the time.

Its steps (``pdfplumber.table``, after Anssi Nurminen's thesis, 2013): edges near one another are put on one line and joined,
lines cross within a tolerance, a cell is the smallest rectangle whose four corners are joined by edges, cells that share a
corner are a table. pdfplumber keeps a dict for each edge and two sets for each pair of points; here edges are tuples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from schemas.document import Bbox

#: (where, from, to): y, x0, x1 of a horizontal edge; x, top, bottom of a vertical one.
Edge = tuple[float, float, float]
_Point = tuple[float, float]
_Ends = Mapping[_Point, tuple[set[int], set[int]]]  # numbers of the vertical and horizontal edges that meet in a point
#: pdfplumber's ``edge_min_length``: merged edges that are shorter are none.
SHORTEST = 3.0


def edges_of(rules: Iterable[Bbox]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges along the longer sides of thin boxes."""
    flat: list[Edge] = []
    upright: list[Edge] = []
    for x0, y0, x1, y1 in rules:
        if x1 - x0 >= y1 - y0:
            flat.append(((y0 + y1) / 2, x0, x1))
        else:
            upright.append(((x0 + x1) / 2, y0, y1))
    return flat, upright


def merge(edges: Sequence[Edge], snap: float, join: float) -> list[Edge]:
    """Edges within ``snap`` points put on one line, and those of a line within ``join`` points of one another made one."""
    lines: list[list[Edge]] = []
    last = float("-inf")
    for e in sorted(edges):
        if e[0] > last + snap:
            lines.append([])
        lines[-1].append(e)
        last = e[0]
    out: list[Edge] = []
    for line in lines:
        where = sum([e[0] for e in line]) / len(line)
        a, b = float("-inf"), float("-inf")
        for _, c, d in sorted(line, key=_start):
            if c > b + join:
                if b - a >= SHORTEST:
                    out.append((where, a, b))
                a, b = c, d
            elif d > b:
                b = d
        if b - a >= SHORTEST:
            out.append((where, a, b))
    return out


def _start(e: Edge) -> float:
    return e[1]


def crossings(flat: Sequence[Edge], upright: Sequence[Edge], near: float) -> np.ndarray:
    """Pairs (vertical, horizontal) of edges that meet within ``near`` points, as rows of numbers."""
    if not flat or not upright:
        return np.empty((0, 2), int)
    h, v = np.array(flat), np.array(upright)
    x, y = v[:, :1], h[:, 0]
    meet = (v[:, 1:2] <= y + near) & (v[:, 2:3] >= y - near) & (x >= h[:, 1] - near) & (x <= h[:, 2] + near)
    return np.argwhere(meet)


def find_cells(flat: Sequence[Edge], upright: Sequence[Edge], near: float = 3.0) -> list[list[Bbox]]:
    """Cell boxes of each table that merged edges make, tables top to bottom; ``near``: widest gap at a crossing, in points."""
    points: dict[_Point, tuple[set[int], set[int]]] = {}
    for i, j in crossings(flat, upright, near).tolist():
        p = upright[i][0], flat[j][0]
        ends = points.get(p)
        if ends is None:
            points[p] = {i}, {j}
        else:
            ends[0].add(i)
            ends[1].add(j)
    return _tables(_cells(points))


def _cells(points: _Ends) -> list[Bbox]:
    """The smallest cell below and right of each crossing whose four sides are edges."""
    columns: defaultdict[float, list[_Point]] = defaultdict(list)
    rows: defaultdict[float, list[_Point]] = defaultdict(list)
    at: dict[_Point, tuple[int, int]] = {}
    for p in sorted(points):
        column, row = columns[p[0]], rows[p[1]]
        column.append(p)
        row.append(p)
        at[p] = len(column), len(row)
    cells = (_smallest(p, columns[p[0]], rows[p[1]], after, points) for p, after in at.items())
    return [c for c in cells if c]


def _smallest(p: _Point, column: Sequence[_Point], row: Sequence[_Point], after: tuple[int, int], points: _Ends) -> Bbox | None:
    upright, flat = points[p]
    for i in range(after[0], len(column)):
        below = column[i]
        down = points[below]
        if upright.isdisjoint(down[0]):
            continue
        for j in range(after[1], len(row)):
            right = row[j]
            over = points[right]
            if flat.isdisjoint(over[1]):
                continue
            corner = points.get((right[0], below[1]))
            if corner and not corner[0].isdisjoint(over[0]) and not corner[1].isdisjoint(down[1]):
                return p[0], p[1], right[0], below[1]
    return None


def _tables(cells: Sequence[Bbox]) -> list[list[Bbox]]:
    """Cells joined by their corners; a cell alone is no table."""
    group = list(range(len(cells)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    owner: dict[_Point, int] = {}
    for i, (x0, y0, x1, y1) in enumerate(cells):
        for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1)):
            first = owner.setdefault(corner, i)
            if first != i:
                group[root(i)] = root(first)
    tables: defaultdict[int, list[Bbox]] = defaultdict(list)
    for i, cell in enumerate(cells):
        tables[root(i)].append(cell)
    return sorted((t for t in tables.values() if len(t) > 1), key=lambda t: min((c[1], c[0]) for c in t))
