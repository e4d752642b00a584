"""One page with a text layer → words, rules, grids: all that needs PDFium. Everything after works on these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extractors.readers.pdf.borders import missing_sides
from extractors.readers.pdf.characters import Word, read_letters
from extractors.readers.pdf.fonts import Font
from extractors.readers.pdf.frame import Frame
from extractors.readers.pdf.health import needs_ocr
from extractors.readers.pdf.invisible import hidden_words
from extractors.readers.pdf.lines import Line, make_rows, whole
from extractors.readers.pdf.pictured import PatchReader, read_pictured
from extractors.readers.pdf.rules import MAX_OBJECTS, Drawn, read_drawn
from extractors.readers.pdf.shading import shaded_rules
from extractors.readers.pdf.stamps import read_stamps, stamp_boxes
from extractors.readers.pdf.tables import Grid, TooManyRules, fill_grids, find_grids, move_overprints
from extractors.readers.pdf.unruled import find_unruled
from schemas.document import Bbox, Note, Page


@dataclass(slots=True)
class NativePage:
    """What stands on a page. ``rows``: lines outside of tables, top to bottom; ``glyphs``: visible characters."""

    page: Page
    frame: Frame
    grids: list[Grid] = field(default_factory=list)
    rows: list[list[Line]] = field(default_factory=list)
    glyphs: int = 0
    words: list[Word] = field(default_factory=list)
    drawn: Drawn = field(default_factory=Drawn)
    stamps: list[Line] = field(default_factory=list)
    hidden: list[Line] = field(default_factory=list)  # text that does not show
    notes: list[Note] = field(default_factory=list)


def read_page(pdf: Any, number: int, fonts: dict[int, Font], eyes: PatchReader | None = None) -> NativePage:
    """Read page ``number`` (1-based) of an open ``pypdfium2.PdfDocument``; the page is closed again.

    ``eyes`` read numbers that stand on the page only as a picture; None = they are noted and no more.
    """
    import pypdfium2.raw as pdfium

    from extractors.readers.pdf import raw

    page = pdf[number - 1]
    try:
        objects = pdfium.FPDFPage_CountObjects(page.raw)
        if objects > MAX_OBJECTS:
            raise ValueError(f"{objects} đối tượng, giới hạn {MAX_OBJECTS}")
        frame = _frame(page)
        width, height = frame.size
        out = NativePage(Page(number, round(width, 2), round(height, 2), rotation=frame.rotation), frame)
        text = pdfium.FPDFText_LoadPage(page.raw)
        try:
            count = pdfium.FPDFText_CountChars(text) if text else 0
            out.drawn = read_drawn(page.raw, frame)
            letters = read_letters(raw.address(text), count, frame, fonts, out.drawn.texts)
            if (turn := _sideways(letters.words)) is not None:
                out.frame = frame = Frame(frame.box, frame.rotation, turn)
                out.drawn = read_drawn(page.raw, frame)
                letters = read_letters(raw.address(text), count, frame, fonts, out.drawn.texts)
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
        out.words, out.glyphs = letters.words, letters.visible
        stamped = stamp_boxes(page.raw)
    finally:
        page.close()
    if stamped:
        stamps = read_stamps(pdf, number, out.words, frame, fonts)
        out.words.extend(stamps.fillers)
        out.stamps, out.glyphs = stamps.lines, out.glyphs + stamps.glyphs
    if (stamped or not letters.in_sight) and (unseen := hidden_words(pdf, number, out.words, out.drawn, frame)):
        gone = {id(w) for w in unseen}
        out.words = [w for w in out.words if id(w) not in gone]
        out.hidden = [whole(r) for r in make_rows(unseen, number)]
        out.notes.append(Note("hidden_text", f"Trang {number} có {len(unseen)} từ ẩn (chữ trắng, chữ không in hoặc ngoài trang), không đọc làm nội dung.", number))
    out.page.needs_ocr = needs_ocr(letters.text, out.words, out.drawn, frame.read_size)
    try:
        _lay_out(out, pdf, number, stamped, eyes)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in finding tables must not cost the text of the page
        without_tables(out, error)
    return out


def _lay_out(out: NativePage, pdf: Any, number: int, stamped: list[Bbox], eyes: PatchReader | None) -> None:
    """Words → tables, and the rows outside of them."""
    rest = _tables(out)
    if out.page.needs_ocr != "no_text" and (areas := _picture_areas(out, stamped)):
        seen, notes = read_pictured(pdf, number, make_rows(rest, number), areas, out.frame, eyes)
        rest += seen
        out.words += seen
        out.notes += notes
    if out.drawn.capped:
        out.notes.append(Note("too_many_rules", f"Trang {number} có quá nhiều nét vẽ, không tìm bảng ở trang này.", number))
    move_overprints(out.grids)
    out.rows = make_rows(rest, number)
    if not out.drawn.capped and (unruled := find_unruled(out.rows)):
        out.grids += unruled
        taken = {id(w) for g in unruled for c in g.cells for w in c.words}
        out.rows = make_rows([w for w in rest if id(w) not in taken], number)


def without_tables(out: NativePage, error: Exception) -> None:
    """All words of the page outside of tables, and a note why."""
    number = out.page.number
    out.grids, out.rows = [], make_rows(out.words, number)
    why = f"{type(error).__name__}: {error}".rstrip(": ")
    out.notes.append(Note("table_not_understood", f"Trang {number}: không tìm được bảng vì lỗi khi đọc ({why}); chữ của trang được giữ lại thành đoạn văn.", number))


def _picture_areas(out: NativePage, stamped: list[Bbox]) -> list[Bbox]:
    """Pictures and annotations as read: where something may stand that is not in the text."""
    if not stamped:
        return out.drawn.images
    return [*out.drawn.images, *((b[0], b[1], b[2], b[3]) for b in out.frame.boxes(np.array(stamped, np.float64)).tolist())]


def _tables(out: NativePage) -> list[Word]:
    """Ruled tables of the page, their missing sides and shaded edges added; returns the words outside of them."""
    drawn = out.drawn
    try:
        out.grids = find_grids(drawn.rules)
        added = missing_sides(drawn.rules, out.grids, out.words)
        added += shaded_rules(drawn.fills, out.grids, out.words, out.frame.read_size)
        if added:
            drawn.rules = drawn.rules + added
            out.grids = find_grids(drawn.rules)
    except TooManyRules:
        drawn.capped, out.grids = True, []
    return fill_grids(out.grids, out.words)


def _frame(page: Any) -> Frame:
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page.raw, rect) and rect.right > rect.left and rect.top > rect.bottom:
        box = (rect.left, rect.bottom, rect.right, rect.top)
    else:
        box = (0.0, 0.0, 612.0, 792.0)
    return Frame(box, 90 * (pdfium.FPDFPage_GetRotation(page.raw) % 4))


def _sideways(words: list[Word]) -> int | None:
    """Degrees to turn the page clockwise so that most of its text stands upright; None when it does."""
    turned = [w for w in words if not w.upright]
    if not turned or 2 * sum(w.n for w in turned) <= sum(w.n for w in words):
        return None
    down = sum(w.n for w in turned if w.angle == 90)
    up = sum(w.n for w in turned if w.angle == 270)
    flipped = sum(w.n for w in turned if w.angle == 180)
    best = max(down, up, flipped)
    return 270 if best == down else 90 if best == up else 180
