"""Rebuilds a table whose cells are lines: which words of a row belong to which column.

A shortest path over the cuts of a row's words into columns, in column order. Each cell costs what ``flat_grammar.cost`` says,
each cut what the place says: between lines, inside a line, at a line break that the tool leaves only between cells, or where
an empty cell left a blank. The row starts themselves are a shortest path over the ordinals. Nothing is added or dropped.
"""

from __future__ import annotations

from bisect import bisect_right

import regex

from extractors.readers import flat_cells, flat_width
from extractors.readers import flat_grammar as grammar
from extractors.readers.flat_cells import MAX_ROW_LINES, Effort, Line, Row, Shape
from extractors.readers.lines import is_capitals, is_item
from extractors.text import fold, one_line

#: Cost of passing over an ordinal that was the expected next one, and over one that words with a capital follow.
SKIPPED, SKIPPED_OPEN = 6.0, 10.0
#: Cost of an ordinal that the writer put twice.
TWICE = 2.0
#: Rows before one that are looked at when the effort for a text is used up.
NEAREST = 3
#: Most lines after a table that are looked at as words of its last row.
MAX_TAIL = 60
#: Times that the rows are looked for.
PASSES = 3

#: A year over all columns, of the rows below it.
_YEAR_ROW = regex.compile(r"Đến (?:hết )?năm 20\d\d\s*:?")
#: A row without an ordinal: a year, a part of the one above, or a sum.
_UNNUMBERED = regex.compile(r"Đến (?:hết )?năm 20\d\d\s*:?$|(?:Trong đó\s*:|(?:Tổng cộng|Tổng số|TỔNG CỘNG|TỔNG SỐ|Cộng)\b)")
OWN = "…"  # in place of the ordinal that such a row lacks
Met = dict[str, tuple[int, ...]]  # ordinals met so far: kind -> numbers


def split_rows(lines: list[Line], kinds: list[str]) -> list[Row]:
    """Rows of a table's lines (header taken away)."""
    shape, ranges = _learn([lines], kinds)
    return _read([lines], ranges, shape)[0]


def split_parts(parts: list[list[Line]], kinds: list[str], effort: Effort | None = None) -> tuple[list[list[Row]], int]:
    """Rows of each part of a table that repeated headers cut, and how many lines at its end belong to none.

    A first row without ordinal continues the part before. ``effort`` is what may be spent on all tables of the text; when it is used up,
    rows are kept whole, and unsure.
    """
    shape, ranges = _learn(parts, kinds, effort)
    left = 0
    if len(ranges[-1]) > 1 and (cut := _tail(parts[-1], ranges[-1][-2], ranges[-1][-1], shape)) < len(parts[-1]):
        left = len(parts[-1]) - cut
        ranges[-1][-1] = cut
    rows = _read(parts, ranges, shape)
    _settle_lone([r for part in rows for r in part], kinds)
    return rows, left


def _settle_lone(rows: list[Row], kinds: list[str]) -> None:
    """One organisation for two columns of them, the other merged with the row above: it goes where the same stands in the rows that have
    both, or where the other column says one and the same in all of these; else it stays where it was read. Unsure all the same."""
    pair = next((c for c in range(len(kinds) - 1) if kinds[c] == "unit" and kinds[c + 1] in ("unit", "coord")), None)
    if pair is None:
        return
    both = [(fold(r.cells[pair]), fold(r.cells[pair + 1])) for r in rows if not r.group and r.cells[pair] and r.cells[pair + 1] and r.margin > 0]
    left, right = {a for a, _ in both}, {b for _, b in both}
    for row in rows:
        if not row.lone:
            continue
        name = fold(row.cells[pair] or row.cells[pair + 1])
        is_left, is_right = name in left and name not in right, name in right and name not in left
        if not is_left and not is_right and len(both) >= 2 and (len(left) == 1) != (len(right) == 1):
            is_left, is_right = len(right) == 1, len(left) == 1
        if is_left and not row.cells[pair] or is_right and not row.cells[pair + 1]:
            row.cells[pair], row.cells[pair + 1] = row.cells[pair + 1], row.cells[pair]


def _tail(lines: list[Line], a: int, b: int, shape: Shape) -> int:
    """Where the last row, which begins at ``a``, ends: the words after a table look like another line of its last cell."""
    best, at = _row(lines, a, b, shape).cost, b
    for cut in range(max(a + 1, b - MAX_TAIL), b):
        text = lines[cut].text
        if text[:1].islower() or not text[:1].isalnum() and text[:1] not in "-–+(*":
            continue
        row = _row(lines, a, cut, shape)
        price = row.cost + (2.0 if is_item(text) or is_capitals(text) or regex.match(r"(?:Phần|Chương|Mục|Điều|Ghi chú)\s", text) else 4.0)
        if price < best and row.cost < 1.5 * len(shape.kinds) and not row.group:
            best, at = price, cut
    return at


def _learn(parts: list[list[Line]], kinds: list[str], effort: Effort | None = None) -> tuple[Shape, list[list[int]]]:
    """What the columns look like, and where rows start in each part.

    Several passes: the first knows the words alone, the second how the cells are set, the others how wide each column is.
    """
    shape = Shape(kinds, effort=effort or Effort())
    shape.effort.add(sum(map(len, parts)))
    ranges = _ranges(parts, shape)
    costs = {mode: sum(r.cost for rows in _read(parts, ranges, Shape(kinds, mode=mode, effort=shape.effort)) for r in rows) for mode in flat_cells.MODES}
    shape.mode = min(costs, key=lambda m: costs[m])
    for n in range(PASSES):
        ranges = _ranges(parts, shape)
        if n < PASSES - 1:
            shape.widths = _widths([r for rows in _read(parts, ranges, shape) for r in rows], shape)
    return shape, ranges


def _ranges(parts: list[list[Line]], shape: Shape) -> list[list[int]]:
    """For each part the lines where its rows start, and its end."""
    met: Met = {}
    previous = ""
    out: list[list[int]] = []
    for lines in parts:
        starts = _chain(lines, shape, met, previous) if lines else []
        out.append([*starts, len(lines)])
        for s in starts:
            if found := grammar.ordinal(_token(lines[s])):
                met, previous = after(met, *found), found[0]
    return out


def _read(parts: list[list[Line]], ranges: list[list[int]], shape: Shape) -> list[list[Row]]:
    out: list[list[Row]] = []
    for lines, starts in zip(parts, ranges, strict=True):
        rows = [flat_cells.align(lines[:starts[0]], "", shape)] if starts[0] else []
        rows += [_row(lines, a, b, shape) for a, b in zip(starts, starts[1:], strict=False)]
        out.append(rows)
    return out


def _token(line: Line) -> str:
    return line.text.split(" ", 1)[0]


def after(met: Met, kind: str, number: tuple[int, ...]) -> Met:
    """The ordinals met, with this one: a group begins the counting of its rows anew."""
    if kind == "+":
        return met
    now = {**met, kind: number}
    if kind == "n":
        now["through"] = number
    for lower in ("n", "a", "-") if kind in "rA" else ("a", "-") if kind == "n" else ():
        now.pop(lower, None)
    return now


def _chain(lines: list[Line], shape: Shape, before: Met, previous_kind: str) -> list[int]:
    """Lines where rows start: a shortest path over the ordinals. Words before the first continue the part before."""
    starts = _starts(lines)
    n = len(lines)
    if not starts:
        return []
    # state: line where a row starts -> best (cost, previous start, ordinals met, kind of the row before)
    best: dict[int, tuple[float, int, Met, str]] = {}
    parsed = {s: ("+", (0,)) if _UNNUMBERED.match(lines[s].text) else grammar.ordinal(_token(lines[s])) or ("", ()) for s in starts}
    for at, s in enumerate(starts):
        kind, number = parsed[s]
        passed = _passed(lines, starts, parsed, -1, s, before, previous_kind) if s <= MAX_ROW_LINES else 99.0
        if passed < 9.0:  # the first row
            first = grammar.follows(kind, number, before, previous_kind)
            lead = (0.5 if before else 6.0) + flat_cells.align(lines[:s], "", shape).cost if s else 0.0  # the part before goes on
            best[s] = (lead + passed + first, -1, after(before, kind, number), kind)
        for back in range(1, at + 1):  # the nearest first: most others cost too much before their row is read
            p = starts[at - back]
            if s - p > MAX_ROW_LINES or shape.effort.left < 0 and back > NEAREST:
                break
            shape.effort.left -= back
            if p not in best:
                continue
            cost, _, met, previous = best[p]
            step = grammar.follows(kind, number, met, previous)
            if step >= 7.0 and number == met.get(kind) and kind == "n" and _opens_name(lines, s):
                step = TWICE
            if step >= 7.0 or (s in best and cost + step - 1.0 >= best[s][0]):
                continue
            bound = cost + step + _passed(lines, starts, parsed, p, s, met, previous)
            if s in best and bound - 1.0 >= best[s][0]:
                continue
            total = bound + _row_cost(lines, p, s, shape)
            if s not in best or total < best[s][0]:
                best[s] = (total, p, after(met, kind, number), kind)
    if not best:
        return []
    ends: dict[int, float] = {}
    for s in reversed(starts):
        if s not in best or n - s > MAX_ROW_LINES:
            continue
        bound = best[s][0] + _passed(lines, starts, parsed, s, n, best[s][2], best[s][3])
        if not ends or bound - 1.0 < min(ends.values()):
            ends[s] = bound + _row_cost(lines, s, n, shape)
    last = min(ends, key=lambda s: ends[s]) if ends else max(best)
    chain = [last]
    while best[chain[-1]][1] >= 0:
        chain.append(best[chain[-1]][1])
    return chain[::-1]


def _starts(lines: list[Line]) -> list[int]:
    """Lines that may begin a row. Where rows are numbered "1.", "2.", "3.", a bare number is no ordinal."""
    tokens = {i: ln.text.split(" ", 1)[0] for i, ln in enumerate(lines)}
    dotted = {t for t in tokens.values() if t[:-1].isdigit() and t[-1] in ".)"}
    style = len(dotted) >= 4
    zeros = {"01", "02"} <= {t.rstrip(".)") for t in tokens.values()}  # "04 thôn" is no ordinal where rows are not numbered so
    nested = {t.split(".", 1)[0] for t in tokens.values() if t.strip(".").count(".") and t.replace(".", "").isdigit()}  # "2." above "2.1"
    bare = sum(t.isdigit() for t in tokens.values()) >= 4 and not style
    return [
        i for i, t in tokens.items()
        if _UNNUMBERED.match(lines[i].text) or grammar.ordinal(t) and not (style and t.isdigit()) and not (bare and t in dotted and len(dotted) < 3 and t[:-1] not in nested) and (not (t.isdigit() and len(t) == 1) if zeros else not t.startswith("0"))
        and not (t in "-–+*" and not _opens_row(lines[i].text[1:] or (lines[i + 1].text if i + 1 < len(lines) else ""))) and not (t.isdigit() and _is_span(lines[i].text))]


def _opens_row(rest: str) -> bool:
    """After a dash a row begins with words: "- 2027" goes on from "2026"."""
    return rest.strip()[:1].isalpha()


def _opens_name(lines: list[Line], i: int) -> bool:
    """What follows the ordinal, on its line or below it, begins like a name: a capital, no organisation, no time."""
    rest = lines[i].text.partition(" ")[2] or (lines[i + 1].text if i + 1 < len(lines) else "")
    return rest[:1].isupper() and rest[1:2].islower() and not grammar.starts_with_cue("unit", rest) and not grammar.starts_with_cue("deadline", rest)


def _is_span(text: str) -> bool:
    """"6 tháng cuối năm 2026", "02 lần/năm": the number is no ordinal."""
    return bool(regex.match(r"\d{1,2} (?:tháng|lần|năm|ngày|tuần|lớp|buổi|đợt|cuộc)\b", text))


def _passed(lines: list[Line], starts: list[int], parsed: dict[int, tuple[str, tuple[int, ...]]], p: int, s: int, met: Met, previous: str) -> float:
    """Cost of the ordinals between two row starts that could have been rows, one after the other."""
    price = 0.0
    for m in starts[bisect_right(starts, p):]:
        if m >= s:
            break
        kind, number = parsed[m]
        step = grammar.follows(kind, number, met, previous)
        if step < 2.5:
            price += 2.0 if kind in "-+" else (SKIPPED_OPEN if _opens_name(lines, m) else SKIPPED) if step < 1.0 else SKIPPED / 2
            met, previous = after(met, kind, number), kind
    return price


def _row_cost(lines: list[Line], a: int, b: int, shape: Shape) -> float:
    return _row(lines, a, b, shape).cost


def _row(lines: list[Line], a: int, b: int, shape: Shape) -> Row:
    token, _, rest = lines[a].text.partition(" ")
    head = lines[a]
    if b == a + 1 and _YEAR_ROW.fullmatch(head.text):
        return Row("", [head.text, *[""] * (len(shape.kinds) - 1)], 0.3, 9.0, True)
    if _UNNUMBERED.match(head.text):
        row = flat_cells.align(lines[a:b], OWN, shape)
        row.ordinal = ""
        return row
    body = ([Line(rest, empties_after=head.empties_after, open_end=head.open_end)] if rest.strip() else []) + lines[a + 1:b]
    if body and body[0].tight and not rest.strip():
        body[0] = Line(body[0].text, False, body[0].empties_before, body[0].empties_after, body[0].open_end)
    whole = flat_cells.align(body, token, shape)
    cut = next((i for i, ln in enumerate(body) if ln.page and i), None)
    if cut is None:
        return whole
    # a page break inside the row: each cell may go on below it
    above, below = flat_cells.align(body[:cut], token, shape), flat_cells.align(body[cut:], "", shape)
    if above.cost + below.cost + 1.0 >= whole.cost:
        return whole
    cells = [one_line(f"{a}\n{b}".strip()) for a, b in zip(above.cells, below.cells, strict=True)]
    return Row(token, cells, above.cost + below.cost + 1.0, min(above.margin, below.margin), above.group and below.group)


def _widths(rows: list[Row], shape: Shape) -> tuple[flat_width.Width | None, ...]:
    """How wide the columns are, by the rows that were clear."""
    clear = [r.lines for r in rows if not r.group and r.margin >= 0.3 and r.lines and r.cost < 1.5 * len(shape.kinds)]
    return tuple(flat_width.learn([r[c] for r in clear if r[c]]) for c in range(len(shape.kinds)))
