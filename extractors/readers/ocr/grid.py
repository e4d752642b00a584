"""Ruled tables in a picture: rules by morphology, then a lattice whose gaps, skew and hand marks are forgiven.

A rule that is broken counts as present when most of it is there; cells that no rule parts are one merged cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from extractors.readers.ocr.components import centred_components, components
from extractors.readers.ocr.engine import Rect
from extractors.readers.place import Place

#: Shortest run of ink that counts as part of a rule, in inches: longer than any stroke of body text.
SHORTEST = 0.28
#: Share of an edge that must be inked for it to part two cells.
PRESENT = 0.55
#: The same for a rule that parts one row of many.
WHOLE = 0.9
#: Edges of cells shorter than this (inches) are asked for in the ink itself.
SHORT = 0.36
#: Lattice lines closer than this (inches) are one line.
SNAP = 0.05
#: Widest gap in a rule (a fold, a hole, a hand mark) over which a table stays one, in inches.
BRIDGED = 0.14
#: Thickest rule (inches); of the double rules of old forms each is up to 0.04, with the blur of a scan 0.05.
THICKEST = 0.06
#: A rule that reaches this far (inches) over the last one across it has cells there that nobody closed.
STICK_OUT = 0.14
#: Tallest row merged over all columns (inches) that is looked for between two parts of a table without outer rules.
MERGED_ROW = 0.8
MAX_LINES = 400


@dataclass(slots=True)
class PictureCell(Place):
    """A cell and its box in pixels."""

    box: Rect


@dataclass(slots=True)
class Grid:
    """One ruled table: outer box, lattice size, cells (merged ones once)."""

    box: Rect
    n_rows: int
    n_cols: int
    cells: list[PictureCell] = field(default_factory=list)
    broken: float = 0.0  # share of the rules' length that was missing and bridged


@dataclass(frozen=True, slots=True)
class Rules:
    """Masks (uint8 0/1) of horizontal and vertical rules, and of all ink."""

    horizontal: np.ndarray
    vertical: np.ndarray
    ink: np.ndarray

    @property
    def both(self) -> np.ndarray:
        return np.maximum(self.horizontal, self.vertical)


def find_rules(ink: np.ndarray, dpi: float) -> Rules:
    """Long thin straight ink. Small gaps along a rule are closed first; thick bars and pictures are not rules.

    Only as far up and down as upright rules reach: what lies beyond is part of no table.
    """
    horizontal, vertical = np.zeros_like(ink), np.zeros_like(ink)
    rows = _upright(ink, dpi)
    if rows.stop > rows.start:
        vertical[rows] = _long(ink[rows], 1, dpi)
        horizontal[rows] = _long(ink[rows], 0, dpi)
    return Rules(horizontal, vertical, ink)


def _upright(ink: np.ndarray, dpi: float) -> slice:
    """Rows among which upright rules may lie, with room for the rules that end them; seen in a picture a quarter as large, in which no gap is left."""
    small = cv2.resize(ink * 255, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    small = cv2.dilate((small > 0).astype(np.uint8), np.ones((1, 3), np.uint8))
    least = max(3, max(20, round(SHORTEST * dpi)) // 4 - 2)
    found = np.flatnonzero(cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((least, 1), np.uint8)).any(axis=1))
    if not len(found):
        return slice(0, 0)
    room = round(0.5 * dpi)
    return slice(max(0, 4 * int(found[0]) - room), min(ink.shape[0], 4 * int(found[-1]) + 4 + room))


def _long(ink: np.ndarray, axis: int, dpi: float) -> np.ndarray:
    """Mask of the rules that run along ``axis`` (0: across the page)."""
    length, gap = max(20, round(SHORTEST * dpi)), max(2, round(0.012 * dpi))
    thick = max(4, round(THICKEST * dpi))

    def ones(along: int, over: int) -> np.ndarray:
        return np.ones((over, along) if axis == 0 else (along, over), np.uint8)

    lines = cv2.morphologyEx(cv2.morphologyEx(cv2.dilate(ink, ones(1, 3)), cv2.MORPH_CLOSE, ones(gap + 1, 1)), cv2.MORPH_OPEN, ones(length, 1))
    bars = cv2.dilate(cv2.morphologyEx(lines, cv2.MORPH_OPEN, ones(1, thick)), ones(1, thick))
    return np.asarray(cv2.subtract(cv2.min(lines, ink), bars))


def find_grids(rules: Rules, dpi: float) -> list[Grid]:
    """Ruled tables top to bottom. A single box (a stamp, a frame) is no table."""
    if not cv2.countNonZero(rules.horizontal) or not cv2.countNonZero(rules.vertical):
        return []
    reach, fold = max(3, round(0.02 * dpi)), max(5, round(BRIDGED * dpi))
    ruled = np.flatnonzero(rules.vertical.any(axis=1) | rules.horizontal.any(axis=1))
    top, foot = max(0, int(ruled[0]) - fold), int(ruled[-1]) + fold + 1
    rules = Rules(rules.horizontal[top:foot], rules.vertical[top:foot], rules.ink[top:foot])
    across = cv2.morphologyEx(rules.horizontal, cv2.MORPH_CLOSE, np.ones((1, fold), np.uint8))
    down = cv2.morphologyEx(rules.vertical, cv2.MORPH_CLOSE, np.ones((fold, 1), np.uint8))
    joined = cv2.dilate(np.maximum(across, down), np.ones((reach, reach), np.uint8))
    n, labels, stats = components(joined)
    grids: list[Grid] = []
    for members in _stacked([i for i in range(1, n) if stats[i, 2] >= 0.8 * dpi], labels, stats, rules, dpi):
        x, y = int(min(stats[i, 0] for i in members)), int(min(stats[i, 1] for i in members))
        w, h = int(max(stats[i, 0] + stats[i, 2] for i in members)) - x, int(max(stats[i, 1] + stats[i, 3] for i in members)) - y
        if h < 0.25 * dpi:
            continue
        part = np.s_[y : y + h, x : x + w]
        own = labels[part] == members[0] if len(members) == 1 else np.isin(labels[part], members)
        grid = _lattice(Rules(rules.horizontal[part] & own, rules.vertical[part] & own, rules.ink[part]), dpi)
        if grid is not None:
            grids.append(_shifted(grid, x, y + top))
    grids.sort(key=lambda g: (g.box[1], g.box[0]))
    return _without_inner(grids)


def _stacked(parts: list[int], labels: np.ndarray, stats: np.ndarray, rules: Rules, dpi: float) -> list[list[int]]:
    """Numbers of the components of each table: parts above one another of one width and with the same columns, none with outer rules, are
    one table with a row merged over all columns between them ("Đến năm 2030")."""
    near = 0.06 * dpi
    out: list[list[int]] = []
    for i in sorted(parts, key=lambda k: int(stats[k, 1])):
        for members in out:
            above = members[-1]
            gap = stats[i, 1] - stats[above, 1] - stats[above, 3]
            same = abs(stats[i, 0] - stats[above, 0]) <= near and abs(stats[i, 2] - stats[above, 2]) <= 2 * near
            if same and 0 <= gap < MERGED_ROW * dpi and _shared(_open(labels, stats, rules, dpi, above), _open(labels, stats, rules, dpi, i), near) >= 2:
                members.append(i)
                break
        else:
            out.append([i])
    return out


def _open(labels: np.ndarray, stats: np.ndarray, rules: Rules, dpi: float, i: int) -> list[float]:
    """Places of the upright rules of a component across which other rules reach on both sides; none where it has an outer one."""
    x, y, w, h = (int(v) for v in stats[i, :4])
    part = np.s_[y : y + h, x : x + w]
    own = labels[part] == i
    cols = [x + c.at for c in _lines(rules.vertical[part] & own, 1, dpi)]
    return cols if cols and cols[0] > x + STICK_OUT * dpi and cols[-1] < x + w - STICK_OUT * dpi else []


def _shared(here: list[float], there: list[float], near: float) -> int:
    return sum(any(abs(a - b) <= near for b in there) for a in here)


def _without_inner(grids: list[Grid]) -> list[Grid]:
    """A grid inside the box of another (a frame around the page apart) stays only if it is the finer one."""
    out: list[Grid] = []
    for g in grids:
        inside = [o for o in grids if o is not g and _contains(o.box, g.box)]
        if not any(len(o.cells) >= len(g.cells) for o in inside):
            out.append(g)
    return [g for g in out if not any(o is not g and _contains(g.box, o.box) for o in out)]


def _contains(a: Rect, b: Rect) -> bool:
    return a[0] <= b[0] and a[1] <= b[1] and a[2] >= b[2] and a[3] >= b[3]


def _shifted(g: Grid, dx: int, dy: int) -> Grid:
    def move(b: Rect) -> Rect:
        return b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy

    for c in g.cells:
        c.box = move(c.box)
    g.box = move(g.box)
    return g


@dataclass(slots=True)
class _Line:
    """A rule as a straight line: position at both ends of the table, and the stretch it covers."""

    at: float
    start: float
    end: float
    weight: float


def _lines(mask: np.ndarray, along: int, dpi: float) -> list[_Line]:
    """Rules of a mask, ``along`` 0 = horizontal; pieces on one level are one line."""
    reach = max(3, round(0.1 * dpi))
    kernel = np.ones((1, reach), np.uint8) if along == 0 else np.ones((reach, 1), np.uint8)
    n, _, stats, centres = centred_components(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel))
    pieces = []
    for i in range(1, n):
        x, y, w, h = (float(v) for v in stats[i, :4])
        at, start, end = (centres[i][1], x, x + w) if along == 0 else (centres[i][0], y, y + h)
        if end - start >= SHORTEST * dpi * 0.8:
            pieces.append(_Line(float(at), start, end, end - start))
    pieces.sort(key=lambda p: p.at)
    out: list[_Line] = []
    for p in pieces:
        last = out[-1] if out else None
        if last is not None and p.at - last.at < SNAP * dpi:
            total = last.weight + p.weight
            last.at = (last.at * last.weight + p.at * p.weight) / total
            last.start, last.end, last.weight = min(last.start, p.start), max(last.end, p.end), total
        else:
            out.append(p)
    return out


def _lattice(rules: Rules, dpi: float) -> Grid | None:
    rows, cols = _lines(rules.horizontal, 0, dpi), _lines(rules.vertical, 1, dpi)
    if len(rows) < 2 or len(cols) < 1 or len(rows) > MAX_LINES or len(cols) > MAX_LINES:
        return None
    ys, xs = [r.at for r in rows], [c.at for c in cols]
    left, right = np.median([r.start for r in rows]), np.median([r.end for r in rows])
    if left < xs[0] - 0.3 * dpi:
        xs.insert(0, float(left))  # tables drawn without their outer rules
    if right > xs[-1] + 0.3 * dpi:
        xs.append(float(right))
    ys = [*_stuck_out(cols, ys[0], -1, rules.ink, dpi), *ys, *_stuck_out(cols, ys[-1], 1, rules.ink, dpi)]
    if len(xs) < 2 or (len(ys) - 1) * (len(xs) - 1) < 2:
        return None
    across = _edges(rules.horizontal, rules.ink, ys, xs, dpi)
    down = _edges(rules.vertical.T, rules.ink.T, xs, ys, dpi)
    if len(ys) > 4:
        for edges in down[1:-1]:  # stems of letters one above the other look like a rule through one row, with gaps
            if (edges >= PRESENT).sum() == 1 and edges.max() < WHOLE:
                edges[:] = 0.0
    return _cells(ys, xs, across, down)


def _stuck_out(cols: list[_Line], last: float, way: int, ink: np.ndarray, dpi: float) -> list[float]:
    """Where a table ends above (``way`` -1) or below (1) its ``last`` rule across: two upright rules end there, with letters beside them."""
    ends = [c.start if way < 0 else c.end for c in cols]
    at = min(ends) if way < 0 else max(ends)
    if way * (at - last) < STICK_OUT * dpi or sum(abs(e - at) < 0.06 * dpi for e in ends) < 2:
        return []
    side = round(0.03 * dpi)  # the rules themselves
    strip = ink[max(0, round(min(at, last)) + side) : round(max(at, last)) - side].copy()
    for c in cols:
        strip[:, max(0, round(c.at) - side) : round(c.at) + side + 1] = 0
    return [at] if cv2.countNonZero(strip) > (0.1 * dpi) ** 2 / 4 else []


def _edges(mask: np.ndarray, ink: np.ndarray, levels: list[float], stops: list[float], dpi: float) -> np.ndarray:
    """``[level, segment]`` share of each lattice edge that is inked, looking a little to both sides of the level.

    ``mask`` and ``ink`` lie so that the edges run along their rows. An edge too short to have been found as a rule is looked for in the ink.
    """
    side, reach = max(2, round(0.03 * dpi)), max(3, round(0.06 * dpi))  # paper bends: a rule may lie a little off its mean level
    out = np.zeros((len(levels), len(stops) - 1))
    for i, at in enumerate(levels):
        low, high = max(0, round(at) - reach), round(at) + reach + 1
        band = mask[low:high].max(axis=0)
        for j in range(len(stops) - 1):
            a, b = stops[j] + side, stops[j + 1] - side
            part = band[round(a) : max(round(b), round(a) + 1)]
            out[i, j] = float(part.mean()) if part.size else 0.0
            if stops[j + 1] - stops[j] < SHORT * dpi:
                out[i, j] = _short(ink[low:high, round(stops[j]) : round(stops[j + 1]) + 1], out[i, j])
    return out


def _short(ink: np.ndarray, found: float) -> float:
    """Share of a short edge that is inked. The stem of a letter in a low row is as long as a rule, but leaves paper at both ends."""
    if ink.size == 0:
        return 0.0
    runs = np.maximum(ink[:-1], ink[1:]) if len(ink) > 1 else ink
    whole = float(runs.mean(axis=1).max())
    if whole >= WHOLE:
        return whole
    end = max(2, ink.shape[1] // 5)
    return found if min(runs[:, :end].mean(axis=1).max(), runs[:, -end:].mean(axis=1).max()) >= 0.75 else 0.0


def _cells(ys: list[float], xs: list[float], across: np.ndarray, down: np.ndarray) -> Grid:
    """Union of lattice cells that no rule parts, each made a rectangle; then lattice lines that part nothing go."""
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    joined = _Joined(n_rows * n_cols)
    for r, c in np.argwhere(down[1:-1].T < PRESENT).tolist():
        joined.join(r * n_cols + c, r * n_cols + c + 1)
    for r, c in np.argwhere(across[1:-1] < PRESENT).tolist():
        joined.join(r * n_cols + c, (r + 1) * n_cols + c)
    owner = joined.owners().reshape(n_rows, n_cols)
    _rectangles(owner)
    keep_r = [0, *(r for r in range(1, n_rows) if (owner[r] != owner[r - 1]).any())]
    keep_c = [0, *(c for c in range(1, n_cols) if (owner[:, c] != owner[:, c - 1]).any())]
    owner = owner[np.ix_(keep_r, keep_c)]
    ys, xs = [ys[r] for r in keep_r] + [ys[-1]], [xs[c] for c in keep_c] + [xs[-1]]
    cells = []
    for r0, r1, c0, c1, _ in _bounds(owner).values():
        box = (round(xs[c0]), round(ys[r0]), round(xs[c1]), round(ys[r1]))
        cells.append(PictureCell(r0, c0, r1 - r0, c1 - c0, box))
    cells.sort(key=lambda c: (c.row, c.col))
    solid = np.concatenate([across[1:-1].ravel(), down[1:-1].ravel()]) if n_rows > 1 or n_cols > 1 else np.ones(1)
    present = solid[solid >= PRESENT]
    outer = (round(xs[0]), round(ys[0]), round(xs[-1]), round(ys[-1]))
    return Grid(outer, len(ys) - 1, len(xs) - 1, cells, float(1 - present.mean()) if present.size else 0.0)


class _Joined:
    """Lattice cells that are one, in nearly linear time (union by the lower number, paths halved)."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def _find(self, a: int) -> int:
        parent = self._parent
        while parent[a] != a:
            parent[a] = a = parent[parent[a]]
        return a

    def join(self, a: int, b: int) -> None:
        a, b = self._find(a), self._find(b)
        self._parent[max(a, b)] = min(a, b)

    def owners(self) -> np.ndarray:
        return np.array([self._find(i) for i in range(len(self._parent))])


def _bounds(owner: np.ndarray) -> dict[int, tuple[int, int, int, int, int]]:
    """owner -> (first row, row after the last, first column, column after the last, number of its lattice cells)."""
    rows, cols = np.indices(owner.shape)
    flat, n = owner.ravel(), int(owner.max()) + 1
    r0, c0, r1, c1 = np.full(n, owner.shape[0]), np.full(n, owner.shape[1]), np.zeros(n, int), np.zeros(n, int)
    np.minimum.at(r0, flat, rows.ravel())
    np.minimum.at(c0, flat, cols.ravel())
    np.maximum.at(r1, flat, rows.ravel() + 1)
    np.maximum.at(c1, flat, cols.ravel() + 1)
    size = np.bincount(flat, minlength=n)
    return {int(k): (int(r0[k]), int(r1[k]), int(c0[k]), int(c1[k]), int(size[k])) for k in np.flatnonzero(size)}


def _rectangles(owner: np.ndarray) -> None:
    """Grows every region to its bounding rectangle until all are rectangles (in place)."""
    for _ in range(owner.size):
        odd = [(k, b) for k, b in _bounds(owner).items() if b[4] < (b[1] - b[0]) * (b[3] - b[2])]
        if not odd:
            return
        for k, (r0, r1, c0, c1, _size) in odd:
            others = np.unique(owner[r0:r1, c0:c1])
            owner[np.isin(owner, others[others != k])] = k
