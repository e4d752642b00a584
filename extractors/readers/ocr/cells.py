"""Reads the cells of a grid: rules out, empty cells known by their lack of ink, the rest read one by one."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from extractors.readers.ocr.engine import BLOCK, LINE, Picture, Rect, Word
from extractors.readers.ocr.grid import Grid, GridCell, Rules
from extractors.readers.ocr.text import Line, flow, lines_of, notes_of, text_confidence
from schemas.document import Bbox, Box, Cell, Table

Refine = Callable[[list[Word], Rect], list[Word]]


def without_rules(grey: np.ndarray, rules: Rules) -> np.ndarray:
    """The picture with rules painted white, a little wider than they were found; letters that cross them keep the rest."""
    wide = np.maximum(cv2.dilate(rules.horizontal, np.ones((5, 1), np.uint8)), cv2.dilate(rules.vertical, np.ones((1, 5), np.uint8)))
    out = grey.copy()
    out[wide.astype(bool)] = 255
    return out


def ink_box(ink: np.ndarray, rect: Rect, dpi: float) -> Rect | None:
    """Box of the ink in ``rect`` without specks, or None when there is none."""
    x0, y0, x1, y1 = rect
    part = ink[y0:y1, x0:x1]
    if part.size == 0 or cv2.countNonZero(part) < 4:
        return None
    n, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    speck = max(3.0, (0.012 * dpi) ** 2)
    s = stats[1:n][stats[1:n, cv2.CC_STAT_AREA] > speck]
    if not len(s):
        return None
    h = s[:, cv2.CC_STAT_HEIGHT]
    if len(s) <= 2 and h.max() < 0.02 * dpi and s[:, cv2.CC_STAT_WIDTH].max() < 0.03 * dpi:
        return None  # a dot or two: dirt
    a, b = s[:, 0].min(), s[:, 1].min()
    c, d = (s[:, 0] + s[:, 2]).max(), (s[:, 1] + s[:, 3]).max()
    return int(x0 + a), int(y0 + b), int(x0 + c), int(y0 + d)


def _one_line(ink: np.ndarray, box: Rect, dpi: float) -> bool:
    x0, y0, x1, y1 = box
    if y1 - y0 < 0.15 * dpi:
        return True
    if y1 - y0 > 0.34 * dpi:
        return False
    rows = ink[y0:y1, x0:x1].any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rows.view(np.int8), [0]])))
    runs = edges.reshape(-1, 2)
    return int(((runs[:, 1] - runs[:, 0]) > 0.06 * dpi).sum()) <= 1


def read_cell(picture: Picture, ink: np.ndarray, cell: GridCell, dpi: float) -> list[Word]:
    """Words of one cell; [] for an empty one."""
    pad = max(2, round(0.015 * dpi))
    x0, y0, x1, y1 = cell.box
    inner = (max(0, x0 + pad), max(0, y0 + pad), x1 - pad, y1 - pad)
    box = ink_box(ink, inner, dpi)
    if box is None:
        return []
    room = round(0.04 * dpi)
    rect = (max(x0, box[0] - room), max(y0, box[1] - room), min(x1, box[2] + room), min(y1, box[3] + room))
    return picture.read(rect, LINE if _one_line(ink, box, dpi) else BLOCK)


def read_table(
    picture: Picture, ink: np.ndarray, grid: Grid, dpi: float, page: int, to_points: Callable[[Rect], Bbox], refine: Refine
) -> Table:
    """A Table (kind data) of all cells, empty ones too. ``ink`` is without rules; ``refine`` mends signs and numbers."""
    cells = []
    for g in grid.cells:
        words = refine(read_cell(picture, ink, g, dpi), g.box)
        lines = cell_lines(words)
        text, spans = flow(lines, page, to_points)
        cells.append(
            Cell(
                text, spans, (Box(page, to_points(g.box)),), text_confidence(lines), notes_of(lines), g.row, g.col, g.row_span, g.col_span,
                bold=bool(lines) and all(line.bold for line in lines),
            )
        )
    sure = round(1.0 - min(0.5, grid.broken), 3)
    return Table(0, grid.n_rows, grid.n_cols, cells, (Box(page, to_points(grid.box)),), confidence=sure)


def cell_lines(words: list[Word]) -> list[Line]:
    return lines_of(words)
