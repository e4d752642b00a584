"""Runs of characters on their way to be words, as arrays: cut at blanks and where the pen jumps, joined where they touch.

PDFium splits text at the spaces it finds or makes up; we keep its real spaces, and judge the made-up ones and the gaps
inside by the font size: a gap under ``GLUE`` em is no gap, one over ``SPLIT`` em is one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from extractors.readers.pdf import raw
from extractors.readers.pdf.fonts import Style
from schemas.document import Bbox

GLUE, SPLIT = 0.08, 0.6
#: Words under this size in points nobody reads.
TINY = 1.0
WORD = regex.compile(r"[^\s\u00A0\u0000]+")
#: PDFium's sign for a hyphen at the end of a line.
HYPHEN = "\u0002"
#: Character code → it separates words; codes beyond are letters and signs.
_SEPARATES = np.array([not WORD.match(chr(c)) for c in range(0x3002)])

_Floats = NDArray[np.float64]
_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Codes = NDArray[np.uint32]


def codes_of(text: str) -> _Codes:
    """Code of each character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def split(text: str, codes: _Codes, chars: _Floats) -> tuple[_Numbers, _Numbers]:
    """Start and end of each run: at blanks, after end-of-line hyphens and where the pen jumps. ``chars``: n × 4 as read."""
    solid = ~_SEPARATES[np.minimum(codes, len(_SEPARATES) - 1)]
    x0, x1, bottom = chars[:, 0], chars[:, 2], chars[:, 3]
    em = np.maximum(np.maximum(x1 - x0, bottom - chars[:, 1]), 1.0)
    larger = np.maximum(em[1:], em[:-1])
    # a third of an em: a letter of another font may stand in the gap; ``joined`` closes gaps that nothing stands in
    jump = (np.abs(x0[1:] - x1[:-1]) > larger * 0.3) | (np.abs(bottom[1:] - bottom[:-1]) > larger * 1.2)
    # a ligature ("fi" in "wifi") is one glyph of several characters, all in its box
    jump &= ~((chars[1:] == chars[:-1]).all(axis=1) & ((codes[1:] != codes[:-1]) | (codes[1:] == ord("f"))))
    inside = solid[:-1] & solid[1:]
    cut = inside & (jump | (codes[:-1] == ord(HYPHEN)))
    for k in np.flatnonzero(cut).tolist():
        if unicodedata.combining(text[k + 1]) and text[k] != HYPHEN:
            cut[k] = False
    whole = inside & ~cut
    starts, ends = solid.copy(), solid
    starts[1:] &= ~whole
    ends[:-1] &= ~whole
    return np.flatnonzero(starts), np.flatnonzero(ends) + 1


class Extra(NamedTuple):
    """A word that is not in the text."""

    word: str
    n: int
    box: Bbox
    base: float
    size: float
    style: Style


@dataclass(slots=True)
class Pieces:
    """``starts`` and ``ends`` in the text of the page (``codes``), ``boxes`` as read; ``words``: what they say; ``n``: visible characters of each."""

    codes: _Codes
    chars: _Floats
    starts: _Numbers
    ends: _Numbers
    boxes: _Floats
    base: _Floats
    size: _Floats
    upright: _Flags
    words: list[str]
    styles: list[Style]
    n: list[int]
    bold: list[bool]

    @property
    def spaced(self) -> list[bool]:
        """Whether the file has a blank after it at the end of its line."""
        codes = np.append(self.codes, (0, 0))
        after = codes[self.ends + 1]
        spaced: list[bool] = ((codes[self.ends] == 0x20) & ((after == 0x0D) | (after == 0x0A))).tolist()
        return spaced

    def in_sight(self, size: tuple[float, float]) -> bool:
        """All are painted, large enough to read and stand on the page of that size, as far as can be told without a look at it."""
        if any(s.hidden or s.pale for s in set(self.styles)) or self.size.min() < TINY:
            return False
        x, y = (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        return bool(x.min() >= -1 and x.max() <= size[0] + 1 and y.min() >= -1 and y.max() <= size[1] + 1)

    def add(self, words: Sequence[Extra]) -> None:
        texts, n, boxes, bases, sizes, styles = zip(*words, strict=True)
        self.starts, self.ends = np.append(self.starts, [0] * len(words)), np.append(self.ends, [len(self.codes)] * len(words))
        self.boxes = np.append(self.boxes, boxes, axis=0)
        self.base, self.size = np.append(self.base, bases), np.append(self.size, sizes)
        self.upright = np.append(self.upright, [True] * len(words))
        self.words += texts
        self.styles += styles
        self.n += n
        self.bold += [s.bold for s in styles]

    def joined(self, textpage: int) -> Pieces:
        """Pieces that touch on the page as one.

        Where letters come from another font (a fallback for ``ệ``, a bold syllable) they may stand anywhere in the file, and
        PDFium makes up blanks around them. Pieces that touch are one word unless the file itself has a blank between them.
        """
        if len(self.words) < 2:
            return self
        by_base = np.argsort(self.base, kind="stable")
        row = np.zeros(len(self.base))
        row[by_base[1:]] = np.cumsum(np.diff(self.base[by_base]) > 0.6)
        order = np.lexsort((self.boxes[:, 0], row))
        touch = self._touch(order, textpage)
        if not touch.any():
            return self
        first = np.flatnonzero(np.append(True, ~touch))
        stop = np.append(first[1:], len(order))
        ranked, words, n, bold, ends = order.tolist(), list(self.words), list(self.n), list(self.bold), self.ends.copy()
        heads = order[first]
        ends[heads] = self.ends[order[stop - 1]]
        several = stop - first > 1
        for a, b in zip(first[several].tolist(), stop[several].tolist(), strict=True):
            members = ranked[a:b]
            head = members[0]
            for i in members[1:]:
                if n[head] < n[i]:
                    bold[head] = bold[i]
                n[head] += n[i]
            words[head] = unicodedata.normalize("NFC", "".join([words[i] for i in members]))
        back = np.argsort(heads)
        kept = heads[back]
        least = np.minimum.reduceat(self.boxes[order, :2], first, axis=0)[back]
        most = np.maximum.reduceat(self.boxes[order, 2:], first, axis=0)[back]
        at = kept.tolist()
        return Pieces(
            self.codes, self.chars, self.starts[kept], ends[kept], np.concatenate([least, most], axis=1), self.base[kept], self.size[kept],
            self.upright[kept], [words[i] for i in at], [self.styles[i] for i in at], [n[i] for i in at], [bold[i] for i in at],
        )

    def _touch(self, order: _Numbers, textpage: int) -> _Flags:
        """Whether each piece, in the order of lines and from left to right, and the next one are parts of one word."""
        left, right = order[:-1], order[1:]
        size = np.minimum(self.size[left], self.size[right])
        gap = self.boxes[right, 0] - self.boxes[left, 2]
        level = (np.abs(self.base[right] - self.base[left]) < 0.12 * size) & self.upright[left] & self.upright[right]
        attached = self.starts[right] == self.ends[left]
        touch: _Flags = level & (gap > -0.4 * size) & (gap < SPLIT * size) & (attached | (gap < GLUE * size))
        k = np.flatnonzero(touch)
        if len(k):
            ends, starts, edge = self.ends[left[k]], self.starts[right[k]], self.boxes[left[k], 2]
            codes = self.codes
            blank = np.append((codes == 0x20) | (codes == 0xA0), False)
            x0 = np.append(self.chars[:, 0], np.inf)
            apart = blank[ends] & (np.abs(x0[ends] - edge) <= 2.0)  # the file has a blank right after the piece, if PDFium did not make it up
            apart[apart] = ~np.array(raw.generated(textpage, ends[apart].tolist()), bool)
            # PDFium swallows blanks after those it made up, but not their room
            before, here = x0[starts - 1], x0[starts]
            apart |= (starts > 0) & blank[starts - 1] & (np.maximum(edge - 0.25 * size[k], here - 1.5 * size[k]) < before) & (before < here - 0.12 * size[k])
            touch[k] = np.where(attached[k], codes[ends - 1] != ord(HYPHEN), ~apart)
        return touch


def pieces_of(codes: _Codes, chars: _Floats, starts: _Numbers, ends: _Numbers, base: _Floats, styles: list[Style], words: list[str]) -> Pieces:
    """Places of runs: a box is as high as its letters, at most 1.25 em over the baseline and half an em under it."""
    at = np.empty(2 * len(starts), np.int64)
    at[0::2], at[1::2] = starts, ends
    padded = np.concatenate([chars, chars[-1:]])  # the last run may end at the end of the text
    x0, top = (np.minimum.reduceat(np.ascontiguousarray(padded[:, k]), at)[::2] for k in (0, 1))
    x1, bottom = (np.maximum.reduceat(np.ascontiguousarray(padded[:, k]), at)[::2] for k in (2, 3))
    sizes, uprights, _, bold, *_ = zip(*styles, strict=True)
    size, upright = np.array(sizes), np.array(uprights)
    size = np.where(size == 0, np.maximum(bottom - top, 1.0), size)
    base = np.where(upright, base, bottom)
    top = np.where(upright, np.maximum(top, base - 1.25 * size), top)
    bottom = np.where(upright, np.minimum(bottom, base + 0.5 * size), bottom)
    boxes = np.stack([x0, top, x1, bottom], axis=1)
    return Pieces(codes, chars, starts, ends, boxes, base, size, upright, words, styles, (ends - starts).tolist(), list(bold))
