"""Photos taken at an angle: the sheet, or the frame of its table, is found as a quadrilateral and made a rectangle again.

A scan has no background around the sheet and its table is a rectangle already: then nothing is done.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractors.readers.ocr.components import components

#: Longest side of the picture in which quadrilaterals are looked for.
SMALL = 700
#: A sheet covers at least and at most this share of the photo.
LEAST, MOST = 0.25, 0.97
#: Degrees by which sides that should be parallel, or corners that should be right, must be off for a table to count as seen at an angle.
OFF = 1.2
#: Height to width of an A4 sheet, and how far off (share) a sheet may look and still be taken as one.
A4, NEAR_A4 = 297 / 210, 0.22


def sheet(image: np.ndarray) -> np.ndarray | None:
    """Corners (4×2, pixels; upper left, upper right, lower right, lower left) of a bright sheet before a darker background, or None."""
    red, green, blue = cv2.split(np.ascontiguousarray(image[:: max(1, image.shape[0] // SMALL), :: max(1, image.shape[1] // SMALL)]))
    if not _before_dark(cv2.min(cv2.min(red, green), blue)):
        return None
    scale = SMALL / max(image.shape[:2])
    grey = cv2.cvtColor(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    level, _ = cv2.threshold(cv2.GaussianBlur(grey, (5, 5), 0), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = cv2.morphologyEx((grey > level).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    bright = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    best = max(contours, key=cv2.contourArea)
    area = cv2.contourArea(best) / grey.size
    corners = _four(best) if LEAST < area < MOST else None
    return None if corners is None else corners / scale


def _before_dark(small: np.ndarray) -> bool:
    """Whether two sides of the picture or more are much darker than its paper."""
    edge = max(2, round(0.012 * SMALL))
    sides = (small[:edge], small[-edge:], small[:, :edge], small[:, -edge:])
    paper = float(np.percentile(small[::3, ::3], 85))
    return sum(float(np.median(s)) < 0.75 * paper for s in sides) >= 2


def frame(ink: np.ndarray, dpi: float) -> np.ndarray | None:
    """Corners of the largest ruled frame (mask of ink 0/1) when it is seen at an angle; None when there is none or it is a rectangle."""
    ink, dpi = np.ascontiguousarray(cv2.dilate(ink, np.ones((3, 3), np.uint8))[::3, ::3]), dpi / 3
    n, labels, stats = components(ink)
    if n < 2:
        return None
    box = stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT]
    i = 1 + int(box.argmax())
    x, y, w, h = (int(v) for v in stats[i, :4])
    if w < 2.5 * dpi or h < 1.2 * dpi:
        return None
    own = (labels[y : y + h, x : x + w] == i).astype(np.uint8)
    contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    corners = _four(max(contours, key=cv2.contourArea))
    if corners is None or not _ruled(own, corners) or _off(corners) < OFF:
        return None
    return (corners + np.array([x, y])) * 3.0


def _four(contour: np.ndarray) -> np.ndarray | None:
    """The quadrilateral that a contour nearly is, corners in order from the upper left; None when it is none."""
    hull = cv2.convexHull(contour)
    area, length = cv2.contourArea(hull), cv2.arcLength(hull, True)
    if area < 100 or cv2.contourArea(contour) < 0.85 * area:
        return None
    for share in (0.01, 0.02, 0.03, 0.05):
        found = cv2.approxPolyDP(hull, share * length, True).reshape(-1, 2).astype(np.float64)
        if len(found) == 4:
            break
    else:
        return None
    if cv2.contourArea(found.astype(np.float32)) < 0.93 * area:
        return None
    middle = found.mean(axis=0)
    found = found[np.argsort(np.arctan2(found[:, 1] - middle[1], found[:, 0] - middle[0]))]  # clockwise on the screen
    return np.roll(found, -int(found.sum(axis=1).argmin()), axis=0)


def _ruled(own: np.ndarray, corners: np.ndarray) -> bool:
    """Whether ink runs along all four sides."""
    thick = cv2.dilate(own, np.ones((7, 7), np.uint8))
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        points = np.linspace(a, b, 200).round().astype(int)
        xs, ys = points[:, 0].clip(0, own.shape[1] - 1), points[:, 1].clip(0, own.shape[0] - 1)
        if thick[ys, xs].mean() < 0.8:
            return False
    return True


def _off(corners: np.ndarray) -> float:
    """Largest difference in degrees between opposite sides, or of a corner from a right angle."""
    sides = np.roll(corners, -1, axis=0) - corners
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    turns = (np.roll(angles, -1) - angles) % 360
    return float(np.abs(turns - 90).max())


def straightened(image: np.ndarray, corners: np.ndarray, whole: bool) -> tuple[np.ndarray, np.ndarray, float]:
    """(picture seen from above, 3×3 matrix old pixels -> new pixels, its height to width).

    ``whole``: the corners are those of the sheet, and nothing else is kept; otherwise all of the picture is.
    """
    top, right, bottom, left = (float(np.hypot(*(b - a))) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True))
    width, height = max(top, bottom), max(left, right)
    if whole:
        for ratio in (A4, 1 / A4):
            if abs(height / width / ratio - 1) < NEAR_A4:
                width = max(width, height / ratio)
                height = width * ratio
                break
    x, y = (0.0, 0.0) if whole else (float(corners[:, 0].min()), float(corners[:, 1].min()))
    to = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), to.astype(np.float32))
    size = (width, height)
    if not whole:
        h, w = image.shape[:2]
        edges = cv2.perspectiveTransform(np.array([[[0, 0], [w, 0], [w, h], [0, h]]], np.float32), matrix)[0]
        low, high = edges.min(axis=0), edges.max(axis=0)
        if ((high - low) > 2.5 * max(h, w)).any():
            return image, np.eye(3), image.shape[0] / image.shape[1]
        matrix = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ matrix
        size = tuple(high - low)
    target = (max(1, round(size[0])), max(1, round(size[1])))
    white = (255, 255, 255) if image.ndim == 3 else 255
    return cv2.warpPerspective(image, matrix, target, flags=cv2.INTER_CUBIC, borderValue=white), matrix, target[1] / target[0]
