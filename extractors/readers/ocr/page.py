"""One page picture -> PageBlocks: prepare, find tables, read text once and cells once, mend, lay out."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from extractors.readers.ocr.budget import Budget
from extractors.readers.ocr.cells import read_table, without_rules
from extractors.readers.ocr.engine import AUTO, Word, mean_confidence, read_scaled, read_small, scaled
from extractors.readers.ocr.grid import Grid, find_grids, find_rules
from extractors.readers.ocr.layout import Para, paragraphs
from extractors.readers.ocr.missed import believed_words, missed_words
from extractors.readers.ocr.numbers import second_look
from extractors.readers.ocr.prepare import Prepared, binary, darker, prepare
from extractors.readers.ocr.text import flow, lines_of, mended, notes_of, text_confidence
from extractors.readers.page import PageBlocks
from schemas.document import Block, Box, Note, Page, Paragraph, TextSource

#: Below this mean word confidence a page is tried the other way up.
DOUBTFUL = 0.60
#: The same for a page that lies on its side: which side is up cannot be seen, so the other is tried unless all reads well.
SIDEWAYS = 0.88
#: Pieces of ink on a page; dense print has about 6,000, noise has hundreds of thousands.
MOST_PIECES = 30_000


def read_image_page(image: np.ndarray, dpi: float, page_number: int, size_pt: tuple[float, float]) -> PageBlocks:
    """Reads a page picture (H×W×3 uint8, RGB). Boxes are points of the page as displayed, ``size_pt`` = (width, height).

    Never raises for bad pictures: a blank or unreadable page gives no blocks and a note.
    """
    cv2.setNumThreads(1)  # one process a core; more threads only get in each other's way
    page = Page(page_number, size_pt[0], size_pt[1], TextSource.OCR)
    if min(image.shape[:2]) < 32:
        return PageBlocks(page, [], [Note("blank_page", "Trang trắng.", page_number)])
    done = _read(prepare(image, dpi, size_pt), page_number)
    if done.words and done.confidence < (SIDEWAYS if done.prepared.turned else DOUBTFUL):
        turn = (done.prepared.turned + 180) % 360
        other = _read(prepare(image, dpi, size_pt, turn), page_number)
        if other.confidence > done.confidence + 0.05:
            done = other
    page.rotation = done.prepared.turned
    return PageBlocks(page, done.blocks, done.notes(page_number))


class _Reading:
    """What one way up of a page gave."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.blocks: list[Block] = []
        self.words: list[Word] = []
        self.ink = 0.0
        self.hurried = False

    @property
    def confidence(self) -> float:
        return mean_confidence(self.words)

    @property
    def doubtful(self) -> bool:
        return bool(self.words) and self.confidence < DOUBTFUL

    def notes(self, page: int) -> list[Note]:
        out = []
        if not self.words:
            if self.ink < 0.0005:
                out.append(Note("blank_page", "Trang trắng.", page))
            else:
                out.append(Note("ocr_nothing", "Trang có nét mực nhưng không nhận ra chữ nào.", page))
        elif self.doubtful:
            out.append(Note("ocr_poor", f"Chất lượng nhận dạng thấp ({self.confidence:.0%}); cần xem lại bản gốc.", page))
        if self.hurried:
            out.append(Note("cells_read_at_once", "Bảng có quá nhiều ô hoặc quá mờ: một phần không được đọc kỹ từng ô, độ tin cậy thấp.", page))
        if self.prepared.angled:
            out.append(Note("photo_straightened", "Ảnh chụp nghiêng, đã nắn thẳng để đọc.", page))
        if self.prepared.turned:
            out.append(Note("turned", f"Trang quay {self.prepared.turned}°, đã xoay lại để đọc.", page))
        return out


def _read(p: Prepared, page: int) -> _Reading:
    done = _Reading(p)
    ink = binary(p.grey)
    done.ink = cv2.countNonZero(ink) / ink.size
    if p.pieces > MOST_PIECES:
        p = replace(p, grey=cv2.medianBlur(p.grey, 3), small=None)
        ink = binary(p.grey)
        if cv2.connectedComponents(ink, connectivity=8)[0] > MOST_PIECES:
            return done  # noise: the engine would spend minutes on it and read nothing
    rules = find_rules(ink, p.dpi)
    grids = find_grids(rules, p.dpi)
    clean = without_rules(p.grey, rules, grids, p.dpi) if grids else p.grey
    rest = _outside(clean, grids, p.dpi)
    text_words = _text_words(rest, p, grids) if _has_ink(rest) else []
    text_words = believed_words(rest, text_words, p.dpi)
    rest_ink = darker(rest, 150)
    text_words += missed_words(rest, rest_ink, text_words, p.dpi)
    text_words = second_look(text_words, rest_ink, (0, 0, rest.shape[1], rest.shape[0]))
    done.words += text_words
    items: list[tuple[float, Block]] = []
    bounds = [g.box[1] for g in grids]
    for band in _bands(text_words, bounds):
        for para in paragraphs(lines_of(band), p.dpi, p.grey.shape[1], p.grey.shape[0]):
            items.append((para.box[1], _paragraph(para, page, p)))
    if grids:
        clean_ink, budget = darker(clean, 150), Budget()
        for g in grids:
            table, words = read_table(clean, clean_ink, g, p.dpi, page, p.to_points, p.reading, budget)
            done.words += words
            items.append((g.box[1], table))
        done.hurried = budget.hurried
    # stable: paragraphs of a band keep the layout's order, tables stand where their top is
    done.blocks = _ordered(items, bounds)
    return done


def _has_ink(grey: np.ndarray) -> bool:
    return cv2.countNonZero(darker(grey, 140)) > 60


def _text_words(rest: np.ndarray, p: Prepared, grids: list[Grid]) -> list[Word]:
    """Words outside tables, read at the page's own resolution when that was small."""
    if p.small is None:
        return read_scaled(rest, p.dpi, AUTO, p.reading)
    own = _outside(p.small, [replace(g, box=scaled(g.box, p.reading)) for g in grids], p.dpi * p.reading)
    return [w.scaled(1 / p.reading) for w in read_small(own, p.dpi * p.reading, AUTO)]


def _outside(grey: np.ndarray, grids: list[Grid], dpi: float) -> np.ndarray:
    out = grey.copy()
    edge = round(0.02 * dpi)
    for g in grids:
        x0, y0, x1, y1 = g.box
        out[max(0, y0 - edge) : y1 + edge, max(0, x0 - edge) : x1 + edge] = 255
    return out


def _bands(words: list[Word], tops: list[int]) -> list[list[Word]]:
    """Words between one table and the next, so that no paragraph runs through a table."""
    bands: list[list[Word]] = [[] for _ in range(len(tops) + 1)]
    for w in words:
        bands[sum(t < w.box[1] for t in tops)].append(w)
    return [b for b in bands if b]


def _ordered(items: list[tuple[float, Block]], tops: list[int]) -> list[Block]:
    def band(item: tuple[float, Block]) -> tuple[int, int]:
        top, block = item
        k = sum(t < top for t in tops)
        return (k, 1) if isinstance(block, Paragraph) else (k + 1, 0)

    return [b for _, b in sorted(items, key=band)]


def _paragraph(para: Para, page: int, p: Prepared) -> Paragraph:
    para.lines = mended(para.lines)
    text, spans = flow(para.lines, page, p.to_points)
    bold = sum(line.bold for line in para.lines) * 2 > len(para.lines)
    return Paragraph(
        text, spans, (Box(page, p.to_points(para.box)),), text_confidence(para.lines), notes_of(para.lines), 0, para.role,
        bold=bold, centered=para.centered,
    )
