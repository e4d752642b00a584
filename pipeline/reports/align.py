"""Where the paragraphs and cells of an office document stand on the pages of its print.

A DOCX has no pages; printed once to PDF it has. Both are read by their own readers and their folded words aligned by a longest common
subsequence over the whole document (Hirschberg's algorithm in bit-parallel form, Hyyrö 2004: rapidfuzz), so that line and page breaks,
list numbers and repeated headers shift nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import regex

from extractors.text import fold
from schemas.document import Bbox, Box, Cell, Document, Paragraph, Table

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}%]++")
#: Least share of a cell's words that must be found on the page before its box is believed.
MATCHED = 0.6
#: A match further from the middle of its cell's matches than this many cell lengths (plus _SLACK words) is a chance one.
_REACH, _SLACK = 2, 25

Where = tuple[int, int | None, int | None]  # block, row, column
_Found = tuple[int, int, Box | None, int]  # start, end, box and index on the print (-1 = not found)


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    where: Where
    start: int
    end: int


@dataclass(slots=True)
class Placed:
    """Words of an office document with their boxes on the print. ``share``: of all its words, those that were found."""

    texts: dict[Where, str]
    words: dict[Where, list[_Found]]
    share: float

    def boxes(self, block: int, row: int | None = None, col: int | None = None, words: str = "") -> tuple[Box, ...]:
        """One box a page, first page first; of ``words`` only, when they stand there in one piece. () when too few were found.

        A row without column takes all its cells; so does a cell without words ("-") or whose words were not found.
        """
        found = self._words((block, row, col), words)
        return self._around(found) or (self._around([w for k, v in self.words.items() if k[:2] == (block, row) for w in v]) if row is not None else ())

    def _words(self, where: Where, words: str) -> list[_Found]:
        keys = [where] if where in self.words else [k for k in self.words if k[0] == where[0] and k[1] == where[1]] if where[2] is None else []
        if where[1] is None and not keys:
            keys = [k for k in self.words if k[0] == where[0]]
        found: list[_Found] = []
        for key in keys:
            at = _find(self.texts[key], words) if words and len(keys) == 1 else None
            found += [w for w in self.words[key] if at is None or (w[0] < at[1] and w[1] > at[0])]
        return found

    @staticmethod
    def _around(found: list[_Found]) -> tuple[Box, ...]:
        hits = _together([(b, n) for _, _, b, n in found if b is not None])
        if not found or len(hits) < max(1, MATCHED * len(found)):
            return ()
        pages: dict[int, Bbox] = {}
        for box in hits:
            old = pages.get(box.page)
            pages[box.page] = box.bbox if old is None else (min(old[0], box.bbox[0]), min(old[1], box.bbox[1]), max(old[2], box.bbox[2]), max(old[3], box.bbox[3]))
        return tuple(Box(p, b) for p, b in sorted(pages.items()))


def align(document: Document, printed: Document) -> Placed:
    """``document``: as read from DOCX; ``printed``: its PDF as read by the PDF reader. Linear memory; 20,000 words take under a second."""
    from rapidfuzz.distance import LCSseq

    texts: dict[Where, str] = {}
    ours, _ = _words(document, texts)
    theirs, boxes = _words(printed, {})
    found: list[int | None] = [None] * len(ours)
    for op in LCSseq.opcodes([w.key for w in ours], [w.key for w in theirs]):
        if op.tag == "equal":
            for n in range(op.src_end - op.src_start):
                found[op.src_start + n] = op.dest_start + n
    words: dict[Where, list[_Found]] = defaultdict(list)
    for w, index in zip(ours, found, strict=True):
        words[w.where].append((w.start, w.end, None if index is None else boxes[index], -1 if index is None else index))
    return Placed(texts, dict(words), sum(i is not None for i in found) / max(1, len(found)))


def _words(document: Document, texts: dict[Where, str]) -> tuple[list[_Word], list[Box | None]]:
    words: list[_Word] = []
    boxes: list[Box | None] = []
    for block in document.blocks:
        parts: list[tuple[Where, Paragraph | Cell]] = (
            [((block.block, c.row, c.col), c) for c in sorted(block.cells, key=lambda c: (c.row, c.col))] if isinstance(block, Table) else [((block.block, None, None), block)]
        )
        for where, part in parts:
            texts[where] = part.text
            spans = iter(part.spans)
            span = next(spans, None)
            for m in _WORD.finditer(part.text):
                while span is not None and span.end <= m.start():
                    span = next(spans, None)
                inside = span is not None and span.start < m.end()
                words.append(_Word(fold(m[0]), where, *m.span()))
                boxes.append(Box(span.page, span.bbox) if inside and span is not None else next(iter(part.boxes), None))
    return words, boxes


def _find(text: str, words: str) -> tuple[int, int] | None:
    at = text.find(words)
    return (at, at + len(words)) if at >= 0 and words else None


def _together(hits: list[tuple[Box, int]]) -> list[Box]:
    """The hits that stand near one another on the print; strays are left out."""
    if not hits:
        return []
    middle = sorted(n for _, n in hits)[len(hits) // 2]
    reach = _REACH * len(hits) + _SLACK
    return [b for b, n in hits if abs(n - middle) <= reach]
