"""Ordinals in a narrow first column whose dots were lost: 1.1, 12, 1.3 is 1.1, 1.2, 1.3. The siblings decide, or nothing does."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.readers.ocr.engine import Rect
from extractors.readers.ocr.text import MENDED
from schemas.document import Cell
from schemas.spans import Span, Spans

_NUMBERED = regex.compile(r"^(\d{1,3}(?:[.,]\d{1,2}){0,3}|\d{2,5})([.)]?)$")
#: Widest column (inches) in which ordinals alone stand.
NARROW = 1.0
#: Least share of ordinals among the cells of such a column.
SHARE = 0.7


def right_ordinals(cells: Sequence[Cell], boxes: Sequence[Rect], dpi: float) -> None:
    """Puts lost dots back in the first column of one table (in place), each with a note of what was read.

    Only what follows the ordinal above it when its dots are set, and does not when they are not, is changed.
    """
    column = [(c, b) for c, b in zip(cells, boxes, strict=True) if c.col == 0 and c.col_span == 1 and c.text]
    numbered = [c for c, _ in column if _NUMBERED.match(c.text)]
    if len(numbered) < 3 or len(numbered) < SHARE * (len(column) - 1) or any(b[2] - b[0] > NARROW * dpi for _, b in column):
        return
    before = ""
    changes: list[tuple[Cell, str]] = []
    dotted = 0
    for c, _ in column:
        m = _NUMBERED.match(c.text)
        if m is None:
            before = ""
            continue
        now = m[1]
        if before and now not in _followers(before):
            fits = [f for f in _followers(before) if f.replace(".", "") == regex.sub(r"[.,]", "", now)]
            if len(fits) == 1 and "." in fits[0]:
                changes.append((c, fits[0] + m[2]))
                now = fits[0]
        dotted += "." in now
        before = now.replace(",", ".")
    if dotted < 2:
        return
    for c, text in changes:
        c.notes = (*c.notes, f"repaired: {c.text} -> {text}")
        c.confidence = min(max(c.confidence, 0.7), MENDED)
        page, bbox = (c.spans[0].page, c.spans[0].bbox) if c.spans else (c.boxes[0].page, c.boxes[0].bbox)
        c.text, c.spans = text, Spans([Span(0, len(text), page, bbox, c.confidence)])


def _followers(before: str) -> set[str]:
    """Ordinals that may stand below ``before``: its first child, its next sibling, the next of each of its parents."""
    parts = [int(p) for p in before.split(".")]
    out = {f"{before}.1"}
    while parts:
        out.add(".".join(map(str, [*parts[:-1], parts[-1] + 1])))
        parts.pop()
    return out
