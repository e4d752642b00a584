"""White columns between words: where the columns of a table without vertical rules are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.lines import Line

#: Narrowest white column in points; blanks in justified 13 pt text are under 6 but never stand under one another.
NARROWEST = 5.0
_Span = tuple[float, float]


@dataclass(slots=True)
class Heading:
    """One column as its header shows it: left and right edge, and the words."""

    x0: float
    x1: float
    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


def headings(rows: Sequence[Sequence[Line]]) -> list[Heading]:
    """Columns of a header of one or several lines. A line above several columns belongs to none of them."""
    fullest = max(rows, key=len)
    found = [Heading(ln.x0, ln.x1) for ln in fullest]
    for row in rows:
        for ln in row:
            over = [h for h in found if min(h.x1, ln.x1) - max(h.x0, ln.x0) > 0]
            if not over:
                found.append(Heading(ln.x0, ln.x1, list(ln.words)))
            elif len(over) == 1:
                h = over[0]
                h.x0, h.x1 = min(h.x0, ln.x0), max(h.x1, ln.x1)
                h.words += ln.words
    return sorted(found, key=lambda h: h.x0)


class Gutters:
    """The white left between neighbouring columns, narrowed by each row of words."""

    def __init__(self, columns: Sequence[Heading]) -> None:
        centres = [(h.x0 + h.x1) / 2 for h in columns]
        self.white: list[list[_Span]] = [[pair] for pair in zip(centres, centres[1:], strict=False)]
        self.add(w for h in columns for w in h.words)

    def add(self, words: Iterable[Word]) -> bool:
        """Take a row's words into account; False, and nothing changed, when a gutter would close."""
        taken = [(w.x0, w.x1) for w in words]
        narrowed = [_without(spans, taken) for spans in self.white]
        if not all(narrowed):
            return False
        self.white = narrowed
        return True

    def middles(self) -> list[float]:
        """One x for each gutter: the middle of its widest white."""
        widest = (max((b - a, (a + b) / 2) for a, b in spans) for spans in self.white)
        return [middle for _, middle in widest]


def _without(spans: Sequence[_Span], taken: Sequence[_Span]) -> list[_Span]:
    out = list(spans)
    for a, b in taken:
        cut: list[_Span] = []
        for x0, x1 in out:
            if b <= x0 or a >= x1:
                cut.append((x0, x1))
            else:
                cut += [(x0, a), (b, x1)]
        out = [s for s in cut if s[1] - s[0] >= NARROWEST]
        if not out:
            break
    return out
