"""Reading order of one page: tables, running text, and zones set in two columns (letterhead, signature block)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from extractors.readers.pdf.lines import Line, make_line, whole
from extractors.readers.pdf.paragraphs import Column

#: Narrowest white gap between two columns, in points.
GUTTER = 8.0
#: Padding of a table cell in points (Word's default is 5.4).
PADDING = 5.0
#: Rows in which a letterhead has its country and motto.
HEAD = 6
_SIGNING = regex.compile(r"nơi nhận|^t[ml]\.|^k[t]\.|^q\.|chủ tịch|bí thư|trưởng|giám đốc|chánh văn phòng", regex.I)
_MOTTO = regex.compile(r"cộng h(?:òa|oà) xã hội|độc lập\s*[-–]\s*tự do|đảng cộng sản việt nam", regex.I)


@dataclass(slots=True)
class Zone:
    """Consecutive rows. ``columns`` has one list of lines for running text, two for text set side by side."""

    columns: list[list[Line]] = field(default_factory=list)
    letterhead: bool = False
    middle: float = 0.0  # of the gutter

    @property
    def side_by_side(self) -> bool:
        return len(self.columns) > 1


def zones(rows: Sequence[Sequence[Line]], column: Column | None, *, page_top: bool) -> list[Zone]:
    """Cut rows (top to bottom) into zones. ``page_top``: nothing stands above these rows on their page.

    ``column``: the text margins; a line centred between them ("KẾ HOẠCH") belongs to neither side of a letterhead.
    """
    if page_top:
        rows = [*(_parted(r) for r in rows[:HEAD]), *rows[HEAD:]]
    out: list[Zone] = []
    plain: list[Line] = []
    i = 0
    while i < len(rows):
        span = _columns(rows, i, column) if len(rows[i]) > 1 else None
        if span is None:
            plain.append(whole(rows[i]))
            i += 1
            continue
        start, end, middle = span
        keep = len(plain) - (i - start)  # rows above that belong to the zone after all
        head = plain[:keep]
        if head:
            out.append(Zone([head]))
        plain = []
        left, right = (_side(rows[start:end], middle, side) for side in (False, True))
        first = page_top and not out
        zone = Zone([left, right], middle=middle)
        zone.letterhead = first or any(_MOTTO.search(ln.text) or _SIGNING.search(ln.text) for ln in (*left, *right))
        out.append(zone)
        i = end
    if plain:
        out.append(Zone([plain]))
    return out


def _parted(row: Sequence[Line]) -> Sequence[Line]:
    """A row of a letterhead whose sides nearly touch: the country's name or motto begins the right one."""
    if len(row) > 1 or not (m := _MOTTO.search(row[0].text)) or not m.start():
        return row
    words = row[0].words
    at = row[0].text[: m.start()].count(" ")
    if words[at].x0 - words[at - 1].x1 < GUTTER:
        return row
    return [make_line(words[:at], row[0].page), make_line(words[at:], row[0].page)]


def _side(rows: Sequence[Sequence[Line]], middle: float, right: bool) -> list[Line]:
    """Lines of one side of a gutter; what a row has on that side is one line ("Số:      /KH-UBND")."""
    parts = ([ln for ln in r if ((ln.x0 + ln.x1) / 2 >= middle) == right] for r in rows)
    return [whole(p) for p in parts if p]


def _columns(rows: Sequence[Sequence[Line]], at: int, column: Column | None) -> tuple[int, int, float] | None:
    """(first row, row after the last, middle of the gutter) of the two-column zone around row ``at``; None if none."""
    gaps = [(b.x0 - a.x1, a.x1, b.x0) for a, b in pairwise(rows[at])]
    _, left, right = max(gaps)
    end, last_both = at + 1, at
    while end < len(rows):
        narrowed = _narrow(rows[end], left, right, rows[end - 1][0])
        if narrowed is None:
            break
        left, right = narrowed
        if _both(rows[end], left, right):
            last_both = end
        end += 1
    middle = (left + right) / 2
    for row in range(last_both + 1, end):
        if _central(rows[row], column, middle):
            end = row
            break
    while end > last_both + 1 and not _fits(rows[last_both + 1 : end], rows[at : last_both + 1], middle):
        end -= 1
    start = at
    while start > 0:
        narrowed = _narrow(rows[start - 1], left, right, rows[start][0])
        if narrowed is None or _central(rows[start - 1], column, middle) or not _fits(rows[start - 1 : start], rows[at:end], middle, above=True):
            break
        left, right = narrowed
        start -= 1
    lines = [ln for r in rows[start:end] for ln in r]
    sides = sum((ln.x0 + ln.x1) / 2 < middle for ln in lines)
    if len(lines) < 3 and not any(_MOTTO.search(ln.text) or _SIGNING.search(ln.text) for ln in lines):
        return None
    return (start, end, (left + right) / 2) if 0 < sides < len(lines) else None


def _narrow(row: Sequence[Line], left: float, right: float, neighbour: Line) -> tuple[float, float] | None:
    """The gutter after this row, or None when the row crosses it or stands too far away."""
    if abs(row[0].base - neighbour.base) > 5.5 * max(row[0].size, neighbour.size):
        return None
    middle = (left + right) / 2
    for ln in row:
        if (ln.x0 + ln.x1) / 2 < middle:
            left = max(left, ln.x1)
        else:
            right = min(right, ln.x0)
    return (left, right) if right - left >= GUTTER else None


def _both(row: Sequence[Line], left: float, right: float) -> bool:
    middle = (left + right) / 2
    return any(ln.x1 < middle for ln in row) and any(ln.x0 > middle for ln in row)


def _central(row: Sequence[Line], column: Column | None, gutter: float) -> bool:
    """One line centred on the text, near the gutter: a title, not a line of a column."""
    if column is None or len(row) > 1:
        return False
    centre, page_centre = (row[0].x0 + row[0].x1) / 2, (column.x0 + column.x1) / 2
    return abs(centre - page_centre) < 8 and row[0].x0 < gutter + 40 and row[0].x1 > gutter - 40


def _fits(rows: Sequence[Sequence[Line]], zone: Sequence[Sequence[Line]], middle: float, *, above: bool = False) -> bool:
    """Rows on one side only belong to the zone when they share the centre or the margin of that side."""
    for right in (False, True):
        same = _side(zone, middle, right)
        for ln in _side(rows, middle, right):
            centre = (ln.x0 + ln.x1) / 2
            aligned = not above and any(abs(ln.x0 - o.x0) < 4 for o in same)  # above, it is the end of the running text
            if not aligned and not any(abs(centre - (o.x0 + o.x1) / 2) < 10 for o in same):
                return False
    return True


def side_column(lines: Sequence[Line], limits: tuple[float, float]) -> Column:
    """Margins of one side of a two-column zone between ``limits``; its lines are mostly centred on one another."""
    x0, x1 = min(ln.x0 for ln in lines), max(ln.x1 for ln in lines)
    steps = [b.base - a.base for a, b in pairwise(lines) if b.base > a.base + 1]
    middle = sorted((ln.x0 + ln.x1) / 2 for ln in lines)[len(lines) // 2]
    centered = sum(abs((ln.x0 + ln.x1) / 2 - middle) < 8 for ln in lines) > 0.6 * len(lines) and any(ln.x0 - x0 > 8 for ln in lines)
    if centered:
        half = max(min(middle - limits[0], limits[1] - middle) - PADDING, (x1 - x0) / 2)
        x0, x1 = middle - half, middle + half
    else:
        x1 = max(x1, limits[1] - PADDING)
    return Column(x0, x1, min(steps, default=1.2 * lines[0].size), centered=centered)


def cell_column(bbox: tuple[float, float, float, float], lines: Sequence[Line]) -> Column:
    """Margins inside a table cell: its padding is as wide on the right as the least one seen on the left."""
    pad = min(max(min((ln.x0 for ln in lines), default=bbox[0]) - bbox[0], 1.0), 6.0)
    steps = [b.base - a.base for a, b in pairwise(lines) if b.base > a.base]
    return Column(bbox[0] + pad, bbox[2] - pad, min(steps, default=14.0))
