"""Text that a reader of the page does not see: white on white, rendering mode 3 over nothing, beyond the page's edge.

The text layer of a scan is drawn in mode 3 too, over its picture; and letters turned to outlines may have one over
them. So what is suspected is looked at in a picture of the page: where there is no ink, nothing is to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.frame import Frame
from extractors.readers.pdf.pieces import TINY
from extractors.readers.pdf.render import picture
from extractors.readers.pdf.rules import Drawn
from schemas.document import Bbox

#: Resolution of the look, and least difference of grey levels that the eye notices.
DPI, CONTRAST = 72.0, 24


def hidden_words(pdf: Any, number: int, words: Sequence[Word], drawn: Drawn, frame: Frame) -> list[Word]:
    """The words of page ``number`` (1-based) that do not show."""
    width, height = frame.read_size
    away: list[Word] = []
    doubtful: list[Word] = []
    for w in words:
        x, y = (w.x0 + w.x1) / 2, (w.top + w.bottom) / 2
        if not (-1 <= x <= width + 1 and -1 <= y <= height + 1) or w.size < TINY:
            away.append(w)
        elif (w.hidden and not _inside(x, y, drawn.images)) or (w.pale and not _on_colour(x, y, drawn)):
            doubtful.append(w)
    if doubtful:
        suspects = {id(w) for w in doubtful}
        shown = np.array([(w.base, w.x0, w.x1) for w in words if id(w) not in suspects] or [(-1e9, 0.0, 0.0)])
        grey = _look(pdf, number)
        away += [w for w in doubtful if not _inked(grey, w.shown, DPI / 72) or _covered(w, shown)]
    return away


def _look(pdf: Any, number: int) -> np.ndarray:
    page = pdf[number - 1]
    try:
        return picture(page, DPI, None, 4_000_000).mean(axis=2)
    finally:
        page.close()


def _inked(grey: np.ndarray, box: Bbox, scale: float) -> bool:
    x0, y0, x1, y1 = (round(v * scale) for v in box)
    part = grey[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    return part.size > 0 and float(part.max() - part.min()) > CONTRAST


def _covered(w: Word, shown: np.ndarray) -> bool:
    """Most of ``w`` lies on other words (baseline, x0, x1): what ink there is belongs to them."""
    level = shown[np.abs(shown[:, 0] - w.base) < 0.5 * w.size]
    across = np.minimum(level[:, 2], w.x1) - np.maximum(level[:, 1], w.x0)
    return bool(across[across > 0].sum() > 0.5 * (w.x1 - w.x0))


def _inside(x: float, y: float, areas: Sequence[Bbox]) -> bool:
    return any(a[0] - 1 <= x <= a[2] + 1 and a[1] - 1 <= y <= a[3] + 1 for a in areas)


def _on_colour(x: float, y: float, drawn: Drawn) -> bool:
    return _inside(x, y, drawn.fills) or _inside(x, y, drawn.images) or _inside(x, y, drawn.gradients) or _inside(x, y, drawn.rules)
