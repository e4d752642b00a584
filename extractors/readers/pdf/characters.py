"""Words of a PDF page with their boxes, baselines, sizes and weights.

PDFium splits text at the spaces it finds or makes up; we keep its real spaces, and judge the made-up ones and the gaps
inside by the font size: a gap under ``GLUE`` em is no gap, one over ``SPLIT`` em is one.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex
from numpy.typing import NDArray

from extractors.readers.pdf import raw
from extractors.readers.pdf.charmaps import MAC_SIGNS, OI, from_mac, inked_blanks, mac_fonts
from extractors.readers.pdf.frame import Frame
from schemas.document import Bbox

#: Most characters of one page; a printed A4 page has under 10,000.
MAX_CHARACTERS = 200_000
GLUE, SPLIT = 0.08, 0.6
_WORD = regex.compile(r"[^\s\u00A0\u0000]+")
_LEGACY = regex.compile(r"(?:^|\+)(?:\.?Vn|VNI)", regex.I)
_BOLD = regex.compile(r"bold|black|heavy|demi|,b\b|-b\b", regex.I)
#: PDFium's sign for a hyphen at the end of a line.
_HYPHEN = "\u0002"
_UNTIDY = regex.compile("[\u0002\ufffe\u01a2\u01a3]")


@dataclass(slots=True)
class Word:
    """One run of characters without blank. Coordinates as read; ``n`` = visible characters (ledger)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: bool
    font: int
    n: int
    upright: bool = True
    angle: int = 0  # degrees clockwise, to the nearest quarter turn
    hidden: bool = False  # drawn with rendering mode 3 (OCR layers)
    pale: bool = False  # white or transparent
    spaced: bool = False  # last word of a line and the file has a blank after it
    stamp: bool = False  # from the appearance of an annotation
    confidence: float = 1.0  # under 1 for what was read from a picture
    shown: Bbox = (0.0, 0.0, 0.0, 0.0)  # as displayed, set last

    @property
    def mid(self) -> tuple[float, float]:
        """Where the word stands: middle of its x-height, steadier than the middle of a box full of diacritics."""
        return (self.x0 + self.x1) / 2, self.base - 0.28 * self.size


@dataclass(slots=True)
class Font:
    name: str
    bold: bool
    legacy: bool = False  # TCVN3 or VNI by its name
    mac: bool = False  # WinAnsi codes that PDFium reads as MacRoman


@dataclass(slots=True)
class Letters:
    """All characters of a page as PDFium gives them, and the words made of them."""

    text: str
    boxes: NDArray[np.float64]  # as read
    words: list[Word]
    fonts: dict[int, Font]
    visible: int  # non-blank characters


def read_letters(textpage: int, count: int, frame: Frame, fonts: dict[int, Font], drawn: Sequence[int] = (), *, rejoin: bool = True) -> Letters:
    """Characters and words of a text page. ``fonts`` is filled (cache over the document).

    ``rejoin`` = False leaves words in the pieces that the file has. ``drawn``: all text objects of the page; those that PDFium left out as repetitions of a neighbour are put back.
    """
    if count > MAX_CHARACTERS:
        raise ValueError(f"{count} ký tự, giới hạn {MAX_CHARACTERS}")
    text = raw.text_of(textpage, count)
    if not text.strip():
        return Letters(text, np.zeros((0, 4)), [], fonts, 0)
    boxes = frame.boxes(raw.loose_boxes(textpage, count))
    lost = inked_blanks(textpage, text, boxes)
    if lost:
        text = "".join("\ufffd" if i in lost else c for i, c in enumerate(text))
    starts, ends = _split(text, boxes)
    objects = raw.text_objects(textpage, starts)
    base = frame.points(raw.origins(textpage, starts))[:, 1].tolist()
    styles: dict[int, _Style] = {}
    for i, o in zip(starts, objects, strict=True):
        if o not in styles:
            styles[o] = _style(textpage, o, i, fonts, frame.rotation + frame.turn)
    mend = _needs_mending(text, starts, ends, [styles[o].font for o in objects], fonts)
    lows, highs = _reduce(boxes, starts, ends)
    words: list[Word] = []
    for s, e, o, (x0, top), (x1, bottom), by in zip(starts, ends, objects, lows, highs, base, strict=True):
        style = styles[o]
        size = style.size or max(bottom - top, 1.0)
        if style.upright:
            top, bottom = max(top, by - 1.25 * size), min(bottom, by + 0.5 * size)
        else:
            by = bottom
        word = Word(
            _tidy(text[s:e], fonts.get(style.font)) if mend else text[s:e], x0, top, x1, bottom, by, size, style.bold, style.font, e - s,
            style.upright, style.angle, style.hidden, style.pale,
        )
        if text.startswith((" \r", " \n"), e):
            word.spaced = True
        words.append(word)
    lost_objects = set(drawn) - set(objects)
    if lost_objects:
        for w in _left_out(textpage, text, boxes, lost_objects, styles, frame, fonts):
            words.append(w)
            starts.append(0)
            ends.append(len(text))
    if rejoin:
        words = _rejoin(textpage, text, boxes, words, starts, ends)
    for w, box in zip(words, frame.shown_all([(w.x0, w.top, w.x1, w.bottom) for w in words]), strict=True):
        w.shown = box
    return Letters(text, boxes, words, fonts, sum(w.n for w in words))


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    upright: bool
    angle: int
    bold: bool
    font: int
    hidden: bool
    pale: bool = False


def _style(textpage: int, obj: int, index: int, fonts: dict[int, Font], turned: int) -> _Style:
    if not obj:
        return _Style(0.0, True, 0, False, 0, False)
    a, b, c, d = raw.char_matrix(textpage, index)
    size = raw.font_size(obj) * math.hypot(c, d)
    font = raw.fn("FPDFTextObj_GetFont")(obj) or 0
    if font not in fonts:
        name = raw.font_name(font) if font else ""
        # not FPDFFont_GetWeight: it guesses from /StemV, and Ghostscript's subsets all look black
        fonts[font] = Font(name, bool(_BOLD.search(name)), bool(_LEGACY.search(name)))
    mode = raw.fn("FPDFTextObj_GetTextRenderMode")(obj)
    angle = (turned - math.degrees(math.atan2(b, a))) % 360  # /Rotate turns clockwise, matrices counter-clockwise
    return _Style(size, min(angle, 360 - angle) < 20, round(angle / 90) % 4 * 90, fonts[font].bold or mode == 2, font, mode == 3, mode == 0 and raw.pale(obj))


def _left_out(
    textpage: int, text: str, boxes: NDArray[np.float64], lost: set[int], styles: dict[int, _Style], frame: Frame,
    fonts: dict[int, Font],
) -> list[Word]:
    """Words of text objects that are not in the text page.

    PDFium drops an object that repeats a neighbour's codes and overlaps its box, to get rid of text printed twice for
    boldness. Equal cells of two narrow rows fall to the same rule; they stand further apart than a double print does.
    """
    lost = {o for o in lost if (b := raw.bounds(o)) and b[2] - b[0] > 0.5}
    if not lost:
        return []
    of_char = raw.text_objects(textpage, range(len(text)))
    lost -= set(of_char)
    if not lost:
        return []
    places: dict[int, Bbox] = {o: b for o in set(of_char) if o and (b := raw.bounds(o))}
    twins = sorted(places.items(), key=lambda p: (p[1][2] - p[1][0], p[1][1]))
    widths = [b[2] - b[0] for _, b in twins]
    out: list[Word] = []
    for obj in sorted(lost):
        box = raw.bounds(obj)
        if box is None or box[2] - box[0] < 0.5:
            continue
        width = box[2] - box[0]
        near = [
            (abs(b[1] - box[1]) + abs(b[0] - box[0]), o, b)
            for o, b in twins[bisect_left(widths, width - 0.3) : bisect_right(widths, width + 0.3)]
            if abs((b[3] - b[1]) - (box[3] - box[1])) < 0.3
        ]
        if not near:
            continue
        distance, twin, b = min(near)
        if distance < 2.0 or distance > 60.0:  # printed twice, or not its neighbour
            continue
        moved = frame.boxes(np.array([box, b], np.float64))
        dx, dy = (moved[0, :2] - moved[1, :2]).tolist()
        indices = [i for i, o in enumerate(of_char) if o == twin]
        for m in _WORD.finditer("".join(text[i] for i in indices)):
            part = boxes[[indices[k] for k in range(*m.span())]]
            x0, top = part[:, :2].min(axis=0).tolist()
            x1, bottom = part[:, 2:].max(axis=0).tolist()
            style = styles.get(twin) or _style(textpage, twin, indices[0], fonts, frame.rotation + frame.turn)
            base = float(frame.points(raw.origins(textpage, indices[:1]))[0, 1]) + dy
            size = style.size or bottom - top
            out.append(Word(_tidy(m.group()), x0 + dx, top + dy, x1 + dx, bottom + dy, base, size, style.bold, style.font, len(m.group())))
    return out


def _split(text: str, boxes: NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """Start and end of each word: at blanks, after end-of-line hyphens and where the pen jumps."""
    starts: list[int] = []
    ends: list[int] = []
    width = boxes[:, 2] - boxes[:, 0]
    height = boxes[:, 3] - boxes[:, 1]
    em = np.maximum(np.maximum(width, height), 1.0)
    gap_x = np.abs(boxes[1:, 0] - boxes[:-1, 2])
    gap_y = np.abs(boxes[1:, 3] - boxes[:-1, 3])
    larger = np.maximum(em[1:], em[:-1])
    # a third of an em: a letter of another font may stand in the gap; _rejoin closes gaps that nothing stands in
    jump = (gap_x > larger * 0.3) | (gap_y > larger * 1.2)
    jumps = set(np.flatnonzero(jump).tolist())
    for m in _WORD.finditer(text):
        s, e = m.span()
        cut = s
        if jumps or _HYPHEN in text:
            for k in range(s, e - 1):
                if text[k] == _HYPHEN or (k in jumps and not unicodedata.combining(text[k + 1])):
                    starts.append(cut)
                    ends.append(k + 1)
                    cut = k + 1
        starts.append(cut)
        ends.append(e)
    return starts, ends


def _reduce(boxes: NDArray[np.float64], starts: list[int], ends: list[int]) -> tuple[list[list[float]], list[list[float]]]:
    """Smallest (x0, y0) and largest (x1, y1) of each word."""
    at = np.array([i for pair in zip(starts, ends, strict=True) for i in pair])
    padded = np.concatenate([boxes, boxes[-1:]])  # the last word may end at the end of the text
    return np.minimum.reduceat(padded[:, :2], at)[::2].tolist(), np.maximum.reduceat(padded[:, 2:], at)[::2].tolist()


def _tidy(text: str, font: Font | None = None) -> str:
    text = text.replace(_HYPHEN, "-").replace("\ufffe", "-")
    if font and font.legacy:
        from extractors.legacy import to_unicode

        text = to_unicode(text, font.name)[0]
    if text.isascii():
        return text
    if font and font.mac:
        text = from_mac(text)
    return unicodedata.normalize("NFC", text).translate(OI)


def _needs_mending(text: str, starts: list[int], ends: list[int], used: list[int], fonts: dict[int, Font]) -> bool:
    """False for a page whose words can be taken as they are. Marks the fonts whose codes were read in the wrong alphabet."""
    if MAC_SIGNS.search(text):
        for font in mac_fonts([(f, text[s:e]) for f, s, e in zip(used, starts, ends, strict=True)]):
            if font in fonts:
                fonts[font].mac = True
    if any(fonts[f].legacy or fonts[f].mac for f in set(used) if f in fonts):
        return True
    return bool(_UNTIDY.search(text)) or not unicodedata.is_normalized("NFC", text)


def _rejoin(
    textpage: int, text: str, boxes: NDArray[np.float64], words: list[Word], starts: list[int], ends: list[int]
) -> list[Word]:
    """Join the pieces of words that touch on the page.

    Where letters come from another font (a fallback for ``ệ``, a bold syllable) they may stand anywhere in the file, and
    PDFium makes up blanks around them. Pieces that touch are one word unless the file itself has a blank between them.
    """
    if len(words) < 2:
        return words
    table = np.array([(w.base, w.x0, w.x1, w.size, w.upright) for w in words])
    by_base = np.argsort(table[:, 0], kind="stable")
    row = np.zeros(len(words))
    row[by_base[1:]] = np.cumsum(np.diff(table[by_base, 0]) > 0.6)
    order = np.lexsort((table[:, 1], row))
    t = table[order]
    gap, size = t[1:, 1] - t[:-1, 2], np.minimum(t[1:, 3], t[:-1, 3])
    level = (np.abs(t[1:, 0] - t[:-1, 0]) < 0.12 * size) & (t[1:, 4] > 0) & (t[:-1, 4] > 0)
    attached_to = np.array(starts)[order[1:]] == np.array(ends)[order[:-1]]
    tight = np.flatnonzero(level & (gap > -0.4 * size) & (gap < SPLIT * size) & (attached_to | (gap < GLUE * size)))
    dropped: set[int] = set()
    head: dict[int, int] = {}  # piece -> the word that it went into
    for k in tight.tolist():
        i, j = int(order[k]), int(order[k + 1])
        attached = starts[j] == ends[i]
        if not attached and (
            _blank_after(textpage, text, boxes, ends[i], t[k, 2]) or _blank_before(text, boxes, starts[j], t[k, 2], size[k])
        ):
            continue
        if attached and text[ends[i] - 1] == _HYPHEN:
            continue
        target = head.get(i, i)
        head[j] = target
        a, b = words[target], words[j]
        a.text = unicodedata.normalize("NFC", a.text + b.text)
        a.x0, a.top, a.x1, a.bottom = min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom)
        a.bold = a.bold if a.n >= b.n else b.bold
        a.n += b.n
        a.spaced = b.spaced
        dropped.add(j)
    return [w for i, w in enumerate(words) if i not in dropped] if dropped else words


def _blank_after(textpage: int, text: str, boxes: NDArray[np.float64], end: int, x1: float) -> bool:
    """The file has a blank right after a piece that ends at ``x1``; not one that PDFium made up."""
    if end >= len(text) or text[end] not in " \u00a0" or abs(boxes[end, 0] - x1) > 2.0:
        return False
    return not raw.fn("FPDFText_IsGenerated")(textpage, end)


def _blank_before(text: str, boxes: NDArray[np.float64], start: int, x1: float, size: float) -> bool:
    """A blank takes room between ``x1`` and a piece. PDFium swallows blanks after those it made up, but not their room."""
    if start == 0 or text[start - 1] not in " \u00a0":
        return False
    left = boxes[start - 1, 0]
    return bool(max(x1 - 0.25 * size, boxes[start, 0] - 1.5 * size) < left < boxes[start, 0] - 0.12 * size)
