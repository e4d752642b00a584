"""Reads the cells of a grid: rules out, empty cells known by their lack of ink, the rest read one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.readers.ocr.budget import Budget
from extractors.readers.ocr.components import components
from extractors.readers.ocr.engine import BLOCK, COLUMN, LINE, SPARSE, Rect, Word, mean_confidence, read_scaled
from extractors.readers.ocr.grid import Grid, PictureCell, Rules
from extractors.readers.ocr.numbers import second_look
from extractors.readers.ocr.ordinals import right_ordinals
from extractors.readers.ocr.prepare import darker
from extractors.readers.ocr.text import engine_lines, flow, mended, notes_of, text_confidence
from schemas.document import Bbox, Box, Cell, Table

#: Mean word confidence under which a cell is read once more, larger.
WEAK = 0.7

#: A lone stroke so near (inches) to a cell's side is what is left of its rule.
EDGE = 0.035
#: Highest confidence of a cell some of whose letters the engine passed over.
LOST = 0.6
#: Confidence of a cell with letters of which the engine read none.
UNREAD = 0.3
#: Highest confidence of a cell that was read together with others.
HURRIED = 0.8
#: Grey level under which ink is taken where digits touch.
THIN = 110
#: Least length (inches) of a stroke, a dash included; what is smaller are dots and marks, or dirt.
STROKE = 0.03
#: The same for a hyphen: flat, all ink.
DASH = 0.022


def without_rules(grey: np.ndarray, rules: Rules, grids: list[Grid], dpi: float) -> np.ndarray:
    """The picture with the rules between cells painted white, letters that touch or cross them kept.

    Descenders and dots below stand on the bottom rule of a tight row: next to a rule only pixels go that lead nowhere,
    and on the rule only those that have no ink on both sides.
    """
    out = grey.copy()
    for mask, axis in ((rules.horizontal, 0), (rules.vertical, 1)):
        side = max(3, round(0.035 * dpi))
        for grid in grids:
            near = np.zeros_like(mask)  # serifs of bold words in a row can look like a rule; they are not at a cell's edge
            for x0, y0, x1, y1 in (c.box for c in grid.cells):
                for edge in (y0, y1) if axis == 0 else (x0, x1):
                    low, high = max(0, edge - side), edge + side + 1
                    if axis == 0:
                        near[low:high, max(0, x0 - side) : x1 + side] = 1
                    else:
                        near[max(0, y0 - side) : y1 + side, low:high] = 1
            x0, y0, x1, y1 = grid.box
            part = np.s_[max(0, y0 - 2 * side) : y1 + 2 * side, max(0, x0 - 2 * side) : x1 + 2 * side]
            _erase(out[part], grey[part], cv2.min(mask[part], near[part]), axis)
    return out


def _erase(out: np.ndarray, grey: np.ndarray, core: np.ndarray, axis: int) -> None:
    """Whitens one direction of rules (mask ``core``) in ``out`` (in place)."""
    line = np.ones((3, 1), np.uint8) if axis == 0 else np.ones((1, 3), np.uint8)
    once, twice = cv2.dilate(core, line), cv2.dilate(core, line, iterations=2)
    off = cv2.max(grey, 255 * once)  # the picture as it is beyond the rule
    before, after = _reach(off, axis, 1), _reach(off, axis, -1)
    out[cv2.subtract(core, darker(cv2.max(before, after), 150)) > 0] = 255  # not where ink goes on at both sides
    out[cv2.subtract(once, cv2.max(core, darker(cv2.min(before, after), 150))) > 0] = 255
    out[cv2.subtract(twice, cv2.max(once, darker(grey, 151))) > 0] = 255


def _reach(grey: np.ndarray, axis: int, way: int) -> np.ndarray:
    """Darkest value within four pixels on one side along ``axis`` (``way`` 1: before, -1: after)."""
    kernel, at = np.ones((4, 1) if axis == 0 else (1, 4), np.uint8), 3 if way > 0 else 0
    near = cv2.erode(grey, kernel, anchor=(0, at) if axis == 0 else (at, 0))
    out = np.full_like(grey, 255)
    before, after = (np.s_[1:], np.s_[:-1]) if way > 0 else (np.s_[:-1], np.s_[1:])
    if axis == 0:
        out[before] = near[after]
    else:
        out[:, before] = near[:, after]
    return out


def has_ink(ink: np.ndarray, rect: Rect) -> bool:
    """Whether there is more than nothing in ``rect``."""
    part = ink[rect[1] : rect[3], rect[0] : rect[2]]
    return part.size > 0 and cv2.countNonZero(part) >= 4


def ink_box(ink: np.ndarray, rect: Rect, dpi: float) -> Rect | None:
    """Box of the ink in ``rect`` without specks, or None when there is none."""
    x0, y0, x1, y1 = rect
    part = ink[y0:y1, x0:x1]
    if not has_ink(ink, rect):
        return None
    n, _, stats = components(part)
    wide, high, area = stats[1:n, cv2.CC_STAT_WIDTH], stats[1:n, cv2.CC_STAT_HEIGHT], stats[1:n, cv2.CC_STAT_AREA]
    stroke = (np.maximum(wide, high) >= STROKE * dpi) | ((wide >= DASH * dpi) & (wide >= 1.6 * high) & (area >= 0.7 * wide * high))
    s = stats[1:n][stroke & (area > max(3.0, (0.012 * dpi) ** 2))]
    if not len(s):  # dots: three or more may stand for something left out, fewer are dirt
        s = stats[1:n][area > max(3.0, (0.012 * dpi) ** 2)]
        if len(s) < 3 or np.ptp(s[:, 1] + s[:, 3]) > 0.03 * dpi:
            return None
    a, b = s[:, 0].min(), s[:, 1].min()
    c, d = (s[:, 0] + s[:, 2]).max(), (s[:, 1] + s[:, 3]).max()
    return int(x0 + a), int(y0 + b), int(x0 + c), int(y0 + d)


def _one_line(ink: np.ndarray, box: Rect, dpi: float) -> bool:
    x0, y0, x1, y1 = box
    if y1 - y0 < 0.15 * dpi:
        return True
    if y1 - y0 > 0.34 * dpi:
        return False
    part = ink[y0:y1, x0:x1]
    tall = components(part)[2][1:, cv2.CC_STAT_HEIGHT]
    letters = tall[tall > 0.04 * dpi]
    if len(letters) > 5 and y1 - y0 > 3.4 * float(np.median(letters)):
        return False  # lines set so tight that marks and tails of two touch
    rows = part.any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rows.view(np.int8), [0]])))
    runs = edges.reshape(-1, 2)
    return int(((runs[:, 1] - runs[:, 0]) > 0.06 * dpi).sum()) <= 1


def _inner(box: Rect, dpi: float) -> Rect:
    """A cell without its rules."""
    pad = max(2, round(0.015 * dpi))
    return max(0, box[0] + pad), max(0, box[1] + pad), box[2] - pad, box[3] - pad


def read_cell(
    grey: np.ndarray, ink: np.ndarray, thin: np.ndarray, cell: PictureCell, dpi: float, reading: float = 1.0, budget: Budget | None = None
) -> list[Word]:
    """Words of one cell, numbers and signs looked at twice; [] for an empty one and for one that cannot be read.

    The ink is cut out with a margin of its own paper: the engine reads a picture without margin, or with one of pure white, worse.
    """
    x0, y0, x1, y1 = cell.box
    inner = _inner(cell.box, dpi)
    box = ink_box(ink, inner, dpi)
    if box is None:
        return []
    room, border = round(0.04 * dpi), round(0.03 * dpi)
    x, y = max(x0, box[0] - room), max(y0, box[1] - room)
    cut = grey[y : min(y1, box[3] + room), x : min(x1, box[2] + room)]
    picture = cv2.copyMakeBorder(cut, border, border, border, border, cv2.BORDER_REPLICATE)
    single = _one_line(ink, box, dpi)
    words = read_scaled(picture, dpi, LINE if single else BLOCK, reading)
    lost = passed_over(ink, inner, [w.moved(x - border, y - border) for w in words], dpi)
    if mean_confidence(words) < WEAK or lost:
        for scale, mode in ((1.5, LINE if single else BLOCK), (1.25, COLUMN), (0.9, BLOCK)):
            if (scale < 1 and words) or (budget is not None and not budget.second()):
                break  # made smaller only where nothing at all was read: the engine takes tight lines for a picture
            again = read_scaled(picture, dpi, mode, scale)
            missing = passed_over(ink, inner, [w.moved(x - border, y - border) for w in again], dpi) if lost else 0
            if missing < lost or (missing == lost and mean_confidence(again) > mean_confidence(words) + 0.05):
                words, lost = again, missing
            if not lost:
                break
    words = [w.moved(x - border, y - border) for w in words if w.confidence > 0 or len(w.text) > 1]
    kept = [w for w in words if not (w.text in "Il|[]" and (w.box[0] - x0 < EDGE * dpi or x1 - w.box[2] < EDGE * dpi))]
    if words and not kept:
        return []  # a rest of the rule
    words = kept
    if lost:
        words = [replace(w, confidence=min(w.confidence, LOST), notes=(*w.notes, f"letters passed over: {lost}")) for w in words]
    return second_look(words, ink, inner, short=single, cell=True, thin=thin)


def passed_over(ink: np.ndarray, rect: Rect, words: Sequence[Word], dpi: float) -> int:
    """How many pieces of ink as large as letters lie in no word of a cell; one alone is not counted (a hand mark, a box set too tight)."""
    x0, y0, x1, y1 = rect
    _, _, stats = components(ink[y0:y1, x0:x1])
    left, top, w, h = (stats[1:, k] for k in range(4))
    letter = (h > 0.05 * dpi) & (h < 0.2 * dpi) & (w > 0.015 * dpi) & (w < 0.4 * dpi)
    if not letter.any():
        return 0
    across, down = (left + w / 2 + x0)[letter], (top + h / 2 + y0)[letter]
    inside = np.zeros(len(across), bool)
    for a, b, c, d in (word.box for word in words):
        inside |= (across >= a - 2) & (across <= c + 2) & (down >= b - 3) & (down <= d + 3)
    outside = int((~inside).sum())
    return outside if outside > 1 else 0


def read_table(
    grey: np.ndarray, ink: np.ndarray, grid: Grid, dpi: float, page: int, to_points: Callable[[Rect], Bbox], reading: float = 1.0,
    budget: Budget | None = None,
) -> tuple[Table, list[Word]]:
    """A Table (kind data) of all cells, empty ones too, and all its words. ``grey`` and ``ink`` are without rules.

    Cells for which the ``budget`` of the page does not suffice are read together in one pass, with at most HURRIED confidence.
    """
    cells, all_words = [], []
    thin = darker(grey, THIN)
    budget = budget or Budget()
    left: list[list[Word]] | None = None
    for i, g in enumerate(grid.cells):
        words: list[Word] = []
        if left is None and has_ink(ink, _inner(g.box, dpi)) and not budget.cell():
            left = _at_once(grey, ink, thin, grid.cells[i:], dpi, reading)
        words = read_cell(grey, ink, thin, g, dpi, reading, budget) if left is None else left.pop(0)
        all_words += words
        lines = mended(engine_lines(words))
        text, spans = flow(lines, page, to_points)
        bold = bool(lines) and all(line.bold for line in lines)
        box = (Box(page, to_points(g.box)),)
        sure, notes = text_confidence(lines), notes_of(lines)
        if not words and (lost := passed_over(ink, _inner(g.box, dpi), (), dpi)):
            sure, notes = UNREAD, (f"letters passed over: {lost}",)  # not empty: nothing could be made of it
        cells.append(Cell(text, spans, box, sure, notes, g.row, g.col, g.row_span, g.col_span, bold))
    right_ordinals(cells, [g.box for g in grid.cells], dpi)
    whole = round(1.0 - min(0.5, grid.broken), 3)
    return Table(0, grid.n_rows, grid.n_cols, cells, (Box(page, to_points(grid.box)),), confidence=whole), all_words


def _at_once(
    grey: np.ndarray, ink: np.ndarray, thin: np.ndarray, cells: Sequence[PictureCell], dpi: float, reading: float
) -> list[list[Word]]:
    """Words of many cells from one pass of the engine over all of them, each given to the cell in which its middle lies."""
    boxes = np.array([c.box for c in cells])
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    out: list[list[Word]] = [[] for _ in cells]
    for w in read_scaled(grey[y0:y1, x0:x1], dpi, SPARSE, reading):
        w = w.moved(int(x0), int(y0))
        x, y = (w.box[0] + w.box[2]) / 2, (w.box[1] + w.box[3]) / 2
        at = np.flatnonzero((boxes[:, 0] <= x) & (x < boxes[:, 2]) & (boxes[:, 1] <= y) & (y < boxes[:, 3]))
        if len(at):
            cell = cells[int(at[0])].box
            inside = (min(w.box[2], cell[2]) - max(w.box[0], cell[0])) / max(1, w.box[2] - w.box[0])
            out[int(at[0])].append(replace(w, confidence=min(w.confidence, HURRIED if inside > 0.8 else UNREAD)))
    for k, cell_ in enumerate(cells):
        if out[k]:
            looked = second_look(out[k], ink, _inner(cell_.box, dpi), thin=thin)
            out[k] = [replace(w, confidence=min(w.confidence, HURRIED)) for w in looked]
    return out
