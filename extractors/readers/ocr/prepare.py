"""Brings a page picture into the state that reads best: colour ink out, grey evened, upright, straight.

Everything later works in the pixels of the prepared picture; ``Prepared.to_points`` leads back to the page as displayed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from extractors.readers.ocr.components import components, mask_of
from extractors.readers.ocr.perspective import A4, frame, sheet, straightened
from extractors.readers.ocr.skew import fanned, fanned_sideways, find_skew, letters, turned
from schemas.document import Bbox

#: Short side of an A4 sheet.
A4_INCHES = 8.27
#: Largest page side in pixels that is worked on; larger pictures are made smaller first (A0 at 200 dpi fits).
MAX_SIDE = 10_000
#: Resolution below which rules and glyphs are too small and the picture is enlarged.
LOW_DPI, GOOD_DPI, HIGH_DPI = 170, 220, 320
#: Least resolution at which the engine reads an enlarged picture.
READ_DPI = 150
#: Ink of a speck is darker than this; below this resolution the dot of an i may be as small as a speck.
SPECK, SPECK_DPI = 175, 120
#: A colour counts as ink of a seal or pen when its channels are this far apart (0–255).
CHROMA = 48


@dataclass(frozen=True)
class Prepared:
    """``grey``: H×W uint8, text dark on white; ``matrix``: 3×3 (homogeneous), its pixels -> points of the displayed page."""

    grey: np.ndarray
    dpi: float
    matrix: np.ndarray
    turned: int = 0  # degrees clockwise that the page was turned to read it: 0, 90, 180, 270
    skew: float = 0.0  # degrees taken out
    coloured: bool = False  # a seal or coloured ink was removed
    pieces: int = 0  # connected pieces of ink, specks left out
    reading: float = 1.0  # by which the picture is scaled for the engine: it reads a small page as well at its own resolution, in less time
    small: np.ndarray | None = None  # the picture at the resolution of ``reading``, where there is one that was not enlarged
    angled: bool = False  # a photo taken at an angle was straightened

    def to_points(self, box: tuple[float, float, float, float]) -> Bbox:
        """Rectangle in pixels -> its bounding rectangle in points of the page as displayed."""
        x0, y0, x1, y1 = box
        (a, b, c), (d, e, f), (g, h, k) = self._rows
        xs, ys = [], []
        for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)):  # plain floats: asked for every word, numpy takes ten times as long
            by = g * x + h * y + k
            xs.append((a * x + b * y + c) / by)
            ys.append((d * x + e * y + f) / by)
        return round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)

    @cached_property
    def _rows(self) -> list[list[float]]:
        return self.matrix.tolist()  # type: ignore[no-any-return]


def bounded(image: np.ndarray, dpi: float) -> tuple[np.ndarray, float]:
    """``image`` as H×W×3 uint8, made smaller when a side is over MAX_SIDE or the resolution is more than is of use."""
    if image.ndim == 2:
        image = np.repeat(image[:, :, None], 3, axis=2)
    image = np.ascontiguousarray(image[:, :, :3], dtype=np.uint8)
    side = max(image.shape[:2])
    scale = min(1.0, MAX_SIDE / side, (HIGH_DPI / dpi) if dpi > HIGH_DPI * 1.15 else 1.0)
    if scale < 1.0:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return image, dpi * scale


#: Share of a seal's ink that is not edge: above it the lines are thick enough to tell whether print shows through them.
HEAVY = 0.54


def without_colour(image: np.ndarray, dpi: float) -> tuple[np.ndarray, bool]:
    """Grey picture without seals and coloured handwriting; black text under them stays.

    Where the paper is coloured by ink the brightest channel is taken: red ink is bright in red, black text is dark in all.
    Only large coloured things go (a seal, a signature): a line of coloured print, such as a name in red, is text and stays.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if not _has_colour(image, dpi):
        return grey, False
    red, green, blue = cv2.split(image)
    high, low = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    chroma = cv2.subtract(high, low)
    _, mask = cv2.threshold(chroma, CHROMA, 1, cv2.THRESH_BINARY)
    if cv2.countNonZero(mask) < (0.05 * dpi) ** 2:
        return grey, False
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    reach = max(3, round(dpi * 0.08))
    clusters = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    n, labels, stats = components(clusters)
    tall = stats[:, cv2.CC_STAT_HEIGHT] > 0.33 * dpi
    tall[0] = False
    page = stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT] > 0.6 * mask.size  # coloured paper, not ink
    tall &= ~page
    if n < 2 or not tall.any():
        return grey, False
    near = cv2.dilate(mask_of(tall, labels, stats), np.ones((5, 5), np.uint8))
    out, gone, through = grey.copy(), np.zeros(grey.shape, bool), False  # through: the ink shows the print that it covers
    bright = float(np.percentile(grey[::4, ::4], 90))
    x, y, w, h = cv2.boundingRect(near)
    part = np.s_[y : y + h, x : x + w]
    faint = (near[part] > 0) & (chroma[part] > CHROMA // 3)
    of_red = red[part] >= cv2.max(green[part], blue[part])
    for own, pen in ((faint & of_red, False), (faint & ~of_red, True)):  # a seal and the pen that signs across it
        core = own & (chroma[part] > CHROMA)
        if not core.any():
            continue
        ink, strong = float(np.median(high[part][core])), float(np.median(chroma[part][core]))
        level = max(0.75 * ink, 0.48 * bright)  # what is darker than the ink itself is print under or over it, and so is dark coloured print
        light = np.clip((high[part][own] / level - 0.83) * (bright / 0.17), 0, bright)
        if pen and ink > level:
            light[chroma[part][own] > 0.6 * strong] = bright  # print that a pen crosses is grey
        elif not pen:
            inner = cv2.erode(core.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            heavy = np.count_nonzero(inner) > HEAVY * np.count_nonzero(core)  # of thin lines nobody can tell, and a thin gap is bridged without harm
            through = bool(heavy and np.count_nonzero(inner & (high[part] < level)) > (0.04 * dpi) ** 2)
        out[part][own] = light
        gone[part] |= own & (out[part] >= bright - 1)
    return (out if through else _bridged(out, gone, dpi)), True


def _has_colour(image: np.ndarray, dpi: float) -> bool:
    """Whether every third row has coloured ink at all: most pages are black on white, and then nothing more is asked."""
    red, green, blue = cv2.split(np.ascontiguousarray(image[::3]))
    chroma = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return cv2.countNonZero(cv2.threshold(chroma, CHROMA, 1, cv2.THRESH_BINARY)[1]) > (0.05 * dpi) ** 2 / 6


def _bridged(grey: np.ndarray, gone: np.ndarray, dpi: float) -> np.ndarray:
    """Letters cut by the thin lines of a seal that covers them are joined again: the gap takes the tone of both its sides."""
    holes = gone.astype(np.uint8)
    width = max(3, round(0.035 * dpi))
    thin = cv2.subtract(holes, cv2.morphologyEx(holes, cv2.MORPH_OPEN, np.ones((width, width), np.uint8)))
    ys, xs = np.nonzero(thin)
    if not len(ys) or len(ys) > 400_000:
        return grey
    y0, y1, x0, x1 = max(0, ys.min() - 9), ys.max() + 10, max(0, xs.min() - 9), xs.max() + 10
    if (y1 - y0) * (x1 - x0) > (4 * dpi) ** 2:
        return grey
    part, hole = grey[y0:y1, x0:x1], thin[y0:y1, x0:x1]
    reach = width + 2
    mended = part.copy()
    for kernel in (np.ones((1, reach), np.uint8), np.ones((reach, 1), np.uint8)):
        # closing of the dark along one direction: only gaps with ink on both sides fill
        filled = cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel)
        mended = np.where(hole > 0, np.minimum(mended, filled), mended)
    out = grey.copy()
    out[y0:y1, x0:x1] = mended
    return out


def evened(grey: np.ndarray, dpi: float) -> np.ndarray:
    """Paper to white and ink to black: divides by the paper's brightness around each place (shadows, photos, yellow paper)."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    size = max(3, round(dpi / 8 * 0.35)) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((size, size), np.uint8)), min(size, 31) | 1)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(grey, np.maximum(paper, 40), scale=245)
    ink = _percentile(flat[::3, ::3], 0.5)
    if ink < 150:
        ramp = np.clip((np.arange(256) - ink * 0.8) * (255 / (245 - ink * 0.8)), 0, 255).astype(np.uint8)
        return cv2.LUT(flat, ramp)
    return flat


def without_specks(grey: np.ndarray, dpi: float) -> tuple[np.ndarray, int]:
    """An evened picture, and how many pieces of ink are in it, without salt (dust, a copy of a copy): the engine reads it as full stops, colons and marks.

    Only dots smaller than the dot of an i that stand alone on paper go; a full stop is three pixels wide at 150 dpi.
    """
    n, labels, stats = components(darker(grey, SPECK))
    small = stats[:, cv2.CC_STAT_AREA] <= math.ceil(dpi * dpi / 10_000)
    small[0] = False
    if dpi < SPECK_DPI or not small.any():
        return grey, n - 1
    specks = cv2.min(cv2.dilate(mask_of(small, labels, stats), np.ones((3, 3), np.uint8)), darker(grey, 235))
    out = grey.copy()
    cv2.copyTo(cv2.max(cv2.medianBlur(grey, 5), grey), specks, out)
    return out, n - 1 - int(small.sum())


def _percentile(grey: np.ndarray, share: float) -> float:
    """``np.percentile`` of bytes by counting."""
    at = share / 100 * (grey.size - 1)
    below = np.cumsum(cv2.calcHist([np.ascontiguousarray(grey)], [0], None, [256], [0, 256]).ravel().astype(np.int64))
    low, high = np.searchsorted(below, [int(at), min(int(at) + 1, grey.size - 1)], side="right")
    return float(low + (high - low) * (at - int(at)))


def binary(grey: np.ndarray) -> np.ndarray:
    """1 where there is ink (Otsu over an evened picture, kept within sensible bounds)."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return darker(grey, min(max(level, 110), 200))


def darker(grey: np.ndarray, level: float) -> np.ndarray:
    """Mask (uint8 0/1) of what is darker than ``level``."""
    return cv2.threshold(grey, level - 1, 1, cv2.THRESH_BINARY_INV)[1]


def prepare(image: np.ndarray, dpi: float, size_pt: tuple[float, float], turn: int | None = None) -> Prepared:
    """Grey, evened, upright and straight. ``turn``: degrees clockwise when known, None = sideways pages turned by 90.

    Whether a page stands on its head is not seen here: the reader tries when what it read makes no sense.
    """
    image, dpi = bounded(image, dpi)
    height, width = image.shape[:2]
    to_points = np.diag([size_pt[0] / width, size_pt[1] / height, 1.0])
    corners = sheet(image)
    angled = corners is not None
    if corners is not None:
        image, seen, ratio = straightened(image, corners, whole=True)
        to_points = to_points @ np.linalg.inv(seen)
        if min(abs(ratio / A4 - 1), abs(ratio * A4 - 1)) < 0.01:
            dpi = min(image.shape[:2]) / A4_INCHES
        image, smaller = bounded(image, dpi)
        to_points, dpi = to_points @ np.diag([dpi / smaller, dpi / smaller, 1.0]), smaller
    grey, coloured = without_colour(image, dpi)
    grey, pieces = without_specks(evened(grey, dpi), dpi)
    corners = frame(binary(grey), dpi)
    if corners is not None:
        grey, seen, _ = straightened(grey, corners, whole=False)
        to_points, angled = to_points @ np.linalg.inv(seen), True
    scale, found = _letters(grey, dpi)
    skew, sideways = find_skew(found, dpi * scale)
    corners = None if angled else fanned(found, dpi * scale)  # fanned lines may look like lines down the page: asked whatever find_skew says
    on_side = corners is None and not angled
    if on_side:
        corners = fanned_sideways(found, dpi * scale, grey.shape[0] * scale)
    if corners is not None:
        grey, seen, _ = straightened(grey, corners / scale, whole=False)
        to_points, angled = to_points @ np.linalg.inv(seen), True
        scale, found = _letters(grey, dpi)
        skew, sideways = find_skew(turned(found, grey.shape[0] * scale) if on_side else found, dpi * scale)
        sideways |= on_side
    if turn is None:
        turn = 90 if sideways else 0
    elif turn in (90, 270) and not sideways:
        skew = 0.0
    scale = GOOD_DPI / dpi if dpi < LOW_DPI else 1.0
    small, forward = _warp(grey, turn, skew)
    back = np.linalg.inv(np.vstack([forward, [0, 0, 1]])) @ np.diag([1 / scale, 1 / scale, 1.0])
    if scale == 1.0:
        return Prepared(small, dpi, to_points @ back, turn, skew, coloured, pieces, angled=angled)
    grey = cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    reading = max(dpi, READ_DPI) / (dpi * scale)
    return Prepared(grey, dpi * scale, to_points @ back, turn, skew, coloured, pieces, reading, small if dpi >= READ_DPI else None, angled)


def _letters(grey: np.ndarray, dpi: float) -> tuple[float, np.ndarray]:
    """(scale, boxes of letters) of a picture small enough to see how lines run."""
    if dpi < LOW_DPI:
        return 1.0, letters(binary(grey), dpi)
    return 0.5, letters(binary(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)), dpi / 2)


def _warp(grey: np.ndarray, turn: int, skew: float) -> tuple[np.ndarray, np.ndarray]:
    """Turns and straightens in one resampling; returns the picture and the 2×3 matrix old pixels -> new pixels."""
    h, w = grey.shape
    if turn % 360 == 0 and abs(skew) < 0.03:
        return grey, np.array([[1.0, 0, 0], [0, 1.0, 0]])
    if turn % 90 == 0 and abs(skew) < 0.03:
        k = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}[turn % 360]
        m = {90: [[0, -1, h - 1], [1, 0, 0]], 180: [[-1, 0, w - 1], [0, -1, h - 1]], 270: [[0, 1, 0], [-1, 0, w - 1]]}[turn % 360]
        return cv2.rotate(grey, k), np.array(m, dtype=np.float64)
    a = np.radians(turn - skew)
    c, s = np.cos(a), np.sin(a)
    linear = np.array([[c, -s], [s, c]])
    corners = np.array([[0, 0], [w, 0], [0, h], [w, h]], dtype=np.float64) @ linear.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    affine = np.hstack([linear, -low[:, None]])
    size = (int(np.ceil(high[0] - low[0])), int(np.ceil(high[1] - low[1])))
    return cv2.warpAffine(grey, affine, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255), affine
