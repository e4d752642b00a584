"""Rules → pdfplumber's own ``TableFinder`` → cell boxes of each table.

The finder gets our edges through a page that has nothing else. They are merged before, on tuples: their crossings are counted
before the finder (quadratic in them) is started, and hundreds of pieces of a dashed rule reach it as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from schemas.document import Bbox

#: (where, from, to): y, x0, x1 of a horizontal edge; x, top, bottom of a vertical one.
Edge = tuple[float, float, float]
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
    if not flat or not upright:
        return []
    from pdfplumber.table import TableFinder

    edges = [_flat(*e) for e in flat] + [_upright(*e) for e in upright]
    finder = TableFinder(SimpleNamespace(edges=edges, bbox=_bounds(edges)), {"intersection_tolerance": near})  # type: ignore[arg-type]
    return [t.cells for t in finder.tables]


def _flat(y: float, x0: float, x1: float) -> dict[str, Any]:
    return {"x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0, "height": 0.0, "orientation": "h", "object_type": "line"}


def _upright(x: float, top: float, bottom: float) -> dict[str, Any]:
    return {"x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0.0, "height": bottom - top, "orientation": "v", "object_type": "line"}


def _bounds(edges: Sequence[dict[str, Any]]) -> Bbox:
    return min(e["x0"] for e in edges), min(e["top"] for e in edges), max(e["x1"] for e in edges), max(e["bottom"] for e in edges)
