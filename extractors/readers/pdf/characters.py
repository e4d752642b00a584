"""Words of a PDF page with their boxes, baselines, sizes and weights.

PDFium splits text at the spaces it finds or makes up; we keep its real spaces, and judge the made-up ones and the gaps
inside by the font size: a gap under ``GLUE`` em is no gap, one over ``SPLIT`` em is one.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
#: Character code → it separates words; codes beyond are letters and signs.
_BLANKS = np.array([not _WORD.match(chr(c)) for c in range(0x3002)])
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
        return Letters(text, [], fonts, 0)
    boxes = frame.boxes(raw.loose_boxes(textpage, count))
    lost = inked_blanks(textpage, text, boxes)
    if lost:
        text = "".join("\ufffd" if i in lost else c for i, c in enumerate(text))
    starts, ends = _split(text, boxes)
    firsts, lasts = starts.tolist(), ends.tolist()
    objects = raw.text_objects(textpage, firsts)
    styles: dict[int, _Style] = {}
    for i, o in zip(firsts, objects, strict=True):
        if o not in styles:
            styles[o] = _style(textpage, o, i, fonts, frame.rotation + frame.turn)
    styled = [styles[o] for o in objects]
    pieces = _Pieces(text, boxes, starts, ends, frame.points(raw.origins(textpage, firsts))[:, 1], styled)
    texts = [text[s:e] for s, e in zip(firsts, lasts, strict=True)]
    if _needs_mending(text, texts, [s.font for s in styled], fonts):
        texts = [_tidy(t, fonts.get(s.font)) for t, s in zip(texts, styled, strict=True)]
    shown = frame.shown_all(pieces.boxes)
    words = [
        Word(t, *place, s.bold, s.font, n, s.upright, s.angle, s.hidden, s.pale, blank, False, 1.0, box)
        for t, place, s, n, blank, box in zip(texts, pieces.places(), styled, (ends - starts).tolist(), pieces.spaced(), shown, strict=True)
    ]
    lost_objects = set(drawn) - set(objects)
    if lost_objects and (found := _left_out(textpage, text, boxes, lost_objects, styles, frame, fonts)):
        for w in found:
            w.shown = frame.shown((w.x0, w.top, w.x1, w.bottom))
        words += found
        pieces.add(found, len(text))
    if rejoin:
        words = _rejoin(textpage, text, boxes, words, pieces, frame)
    return Letters(text, words, fonts, sum([w.n for w in words]))


class _Style(NamedTuple):
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
    a, b, c, d, size, font, mode, pale = raw.drawing(textpage, obj, index)
    if font not in fonts:
        name = raw.font_name(font) if font else ""
        # not FPDFFont_GetWeight: it guesses from /StemV, and Ghostscript's subsets all look black
        fonts[font] = Font(name, bool(_BOLD.search(name)), bool(_LEGACY.search(name)))
    angle = (turned - math.degrees(math.atan2(b, a))) % 360  # /Rotate turns clockwise, matrices counter-clockwise
    upright = min(angle, 360 - angle) < 20
    return _Style(size * math.hypot(c, d), upright, round(angle / 90) % 4 * 90, fonts[font].bold or mode == 2, font, mode == 3, pale)


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


def _split(text: str, boxes: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of each word: at blanks, after end-of-line hyphens and where the pen jumps."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    solid = ~_BLANKS[np.minimum(codes, len(_BLANKS) - 1)]
    x0, x1, bottom = boxes[:, 0], boxes[:, 2], boxes[:, 3]
    em = np.maximum(np.maximum(x1 - x0, bottom - boxes[:, 1]), 1.0)
    larger = np.maximum(em[1:], em[:-1])
    # a third of an em: a letter of another font may stand in the gap; _rejoin closes gaps that nothing stands in
    jump = (np.abs(x0[1:] - x1[:-1]) > larger * 0.3) | (np.abs(bottom[1:] - bottom[:-1]) > larger * 1.2)
    inside = solid[:-1] & solid[1:]
    cut = inside & (jump | (codes[:-1] == ord(_HYPHEN)))
    for k in np.flatnonzero(cut).tolist():
        if unicodedata.combining(text[k + 1]) and text[k] != _HYPHEN:
            cut[k] = False
    joined = inside & ~cut
    starts, ends = solid.copy(), solid
    starts[1:] &= ~joined
    ends[:-1] &= ~joined
    return np.flatnonzero(starts), np.flatnonzero(ends) + 1


class _Pieces:
    """Runs of characters on their way to be words, as arrays: ``starts`` and ``ends`` in the text, places as read."""

    def __init__(
        self, text: str, chars: NDArray[np.float64], starts: NDArray[np.int64], ends: NDArray[np.int64], base: NDArray[np.float64], styles: Sequence[_Style]
    ) -> None:
        self.text, self.starts, self.ends = text, starts, ends
        at = np.empty(2 * len(starts), np.int64)
        at[0::2], at[1::2] = starts, ends
        padded = np.concatenate([chars, chars[-1:]])  # the last word may end at the end of the text
        x0, top = (np.minimum.reduceat(np.ascontiguousarray(padded[:, k]), at)[::2] for k in (0, 1))
        x1, bottom = (np.maximum.reduceat(np.ascontiguousarray(padded[:, k]), at)[::2] for k in (2, 3))
        size = np.array([s.size for s in styles])
        size = np.where(size == 0, np.maximum(bottom - top, 1.0), size)
        upright = np.array([s.upright for s in styles])
        base = np.where(upright, base, bottom)
        top = np.where(upright, np.maximum(top, base - 1.25 * size), top)
        bottom = np.where(upright, np.minimum(bottom, base + 0.5 * size), bottom)
        self.boxes = np.stack([x0, top, x1, bottom], axis=1)
        self.base, self.size, self.upright = base, size, upright

    def places(self) -> Iterator[tuple[float, float, float, float, float, float]]:
        """(x0, top, x1, bottom, baseline, size) of each."""
        return zip(*self.boxes.T.tolist(), self.base.tolist(), self.size.tolist(), strict=True)

    def spaced(self) -> list[bool]:
        """Whether the file has a blank after it at the end of its line."""
        return [self.text.startswith((" \r", " \n"), e) for e in self.ends.tolist()]

    def add(self, words: Sequence[Word], end: int) -> None:
        """Words that are not in the text."""
        self.starts = np.append(self.starts, [0] * len(words))
        self.ends = np.append(self.ends, [end] * len(words))
        self.boxes = np.append(self.boxes, [(w.x0, w.top, w.x1, w.bottom) for w in words], axis=0)
        self.base, self.size = np.append(self.base, [w.base for w in words]), np.append(self.size, [w.size for w in words])
        self.upright = np.append(self.upright, [w.upright for w in words])


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


def _needs_mending(text: str, words: Sequence[str], used: Sequence[int], fonts: dict[int, Font]) -> bool:
    """False for a page whose words can be taken as they are. Marks the fonts whose codes were read in the wrong alphabet."""
    if MAC_SIGNS.search(text):
        for font in mac_fonts(list(zip(used, words, strict=True))):
            if font in fonts:
                fonts[font].mac = True
    if any(fonts[f].legacy or fonts[f].mac for f in set(used) if f in fonts):
        return True
    return bool(_UNTIDY.search(text)) or not unicodedata.is_normalized("NFC", text)


def _rejoin(textpage: int, text: str, boxes: NDArray[np.float64], words: list[Word], pieces: _Pieces, frame: Frame) -> list[Word]:
    """Join the pieces of words that touch on the page.

    Where letters come from another font (a fallback for ``ệ``, a bold syllable) they may stand anywhere in the file, and
    PDFium makes up blanks around them. Pieces that touch are one word unless the file itself has a blank between them.
    """
    if len(words) < 2:
        return words
    by_base = np.argsort(pieces.base, kind="stable")
    row = np.zeros(len(words))
    row[by_base[1:]] = np.cumsum(np.diff(pieces.base[by_base]) > 0.6)
    order = np.lexsort((pieces.boxes[:, 0], row))
    base, upright, edge = pieces.base[order], pieces.upright[order], pieces.boxes[order, 2]
    gap, size = pieces.boxes[order[1:], 0] - edge[:-1], pieces.size[order]
    size = np.minimum(size[1:], size[:-1])
    level = (np.abs(base[1:] - base[:-1]) < 0.12 * size) & upright[1:] & upright[:-1]
    next_to = pieces.starts[order[1:]] == pieces.ends[order[:-1]]
    tight = np.flatnonzero(level & (gap > -0.4 * size) & (gap < SPLIT * size) & (next_to | (gap < GLUE * size)))
    dropped: set[int] = set()
    head: dict[int, int] = {}  # piece -> the word that it went into
    for k in tight.tolist():
        i, j, start, end, x1 = int(order[k]), int(order[k + 1]), int(pieces.starts[order[k + 1]]), int(pieces.ends[order[k]]), float(edge[k])
        attached = start == end
        if not attached and (_blank_after(textpage, text, boxes, end, x1) or _blank_before(text, boxes, start, x1, float(size[k]))):
            continue
        if attached and text[end - 1] == _HYPHEN:
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
    if not dropped:
        return words
    for w in {id(words[t]): words[t] for t in head.values()}.values():
        w.shown = frame.shown((w.x0, w.top, w.x1, w.bottom))
    return [w for i, w in enumerate(words) if i not in dropped]


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
