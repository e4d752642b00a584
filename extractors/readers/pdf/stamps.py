"""Numbers, dates and signer lines that stand in the appearance of a form field, signature or stamp, not in the page.

Government signing tools put the number and the day of a plan into signature fields ("Số: [208]/KH-PKTHTĐT"). They are
made part of the page (``FPDFPage_Flatten``, on the copy in memory) and what is new then is the stamped text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors.readers.pdf import raw
from extractors.readers.pdf.characters import Word, read_letters
from extractors.readers.pdf.fonts import Font
from extractors.readers.pdf.frame import Frame
from extractors.readers.pdf.lines import Line, make_rows, whole

#: Annotation types that print text: free text, stamp, form field and signature.
_PRINTED = frozenset({3, 13, 20})
MAX_ANNOTATIONS = 2_000
#: A stamp of at most so many words may fill a gap in a line.
SHORT = 4


@dataclass(slots=True)
class Stamps:
    """``fillers``: words that complete a line of the page; ``lines``: lines that stand for themselves."""

    fillers: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    glyphs: int = 0


def stamp_boxes(page: Any) -> list[tuple[float, float, float, float]]:
    """Boxes in user space (x0, y0, x1, y1) of the annotations of a page that may print text."""
    import pypdfium2.raw as pdfium

    out: list[tuple[float, float, float, float]] = []
    for i in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        try:
            hidden = pdfium.FPDFAnnot_GetFlags(annotation) & (2 | 32)  # Hidden, NoView
            if pdfium.FPDFAnnot_GetSubtype(annotation) in _PRINTED and not hidden:
                rect = pdfium.FS_RECTF()
                pdfium.FPDFAnnot_GetRect(annotation, rect)
                out.append((min(rect.left, rect.right), min(rect.bottom, rect.top), max(rect.left, rect.right), max(rect.bottom, rect.top)))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return out


def read_stamps(pdf: Any, number: int, words: Sequence[Word], frame: Frame, fonts: dict[int, Font]) -> Stamps:
    """Text of the annotations of page ``number`` (1-based) that is not among ``words``, the text of the page itself."""
    import pypdfium2.raw as pdfium

    before = _pieces(pdf, number, frame, fonts)
    page = pdf[number - 1]
    try:
        if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            return Stamps()
    finally:
        page.close()
    known = Counter((w.text, w.shown) for w in before)
    new: list[Word] = []
    for w in _pieces(pdf, number, frame, fonts):
        if known[w.text, w.shown]:
            known[w.text, w.shown] -= 1
        else:
            new.append(w)
    if sum(known.values()) > 0.1 * len(before) + 2:  # flattening moved the page's own text: nothing can be told apart
        return Stamps()
    return _sort_out(new, words, number)


def _pieces(pdf: Any, number: int, frame: Frame, fonts: dict[int, Font]) -> list[Word]:
    """Words of a page in the pieces that the file has: a stamp that touches a word must not become part of it."""
    import pypdfium2.raw as pdfium

    page = pdf[number - 1]
    try:
        text = pdfium.FPDFText_LoadPage(page.raw)
        if not text:
            return []
        try:
            return read_letters(raw.address(text), pdfium.FPDFText_CountChars(text), frame, fonts, rejoin=False).words
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        page.close()


def _sort_out(new: list[Word], words: Sequence[Word], number: int) -> Stamps:
    out = Stamps(glyphs=sum(w.n for w in new))
    rows = make_rows(new, number)
    for row in rows:
        line = whole(row)
        near = _neighbour(line, words) if len(line.words) <= SHORT else None
        if near is None:
            out.lines.append(line)
            continue
        for w in line.words:
            w.base, w.stamp = near.base, True
            out.fillers.append(w)
    return out


def _neighbour(line: Line, words: Sequence[Word]) -> Word | None:
    """The word of the page on whose line a stamp stands: nearly the same baseline, at most 60 points to the side."""
    beside = [
        w for w in words
        if w.upright and abs(w.base - line.base) < 0.5 * max(w.size, line.size) and (-60 < w.x0 - line.x1 < 60 or -60 < line.x0 - w.x1 < 60)
    ]
    return min(beside, key=lambda w: min(abs(w.x0 - line.x1), abs(line.x0 - w.x1)), default=None)
