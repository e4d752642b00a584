"""Words → lines → rows. A row is everything on one baseline; a wide gap in it separates lines of different columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import regex

from extractors.legacy import is_syllable
from extractors.readers.pdf.characters import Word
from schemas import vocab

_left, _size = attrgetter("x0"), attrgetter("size")
#: A gap of so many em between words ends a line (column gap, tab).
GAP = 1.9
_HELD = regex.compile(r"[\p{L}\p{N}][-/&]$")
_WORDY = regex.compile(r"^[\p{L}\p{N}]")
_TAIL = regex.compile(r"^(?:/\p{L}|-\p{Lu}{2})")
_SYMBOL = regex.compile(r"^[/-]\p{Lu}{2}")
_CODE = regex.compile(r"^\d[\d/]*[-/](?:\p{Lu}[\p{L}\p{N}&]*[-/])?(\p{Lu}\p{L}*)$")
_CAPITALS = regex.compile(r"^\p{L}+")
_YEAR = regex.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]([12]\d{0,2})$")
_DIGITS = regex.compile(r"^\d{1,3}(?!\d)")
_NUMBERED = regex.compile(r"[\p{N}\p{Lu}]$")


@dataclass(slots=True)
class Line:
    """Words on one baseline, left to right. Coordinates as read."""

    words: list[Word] = field(default_factory=list)
    x0: float = 0.0
    x1: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    base: float = 0.0
    size: float = 0.0
    bold: bool = False
    page: int = 0

    @property
    def text(self) -> str:
        return " ".join([w.text for w in self.words])

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def make_line(words: Sequence[Word], page: int = 0) -> Line:
    """``words`` need not be sorted. Its baseline is that of its longest word of full size (superscripts do not move it)."""
    return _line(sorted(words, key=_left), page)


def _line(ws: list[Word], page: int) -> Line:
    """``make_line`` of words from left to right."""
    first = ws[0]
    if len(ws) == 1:
        return Line(ws, first.x0, first.x1, first.top, first.bottom, first.base, first.size, first.bold and first.n > 0, page)
    size = max(map(_size, ws))
    n = bold = longest = 0
    base, x1, top, bottom = first.base, first.x1, first.top, first.bottom
    for w in ws:
        n += w.n
        if w.bold:
            bold += w.n
        if w.n > longest and w.size > 0.75 * size:
            longest, base = w.n, w.base
        if w.x1 > x1:
            x1 = w.x1
        if w.top < top:
            top = w.top
        if w.bottom > bottom:
            bottom = w.bottom
    return Line(ws, first.x0, x1, top, bottom, base, size, 2 * bold > n, page)


def whole(row: Sequence[Line]) -> Line:
    """All lines of a row as one."""
    return row[0] if len(row) == 1 else make_line([w for ln in row for w in ln.words], row[0].page)


def make_rows(words: Iterable[Word], page: int = 0) -> list[list[Line]]:
    """Rows top to bottom, in each its lines left to right."""
    rows: list[list[list[Word]]] = []  # runs of each row
    bases: list[tuple[float, float]] = []  # baseline and size of each row
    runs = _runs(words)
    if len(runs) == 1:
        return [_cut(runs, page)]
    lowest, largest = -1e9, 0.0  # baseline and size of all rows: a run far under them is in none
    for run in sorted(runs, key=lambda r: r[0].base):
        first = run[0]
        lead = max(run, key=_size) if len(run) > 1 else first
        far = min(first.base, lead.base) - lowest > 0.6 * largest
        for i in () if far else range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            base, size = bases[i]
            if abs(lead.base - base) <= 0.32 * min(size, lead.size) or (abs(first.base - base) <= 0.6 * size and _raised(rows[i], run, size)):
                rows[i].append(run)
                break
        else:
            rows.append([run])
            bases.append((lead.base, lead.size))
            lowest, largest = max(lowest, lead.base), max(largest, lead.size)
    return [_cut(r, page) for r in rows]


def _runs(words: Iterable[Word]) -> list[list[Word]]:
    """Words that follow one another in the file on one baseline from left to right."""
    runs: list[list[Word]] = []
    p: Word | None = None
    for w in words:
        if p is not None and abs(p.base - w.base) <= 0.2 * p.size and -0.5 * p.size <= w.x0 - p.x1 < GAP * p.size:
            runs[-1].append(w)
        else:
            runs.append([w])
        p = w
    return runs


def _raised(row: list[list[Word]], run: list[Word], size: float) -> bool:
    """A superscript or subscript of the row, less than a line away: smaller, and touching a word of it."""
    w = run[0]
    if w.size > 0.8 * size:
        return False
    return any(-0.3 * size < w.x0 - r.x1 < 0.5 * size or -0.3 * size < r.x0 - run[-1].x1 < 0.5 * size for part in row for r in part)


def _cut(row: list[list[Word]], page: int) -> list[Line]:
    found = row[0] if len(row) == 1 else [w for run in row for w in run]
    ws = sorted(found, key=_left)
    if len(row) == 1 and ws == found:  # gaps of one run are narrow
        return [_line(ws, page)]
    parts = [[ws[0]]]
    edge = ws[0].x1
    for w in ws[1:]:
        if w.x0 - edge > GAP * max(w.size, parts[-1][-1].size):
            parts.append([w])
        else:
            parts[-1].append(w)
        edge = max(edge, w.x1)
    return [_line(p, page) for p in parts]


def number_tail(before: str, after: str) -> bool:
    """``after`` is the rest of a number filled in by another tool or by hand: ``208`` + ``/KH-PKTHTĐT``."""
    return before.isdecimal() and len(before) <= 5 and _SYMBOL.match(after) is not None


def joint(before: str, after: str) -> str:
    """What stands between the end of a line and the next one: "" inside ``57-⏎NQ/TW`` and ``NQ⏎/TW``, else a blank."""
    if _HELD.search(before) and _WORDY.match(after):
        return ""
    if _TAIL.match(after) and _NUMBERED.search(before) or _broken(before, after):
        return ""
    return " "


@vocab.compiled
def _abbreviations() -> frozenset[str]:
    """Abbreviations that a column too narrow for them breaks anywhere."""
    return frozenset(r["abbreviation"] for r in vocab.rows("broken_abbreviations"))


@vocab.compiled
def _type_codes() -> frozenset[str]:
    """Letters of a document's type in its number: NĐ, QĐ, NQ (Decree 30/2020/NĐ-CP, annex III.I)."""
    return frozenset(code.strip() for r in vocab.rows("document_types") for code in r["codes"].split(";"))


def _number_cut(before: str, after: str) -> bool:
    """A number of a document or a date cut inside: ``57-NQ/T⏎W``, ``79/2021/N⏎Đ-CP``, ``22/12/202⏎4`` (a year cut in halves might be two numbers)."""
    if (code := _CODE.search(before)) and (rest := _CAPITALS.match(after)):
        known = _type_codes() if after[rest.end() : rest.end() + 1] in ("-", "/") else _abbreviations()
        return code[1] + rest[0] in known and code[1] not in known
    year, digits = _YEAR.search(before), _DIGITS.match(after)
    return bool(year and digits and len(year[1]) != 2 and len(year[1]) + len(digits[0]) == 4)


def _broken(before: str, after: str) -> bool:
    """A word broken inside by a column too narrow for it ("nghiệ⏎p"): together a syllable, apart not both."""
    head, tail = before.lstrip("([“\""), after.rstrip(".,;:)]”\"…%")
    if head + tail in _abbreviations():
        return head not in _abbreviations()
    if head[:1].isdigit():
        return _number_cut(head, after)
    if not (head and tail and head.isalpha() and tail.isalpha() and tail.islower() and (head.islower() or head[1:].islower() or len(head) == 1)):
        return False
    return is_syllable(head + tail) and not (is_syllable(head) and is_syllable(tail))
