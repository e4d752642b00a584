"""Tables without any rules: columns are white, rows are told by numbers, distance, or one line each.

A table is made only where it is one beyond doubt: a header of at least three columns of which half are known header words
(``table_headers.csv``), or one that begins with TT or is bold over rows that count; under it at least three rows whose
words keep to the columns. All else stays running text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.columns import EM, column, gutters, least_gutter, segments, side_by_side
from extractors.readers.pdf.completed import frame_rules, texts_of
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.numbered import counts, is_number, rows_by_numbers
from extractors.readers.pdf.stacks import cut
from extractors.readers.pdf.tables import Grid, fill_grids, find_grids
from extractors.readers.pdf.vocabulary import count_known, is_ordinal_header

#: Fewest rows under a header, lines of a header, and lines from which its columns are guessed first.
ROWS, HEADER_LINES, FIRST_LOOK = 3, 4, 12
#: Words of a header's line; running text in a wide table has more.
MOST_WORDS = 60
_Rows = Sequence[Sequence[Line]]
_Lines = list[list[Word]]


def find_unruled(rows: _Rows) -> list[Grid]:
    """Tables among the lines outside of ruled tables; their words are put into the cells."""
    out: list[Grid] = []
    at = 0
    while at < len(rows):
        found = _under_header(rows, at) if _many(rows[at]) else None
        if found:
            out += found[0]
            at = found[1]
        else:
            at += 1
    return out


def _many(row: Sequence[Line]) -> bool:
    """May it be a header of three columns?"""
    gaps = len(row) - 1
    for ln in row:
        limit = EM * ln.size
        edge = ln.x1
        for w in ln.words:
            gaps += w.x0 - edge >= limit
            edge = w.x1
        if len(ln.words) > MOST_WORDS:
            return False
    return gaps >= 2


def _under_header(rows: _Rows, at: int) -> tuple[list[Grid], int] | None:
    """The table whose header begins with row ``at``, and the index of the row after it."""
    lines: _Lines = []
    for i in range(at, len(rows)):
        row = rows[i]
        if i > at and row[0].base - rows[i - 1][0].base > 4.0 * max(row[0].size, rows[i - 1][0].size):
            break
        lines.append([w for ln in row for w in ln.words])
    if len(lines) <= ROWS or not all(w.upright for ln in lines[:FIRST_LOOK] for w in ln):
        return None
    least = least_gutter([w for ln in lines[:FIRST_LOOK] for w in ln])
    middles = gutters(lines[:FIRST_LOOK], side_by_side(lines[:FIRST_LOOK]), least)
    if len(middles) < 2 or not (n := _header_lines(lines, middles)):
        return None
    end, across = _body(lines, n, middles, least)
    middles = gutters(lines[:end], side_by_side(lines[:end]), least)
    if len(middles) < 2 or not (n := _header_lines(lines[:end], middles)):
        return None
    edges = _row_edges(lines[:end], n, middles, across)
    if not edges:
        return None
    inside = [w for ln in lines[:end] for w in ln]
    x0, x1 = min(w.x0 for w in inside) - 2, max(w.x1 for w in inside) + 2
    ys = [min(w.top for w in lines[0]), cut(lines, n), *edges, max(w.bottom for w in lines[end - 1]) + 1]
    grids = find_grids(frame_rules(inside, ys, x0, x1, ()))
    if not grids or fill_grids(grids, inside):
        return None
    return grids, at + end


def _header_lines(lines: _Lines, middles: Sequence[float]) -> int:
    """How many lines the header has; 0 when it is none."""
    best, found = 0, 0
    first = next((i for i, ln in enumerate(lines) if column(ln[0], middles) == 0 and is_number(ln[0].text)), 0)
    for n in range(1, min(HEADER_LINES, len(lines) - 1) + 1):
        head = lines[:n]
        if n > 1 and head[-1][0].base - head[-2][0].base > 2.0 * head[-1][0].size:
            break
        texts = texts_of(head, middles)
        known = count_known(texts)
        numbers = [ln[0].text for ln in lines[n:] if column(ln[0], middles) == 0 and is_number(ln[0].text)]
        counted = len(numbers) >= ROWS and counts(numbers)
        bold = len(numbers) > ROWS and len(texts) > ROWS and all(w.bold for ln in head for w in ln) and not any(w.bold for w in lines[n][-1:])
        if all(texts) and (known >= 2 and 2 * known >= len(texts) or counted and (is_ordinal_header(texts[0]) or bold)) and (not found or known > best or counted and n == first):
            best, found = known, n
            if counted and n == first:
                break
    return found


def _body(lines: _Lines, start: int, middles: Sequence[float], least: float) -> tuple[int, set[int]]:
    """End of the body, and its lines that run across the columns (names of groups)."""
    head = [w for ln in lines[:start] for w in ln]
    x0, x1 = min(w.x0 for w in head), max(w.x1 for w in head)
    across: set[int] = set()
    i = start
    while i < len(lines):
        line = lines[i]
        if any(a < m < b for m in middles for a, b in segments(line, least)):
            follows = i + 1 < len(lines) and len(segments(lines[i + 1], least)) >= 2
            if not follows or (i - 1 in across and not is_number(line[0].text)) or line[0].x0 < x0 - 60 or line[-1].x1 > x1 + 60 or not (all(w.bold for w in line) or is_number(line[0].text)):
                break
            across.add(i)
        i += 1
    while i - 1 in across:
        i -= 1
        across.discard(i)
    return i, across


def _row_edges(lines: _Lines, start: int, middles: Sequence[float], across: set[int]) -> list[float]:
    """y between the rows of the body; [] when it cannot be told which lines make a row."""
    body = lines[start:]
    parts = rows_by_numbers(body, middles, first=True)
    if not parts:
        stops = sorted({0, len(body), *(i - start for i in across), *(i - start + 1 for i in across)})
        for a, b in pairwise(stops):
            own = [(a, b)] if a + start in across else [(a + u, a + v) for u, v in _by_lines(body[a:b], middles)]
            if not own:
                return []
            parts += own
    plain = [p for p in parts if p[0] + start not in across]
    if len(plain) < ROWS or sum(_filled([w for ln in body[a:b] for w in ln], middles) > 1 for a, b in plain) < 0.8 * len(plain):
        return []
    return [cut(body, a) for a, _ in parts[1:]]


def _by_lines(lines: _Lines, middles: Sequence[float]) -> list[tuple[int, int]]:
    """Rows of one line each, or such that stand further apart than the lines of one row do."""
    if all(_filled(ln, middles) > 1 and column(ln[0], middles) == 0 for ln in lines):
        return [(i, i + 1) for i in range(len(lines))]
    steps = [b[0].base - a[0].base for a, b in pairwise(lines)]
    leading = min(steps, default=0.0)
    parts = list(pairwise([0, *(i + 1 for i, step in enumerate(steps) if step > 1.2 * leading), len(lines)]))
    return parts if all(_filled([w for ln in lines[a:b] for w in ln], middles) > 1 for a, b in parts) else []


def _filled(words: Sequence[Word], middles: Sequence[float]) -> int:
    return len({column(w, middles) for w in words})
