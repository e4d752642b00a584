"""Tables without vertical rules, or without any: columns are white, rows are told by rules, ordinals or distance.

A table is made only where it is one beyond doubt: a header of at least three columns of which most are known header
words (``table_headers.csv``), or a stack of rules with words in the same columns between each two of them; under it at
least three rows whose words keep to the columns. All else stays running text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import regex

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.gutters import Gutters, Heading, headings
from extractors.readers.pdf.lines import Line, make_rows, whole
from extractors.readers.pdf.tables import Grid, GridCell
from extractors.text import fold
from schemas import vocab
from schemas.document import Bbox

#: Fewest rows under a header, and lines of a header.
ROWS, HEADER_LINES = 3, 4
#: Shortest rule of a stack, in points, and how near the ends of its rules must be.
SHORTEST, NEAR = 150.0, 4.0
_ORDINAL = regex.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}|[A-ZĐ]|\p{Ll})[.)]?$")
_YEAR = regex.compile(r"^(?:nam )?20\d\d$|^(?:giai doan|den nam|ke hoach|chi tieu) ")
_Rows = Sequence[Sequence[Line]]


@vocab.compiled
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Folded header words; those of ordinal columns."""
    rows = vocab.rows("table_headers")
    return frozenset(fold(r["header"]) for r in rows), frozenset(fold(r["header"]) for r in rows if r["role"] == "ordinal")


def find_unruled(words: Sequence[Word], rules: Sequence[Bbox], rows: _Rows, page: int = 0) -> list[Grid]:
    """Tables among ``words`` (those outside of ruled tables), whose lines are ``rows``; ``rules``: those outside of tables."""
    out: list[Grid] = []
    for ys, x0, x1 in _stacks(rules):
        grid = _between_rules([w for w in words if x0 - 2 <= w.mid[0] < x1 + 2 and ys[0] <= w.mid[1] < ys[-1]], ys, (x0, x1), page)
        if grid:
            out.append(grid)
    if out:
        taken = {id(w) for g in out for c in g.cells for w in c.words}
        rows = make_rows([w for w in words if id(w) not in taken], page)
    at = 0
    while at < len(rows):
        found = _under_header(rows, at) if len(rows[at]) >= 3 else None
        if found:
            out.append(found[0])
            at = found[1]
        else:
            at += 1
    return out


def _stacks(rules: Sequence[Bbox]) -> list[tuple[list[float], float, float]]:
    """(ys, x0, x1) of three and more horizontal rules of the same ends under one another."""
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
        if last and abs(last[1] - r[1]) < 1.5 and -1 <= r[0] - last[2] <= NEAR or last and abs(last[1] - r[1]) < 1.5 and last[0] <= r[0] <= last[2]:
            out[-1] = (last[0], min(last[1], r[1]), max(last[2], r[2]), max(last[3], r[3]))
        else:
            out.append(r)
    return out


def _between_rules(words: list[Word], ys: list[float], ends: tuple[float, float], page: int) -> Grid | None:
    bands = [[w for w in words if a <= w.mid[1] < b] for a, b in pairwise(ys)]
    if not all(bands) or any(not w.upright for w in words):
        return None
    header = make_rows(bands[0], page)
    columns = headings(header)
    known = _count_known(columns)
    if len(columns) < (2 if known >= 2 else 3):
        return None
    gutters = Gutters(columns)
    crossing = [not gutters.add(b) for b in bands[1:]]
    middles = gutters.middles()
    if not gutters.white or sum(crossing) > len(bands) // 3:
        return None
    rows: list[tuple[float, float, list[Word], bool]] = [(ys[0], ys[1], bands[0], False)]
    for band, top, bottom, across in zip(bands[1:], ys[1:-1], ys[2:], crossing, strict=True):
        parts = [] if across else _split(make_rows(band, page), middles, _is_ordinal(columns[0]))
        edges = [top, *(_edge(a, b) for a, b in pairwise(parts)), bottom]
        pieces = [[w for r in p for ln in r for w in ln.words] for p in parts] if len(parts) > 1 else [band]
        rows += [(a, b, ws, across) for (a, b), ws in zip(pairwise(edges), pieces or [band], strict=False)]
    body = [r for r in rows[1:] if not r[3]]
    filled = [_columns_filled(ws, middles) for _, _, ws, _ in body]
    if known < 2 and len(ys) < 4 or len(body) < (ROWS if known < 2 else 2) or sum(n >= 2 for n in filled) < 0.8 * len(filled):
        return None
    return _grid(rows, columns, middles, ends)


def _under_header(rows: _Rows, at: int) -> tuple[Grid, int] | None:
    """A borderless table whose header begins with row ``at``, and the index of the row after it."""
    best: tuple[int, int, list[Heading]] | None = None
    for n in range(1, HEADER_LINES + 1):
        head = rows[at : at + n]
        if len(head) < n or any(b[0].base - a[0].base > 2.0 * a[0].size for a, b in pairwise(head)):
            break
        columns = headings(head)
        known = _count_known(columns)
        if len(columns) >= 3 and known >= 2 and 2 * known >= len(columns) and (best is None or known > best[0]):
            best = known, n, columns
    if best is None:
        return None
    _, n, columns = best
    gutters = Gutters(columns)
    if not gutters.white or not all(gutters.white):
        return None
    end, across = _body(rows, at + n, columns, gutters)
    middles = gutters.middles()
    run: list[Sequence[Line]] = []
    groups: list[tuple[list[Sequence[Line]], bool]] = []
    for i in range(at + n, end):
        if i in across:
            groups += [(p, False) for p in _split(run, middles, _is_ordinal(columns[0]))] + [([rows[i]], True)]
            run = []
        else:
            run.append(rows[i])
    groups += [(p, False) for p in _split(run, middles, _is_ordinal(columns[0]))]
    plain = [_words(p) for p, wide in groups if not wide]
    if len(plain) < ROWS or sum(_columns_filled(ws, middles) >= 2 for ws in plain) < 0.8 * len(plain):
        return None
    head = list(rows[at : at + n])
    edges = [_edge(a, b) for a, b in pairwise([head, *(g for g, _ in groups)])]
    top, bottom = min(ln.top for r in head for ln in r), max(ln.bottom for r in groups[-1][0] for ln in r)
    stops = [top, *edges, bottom]
    body: list[tuple[float, float, list[Word], bool]] = [(stops[0], stops[1], _words(head), False)]
    body += [(a, b, _words(g), wide) for (a, b), (g, wide) in zip(pairwise(stops[1:]), groups, strict=True)]
    everything = [w for _, _, ws, _ in body for w in ws]
    return _grid(body, columns, middles, (min(w.x0 for w in everything) - 2, max(w.x1 for w in everything) + 2)), end


def _body(rows: _Rows, start: int, columns: list[Heading], gutters: Gutters) -> tuple[int, set[int]]:
    """End of the body, and its rows that run across the columns (names of groups)."""
    x0, x1 = columns[0].x0, columns[-1].x1
    across: set[int] = set()
    i = start
    while i < len(rows):
        before = rows[i - 1][0]
        if rows[i][0].base - before.base > 4.0 * max(before.size, rows[i][0].size):
            break
        if not gutters.add(w for ln in rows[i] for w in ln.words):
            follows = i + 1 < len(rows) and len(rows[i + 1]) >= 2 and rows[i + 1][0].base - rows[i][0].base < 4.0 * before.size
            line = whole(rows[i])
            if not follows or i - 1 in across or line.x0 < x0 - 60 or line.x1 > x1 + 60 or not (line.bold or _ORDINAL.match(line.words[0].text)):
                break
            across.add(i)
        i += 1
    while i - 1 in across:
        i -= 1
        across.discard(i)
    return i, across


def _split(rows: _Rows, middles: Sequence[float], ordinals: bool) -> list[list[Sequence[Line]]]:
    """Lines → table rows: by their ordinals, else by distance, else each line by itself; [] when that cannot be told."""
    if not rows:
        return []
    first = [[w for ln in r for w in ln.words if w.mid[0] < middles[0]] for r in rows]
    if ordinals:
        starts = [i for i, ws in enumerate(first) if ws and _ORDINAL.match(ws[0].text)]
        level = sum(_columns_filled(_words([rows[i]]), middles) >= 2 for i in starts)
        if starts and starts[0] == 0 and level == len(starts):
            return [list(rows[a:b]) for a, b in pairwise([*starts, len(rows)])]
        groups = _by_distance(rows)
        return groups if len(groups) == len(starts) and all(sum(i in starts for i in range(a, b)) == 1 for a, b in _ranges(groups)) else []
    if all(_columns_filled(_words([r]), middles) >= 2 and ws for r, ws in zip(rows, first, strict=True)):
        return [[r] for r in rows]
    groups = _by_distance(rows)
    return groups if all(_columns_filled(_words(g), middles) >= 2 for g in groups) else []


def _ranges(groups: list[list[Sequence[Line]]]) -> list[tuple[int, int]]:
    out, at = [], 0
    for g in groups:
        out.append((at, at + len(g)))
        at += len(g)
    return out


def _by_distance(rows: _Rows) -> list[list[Sequence[Line]]]:
    """Rows that stand further apart than the lines of one row do."""
    steps = [b[0].base - a[0].base for a, b in pairwise(rows)]
    if not steps:
        return [list(rows)]
    leading = min(steps)
    out = [[rows[0]]]
    for r, step in zip(rows[1:], steps, strict=True):
        if step > 1.2 * leading:
            out.append([r])
        else:
            out[-1].append(r)
    return out


def _grid(rows: Sequence[tuple[float, float, list[Word], bool]], columns: Sequence[Heading], middles: Sequence[float], ends: tuple[float, float]) -> Grid:
    xs = [ends[0], *middles, ends[1]]
    ys = [rows[0][0], *(r[1] for r in rows)]
    cells: list[GridCell] = []
    for r, (top, bottom, words, across) in enumerate(rows):
        if across:
            cells.append(GridCell(r, 0, 1, len(columns), (xs[0], top, xs[-1], bottom), words))
            continue
        for c, (x0, x1) in enumerate(pairwise(xs)):
            inside = [w for w in words if _column(w, middles) == c]
            cells.append(GridCell(r, c, 1, 1, (x0, top, x1, bottom), inside))
    return Grid(len(rows), len(columns), cells, (xs[0], ys[0], xs[-1], ys[-1]), xs, ys, notes=("unruled",))


def _column(w: Word, middles: Sequence[float]) -> int:
    return sum(m <= w.mid[0] for m in middles)


def _columns_filled(words: Sequence[Word], middles: Sequence[float]) -> int:
    return len({_column(w, middles) for w in words})


def _words(rows: _Rows) -> list[Word]:
    return [w for r in rows for ln in r for w in ln.words]


def _edge(above: _Rows, below: _Rows) -> float:
    return (max(ln.bottom for r in above[-1:] for ln in r) + min(ln.top for r in below[:1] for ln in r)) / 2


def _count_known(columns: Sequence[Heading]) -> int:
    known, _ = _known()
    return sum(bool((t := fold(h.text)) and (t in known or _YEAR.match(t))) for h in columns)


def _is_ordinal(column: Heading) -> bool:
    return fold(column.text) in _known()[1]
