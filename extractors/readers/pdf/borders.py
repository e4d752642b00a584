"""Tables whose outer borders are not drawn: the sides that the inner rules leave open are put in.

Word's "inside borders only" and "no left and right border" styles draw rules that end nowhere. Where at least two of
them end on one line, and words stand between that line and the nearest rule, that line is a border of the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.completed import inner_rules
from extractors.readers.pdf.stacks import MAX_LOOSE, loose_rules
from extractors.readers.pdf.tables import Grid, find_grids
from schemas.document import Bbox

#: Ends and borders nearer than this are on one line.
NEAR = 3.0
#: A rule must stick out so far that a cell may lie there; the narrowest ordinal column is 12 pt wide.
STICK_OUT = 8.0
#: Tallest row merged over all columns that is looked for between two parts of a table (three lines of print).
MERGED_ROW = 60.0


def missing_sides(rules: Sequence[Bbox], grids: Sequence[Grid], words: Sequence[Word]) -> list[Bbox]:
    """Rules to add so that open tables close; none for a page whose tables have all their borders."""
    out = _outer_sides(rules, grids, words)
    if out:
        grids = find_grids([*rules, *out])
    return out + inner_rules([*rules, *out], grids, words)


def _outer_sides(rules: Sequence[Bbox], grids: Sequence[Grid], words: Sequence[Word]) -> list[Bbox]:
    loose = loose_rules(rules, grids)
    if not loose or len(loose) > MAX_LOOSE:
        return []
    out: list[Bbox] = []
    areas = [_area(part) for part in _components([*loose, *(g.bbox for g in grids)])]
    for area in _joined(areas, [r for r in rules if not _flat(r)]):
        inside = _inside(rules, area)
        out += _sides([r for r in inside if _flat(r)], [r for r in inside if not _flat(r)], words)
    return out


def _area(boxes: Sequence[Bbox]) -> Bbox:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _inside(rules: Sequence[Bbox], area: Bbox) -> list[Bbox]:
    x0, y0, x1, y1 = area
    return [r for r in rules if x0 - NEAR <= r[0] and y0 - NEAR <= r[1] and r[2] <= x1 + NEAR and r[3] <= y1 + NEAR]


def _joined(areas: Sequence[Bbox], upright: Sequence[Bbox]) -> list[Bbox]:
    """Areas of one width and with the same columns, above one another: the row between them is merged over all columns ("Đến năm 2030")."""
    out: list[tuple[Bbox, list[float]]] = []
    for area in sorted(areas, key=lambda a: a[1]):
        columns = [r[0] for r in _inside(upright, area)]
        k = next((i for i, (above, theirs) in enumerate(out) if _goes_on(above, area) and _shared(columns, theirs) >= 2), None)
        if k is None:
            out.append((area, columns))
        else:
            out[k] = (_area([out[k][0], area]), columns)
    return [area for area, _ in out]


def _shared(here: Sequence[float], there: Sequence[float]) -> int:
    """Number of columns of one part that stand in the other."""
    return len({round(x) for x in here if any(abs(x - t) <= NEAR for t in there)})


def _goes_on(above: Bbox, below: Bbox) -> bool:
    return abs(above[0] - below[0]) <= NEAR and abs(above[2] - below[2]) <= NEAR and -NEAR < below[1] - above[3] < MERGED_ROW


def _flat(r: Bbox) -> bool:
    return r[2] - r[0] >= r[3] - r[1]


def _components(boxes: Sequence[Bbox]) -> list[list[Bbox]]:
    """Boxes that touch one another, directly or through others."""
    parts: list[tuple[Bbox, list[Bbox]]] = []
    for b in sorted(boxes):
        area, members = b, [b]
        rest = []
        for other, theirs in parts:
            if any(_touch(b, t) for t in theirs) if _touch(b, other) else False:
                members += theirs
                area = (min(area[0], other[0]), min(area[1], other[1]), max(area[2], other[2]), max(area[3], other[3]))
            else:
                rest.append((other, theirs))
        parts = [*rest, (area, members)]
    return [members for _, members in parts if len(members) > 1]


def _touch(a: Bbox, b: Bbox) -> bool:
    return a[0] <= b[2] + NEAR and b[0] <= a[2] + NEAR and a[1] <= b[3] + NEAR and b[1] <= a[3] + NEAR


def _sides(flat: Sequence[Bbox], upright: Sequence[Bbox], words: Sequence[Word]) -> list[Bbox]:
    if not flat or not upright or len(flat) + len(upright) < 3:
        return []
    h0, h1 = min(r[0] for r in flat), max(r[2] for r in flat)
    v0, v1 = min(r[1] for r in upright), max(r[3] for r in upright)
    left, right = min(r[0] for r in upright), max(r[2] for r in upright)
    top, bottom = min(r[1] for r in flat), max(r[3] for r in flat)
    x0, x1, y0, y1 = min(h0, left), max(h1, right), min(v0, top), max(v1, bottom)
    out: list[Bbox] = []
    held = _held(flat, upright)
    if h0 < left - STICK_OUT and held + _ends((r[0] for r in flat), h0) + _words_in(words, (h0, y0, left, y1)) > 1:
        out.append((h0, y0, h0, y1))
    if h1 > right + STICK_OUT and held + _ends((r[2] for r in flat), h1) + _words_in(words, (right, y0, h1, y1)) > 1:
        out.append((h1, y0, h1, y1))
    if v0 < top - STICK_OUT and _ends((r[1] for r in upright), v0) and _words_in(words, (x0, v0, x1, top)):
        out.append((x0, v0, x1, v0))
    if v1 > bottom + STICK_OUT and _ends((r[3] for r in upright), v1) and _words_in(words, (x0, bottom, x1, v1)):
        out.append((x0, v1, x1, v1))
    return out


def _held(flat: Sequence[Bbox], upright: Sequence[Bbox]) -> bool:
    """Two columns or more are parted between two horizontal rules, or across a single one."""
    top, bottom = min(r[1] for r in flat), max(r[3] for r in flat)
    through = {round(r[0] / NEAR) for r in upright if r[1] < top + NEAR and r[3] > bottom - NEAR}
    if bottom - top < STICK_OUT:
        through = {round(r[0] / NEAR) for r in upright if r[1] < top - STICK_OUT and r[3] > bottom + STICK_OUT}
    return len(through) > 1


def _ends(ends: Iterable[float], at: float) -> bool:
    """At least two rules end there; rules drawn cell by cell on one line would count twice, which does no harm."""
    return sum(abs(e - at) <= NEAR for e in ends) >= 2


def _words_in(words: Sequence[Word], area: Bbox) -> bool:
    return any(area[0] <= x < area[2] and area[1] <= y < area[3] for x, y in (w.mid for w in words))
