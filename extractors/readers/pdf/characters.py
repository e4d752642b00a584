"""Words of a PDF page with their boxes, baselines, sizes and weights."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import regex
from numpy.typing import NDArray

from extractors.readers.pdf import raw
from extractors.readers.pdf.charmaps import MAC_SIGNS, OI, from_mac, inked_blanks, mac_fonts
from extractors.readers.pdf.fonts import Font, Style, styles_of
from extractors.readers.pdf.frame import Frame
from extractors.readers.pdf.pieces import HYPHEN, WORD, Extra, Pieces, codes_of, pieces_of, split
from schemas.document import Bbox

#: Most characters of one page; a printed A4 page has under 10,000.
MAX_CHARACTERS = 200_000
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
class Letters:
    """All characters of a page as PDFium gives them, and the words made of them."""

    text: str
    words: list[Word]
    fonts: dict[int, Font]
    visible: int  # non-blank characters
    in_sight: bool = True  # no word is hidden, tiny or off the page


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
    codes = codes_of(text)
    lost = inked_blanks(textpage, text, codes, boxes)
    if lost:
        text = "".join("\ufffd" if i in lost else c for i, c in enumerate(text))
        codes = codes_of(text)
    starts, ends = split(text, codes, boxes)
    firsts = starts.tolist()
    objects = raw.text_objects(textpage, firsts)
    styles = styles_of(textpage, objects, firsts, fonts, frame.rotation + frame.turn)
    styled = [styles[o] for o in objects]
    texts = [text[s:e] for s, e in zip(firsts, ends.tolist(), strict=True)]
    if _needs_mending(text, texts, [s.font for s in styled], fonts):
        texts = [_tidy(t, fonts.get(s.font)) for t, s in zip(texts, styled, strict=True)]
    base = frame.points(_origins(textpage, firsts, objects))[:, 1]
    pieces = pieces_of(codes, boxes, starts, ends, base, styled, texts)
    lost_objects = set(drawn) - set(objects)
    if lost_objects:
        probes = [*(ends - 1).tolist(), *np.flatnonzero(codes == 0x20).tolist()]
        if found := _left_out(textpage, text, boxes, probes, lost_objects, styles, frame, fonts):
            pieces.add(found)
    if rejoin:
        pieces = pieces.joined(textpage)
    return Letters(text, _words(pieces, frame), fonts, sum(pieces.n), pieces.in_sight(frame.read_size))


def _origins(textpage: int, firsts: list[int], objects: list[int]) -> NDArray[np.float64]:
    """Baseline starts of the characters ``firsts`` as (x, y); where a text object begins and ends on one height, only that is exact.

    An object is set along one line: it is asked for its first and last word only, and for all where these differ in height.
    """
    runs = np.array(objects)
    first = np.flatnonzero(np.append(True, runs[1:] != runs[:-1]))
    last = np.append(first[1:], len(runs)) - 1
    ask = np.array(firsts)
    ends = raw.origins(textpage, ask[np.stack([first, last], axis=1).ravel()].tolist()).reshape(-1, 2, 2)
    out = np.repeat(ends[:, 0], last - first + 1, axis=0)
    askew = np.repeat((ends[:, 0, 1] != ends[:, 1, 1]) | (runs[first] == 0), last - first + 1)
    if askew.any():
        out[askew] = raw.origins(textpage, ask[askew].tolist())
    return out


def _words(p: Pieces, frame: Frame) -> list[Word]:
    x0, top, x1, bottom = p.boxes.T.tolist()
    _, upright, angle, _, font, hidden, pale = zip(*p.styles, strict=True)
    return list(map(
        Word, p.words, x0, top, x1, bottom, p.base.tolist(), p.size.tolist(), p.bold, font, p.n, upright, angle, hidden, pale, p.spaced,
        repeat(False), repeat(1.0), frame.shown_all(p.boxes),
    ))  # fmt: skip


def _left_out(
    textpage: int, text: str, boxes: NDArray[np.float64], probes: Sequence[int], lost: set[int], styles: dict[int, Style], frame: Frame,
    fonts: dict[int, Font],
) -> list[Extra]:
    """Words of text objects that are not in the text page.

    PDFium drops an object that repeats a neighbour's codes and overlaps its box, to get rid of text printed twice for
    boldness. Equal cells of two narrow rows fall to the same rule; they stand further apart than a double print does.
    """
    lost = {o for o in lost if (b := raw.bounds(o)) and b[2] - b[0] > 0.5}
    if lost:  # most are blanks, or end a word
        lost -= set(raw.text_objects(textpage, probes))
    if not lost:
        return []
    of_char = raw.text_objects(textpage, range(len(text)))
    lost -= set(of_char)
    if not lost:
        return []
    places: dict[int, Bbox] = {o: b for o in set(of_char) if o and (b := raw.bounds(o))}
    twins = sorted(places.items(), key=lambda p: (p[1][2] - p[1][0], p[1][1]))
    widths = [b[2] - b[0] for _, b in twins]
    out: list[Extra] = []
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
        for m in WORD.finditer("".join(text[i] for i in indices)):
            part = boxes[[indices[k] for k in range(*m.span())]]
            x0, top = part[:, :2].min(axis=0).tolist()
            x1, bottom = part[:, 2:].max(axis=0).tolist()
            style = styles.get(twin) or styles_of(textpage, [twin], indices[:1], fonts, frame.rotation + frame.turn)[twin]
            base = float(frame.points(raw.origins(textpage, indices[:1]))[0, 1]) + dy
            size = style.size or bottom - top
            plain = style._replace(upright=True, angle=0, hidden=False, pale=False)
            out.append(Extra(_tidy(m.group()), len(m.group()), (x0 + dx, top + dy, x1 + dx, bottom + dy), base, size, plain))
    return out


def _tidy(text: str, font: Font | None = None) -> str:
    text = text.replace(HYPHEN, "-").replace("\ufffe", "-")
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
