"""Rebuilds a table whose cells are lines: which words of a row belong to which column.

A shortest path over the cuts of a row's words into columns, in column order. Each cell costs what ``flat_grammar.cost`` says,
each cut what the place says: between lines, inside a line, at a line break that the tool leaves only between cells, or where
an empty cell left a blank. The row starts themselves are a shortest path over the ordinals. Nothing is added or dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.readers import flat_grammar as grammar
from extractors.text import one_line

#: Longest cell of each kind, in words; longer readings are not tried.
LONGEST = {"value": 16, "measure": 8, "unit": 45, "coord": 45, "deadline": 18, "output": 400, "reference": 60, "ordinal": 2}
#: Cost of passing over an ordinal that was the expected next one.
SKIPPED = 6.0
EMPTY = "\u2400"  # stands for the blank that an empty cell left
MAX_ROW_LINES = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: its words, how many empty cells its blanks may stand for, and how it is parted from the line before."""

    text: str
    tight: bool = False  # no blank line before it, in a text where wrapped lines have one: a cell ends here
    empties_before: int = 0
    empties_after: int = 0
    open_end: bool = False  # ends with a blank where whole cells do not: the cell goes on
    page: bool = False  # first line of a page


@dataclass(slots=True)
class Row:
    ordinal: str
    cells: list[str]  # one for each column after the ordinal
    cost: float
    margin: float  # how much worse the second-best reading is
    group: bool = False


@dataclass(slots=True)
class Shape:
    """What the columns of a table look like, learnt from its rows."""

    kinds: list[str]  # of the columns after the ordinal
    widths: list[float] = field(default_factory=list)  # longest usual line of each column, in characters; empty = not known


Met = dict[str, tuple[int, ...]]  # ordinals met so far: kind -> numbers


def split_rows(lines: list[Line], kinds: list[str], met: Met | None = None, previous: str = "") -> list[Row]:
    """Rows of a table's lines (header taken away). A first row without ordinal continues the part before.

    ``met`` and ``previous``: the ordinals of the parts before (see ``counted``). Two passes: the second knows how wide each
    column is.
    """
    shape = Shape(kinds)
    rows = _pass(lines, shape, met or {}, previous)
    shape.widths = _widths(lines, rows, shape)
    return _pass(lines, shape, met or {}, previous)


def counted(rows: list[Row], met: Met, previous: str = "") -> tuple[Met, str]:
    """The ordinals met after these rows."""
    for row in rows:
        if found := grammar.ordinal(row.ordinal):
            met = _after(met, *found)
            previous = found[0]
    return met, previous


def _after(met: Met, kind: str, number: tuple[int, ...]) -> Met:
    now = {**met, kind: number}
    for lower in ("n", "a", "-") if kind in "rA" else ("a", "-") if kind == "n" else ():
        now.pop(lower, None)
    return now


def _pass(lines: list[Line], shape: Shape, before: Met, previous_kind: str) -> list[Row]:
    starts = _starts(lines)
    n = len(lines)
    if not starts:
        return [_align(lines, "", shape)] if lines else []
    # state: line where a row starts -> best (cost, previous start, ordinals met, kind of the row before)
    best: dict[int, tuple[float, int, Met, str]] = {}
    parsed = {s: grammar.ordinal(lines[s].text.split(" ", 1)[0]) or ("", ()) for s in starts}
    for at, s in enumerate(starts):
        kind, number = parsed[s]
        passed = _passed(starts, parsed, -1, s, before, previous_kind) if s <= MAX_ROW_LINES else 99.0
        if passed < 9.0:  # the first row
            first = grammar.follows(kind, number, before, previous_kind)
            lead = (0.5 if before else 6.0) + _align(lines[:s], "", shape).cost if s else 0.0  # the part before goes on
            best[s] = (lead + passed + first, -1, _after(before, kind, number), kind)
        for p in reversed(starts[:at]):  # the nearest first: most others cost too much before their row is read
            if s - p > MAX_ROW_LINES:
                break
            if p not in best:
                continue
            cost, _, met, previous = best[p]
            step = grammar.follows(kind, number, met, previous)
            if step >= 7.0 or (s in best and cost + step - 1.0 >= best[s][0]):
                continue
            bound = cost + step + _passed(starts, parsed, p, s, met, previous)
            if s in best and bound - 1.0 >= best[s][0]:
                continue
            total = bound + _row_cost(lines, p, s, shape)
            if s not in best or total < best[s][0]:
                best[s] = (total, p, _after(met, kind, number), kind)
    if not best:
        return [_align(lines, "", shape)]
    ends: dict[int, float] = {}
    for s in reversed(starts):
        if s not in best or n - s > MAX_ROW_LINES:
            continue
        bound = best[s][0] + _passed(starts, parsed, s, n, best[s][2], best[s][3])
        if not ends or bound - 1.0 < min(ends.values()):
            ends[s] = bound + _row_cost(lines, s, n, shape)
    last = min(ends, key=lambda s: ends[s]) if ends else max(best)
    chain = [last]
    while best[chain[-1]][1] >= 0:
        chain.append(best[chain[-1]][1])
    chain.reverse()
    rows = [_align(lines[:chain[0]], "", shape)] if chain[0] else []
    for a, b in zip(chain, [*chain[1:], n], strict=True):
        rows.append(_row(lines, a, b, shape))
    return rows


def _starts(lines: list[Line]) -> list[int]:
    """Lines that may begin a row. Where rows are numbered "1.", "2.", "3.", a bare number is no ordinal."""
    tokens = {i: ln.text.split(" ", 1)[0] for i, ln in enumerate(lines)}
    dotted = {t for t in tokens.values() if t[:-1].isdigit() and t[-1] in ".)"}
    style = len(dotted) >= 4
    return [i for i, t in tokens.items() if grammar.ordinal(t) and not (style and t.isdigit())]


def _passed(starts: list[int], parsed: dict[int, tuple[str, tuple[int, ...]]], p: int, s: int, met: Met, previous: str) -> float:
    """Cost of the ordinals between two row starts that could have been rows, one after the other."""
    price = 0.0
    for m in starts[bisect_right(starts, p):]:
        if m >= s:
            break
        kind, number = parsed[m]
        step = grammar.follows(kind, number, met, previous)
        if step < 2.5:
            price += 2.0 if kind == "-" else SKIPPED if step < 1.0 else SKIPPED / 2
            met, previous = _after(met, kind, number), kind
    return price


def _row_cost(lines: list[Line], a: int, b: int, shape: Shape) -> float:
    return _row(lines, a, b, shape).cost


def _row(lines: list[Line], a: int, b: int, shape: Shape) -> Row:
    token, _, rest = lines[a].text.partition(" ")
    head = lines[a]
    body = ([Line(rest, empties_after=head.empties_after, open_end=head.open_end)] if rest.strip() else []) + lines[a + 1:b]
    if body and body[0].tight and not rest.strip():
        body[0] = Line(body[0].text, False, body[0].empties_before, body[0].empties_after, body[0].open_end)
    whole = _align(body, token, shape)
    cut = next((i for i, ln in enumerate(body) if ln.page and i), None)
    if cut is None:
        return whole
    # a page break inside the row: each cell may go on below it
    above, below = _align(body[:cut], token, shape), _align(body[cut:], "", shape)
    if above.cost + below.cost + 1.0 >= whole.cost:
        return whole
    cells = [one_line(f"{a}\n{b}".strip()) for a, b in zip(above.cells, below.cells, strict=True)]
    return Row(token, cells, above.cost + below.cost + 1.0, min(above.margin, below.margin), above.group and below.group)


@lru_cache(maxsize=20_000)
def _aligned(lines: tuple[Line, ...], token: str, kinds: tuple[str, ...], widths: tuple[float, ...]) -> tuple[tuple[str, ...], float, float, bool]:
    """Cells, cost, margin to the second reading, and whether it is a heading row."""
    words = _Words(lines, not token)
    kind = (grammar.ordinal(token) or ("", ()))[0]
    n, k = len(words.words), len(kinds)
    # best two readings that end at a place after the columns so far
    states: dict[int, list[tuple[float, tuple[int, ...]]]] = {0: [(0.0, (0,))]}
    for c, column in enumerate(kinds):
        longest = LONGEST.get(column, n)
        width = widths[c] if widths else 0.0
        after: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for start, ways in states.items():
            for end in words.places if c < k - 1 else (n,):
                if end < start or (end - start > longest and c < k - 1):
                    continue
                price = words.cell(start, end, column, width)
                for cost, path in ways:
                    after.setdefault(end, []).append((cost + price, (*path, end)))
        states = {e: sorted(w)[:2] for e, w in after.items()}
    ways = states.get(n) or [(99.0, (0, *(n,) * k))]
    cost, path = ways[0]
    margin = ways[1][0] - cost if len(ways) > 1 else 9.0
    # a heading row: all its words in the first column
    whole = words.text(0, n)
    heading = {"r": 0.4, "A": 0.6, "-": 0.8, "a": 2.0, "n": 2.5 + 0.15 * n}.get(kind, 7.0) + 2.0 * words.marks[1:].count("tight")
    heading += 2.0 * sum(grammar.is_deadline(ln.text) for ln in lines[1:]) + 1.2 * sum(grammar.starts_with_cue("unit", ln.text) for ln in lines[1:]) + grammar.swallowed(whole)
    heading += 3.0 * sum(1 for w in words.words if "%" in w or w in "≥≤") + max(0, n - 70) * 0.2 + max(0, len(lines) - 6) * 0.7
    if whole and heading < cost:
        return (whole, *[""] * (k - 1)), heading, cost - heading, True
    cells = tuple(words.text(a, b) for a, b in zip(path, path[1:], strict=False))
    return cells, cost, min(margin, heading - cost), not any(cells[1:])


def _align(lines: list[Line], token: str, shape: Shape) -> Row:
    if len(lines) > 2 * MAX_ROW_LINES or sum(len(ln.text) for ln in lines) > 20_000:  # no row of a plan: kept whole, never guessed
        return Row(token, [one_line("\n".join(ln.text for ln in lines)), *[""] * (len(shape.kinds) - 1)], 99.0, 0.0)
    cells, cost, margin, group = _aligned(tuple(lines), token, tuple(shape.kinds), tuple(shape.widths))
    return Row(token, list(cells), cost, margin, group)


class _Words:
    """The words of one row, and for each what parts it from the word before: in | line | tight | open."""

    def __init__(self, source: tuple[Line, ...], continued: bool) -> None:
        self.words: list[str] = []
        self.marks: list[str] = []
        self.line_start: list[int] = []  # of the line that the word stands in
        self.continued = continued
        for i, line in enumerate(source):
            mark = "in" if not i else "tight" if line.tight else "open" if source[i - 1].open_end else "line"
            begin = len(self.words)
            parts = [EMPTY] * line.empties_before + line.text.split() + [EMPTY] * line.empties_after
            self.words += parts
            self.marks += [mark, *["in"] * (len(parts) - 1)] if parts else []
            self.line_start += [begin] * len(parts)
        n = len(self.words)
        breaks = [i for i in range(1, n) if self.marks[i] != "in" or EMPTY in (self.words[i], self.words[i - 1])]
        inner = [i for i in range(1, n) if self.marks[i] == "in" and grammar.opens_cell(self.words[i])]
        places = sorted({0, *breaks, *(inner if len(breaks) + len(inner) <= 100 else ()), n})
        self.places = tuple(places if len(places) <= 200 else [*places[:199], n])
        self.breaks = [i for i in range(1, n) if self.marks[i] != "in"]
        self._texts: dict[tuple[int, int], str] = {}
        self._prices: dict[tuple[int, int, str, float], float] = {}

    def flat(self, start: int, end: int) -> str:
        """Words joined by blanks: for judging."""
        key = (start, end)
        if key not in self._texts:
            self._texts[key] = " ".join(w for w in self.words[start:end] if w != EMPTY)
        return self._texts[key]

    def text(self, start: int, end: int) -> str:
        """The cell as it goes out: line breaks mended ("57-⏎NQ/TW")."""
        out: list[str] = []
        for i in range(start, end):
            if self.words[i] != EMPTY:
                out.append(("\n" if self.marks[i] != "in" and out else " ") + self.words[i])
        return one_line("".join(out))

    def cell(self, start: int, end: int, kind: str, width: float) -> float:
        """Cost of words ``start:end`` as one cell of this kind, with the cut before it."""
        key = (start, end, kind, width)
        if key not in self._prices:
            self._prices[key] = self._cell(start, end, kind, width)
        return self._prices[key]

    def _cell(self, start: int, end: int, kind: str, width: float) -> float:
        text = self.flat(start, end)
        blanks = self.words[start:end].count(EMPTY)
        if not text:
            return (0.0 if self.continued else grammar.cost(kind, "")) * (0.15 if blanks else 1.0) + 1.5 * max(0, blanks - 1)
        price = grammar.cost(kind, text) + 2.5 * blanks
        if self.continued and kind == "name" and text[0].islower():
            price -= 0.5
        begin = start
        for i in self.breaks[bisect_right(self.breaks, start):bisect_right(self.breaks, end - 1)]:  # joins inside the cell
            if self.marks[i] == "tight":
                price += 5.0
            elif width:
                price += _short_line(len(self.flat(begin, i)), len(self.words[i]), width)
            begin = i
        if width:
            price += max(0.0, len(self.flat(begin, end)) - width * 1.25) * 0.2
        if start > 0:  # the cut before the cell
            mark, word = self.marks[start], self.words[start]
            price += {"tight": 0.0, "line": 0.5, "open": 3.0, "in": 1.0}[mark]
            if mark == "in" and (word in "≥≤<>=" or grammar.is_value(word) or self.words[start - 1] == EMPTY):
                price -= 0.7
            if text[0].islower() and kind not in ("unit", "coord", "measure"):
                price += 1.0
        return price


def _short_line(length: int, next_word: int, width: float) -> float:
    """A line that ends although the next word had room in this column did not wrap: a cell ends there."""
    room = width - length - 1 - next_word
    return min(3.0, 0.18 * room) if room > 3 else 0.0


def _widths(lines: list[Line], rows: list[Row], shape: Shape) -> list[float]:
    """Longest usual line of each column over the rows that were clear."""
    found: list[list[int]] = [[] for _ in shape.kinds]
    texts = {ln.text for ln in lines}
    for row in rows:
        if row.group or row.margin < 0.3:
            continue
        for c, cell in enumerate(row.cells):
            if cell and c < len(found):
                found[c].extend(len(t) for t in texts if len(t) > 3 and t in cell)
    return [float(sorted(f)[int(len(f) * 0.9)]) if len(f) >= 4 else 0.0 for f in found]
