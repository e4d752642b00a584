"""Strips of pages for the report: what stands around a record, with the record's own boxes to be drawn over it.

Records near one another on a page share one strip, so that a row of a table is stored once however many findings and matrix cells point
at it. Strips keep the width of the page: a value says little without the name at the left of its row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.document import Bbox, Box

DPI = 92.0
MARGIN = 12.0  # points above and below a record
MERGED = 190.0  # points: strips grow together up to this height
TALLEST = 360.0  # points: a higher record is shown from its top
GREYS = 6  # levels kept in a clean page: letters stay sharp, bytes fall to a half
#: Bytes of a strip by its height in points, for choosing before rendering.
BYTES_PER_POINT = 68.0


@dataclass(frozen=True, slots=True)
class Want:
    """``key`` of a record, its boxes, and how much it matters (0 = most)."""

    key: str
    boxes: tuple[Box, ...]
    priority: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a page over its whole width, ``y0``–``y1`` in points. ``x0``, ``x1``: what was kept of the width (set by ``draw``).

    ``marks``: boxes of each record on it. ``priority``: of its most important record.
    """

    document_id: str
    page: int
    y0: float
    y1: float
    priority: int
    marks: tuple[tuple[str, Bbox], ...]
    x0: float = 0.0
    x1: float = 0.0
    picture: bytes = b""

    @property
    def guess(self) -> float:
        return (self.y1 - self.y0) * BYTES_PER_POINT


def strips(document_id: str, wants: Iterable[Want]) -> list[Strip]:
    """The strips of one document, by page and height."""
    pages: dict[int, list[tuple[Bbox, Want]]] = defaultdict(list)
    for w in wants:
        for b in w.boxes:
            pages[b.page].append((b.bbox, w))
    out: list[Strip] = []
    for page, marks in sorted(pages.items()):
        open_: Strip | None = None
        for box, w in sorted(marks, key=lambda m: (m[0][1], m[0][3], m[0], m[1].key)):
            y0, y1 = max(0.0, box[1] - MARGIN), min(box[3], box[1] + TALLEST) + MARGIN
            mark = (w.key, box)
            if open_ is not None and y0 <= open_.y1 and max(y1, open_.y1) - open_.y0 <= max(MERGED, open_.y1 - open_.y0):
                open_ = replace(open_, y1=max(y1, open_.y1), priority=min(open_.priority, w.priority), marks=(*open_.marks, mark))
                out[-1] = open_
            else:
                open_ = Strip(document_id, page, y0, y1, w.priority, (mark,))
                out.append(open_)
    return out


def choose(found: Iterable[Strip], limit: int) -> tuple[list[Strip], list[Strip]]:
    """(kept, left out): the most important strips of every document in turn, until their guessed bytes reach ``limit``."""
    turn: dict[tuple[str, int], int] = defaultdict(int)
    ranked = []
    for s in found:
        turn[s.document_id, s.priority] += 1
        ranked.append((s.priority, turn[s.document_id, s.priority], s.document_id, s))
    ranked.sort(key=lambda r: r[:3])
    total = 0.0
    kept: list[Strip] = []
    left: list[Strip] = []
    for *_, s in ranked:
        total += s.guess
        (kept if total <= limit else left).append(s)
    return kept, left


def draw(path: Path, media_type: str, wanted: Iterable[Strip]) -> list[Strip]:
    """The strips with their pictures (WebP). Each page is rendered once. A page that cannot be rendered gives no strips.

    Raises DocumentError for a file that cannot be opened at all.
    """
    by_page: dict[int, list[Strip]] = defaultdict(list)
    for s in wanted:
        by_page[s.page].append(s)
    out = []
    for page, group in sorted(by_page.items()):
        try:
            picture, scale = _page(path, media_type, page)
        except IndexError:  # the file has fewer pages than its record says
            continue
        if picture.size:
            clean = _clean(picture)
            out += [_cut(picture, scale, s, clean) for s in group if s.y0 * scale < picture.shape[0] - 2]
    return out


def _page(path: Path, media_type: str, page: int) -> tuple[NDArray[np.uint8], float]:
    """(page as grey picture, pixels for one point)."""
    import cv2

    if not media_type.startswith("image/"):
        from extractors.readers.pdf.render import render_page

        return np.asarray(cv2.cvtColor(render_page(path, page, DPI, max_pixels=6_000_000), cv2.COLOR_RGB2GRAY), np.uint8), DPI / 72
    from extractors.readers.image import picture_of

    grey, points = picture_of(path, page)
    scale = min(DPI / 72, 2_500 / max(points))
    size = max(1, round(points[0] * scale)), max(1, round(points[1] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _clean(picture: NDArray[np.uint8]) -> bool:
    """Whether the page is drawn (white paper) rather than scanned (paper with grain)."""
    return float((picture == 255).mean()) > 0.6


def _cut(picture: NDArray[np.uint8], scale: float, s: Strip, clean: bool) -> Strip:
    height, width = picture.shape
    top, bottom = max(0, int(s.y0 * scale)), min(height, int(s.y1 * scale) + 1)
    part = picture[top:bottom]
    inked = np.flatnonzero(part.min(axis=0) < 160)
    marked = [m[1] for m in s.marks]
    left = min([*(inked[:1]), *(int(b[0] * scale) for b in marked)], default=0)
    right = max([*(inked[-1:]), *(int(b[2] * scale) for b in marked)], default=width)
    left, right = max(0, int(left) - 8), min(width, int(right) + 9)
    if right - left < 40:
        left, right = 0, width
    return replace(s, y0=top / scale, y1=bottom / scale, x0=left / scale, x1=right / scale, picture=_encode(part[:, left:right], clean))


def _encode(part: NDArray[np.uint8], clean: bool) -> bytes:
    import cv2

    if clean:  # few greys without loss are smaller and sharper than any lossy picture of letters
        step = 255 / (GREYS - 1)
        few = (np.round(part / step) * step).astype(np.uint8)
        return bytes(cv2.imencode(".webp", few, [cv2.IMWRITE_WEBP_QUALITY, 101])[1])
    return bytes(cv2.imencode(".webp", part, [cv2.IMWRITE_WEBP_QUALITY, 22])[1])


def highlights(s: Strip, key: str) -> list[list[float]]:
    """The record's boxes on its strip as left, top, width, height in percent of the picture."""
    w, h = max(s.x1 - s.x0, 1e-6), max(s.y1 - s.y0, 1e-6)
    out = []
    for k, (x0, y0, x1, y1) in s.marks:
        if k == key:
            a, b, c, d = max(x0, s.x0), max(y0, s.y0), min(x1, s.x1), min(y1, s.y1)
            out.append([round(v, 2) for v in (100 * (a - s.x0) / w, 100 * (b - s.y0) / h, 100 * max(0.0, c - a) / w, 100 * max(0.0, d - b) / h)])
    return out


def by_key(made: Iterable[Strip]) -> Mapping[str, list[Strip]]:
    """Record key → its strips, first page first."""
    out: dict[str, dict[tuple[Any, ...], Strip]] = defaultdict(dict)
    for s in sorted(made, key=lambda s: (s.document_id, s.page, s.y0)):
        for key, _ in s.marks:
            out[key][s.page, s.y0] = s
    return {k: list(v.values()) for k, v in out.items()}
