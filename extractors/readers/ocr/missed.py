"""Print that the engine passed over: beside a seal or a signature it takes words for part of a picture.

Letters that lie in no word are gathered into lines and read once more by themselves, so that nothing is lost.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractors.readers.ocr.components import components, mask_of
from extractors.readers.ocr.engine import LINE, Word, mean_confidence, read_small

#: Least mean confidence for a line found this way; handwriting and seals read as noise.
BELIEVED = 0.72
MOST = 40


#: A word that the engine itself holds for next to nothing.
NOTHING = 0.05


def believed_words(grey: np.ndarray, words: list[Word], dpi: float) -> list[Word]:
    """``words`` without dirt: one read with next to no confidence stays, read by itself, where it stands as high as print in a line of print.

    The engine gives a word nothing when a stroke of a pen or of its neighbour touches it ("ngày 27 tháng 12", "sốt xuất huyết").
    """
    lines: dict[int, list[Word]] = {}
    for w in words:
        if w.confidence > NOTHING:
            lines.setdefault(w.line, []).append(w)
    out = []
    for w in words:
        if w.confidence > NOTHING:
            out.append(w)
        elif sum(c.isalnum() for c in w.text) > 1 and _in_print(w, lines.get(w.line, [])):
            room = round(0.03 * dpi)
            top, left = max(0, w.box[1] - room), max(0, w.box[0] - room)
            again = read_small(grey[top : w.box[3] + room, left : w.box[2] + room], dpi, LINE)
            out += [r.moved(left, top, w.line - r.line) for r in again] if mean_confidence(again) > BELIEVED else [w]
    return out


def _in_print(w: Word, line: list[Word]) -> bool:
    """Whether ``w`` is as high as the words of its line beside it, which must be print."""
    near = sorted(line, key=lambda o: abs(o.box[0] - w.box[0]))[:3]
    if len(near) < 2 or mean_confidence(near) < BELIEVED:
        return False
    high = float(np.median([o.box[3] - o.box[1] for o in near]))
    level = min(max(o.box[3] for o in near), w.box[3]) - max(min(o.box[1] for o in near), w.box[1])
    return 0.6 * high <= w.box[3] - w.box[1] <= 1.6 * high and level > 0.6 * high


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
    line = max((w.line for w in words), default=-1) + 1
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
            out += [r.moved(left, top, line - r.line) for r in read]
            line += 1
    return out
