"""Cuts one row of flat text into the cells of its columns: a shortest path over the places where a cell may end.

A tool writes the cells of a row in the order of the columns and breaks the line wherever the next words stand at another height. So the
breaks tell how the cells were set. Where cells are set from the top, a cell of one line is followed on the same line by the next cell,
and a cell of several lines never is; where they stand in the middle, only two cells of one line each share a line, or, for a tool that
breaks only where lines do not overlap (PDFium), also a cell of one line and one of two, which stand half a line apart. Which of these
holds is a property of the table (``MODES``), found by trying. Then the width of the columns: a line that ended although the next word had room
did not wrap (``flat_width``). Last what the words look like (``flat_grammar.cost``). Nothing is added or dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.readers import flat_grammar as grammar
from extractors.readers import flat_width
from extractors.readers.lines import is_dangling
from extractors.text import one_line

#: Longest cell of each kind, in words; longer readings are not tried.
LONGEST = {"value": 24, "measure": 8, "unit": 45, "coord": 45, "deadline": 24, "output": 400, "reference": 60, "ordinal": 2}
EMPTY = "\u2400"  # stands for the blank that an empty cell left
MAX_ROW_LINES = 60
#: How cells are set in a row: from the top, in the middle (lines half a line apart kept apart, or not), each on lines of its own (the
#: tool breaks after every cell), or not known.
MODES = ("top", "middle", "half", "lines", "free")
#: Lines of a cell are counted up to this: more of them part from their neighbours in every way of setting.
MANY = 3
#: Words from which judging a cell counts for more.
LONG_CELL = 10
#: Readings of the columns so far that cost so much more than the best are given up.
BEAM = 9.0
#: A cut that the way of setting forbids; before an organisation, whose cell may be merged over rows and so stand at any height.
AGAINST, AGAINST_UNIT = 4.0, 2.5
#: A cut inside the name of a known organisation.
TORN = 2.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: its words, how many empty cells its blanks may stand for, and how it is parted from the line before."""

    text: str
    tight: bool = False  # no blank line before it, in a text where wrapped lines have one: a cell ends here
    empties_before: int = 0
    empties_after: int = 0
    open_end: bool = False  # ends with a blank where whole cells do not: the cell goes on
    page: bool = False  # first line of a page
    number: bool = False  # the number of a page and nothing else


@dataclass(slots=True)
class Row:
    ordinal: str
    cells: list[str]  # one for each column after the ordinal
    cost: float
    margin: float  # how much worse the second-best reading is
    group: bool = False
    lines: tuple[tuple[str, ...], ...] = ()  # the lines of each cell, as they stood
    lone: bool = False  # one organisation for two columns of them, and no blank that tells which cell is empty


@dataclass(slots=True)
class Effort:
    """Cells that may still be tried, for all tables of a text: what plans need and more, linear in their lines, however they are written."""

    left: int = 800_000

    def add(self, lines: int) -> None:
        """Lines of one more table: 2,500 cells each, long ones counted more (plans need 300 to 3,000, the most in small tables)."""
        self.left += 2500 * lines


@dataclass(slots=True)
class Shape:
    """What the columns of a table look like, learnt from its rows."""

    kinds: list[str]  # of the columns after the ordinal
    widths: tuple[flat_width.Width | None, ...] = ()
    mode: str = "free"
    effort: Effort = field(default_factory=Effort)
    heads: tuple[tuple[str, ...], ...] = field(default=())  # lines of the header's cells, where they are known


def align(lines: list[Line], token: str, shape: Shape) -> Row:
    """The row with ordinal ``token`` ("" = goes on from the part before) whose words, ordinal taken away, are ``lines``."""
    if len(lines) > 2 * MAX_ROW_LINES or sum(len(ln.text) for ln in lines) > 20_000 or shape.effort.left < 0:  # no row of a plan: kept whole, never guessed
        return Row(token, [one_line("\n".join(ln.text for ln in lines)), *[""] * (len(shape.kinds) - 1)], 99.0 if shape.effort.left >= 0 else 4.0, 0.0)
    widths = shape.widths or (None,) * len(shape.kinds)
    cells, cost, margin, group, own, tried = _aligned(tuple(lines), token, tuple(shape.kinds), widths, shape.mode)
    shape.effort.left -= tried
    pair = next((c for c in range(len(shape.kinds) - 1) if shape.kinds[c] == "unit" and shape.kinds[c + 1] in ("unit", "coord")), None)
    lone = pair is not None and not group and bool(cells[pair]) != bool(cells[pair + 1]) and not any(ln.empties_after or ln.empties_before for ln in lines)
    return Row(token, list(cells), cost, margin, group, own, lone)


_Aligned = tuple[tuple[str, ...], float, float, bool, tuple[tuple[str, ...], ...], int]


@lru_cache(maxsize=20_000)
def _aligned(lines: tuple[Line, ...], token: str, kinds: tuple[str, ...], widths: tuple[flat_width.Width | None, ...], mode: str) -> _Aligned:
    """Cells, cost, margin to the second reading, whether it is a heading row, the lines of each cell, and how many cells were tried."""
    words = _Words(lines, not token, mode, "measure" in kinds)
    n, k = len(words.words), len(kinds)
    tried = n
    # the two best readings that end at a place after the columns so far; with it the lines of the last cell with words, up to MANY
    states: dict[tuple[int, int], list[tuple[float, tuple[int, ...]]]] = {(0, 1): [(0.0, (0,))]}
    for c, column in enumerate(kinds):
        longest = LONGEST.get(column, n)
        after: dict[tuple[int, int], list[tuple[float, tuple[int, ...]]]] = {}
        for (start, before), ways in states.items():
            ends = words.ends(start, longest) if c < k - 1 else (n,)
            tried += len(ends)
            for end in ends:
                price, own = words.cell(start, end, column, widths[c])
                now = before
                if own:
                    now = min(own, MANY)
                    price += words.cut(start, column, before, now)
                for cost, path in ways:
                    after.setdefault((end, now), []).append((cost + price, (*path, end)))
        least = min((w[0] for ws in after.values() for w in ws), default=0.0)
        states = {e: sorted(w)[:2] for e, w in after.items() if min(w)[0] <= least + BEAM}
    tried += words.work
    ways = sorted(w for (e, _), ws in states.items() if e == n for w in ws) or [(99.0, (0, *(n,) * k))]
    cost, path = ways[0]
    margin = ways[1][0] - cost if len(ways) > 1 else 9.0
    whole = words.text(0, n)
    heading = _heading(words, lines, token, whole) + _unlike_one_cell(words.lines(0, n), widths[0])
    if whole and heading < cost:
        return (whole, *[""] * (k - 1)), heading, cost - heading, True, (), tried
    cells = tuple(words.text(a, b) for a, b in zip(path, path[1:], strict=False))
    own_lines = tuple(words.lines(a, b) for a, b in zip(path, path[1:], strict=False))
    return cells, cost, min(margin, heading - cost), not any(cells[1:]), own_lines, tried


def _heading(words: _Words, lines: tuple[Line, ...], token: str, whole: str) -> float:
    """Cost of reading all words of the row as the heading of a group."""
    kind = (grammar.ordinal(token) or ("", ()))[0]
    n = len(words.words)
    price = {"r": 0.4, "A": 0.6, "-": 1.0 + 0.1 * n, "a": 2.0 + 0.1 * n, "n": 2.5 + 0.15 * n}.get(kind, 7.0) + 2.0 * words.marks[1:].count("tight")
    price += 2.0 * sum(grammar.is_deadline(ln.text) for ln in lines[1:]) + 1.2 * sum(grammar.starts_with_cue("unit", ln.text) for ln in lines[1:]) + grammar.swallowed(whole)
    price += 0.8 * max(0, sum(w[-1:].isdigit() for w in words.words) - 1)
    return price + 3.0 * sum(1 for w in words.words if "%" in w or w in "≥≤") + max(0, n - 70) * 0.2 + max(0, len(lines) - 6) * 0.7


def _unlike_one_cell(lines: tuple[str, ...], width: flat_width.Width | None) -> float:
    """Lines that are neither wrapped in the first column nor over all columns: they stand in several cells."""
    if len(lines) < 2 or not width:
        return 0.0
    longest = float(max(map(flat_width.measure, lines)))
    return min(flat_width.misfit(lines, width), flat_width.misfit(lines, flat_width.Width(longest, longest)))


class _Words:
    """The words of one row, and for each what parts it from the word before: in | line | page | tight | open."""

    def __init__(self, source: tuple[Line, ...], continued: bool, mode: str, measured: bool) -> None:
        self.words: list[str] = []
        self.marks: list[str] = []
        self.continued = continued
        self.mode = mode
        for i, line in enumerate(source):
            mark = "in" if not i else "tight" if line.tight else "page" if line.page else "open" if source[i - 1].open_end else "line"
            parts = [EMPTY] * line.empties_before + line.text.split() + [EMPTY] * line.empties_after
            self.words += parts
            self.marks += [mark, *["in"] * (len(parts) - 1)] if parts else []
        n = len(self.words)
        breaks = [i for i in range(1, n) if self.marks[i] != "in" or EMPTY in (self.words[i], self.words[i - 1])]
        inner = [i for i in range(1, n) if self.marks[i] == "in" and (grammar.opens_cell(self.words[i]) or measured and grammar.opens_measure(self.words[i:i + 3]) or grammar.opens_value(self.words[i], self.words[i - 1]))]
        places = sorted({0, *breaks, *(inner if len(breaks) + len(inner) <= 100 else ()), n})
        self.places = tuple(places if len(places) <= 200 else [*places[:199], n])
        self.breaks = [i for i in range(1, n) if self.marks[i] != "in"]
        self.inner = {i for i in inner if EMPTY not in (self.words[i], self.words[i - 1])}
        self.names = grammar.inside_names(self.words)
        self.work = 0  # words of long cells judged
        self._ends: dict[tuple[int, int], tuple[int, ...]] = {}
        self._texts: dict[tuple[int, int], str] = {}
        self._prices: dict[tuple[int, int, str, flat_width.Width | None], tuple[float, int]] = {}

    def ends(self, start: int, longest: int) -> tuple[int, ...]:
        """Places where a cell from ``start`` on may end: inside a line only while it has one line (its last line is its own), or two
        where a line is shared with them."""
        key = (start, longest)
        if key not in self._ends:
            line_end = next(iter(self.breaks[bisect_right(self.breaks, start) + (self.mode == "half"):]), len(self.words))
            self._ends[key] = tuple(e for e in self.places[bisect_left(self.places, start):] if e - start <= longest and (e <= line_end or e not in self.inner or grammar.heads_unit(self.flat(e, e + 3))))
        return self._ends[key]

    def flat(self, start: int, end: int) -> str:
        """Words joined by blanks: for judging."""
        key = (start, end)
        if key not in self._texts:
            self._texts[key] = " ".join(w for w in self.words[start:end] if w != EMPTY)
        return self._texts[key]

    def text(self, start: int, end: int) -> str:
        """The cell as it goes out: line breaks mended ("57-⏎NQ/TW")."""
        return one_line(grammar.mended("\n".join(self.lines(start, end))))

    def lines(self, start: int, end: int) -> tuple[str, ...]:
        """The lines of a cell; none when it is empty."""
        cuts = [start, *self.breaks[bisect_right(self.breaks, start):bisect_right(self.breaks, end - 1)], end]
        return tuple(t for a, b in zip(cuts, cuts[1:], strict=False) if (t := self.flat(a, b)))

    def cell(self, start: int, end: int, kind: str, width: flat_width.Width | None) -> tuple[float, int]:
        """Cost of words ``start:end`` as one cell of this kind, and the number of its lines."""
        key = (start, end, kind, width)
        if key not in self._prices:
            self._prices[key] = self._cell(start, end, kind, width)
            self.work += max(0, end - start - LONG_CELL) // 2
        return self._prices[key]

    def _cell(self, start: int, end: int, kind: str, width: flat_width.Width | None) -> tuple[float, int]:
        text = self.flat(start, end)
        blanks = self.words[start:end].count(EMPTY)
        if not text:
            return (0.0 if self.continued else grammar.cost(kind, "")) * (0.15 if blanks else 1.0) + 1.5 * max(0, blanks - 1), 0
        price = grammar.cost(kind, text) + 2.5 * blanks
        if self.continued and kind == "name" and text[0].islower():
            price -= 0.5
        price += 5.0 * sum(self.marks[i] == "tight" for i in self.breaks[bisect_right(self.breaks, start):bisect_right(self.breaks, end - 1)])
        own = self.lines(start, end)
        if kind in ("name", "output"):  # an organisation that opens a line was hardly wrapped there
            price += sum(0.9 for a, b in zip(own, own[1:], strict=False) if grammar.heads_unit(b) and not is_dangling(a) and a[-1:] not in ",;:")
        if width:
            price += flat_width.misfit(own, width)
        return price, len(own)

    def cut(self, start: int, kind: str, before: int, own: int) -> float:
        """Cost of a cell that begins at ``start``; ``before`` and ``own``: the lines of the cell before and of this one."""
        if not start:
            return 0.0
        mark, word = self.marks[start], self.words[start]
        price = TORN if start in self.names else 0.0
        if word[0].islower() and kind not in ("unit", "coord", "measure"):
            price += 1.0
        blank = self.words[start - 1] == EMPTY
        if mark == "tight":
            return price
        if mark == "open":
            return price + 3.0
        if mark == "page":
            return price + 0.3
        same = mark == "in" and not blank
        if self.mode == "free":
            if mark == "in":
                return price + (0.3 if word in "≥≤<>=" or blank or grammar.is_value(word) else 1.0) + (2.0 if before > 1 and own > 1 and not blank else 0.0)
            return price + 0.5
        if mark == "in" and blank:
            return price + 0.2
        if self.mode == "lines":
            return price + (AGAINST if same else 0.2)
        shared = before == 1 if self.mode == "top" else before + own <= (2 if self.mode == "middle" else 3)
        return price + (0.2 if same == shared else AGAINST_UNIT if same and kind in ("unit", "coord") and grammar.heads_unit(self.flat(start, start + 3)) else AGAINST)
