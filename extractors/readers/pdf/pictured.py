"""Numbers and dates that stand on the page as a picture only: written by hand, stamped, scanned over blank text.

"Số:      /KH-UBND" with ink in the gap that no character makes. The place is noted; where OCR is at hand that patch, and
nothing else, is read, and digits that fit are put into the line as a stamp with the engine's own confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.frame import Frame
from extractors.readers.pdf.lines import Line, whole
from extractors.readers.pdf.render import picture
from schemas.document import Bbox, Note
from schemas.errors import DocumentError

#: A patch as grey picture and its dpi → words as (text, box in pixels, confidence 0–1).
PatchReader = Callable[[np.ndarray, float], list[tuple[str, tuple[int, int, int, int], float]]]
DPI = 300.0
#: Narrowest gap in points in which a number may have been written.
NARROWEST = 6.0
_DOTS = r"[.…_\s]*+"
_NUMBER = regex.compile(rf"\b(?:Số|SỐ|số)\s?:?{_DOTS}(?P<after>[/-]\s?\p{{Lu}}{{2}})")
_DAY = regex.compile(rf"\b[Nn]gày{_DOTS}(?P<after>tháng)\b")
_MONTH = regex.compile(rf"\b[Tt]háng{_DOTS}(?P<after>năm)\b")
_FIELDS = (("số văn bản", _NUMBER, r"\d{1,5}[a-z]?"), ("ngày ban hành", _DAY, r"0?[1-9]|[12]\d|3[01]"), ("tháng ban hành", _MONTH, r"0?[1-9]|1[0-2]"))
_LEADER = regex.compile(r"^[.…_]+$")


@dataclass(slots=True)
class Gap:
    """A place left blank in a line: between ``x0`` and ``x1`` as read. ``form``: what may stand there."""

    what: str
    line: Line
    x0: float
    x1: float
    form: str

    @property
    def inner(self) -> Bbox:
        """Where ink would be writing: above the dots of a leader."""
        ln = self.line
        return self.x0 + 1, ln.base - 0.95 * ln.size, self.x1 - 1, ln.base - 0.22 * ln.size

    @property
    def strip(self) -> Bbox:
        """The whole line with the gap: context for the eye."""
        ln = self.line
        return ln.x0 - 4, ln.base - 1.5 * ln.size, ln.x1 + 4, ln.base + 0.6 * ln.size


def gaps(rows: Sequence[Sequence[Line]]) -> list[Gap]:
    """Blank places for number, day and month in the lines of a page."""
    out: list[Gap] = []
    for row in rows:
        line = whole(row)
        text = line.text
        if "ngày" not in text and "Ngày" not in text and "ố" not in text and "Ố" not in text:
            continue
        for what, pattern, form in _FIELDS:
            for m in pattern.finditer(text):
                gap = _gap(line, m.start("after"), what, form)
                if gap:
                    out.append(gap)
    return out


def _gap(line: Line, at: int, what: str, form: str) -> Gap | None:
    """From the last word before offset ``at`` that is no leader of dots to the word that begins there."""
    end = 0
    before: Word | None = None
    for w in line.words:
        start, end = end, end + len(w.text) + 1
        if start >= at:
            return Gap(what, line, before.x1, w.x0, form) if before and w.x0 - before.x1 >= NARROWEST else None
        if not _LEADER.match(w.text):
            before = w
    return None


def read_pictured(
    pdf: Any, number: int, rows: Sequence[Sequence[Line]], areas: Sequence[Bbox], frame: Frame, eyes: PatchReader | None
) -> tuple[list[Word], list[Note]]:
    """Words read from pictures over blank places of page ``number`` (1-based), and a note for each such place.

    ``areas``: boxes of pictures and annotations as read; only places that one of them touches are looked at.
    """
    found = [g for g in gaps(rows) if any(_meet(g.inner, a) for a in areas)]
    words: list[Word] = []
    notes: list[Note] = []
    if not found:
        return words, notes
    page = pdf[number - 1]
    try:
        for gap in found:
            ink = picture(page, 150, frame.shown(gap.inner), 4_000_000)
            if not ink.size or float(ink.max()) - float(ink.min()) < 60:
                continue
            read = _read(page, gap, number, frame, eyes) if eyes and not frame.turn else None
            if read:
                words.append(read)
                tail = f" Đã nhận dạng: \"{read.text}\" (độ tin cậy {read.confidence:.0%}); cần kiểm tra lại.".replace(".0%", "%")
            else:
                tail = " Cần xem trang gốc để bổ sung."
            notes.append(Note("number_in_picture", f"Trang {number}: {gap.what} chỉ có trên hình (viết tay, đóng dấu hoặc ảnh), không có trong lớp chữ.{tail}", number))
    finally:
        page.close()
    return words, notes


def _read(page: Any, gap: Gap, number: int, frame: Frame, eyes: PatchReader) -> Word | None:
    strip = frame.shown(gap.strip)
    grey = picture(page, DPI, strip, 8_000_000).mean(axis=2).astype(np.uint8)
    if not grey.size:
        return None
    scale = 72 / DPI
    try:
        seen = eyes(grey, DPI)
    except DocumentError:  # no engine on this machine: the note alone
        return None
    for text, (x0, y0, x1, y1), confidence in seen:
        box = (strip[0] + x0 * scale, strip[1] + y0 * scale, strip[0] + x1 * scale, strip[1] + y1 * scale)
        digits = regex.sub(r"^[.…_:]+|[.…_/-]+$", "", text)
        if gap.x0 - 2 <= (box[0] + box[2]) / 2 <= gap.x1 + 2 and regex.fullmatch(gap.form, digits):
            ln = gap.line
            return Word(
                digits, box[0], box[1], box[2], box[3], ln.base, ln.size, False, 0, 0, stamp=True, confidence=round(confidence, 3),
                shown=(round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)),
            )
    return None


def _meet(a: Bbox, b: Bbox) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
