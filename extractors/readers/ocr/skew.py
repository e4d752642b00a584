"""How lines of print run over a page: their skew, whether they run down the page, whether they fan out as in a photo taken at an angle.

Works on bounding boxes of letters alone, in milliseconds, without reading.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractors.readers.ocr.components import components

#: Least difference in degrees between the lines at the top and at the foot of a page for it to be a photo at an angle.
FANNED = 1.0
#: Least number of letters in each third of such a page.
LETTERS = 80


def letters(ink: np.ndarray, dpi: float) -> np.ndarray:
    """Bounding boxes (x, y, w, h) of connected ink the size of letters; rules, specks and pictures left out."""
    _, _, stats = components(ink)
    s = stats[1:]
    w, h = s[:, cv2.CC_STAT_WIDTH], s[:, cv2.CC_STAT_HEIGHT]
    keep = (h > 0.035 * dpi) & (w > 0.02 * dpi) & (h < 0.3 * dpi) & (w < 0.3 * dpi)
    return s[keep][:20_000, :4].astype(np.float64)


def _sharpness(along: np.ndarray, across: np.ndarray, degrees: float, step: float) -> float:
    """How sharply points line up: sum of squares of a histogram of ``across`` after shearing by ``degrees``."""
    y = across - along * np.tan(np.radians(degrees))
    y = (y - y.min()) / step
    n = np.bincount(y.astype(np.int64))
    return float((n.astype(np.float64) ** 2).sum())


def find_skew(b: np.ndarray, dpi: float) -> tuple[float, bool]:
    """(degrees of the text lines, positive = falling to the right; True when the lines run down the page), from the ``letters`` of a page.

    Bottoms of letters line up along text lines; the angle at which they do so most sharply is the skew. Sideways pages line up
    better along x. Works in milliseconds and needs no reading. Range ±12°.
    """
    if len(b) < 25:
        return 0.0, False
    step = max(2.0, dpi / 60)
    x, y, w, h = b.T
    best = []
    for along, across in ((x + w / 2, y + h), (y + h / 2, x + w), (y + h / 2, x)):
        coarse = np.arange(-12, 12.01, 0.5)
        scores = [_sharpness(along, across, a, step) for a in coarse]
        a = float(coarse[int(np.argmax(scores))])
        fine = np.arange(a - 0.6, a + 0.61, 0.05)
        scores = [_sharpness(along, across, f, step * 0.75) for f in fine]
        i = int(np.argmax(scores))
        best.append((scores[i], float(fine[i])))
    sideways = max(best[1], best[2])
    if sideways[0] > 1.15 * best[0][0]:
        return -sideways[1], True
    return best[0][1], False


def fanned(b: np.ndarray, dpi: float) -> np.ndarray | None:
    """Corners (4×2, pixels; upper left, upper right, lower right, lower left) of what was a rectangle, when the lines of ``letters`` fan out.

    The lines of the upper and of the lower third of the letters meet in the vanishing point; those of the middle must lie between.
    """
    if len(b) < 3 * LETTERS:
        return None
    thirds = np.array_split(b[np.argsort(b[:, 1] + b[:, 3], kind="stable")], 3)
    found: list[float] = []
    for i in (0, 2, 1):
        angle, sideways = find_skew(thirds[i], dpi)
        if sideways or (len(found) == 1 and abs(angle - found[0]) < FANNED):
            return None
        found.append(angle)
    first, last, middle = found
    levels = [float((t[:, 1] + t[:, 3]).mean()) for t in thirds]
    share = (levels[1] - levels[0]) / max(levels[2] - levels[0], 1.0)
    if abs(first + share * (last - first) - middle) > 0.2 + 0.2 * abs(last - first):
        return None
    left, right = float(b[:, 0].min()), float((b[:, 0] + b[:, 2]).max())
    x = [float((t[:, 0] + t[:, 2] / 2).mean()) for t in thirds]

    def level(i: int, angle: float, at: float) -> float:
        return levels[i] + (at - x[i]) * float(np.tan(np.radians(angle)))

    return np.array([[left, level(0, first, left)], [right, level(0, first, right)], [right, level(2, last, right)], [left, level(2, last, left)]])


def turned(b: np.ndarray, height: float) -> np.ndarray:
    """Boxes as they lie when a picture of ``height`` pixels is turned clockwise by 90°."""
    x, y, w, h = b.T
    return np.stack([height - (y + h), x, h, w], axis=1)


def fanned_sideways(b: np.ndarray, dpi: float, height: float) -> np.ndarray | None:
    """As ``fanned`` for a picture (``height`` pixels) that lies on its side: its letters are turned, the corners turned back."""
    corners = fanned(turned(b, height), dpi)
    if corners is None:
        return None
    return np.roll(np.stack([corners[:, 1], height - corners[:, 0]], axis=1), -1, axis=0)
