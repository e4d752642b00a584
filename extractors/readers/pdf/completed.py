"""Rules that are missing inside of tables, told from the words between those that are drawn.

Rows ruled and columns white, columns ruled and rows not, a rule wiped in some rows, a frame alone: the missing rules are
added and the finder is asked again, so that spans come out as in any table. Nothing is added unless the words leave no
doubt: gutters that (nearly) every line keeps free, rows that count.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.columns import column, gutters, least_gutter, segments, side_by_side
from extractors.readers.pdf.lines import make_rows
from extractors.readers.pdf.numbered import rows_by_numbers
from extractors.readers.pdf.stacks import cut, loose_rules, spanning, stacks, told, uprights
from extractors.readers.pdf.tables import Grid, find_grids
from extractors.readers.pdf.vocabulary import count_known
from schemas.document import Bbox

#: Fewest rows under a header that nobody knows.
ROWS = 3
_Lines = list[list[Word]]


def inner_rules(rules: Sequence[Bbox], grids: Sequence[Grid], words: Sequence[Word]) -> list[Bbox]:
    """Rules to add; none for a page whose tables have all of theirs."""
    out: list[Bbox] = []
    loose = loose_rules(rules, grids)
    for ys, x0, x1 in stacks(loose):
        out += frame_rules(words, ys, x0, x1, loose)
    for g in grids:
        if g.n_cols == 1 and g.n_rows > 1:
            out += frame_rules(words, g.ys, g.xs[0], g.xs[-1], [r for r in rules if g.bbox[1] < r[1] and r[3] < g.bbox[3]])
    wide = [g for g in grids if g.n_cols > 1]
    if frames := uprights(loose, words):
        out += frames
        wide = [g for g in find_grids([*rules, *out]) if g.n_cols > 1]
    for g in wide:
        out += _rows(g, rules, words) + _wiped(g, words)
    return out


def frame_rules(words: Sequence[Word], ys: Sequence[float], x0: float, x1: float, rules: Sequence[Bbox]) -> list[Bbox]:
    """Vertical rules, and horizontal ones where several rows stand between two, of a frame whose horizontal rules are at ``ys``."""
    inside = [w for w in words if x0 - 2 <= (w.x0 + w.x1) / 2 < x1 + 2 and ys[0] <= w.mid[1] < ys[-1]]
    if not inside or not all(w.upright for w in inside):
        return []
    least = least_gutter(inside)
    bands = [_lines([w for w in inside if a <= w.mid[1] < b]) for a, b in pairwise(ys)]
    lines = [ln for band in bands for ln in band]
    rows = [[w for ln in band for w in ln] for band in bands] if len(bands) > 2 else side_by_side(lines)
    middles = gutters(lines, rows, least)
    if not middles:
        return []
    flat = [r for r in rules if r[2] - r[0] > r[3] - r[1] and x0 < r[2] and r[0] < x1]
    middles = _at_ends(middles, [x for r in flat for x in (r[0], r[2])], inside)
    header = texts_of(bands[0], middles)
    known = count_known(header)
    parts: list[tuple[float, float, _Lines]] = []
    for i, ((a, b), band) in enumerate(zip(pairwise(ys), bands, strict=True)):
        split = rows_by_numbers(band, middles, first=i > 0 and known > 1) if i or known < 2 else []
        edges = [a, *(cut(band, at) for at, _ in split[1:]), b] if split else [a, b]
        parts += [(u, v, band[p:q]) for (u, v), (p, q) in zip(pairwise(edges), split or [(0, len(band))], strict=True)]
    filled = [len({column(w, middles) for ln in p for w in ln}) for _, _, p in parts[1 if known > 1 else 0 :] if p]
    if len(middles) < (1 if known > 1 else 2) or len(filled) < (2 if known > 1 else ROWS) or sum(n > 1 for n in filled) < 0.75 * len(filled):
        return []
    edges = [x0, *middles, x1]
    out = [told(x, ys[0], x, ys[-1]) for x in (x0, x1)] + [told(x0, y, x1, y) for y in (*(p[0] for p in parts), ys[-1])]
    for a, b, part in parts:
        levels = [((r[1] + r[3]) / 2, r[0], r[2]) for r in flat if a + 3 < r[1] and r[3] < b - 3]
        if part is parts[0][2] and not levels:
            levels = spanning(part, edges, least)
            out += [told(u, y, v, y) for y, u, v in levels]
        out += told_uprights(part, a, b, middles, levels, least)
    return out


def _at_ends(middles: Sequence[float], ends: Sequence[float], words: Sequence[Word]) -> list[float]:
    """Gutters where a rule of a part of the columns ends are there, not in the middle of the white."""
    out = []
    for m in middles:
        near = [e for e in ends if not any(w.x0 < max(e, m) and w.x1 > min(e, m) for w in words)]
        out.append(min(near, key=lambda e: abs(e - m), default=m))
    return out


def told_uprights(lines: _Lines, top: float, bottom: float, middles: Sequence[float], levels: Sequence[tuple[float, float, float]], least: float) -> list[Bbox]:
    """Vertical rules between ``top`` and ``bottom`` where no words stand across; ``levels``: y and ends of rules between."""
    spans = [(ln[0].mid[1], *s) for ln in lines for s in segments(ln, least)]
    out = []
    for x in middles:
        stops = [top, *sorted(y for y, u, v in levels if u - 3 < x < v + 3), bottom]
        for a, b in pairwise(stops):
            if any(a <= y < b and u < x < v for y, u, v in spans):
                continue
            above = next((lv for lv in levels if abs(lv[0] - b) < 1 and lv[1] + 3 < x < lv[2] - 3), None)
            if above and sum(u < above[2] and v > above[1] and a <= y < b for y, u, v in spans) < 2:
                continue  # one heading, short, over several columns
            out.append(told(x, a, x, b))
    return out


def _rows(g: Grid, rules: Sequence[Bbox], words: Sequence[Word]) -> list[Bbox]:
    """Horizontal rules between rows that stand in one ruled row, each with its number."""
    numbers = [w for w in words if w.x1 <= g.xs[1] + 1 and w.x0 >= g.xs[0] - 1]
    out: list[Bbox] = []
    for cell in g.cells:
        if cell.col or cell.col_span > 1 or len({w.base for w in numbers if cell.bbox[1] <= w.mid[1] < cell.bbox[3]}) < 2:
            continue
        top, bottom = cell.bbox[1], cell.bbox[3]
        beside = [c for c in g.cells if c.bbox[1] < bottom - 3 and c.bbox[3] > top + 3]
        inside = [w for w in words if g.xs[0] <= w.mid[0] < g.xs[-1] and top <= w.mid[1] < bottom]
        lines = _lines(inside)
        for at, _ in rows_by_numbers(lines, g.xs[1:-1], first=False)[1:]:
            y = cut(lines, at)
            out += [told(c.bbox[0], y, c.bbox[2], y) for c in beside if c.bbox[1] + 3 < y < c.bbox[3] - 3]
    return out


def _wiped(g: Grid, words: Sequence[Word]) -> list[Bbox]:
    """Vertical rules that a row lacks and its neighbours have, where the words of the row keep to the columns."""
    out: list[Bbox] = []
    for cell in g.cells:
        if cell.col_span < 2:
            continue
        x0, y0, x1, y1 = cell.bbox
        inside = [w for w in words if x0 <= (w.x0 + w.x1) / 2 < x1 and y0 <= w.mid[1] < y1]
        stops = [x for x in g.xs if x0 + 3 < x < x1 - 3]
        if len({column(w, stops) for w in inside}) < 2:
            continue
        least = least_gutter(inside)
        lines = [segments(ln, least) for ln in _lines(inside)]
        free = [x for x in stops if not any(a < x < b for spans in lines for a, b in spans)]
        if len(free) == len(stops) and len(lines[0]) > 1:
            out += [told(x, y0, x, y1) for x in stops]
    return out


def _lines(words: Sequence[Word]) -> _Lines:
    return [[w for ln in row for w in ln.words] for row in make_rows(words)]


def texts_of(lines: _Lines, middles: Sequence[float]) -> list[str]:
    """Words of each column, line by line."""
    columns: list[list[str]] = [[] for _ in range(len(middles) + 1)]
    for ln in lines:
        for w in ln:
            columns[column(w, middles)].append(w.text)
    return [" ".join(c) for c in columns]
