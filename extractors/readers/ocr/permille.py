"""``‰`` told from ``%`` by its rings: the engine knows no per mille and writes 13,83‰ as "13,83%" or "13,83%o", a tenfold error."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import regex

from extractors.readers.ocr.engine import Word

_SIGN = regex.compile(r"^(.*\d|)%([o0Oọ°]?)([.,;:)]*)$")
#: Confidence of a sign that its rings tell.
COUNTED = 0.8
#: The same where the engine saw the second ring too.
BOTH = 0.9


def per_mille(w: Word, ink: np.ndarray) -> Word:
    """``w`` with ``‰`` where the sign that ends it has two rings below, or was read with a letter for the second; else as it is."""
    m = _SIGN.match(w.text)
    rings = m is not None and _two_below(ink, w)
    if m is None or not (rings or (m[2] and m[1])):
        return w
    text, most = f"{m[1]}‰{m[3]}", BOTH if rings and m[2] else COUNTED
    return replace(w, text=text, confidence=min(max(w.confidence, 0.7), most), notes=(*w.notes, f"sign: {w.text} -> {text}"))


def _two_below(ink: np.ndarray, w: Word) -> bool:
    """Whether the last three rings of a word stand as those of ``‰``: one above, then two on one level below."""
    x0, y0, x1, y1 = w.box
    part = ink[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 4]
    if part.size == 0:
        return False
    _, _, stats, centres = cv2.connectedComponentsWithStats((part == 0).astype(np.uint8), connectivity=4)
    stats, centres = stats[1:], centres[1:]  # the first is the ink itself
    edges = (stats[:, 0] == 0) | (stats[:, 1] == 0) | (stats[:, 0] + stats[:, 2] == part.shape[1]) | (stats[:, 1] + stats[:, 3] == part.shape[0])
    rings = [(float(x), float(y)) for (x, y), edge, s in zip(centres, edges, stats, strict=True) if not edge and s[4] > 1]
    if len(rings) < 3:
        return False
    (x2, y2), (x1_, y1_), (x0_, y0_) = sorted(rings, reverse=True)[:3]
    rise = (y1_ + y2) / 2 - y0_
    return rise > 3 and abs(y2 - y1_) < 0.3 * rise and x2 - x1_ < 1.6 * rise and x1_ - x0_ < 1.6 * rise
