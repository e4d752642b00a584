"""Words of a text and where each stands, packed: a document of 500 pages has 170,000 of them.

As objects a word takes 270 bytes, as eight numbers 64; a Span is made when somebody asks for it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload

Bbox = tuple[float, float, float, float]


class Span(NamedTuple):
    """Characters ``start:end`` of a text and the box of that word or line. ``confidence`` 0–1 (1 = native text)."""

    start: int
    end: int
    page: int
    bbox: Bbox
    confidence: float = 1.0


def around(boxes: Iterable[Bbox]) -> Bbox:
    """The smallest box around one box or more."""
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


#: Numbers of a word, in this order: start, end, page, x0, y0, x1, y1, confidence.
WIDTH = 8


class Spans(Sequence[Span]):
    """The words of one text, in its order, none over another. Never changed once made."""

    __slots__ = ("_n",)

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._n = array("d")
        for s in spans:
            self._n.extend((s.start, s.end, s.page, *s.bbox, s.confidence))

    @classmethod
    def of(cls, numbers: array[float]) -> Spans:
        """Of ``WIDTH`` numbers a word; they are kept, not copied."""
        made = cls.__new__(cls)
        made._n = numbers
        return made

    def __len__(self) -> int:
        return len(self._n) // WIDTH

    @overload
    def __getitem__(self, i: int) -> Span: ...
    @overload
    def __getitem__(self, i: slice) -> Spans: ...
    def __getitem__(self, i: int | slice) -> Span | Spans:
        if isinstance(i, slice):
            return Spans(list(self)[i])
        at = range(len(self))[i] * WIDTH
        start, end, page, x0, y0, x1, y1, confidence = self._n[at : at + WIDTH]
        return Span(int(start), int(end), int(page), (x0, y0, x1, y1), confidence)

    def __iter__(self) -> Iterator[Span]:
        n = iter(self._n)
        for start, end, page, x0, y0, x1, y1, confidence in zip(n, n, n, n, n, n, n, n, strict=True):
            yield Span(int(start), int(end), int(page), (x0, y0, x1, y1), confidence)

    def __eq__(self, other: object) -> bool:
        return self._n == other._n if isinstance(other, Spans) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._n.tobytes())

    def __repr__(self) -> str:
        return f"Spans({list(self)})"

    def __add__(self, other: Spans) -> Spans:
        return Spans.of(self._n + other._n)

    def __getstate__(self) -> bytes:
        return self._n.tobytes()

    def __setstate__(self, data: bytes) -> None:
        self._n = array("d")
        self._n.frombytes(data)

    def moved(self, by: int) -> Spans:
        """The same words in a text that has ``by`` characters more before them."""
        numbers = self._n[:]
        for i in range(0, len(numbers), WIDTH):
            numbers[i] += by
            numbers[i + 1] += by
        return Spans.of(numbers)

    def within(self, start: int, end: int) -> Spans:
        """The words that begin in ``start:end``, as those of that part alone."""
        starts = self._n[0::WIDTH]
        return Spans.of(self._n[bisect_left(starts, start) * WIDTH : bisect_left(starts, end) * WIDTH]).moved(-start)

    def touching(self, start: int, end: int) -> Spans:
        """The words that overlap ``start:end``."""
        first, last = bisect_right(self._n[1::WIDTH], start), bisect_left(self._n[0::WIDTH], end)
        return Spans.of(self._n[first * WIDTH : last * WIDTH])

    def boxes(self) -> list[tuple[int, Bbox]]:
        """Pages, first to last, with the box around the words on each."""
        n = self._n
        pages = sorted(set(n[2::WIDTH]))
        if len(pages) == 1:
            return [(int(pages[0]), (min(n[3::WIDTH]), min(n[4::WIDTH]), max(n[5::WIDTH]), max(n[6::WIDTH])))]
        return [(int(p), around([s.bbox for s in self if s.page == p])) for p in pages]

    def confidence(self) -> float:
        """The lowest of the words; 1 where there are none."""
        return min(self._n[7::WIDTH], default=1.0)


#: Of a text whose words have no boxes.
NO_SPANS = Spans()
