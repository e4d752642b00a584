"""pdfplumber's table finder, step by step, with its one slow step made fast.

Edges are merged, crossed and grouped by pdfplumber's own functions. Its ``intersections_to_cells`` builds two sets for
each pair of points it looks at; here each point keeps the numbers of its edges. Same cells in the same order (tested).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from schemas.document import Bbox

_Point = tuple[float, float]
#: pdfplumber's ``edge_min_length``: merged edges that are shorter are none.
SHORTEST = 3.0


def find_cells(edges: Sequence[dict[str, Any]], snap: float, join: float = 3.0, crossing: float = 3.0) -> list[list[Bbox]]:
    """Cell boxes of each table that ``edges`` make; tolerances in points."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, merge_edges

    merged = merge_edges(list(edges), snap, snap, join, join)
    kept = [e for e in merged if (e["width"] if e["orientation"] == "h" else e["height"]) >= SHORTEST]
    return [list(t) for t in cells_to_tables(cells_of(edges_to_intersections(kept, crossing, crossing)))]


def cells_of(intersections: Mapping[_Point, Mapping[str, Sequence[dict[str, Any]]]]) -> list[Bbox]:
    """The smallest cell below and right of each crossing whose four sides are edges."""
    numbers: defaultdict[Bbox, int] = defaultdict(count().__next__)
    edges: dict[_Point, tuple[set[int], set[int]]] = {}
    columns: defaultdict[float, list[_Point]] = defaultdict(list)
    rows: defaultdict[float, list[_Point]] = defaultdict(list)
    at: dict[_Point, tuple[int, int]] = {}
    for p in sorted(intersections):
        edges[p] = ({numbers[_box(e)] for e in intersections[p]["v"]}, {numbers[_box(e)] for e in intersections[p]["h"]})
        column, row = columns[p[0]], rows[p[1]]
        at[p] = len(column), len(row)
        column.append(p)
        row.append(p)
    out: list[Bbox] = []
    for p, (upright, flat) in edges.items():
        down, along = at[p]
        below = [q for q in columns[p[0]][down + 1 :] if not upright.isdisjoint(edges[q][0])]
        if below:
            right = [q for q in rows[p[1]][along + 1 :] if not flat.isdisjoint(edges[q][1])]
            cell = _smallest(p, below, right, edges)
            if cell:
                out.append(cell)
    return out


def _smallest(p: _Point, below: Sequence[_Point], right: Sequence[_Point], edges: Mapping[_Point, tuple[set[int], set[int]]]) -> Bbox | None:
    for b in below:
        flat = edges[b][1]
        for r in right:
            corner = edges.get((r[0], b[1]))
            if corner and not corner[0].isdisjoint(edges[r][0]) and not corner[1].isdisjoint(flat):
                return p[0], p[1], r[0], b[1]
    return None


def _box(e: dict[str, Any]) -> Bbox:
    return e["x0"], e["top"], e["x1"], e["bottom"]
