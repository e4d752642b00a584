"""Print that the engine passed over: beside a seal or a signature it takes words for part of a picture.

Letters that lie in no word are gathered into lines and read once more by themselves, so that nothing is lost.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractors.readers.ocr.components import components, mask_of
from extractors.readers.ocr.engine import LINE, Word, read_small

#: Least mean confidence for a line found this way; handwriting and seals read as noise.
BELIEVED = 0.72
MOST = 40


def missed_words(grey: np.ndarray, ink: np.ndarray, words: list[Word], dpi: float) -> list[Word]:
    """Words of lines of print outside all ``words``; boxes in pixels of the page."""
    rest = ink.copy()
    grow = max(2, round(0.02 * dpi))
    for w in words:
        x0, y0, x1, y1 = w.box
        rest[max(0, y0 - grow) : y1 + grow, max(0, x0 - grow) : x1 + grow] = 0
    if cv2.countNonZero(rest) < 3 * (0.05 * dpi) ** 2 * 0.3:
        return []
    n, labels, stats = components(rest)
    h, w_ = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letter = (h > 0.05 * dpi) & (h < 0.22 * dpi) & (w_ > 0.015 * dpi) & (w_ < 0.35 * dpi)
    letter[0] = False
    if n < 4 or letter.sum() < 3:
        return []
    print_ = mask_of(letter, labels, stats)
    lines = cv2.morphologyEx(print_, cv2.MORPH_CLOSE, np.ones((1, max(3, round(0.14 * dpi))), np.uint8))
    m, _, boxes = components(lines)
    out: list[Word] = []
    found = sorted((tuple(int(v) for v in boxes[i, :4]) for i in range(1, m)), key=lambda b: -b[2])[:MOST]
    for x, y, width, height in found:
        letters = int(letter[np.unique(labels[y : y + height, x : x + width])].sum())
        if letters < 3 or height > 0.26 * dpi or width < 0.2 * dpi:
            continue
        room = round(0.06 * dpi)
        top, left = max(0, y - room), max(0, x - room)
        cut = grey[top : y + height + room, left : x + width + room]
        read = read_small(cut, dpi, LINE)
        size = sum(len(r.text) for r in read)
        mean = sum(r.confidence * len(r.text) for r in read) / size if size else 0.0
        if mean >= BELIEVED and sum(c.isalnum() for r in read for c in r.text) >= max(3, 0.7 * letters):
            out += [r.moved(left, top) for r in read]
    return out
