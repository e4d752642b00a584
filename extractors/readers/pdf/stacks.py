"""Rules of one table whose other rules are not drawn: stacks of horizontal ones, combs of vertical ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.columns import column, segments
from extractors.readers.pdf.lines import make_rows
from extractors.readers.pdf.numbered import counts, is_number
from extractors.readers.pdf.tables import Grid, Told
from extractors.readers.pdf.vocabulary import count_known
from schemas.document import Bbox

#: Shortest rule of a stack, in points, and how near the ends of its rules must be.
SHORTEST, NEAR = 150.0, 4.0
#: Shortest vertical rule of a comb, and narrowest space between two.
TALL, NARROW = 30.0, 12.0
#: More loose rules than this are a drawing.
MAX_LOOSE = 400


def told(x0: float, y0: float, x1: float, y1: float) -> Bbox:
    """A rule that is not drawn but told from the words."""
    return Told((x0, y0, x1, y1))


def loose_rules(rules: Sequence[Bbox], grids: Sequence[Grid]) -> list[Bbox]:
    """Rules that are not wholly inside a table."""
    areas = [(g.bbox[0] - 3, g.bbox[1] - 3, g.bbox[2] + 3, g.bbox[3] + 3) for g in grids]
    return [r for r in rules if not any(a[0] <= r[0] and a[1] <= r[1] and r[2] <= a[2] and r[3] <= a[3] for a in areas)]


def stacks(rules: Sequence[Bbox]) -> list[tuple[list[float], float, float]]:
    """(ys, x0, x1) of three and more horizontal rules of the same ends under one another."""
    if len(rules) < 3 or len(rules) > MAX_LOOSE:
        return []
    by_ends: dict[tuple[int, int], list[Bbox]] = defaultdict(list)
    for r in _joined([r for r in rules if r[2] - r[0] >= r[3] - r[1]]):
        if r[2] - r[0] >= SHORTEST:
            key = next((k for k in by_ends if abs(k[0] - r[0]) <= NEAR and abs(k[1] - r[2]) <= NEAR), (round(r[0]), round(r[2])))
            by_ends[key].append(r)
    out = []
    for (x0, x1), members in by_ends.items():
        ys: list[float] = []
        for y in sorted((r[1] + r[3]) / 2 for r in members):
            if not ys or y - ys[-1] > 6.0:  # double rules are one
                ys.append(y)
        if len(ys) >= 3:
            out.append((ys, float(x0), float(x1)))
    return out


def _joined(flat: Sequence[Bbox]) -> list[Bbox]:
    """Rules drawn cell by cell joined to whole ones."""
    out: list[Bbox] = []
    for r in sorted(flat, key=lambda r: (round(r[1]), r[0])):
        last = out[-1] if out else None
        if last and abs(last[1] - r[1]) < 1.5 and (-1 <= r[0] - last[2] <= NEAR or last[0] <= r[0] <= last[2]):
            out[-1] = (last[0], min(last[1], r[1]), max(last[2], r[2]), max(last[3], r[3]))
        else:
            out.append(r)
    return out


def uprights(rules: Sequence[Bbox], words: Sequence[Word]) -> list[Bbox]:
    """Horizontal rules that make a table of vertical ones: at their common ends, and where one ends within it.

    Only where the words say that it is a table: a known header, or a first column that counts.
    """
    if len(rules) < 3 or len(rules) > MAX_LOOSE:
        return []
    combs: list[list[Bbox]] = []
    for r in sorted(_merged([r for r in rules if r[3] - r[1] > r[2] - r[0]])):
        comb = next((c for c in combs if any(min(r[3], o[3]) - max(r[1], o[1]) >= 0.5 * min(r[3] - r[1], o[3] - o[1]) for o in c)), None)
        if comb is None:
            combs.append([r])
        else:
            comb.append(r)
    return [rule for c in combs for rule in _ends(c, words)]


def _merged(upright: Sequence[Bbox]) -> list[Bbox]:
    """Vertical rules drawn row by row as whole ones."""
    out: list[Bbox] = []
    for r in sorted(upright, key=lambda r: (round((r[0] + r[2]) / 2), r[1])):
        last = out[-1] if out else None
        if last and abs(last[0] + last[2] - r[0] - r[2]) < 4.0 and r[1] - last[3] <= 3.0:
            out[-1] = (last[0], last[1], last[2], max(last[3], r[3]))
        else:
            out.append(r)
    return out


def _ends(comb: Sequence[Bbox], words: Sequence[Word]) -> list[Bbox]:
    tall = [r for r in comb if r[3] - r[1] >= TALL]
    stops: list[float] = []
    for x in sorted((r[0] + r[2]) / 2 for r in comb):
        if not stops or x - stops[-1] >= NARROW:
            stops.append(x)
    if len(tall) < 2 or len(stops) < 3:
        return []
    top, bottom = min(r[1] for r in comb), max(r[3] for r in comb)
    inside = [w for w in words if stops[0] - NEAR <= (w.x0 + w.x1) / 2 < stops[-1] + NEAR and top <= w.mid[1] < bottom]
    if not _speaks(inside, stops[1:-1]):
        return []
    x0, x1 = stops[0], stops[-1]
    levels = sorted({y for r in comb for y in (r[1], r[3]) if top + 3 < y < bottom - 3})
    ys = [y for i, y in enumerate(levels) if not i or y - levels[i - 1] > 3]
    out = [told(x0, top, x1, top), told(x0, bottom, x1, bottom)]
    for y in ys:
        through = [(r[0] + r[2]) / 2 for r in comb if r[1] < y - 3 and r[3] > y + 3]
        ends = [(r[0] + r[2]) / 2 for r in comb if min(abs(r[1] - y), abs(r[3] - y)) <= 3]
        left = max((x for x in through if x < min(ends) - 3), default=x0)
        right = min((x for x in through if x > max(ends) + 3), default=x1)
        out.append(told(left, y, right, y))
    return out


def _speaks(inside: Sequence[Word], middles: Sequence[float]) -> bool:
    rows = make_rows(inside)
    if not rows:
        return False
    head: list[list[str]] = [[] for _ in range(len(middles) + 1)]
    for row in rows[:1]:
        for w in (w for ln in row for w in ln.words):
            head[column(w, middles)].append(w.text)
    first = [w.text for row in rows for ln in row for w in ln.words if column(w, middles) == 0]
    return count_known(" ".join(h) for h in head) > 1 or counts([t for t in first if is_number(t)])


def cut(lines: Sequence[Sequence[Word]], at: int) -> float:
    """y between line ``at`` and the one before it."""
    return (max(w.bottom for w in lines[at - 1]) + min(w.top for w in lines[at])) / 2


def spanning(lines: Sequence[Sequence[Word]], edges: Sequence[float], least: float) -> list[tuple[float, float, float]]:
    """(y, x0, x1) of the rules that a header of two levels would have under the headings that stand over several columns."""
    out = []
    for i, line in enumerate(lines[:-1]):
        for a, b in segments(line, least):
            over = [k for k in range(1, len(edges) - 1) if a < edges[k] < b]
            if not over:
                continue
            first, last = over[0] - 1, over[-1] + 1
            below = [w for ln in lines[i + 1 :] for w in ln if abs(w.base - _base_under(lines[i + 1 :], a, b)) < 2.0]
            own = {column(w, edges[1:-1]) for w in line if not a <= w.x0 < b}
            first, last = _reach((a, b), over[0] - 1, over[-1] + 1, edges, {column(w, edges[1:-1]) for w in below} - own, below)
            under = [w for w in below if first <= column(w, edges[1:-1]) < last]
            if len({column(w, edges[1:-1]) for w in under}) > 1:
                out.append(((max(w.bottom for w in line if a <= w.x0 < b) + min(w.top for w in under)) / 2, edges[first], edges[last]))
    return out


def _base_under(lines: Sequence[Sequence[Word]], a: float, b: float) -> float:
    """Baseline of the first line with words under a heading."""
    return next((w.base for ln in lines for w in ln if w.x0 < b and w.x1 > a), float("inf"))


def _reach(heading: tuple[float, float], first: int, last: int, edges: Sequence[float], free: set[int], below: Sequence[Word]) -> tuple[int, int]:
    """Columns over which a heading stands, of those it touches and ``free`` ones beside them.

    All to its right when it begins where the words under it begin, else those over whose middle it stands.
    """
    right = last
    while right in free:
        right += 1
    if any(abs(w.x0 - heading[0]) < 3.0 for w in below):
        return first, right
    left = first
    while left - 1 in free:
        left -= 1
    x = (heading[0] + heading[1]) / 2
    _, u, v = min((abs((edges[u] + edges[v]) / 2 - x), u, v) for u in range(left, first + 1) for v in range(last, right + 1))
    return u, v
