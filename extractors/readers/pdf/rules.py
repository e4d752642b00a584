"""Ruling lines of a page: strokes, thin rectangles, thin pictures. White ones and fills are none.

Gives the edges that pdfplumber's ``TableFinder`` wants. A rectangle that is only filled is shading, not four rules;
its borders would make tables of text boxes and of the white patches that editors leave behind.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from extractors.readers.pdf import raw
from extractors.readers.pdf.dashes import join_dashes
from extractors.readers.pdf.frame import Frame
from schemas.document import Bbox

#: Thickest rule in points; Word's thickest border is 6 pt, but such shapes are mostly bars and shading.
THICK = 4.0
#: Shortest rule in points.
SHORT = 3.0
#: A page with more objects than this is a map, a drawing or an attack.
MAX_OBJECTS = 30_000
MAX_SEGMENTS = 60_000
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_Matrix = tuple[float, ...]


@dataclass(slots=True)
class Drawn:
    """``rules``: horizontal and vertical rules as read; ``fills``: filled areas; ``images``: boxes of pictures."""

    rules: list[Bbox] = field(default_factory=list)
    fills: list[Bbox] = field(default_factory=list)
    images: list[Bbox] = field(default_factory=list)
    gradients: list[Bbox] = field(default_factory=list)
    specks: list[Bbox] = field(default_factory=list)  # too small for rules; dots of dotted ones
    whites: list[Bbox] = field(default_factory=list)  # white rules; those on a coloured fill are in ``rules`` too
    texts: list[int] = field(default_factory=list)  # addresses of the text objects
    objects: int = 0
    segments: int = 0
    capped: bool = False


def read_drawn(page: Any, frame: Frame) -> Drawn:
    """Rules, fills and pictures of a PDFium page."""
    import pypdfium2.raw as pdfium

    found = Drawn()
    n = pdfium.FPDFPage_CountObjects(page)
    if n > MAX_OBJECTS:
        found.capped = True
        return found
    get, handle = raw.fn("FPDFPage_GetObject"), raw.address(page)
    _walk((get(handle, i) for i in range(n)), None, found, 0)
    for name in ("rules", "fills", "images", "gradients", "whites", "specks"):
        boxes = getattr(found, name)
        if boxes:
            setattr(found, name, [tuple(b) for b in frame.boxes(np.array(boxes, np.float64)).tolist()])
    found.rules = join_dashes(found.rules, found.specks)
    if found.whites and found.fills:
        found.rules += _on_colour(found.whites, found.fills)
    return found


def _on_colour(whites: list[Bbox], fills: list[Bbox]) -> list[Bbox]:
    """White rules that show: a coloured fill on one side of them at least, along half of their length or more."""
    f = np.array(fills)
    out = []
    for x0, y0, x1, y1 in whites:
        lengthwise = x1 - x0 >= y1 - y0
        a, b, c, d = (f[:, 0], f[:, 2], f[:, 1], f[:, 3]) if lengthwise else (f[:, 1], f[:, 3], f[:, 0], f[:, 2])
        u, v, near, far = (x0, x1, y0, y1) if lengthwise else (y0, y1, x0, x1)
        beside = (c < far + THICK) & (d > near - THICK) & (d - c > THICK)
        covered = np.minimum(b, v)[beside] - np.maximum(a, u)[beside]
        if covered[covered > 0].sum() >= 0.5 * (v - u):
            out.append((x0, y0, x1, y1))
    return out


def _walk(objects: Any, matrix: _Matrix | None, found: Drawn, depth: int) -> None:
    kind_of = raw.fn("FPDFPageObj_GetType")
    for obj in objects:
        found.objects += 1
        if found.objects > MAX_OBJECTS or found.segments > MAX_SEGMENTS:
            found.capped = True
            return
        kind = kind_of(obj)
        if kind == _PATH:
            _path(obj, matrix, found)
        elif kind == _TEXT:
            found.texts.append(obj)
        elif kind == _IMAGE:
            box = _bounds(obj, matrix)
            if box:
                thin = min(box[2] - box[0], box[3] - box[1]) <= 2.5
                (found.rules if thin else found.images).append(box)
        elif kind == _SHADING:
            box = _bounds(obj, matrix)
            if box:
                found.gradients.append(box)
        elif kind == _FORM and depth < 4:
            m = raw.object_matrix(obj)
            get, count = raw.fn("FPDFFormObj_GetObject"), raw.fn("FPDFFormObj_CountObjects")(obj)
            _walk((get(obj, i) for i in range(min(count, MAX_OBJECTS))), _multiply(m, matrix) if matrix else m, found, depth + 1)


def _bounds(obj: int, matrix: _Matrix | None) -> Bbox | None:
    box = raw.bounds(obj)
    return _transform(box, matrix) if box and matrix else box


def _path(obj: int, matrix: _Matrix | None, found: Drawn) -> None:
    box = _bounds(obj, matrix)
    if box is None:
        return
    if box[2] - box[0] < SHORT and box[3] - box[1] < SHORT:
        found.specks.append(box)
        return
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.fn("FPDFPath_GetDrawMode")(obj, ctypes.addressof(mode), ctypes.addressof(stroke))
    filled, stroked = bool(mode.value), bool(stroke.value)
    white = False
    if stroked and _white(raw.color(obj, "Stroke")):
        stroked, white = False, True
    if filled and _white(raw.color(obj, "Fill")):
        filled, white = False, True
    if not (filled or stroked):
        if white and min(box[2] - box[0], box[3] - box[1]) <= THICK:
            found.whites.append(box)
        return
    if min(box[2] - box[0], box[3] - box[1]) <= THICK:
        found.rules.append(box)
        return
    for x0, y0, x1, y1, closed_area in _subpaths(obj, matrix, found, stroked):
        part = (x0, y0, x1, y1)
        if closed_area and min(x1 - x0, y1 - y0) > THICK:
            found.fills.append(part)
        else:
            (found.rules if max(x1 - x0, y1 - y0) >= SHORT else found.specks).append(part)


def _subpaths(obj: int, matrix: _Matrix | None, found: Drawn, stroked: bool) -> list[tuple[float, float, float, float, bool]]:
    """Axis-parallel segments of a stroked path, or the box of each filled subpath (last value: it is an area)."""
    n = raw.fn("FPDFPath_CountSegments")(obj)
    found.segments += n
    if n > MAX_SEGMENTS:
        return []
    own = raw.object_matrix(obj)
    if matrix:
        own = _multiply(own, matrix)
    m = (ctypes.c_float * 2)()
    a = ctypes.addressof(m)
    segment, point, kind_of, close = (
        raw.fn(f) for f in ("FPDFPath_GetPathSegment", "FPDFPathSegment_GetPoint", "FPDFPathSegment_GetType", "FPDFPathSegment_GetClose")
    )
    out: list[tuple[float, float, float, float, bool]] = []
    subpath: list[tuple[float, float, int]] = []

    def finish(closed: bool) -> None:
        if len(subpath) < 2:
            return
        if not stroked:
            xs, ys = [p[0] for p in subpath], [p[1] for p in subpath]
            out.append((min(xs), min(ys), max(xs), max(ys), True))
            return
        points = [*subpath, subpath[0]] if closed else subpath
        for (ax, ay, _), (bx, by, kind) in pairwise(points):
            if kind != 1 and (abs(ax - bx) < 0.5) != (abs(ay - by) < 0.5):  # 1 = curve
                out.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), False))

    for i in range(n):
        s = segment(obj, i)
        point(s, a, a + 4)
        x, y = own[0] * m[0] + own[2] * m[1] + own[4], own[1] * m[0] + own[3] * m[1] + own[5]
        kind = kind_of(s)  # 0 line, 1 curve, 2 move
        if kind == 2:
            finish(False)
            subpath = []
        subpath.append((x, y, kind))
        if close(s):
            finish(True)
            subpath = []
    finish(False)
    return out


def _white(rgba: tuple[int, int, int, int]) -> bool:
    return rgba[3] < 13 or min(rgba[:3]) > 247


def _multiply(m: _Matrix, n: _Matrix) -> _Matrix:
    """First ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _transform(b: Bbox, m: _Matrix) -> Bbox:
    xs = [m[0] * x + m[2] * y + m[4] for x in (b[0], b[2]) for y in (b[1], b[3])]
    ys = [m[1] * x + m[3] * y + m[5] for x in (b[0], b[2]) for y in (b[1], b[3])]
    return min(xs), min(ys), max(xs), max(ys)
