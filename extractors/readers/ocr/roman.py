"""Roman numerals told by their strokes: the engine writes II for III and I for II, and is as sure of the one as of the other.

A numeral of upright strokes alone (I, II, III) is counted in three bands of its height, where serifs that touch do not reach;
one with V or X is told by its glyphs. Only words that look like such a numeral, at a place where one may stand, are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import regex

from extractors.readers.ocr.engine import Rect, Word
from extractors.readers.ocr.signs import glyphs
from extractors.readers.ocr.text import union
from extractors.text import fold

#: A numeral and what may follow it; ``1`` and ``H`` are what the engine makes of its strokes.
_WORD = regex.compile(r"^([(“\"]?)([IVXHLl1|!ịỊ]{1,5})([.)/:;,](?:\d{4})?[.,;)]*|-)?$")
#: Words (folded) before which "I" or "1" is a Roman numeral as a rule, or may be one.
_NUMBERED = frozenset({"quy", "luc", "phan", "chuong", "muc", "dot", "khoa", "nhom", "hang", "loai", "bang", "bieu"})
_QUARTER = regex.compile(r"^(?:I{1,3}|IV|[1-4])$")
_YEAR = regex.compile(r"^20\d\d[.,;)]*$")
#: The same where the numeral ends its line.
_HEADS = frozenset({"quy", "luc", "phan", "chuong"})
#: Values a numeral of plan parts can have (30 parts are more than any plan counts).
_VALID = regex.compile(r"^X{0,2}(?:IX|IV|V?I{0,3})$")
#: Heights, as shares of the numeral's, at which strokes are counted: serifs and a lost top or foot do not count.
_BANDS = (0.32, 0.5, 0.68)
#: Probability from which a glyph counts as seen.
SEEN = 0.8
#: Confidence of a numeral that the strokes tell against the engine.
COUNTED = 0.85


def roman_words(words: Sequence[Word], ink: np.ndarray, box: Rect, before: str = "") -> list[Word]:
    """``words`` of one line, numerals mended by their strokes, and one that the engine passed over at its end ("Phụ lục II") put in.

    ``before``: the last word of the line above, "" when the line begins a text; ``box`` bounds where ink may be looked for.
    """
    out = list(words)
    if words and fold(words[-1].text) in _HEADS:
        out += _passed_over(words[-1], ink, box)
    for i, w in enumerate(words):
        m = _WORD.match(w.text)
        if m is None or not _placed(words, i, m, before):
            continue
        read = read_roman(ink, w.box, m[3] or "")
        if not read:
            continue
        text = m[1] + read + (m[3] or "")
        if text == w.text:
            out[i] = replace(w, confidence=max(w.confidence, 1 - (1 - w.confidence) * 0.25))
        elif not (m[2].isdigit() and read == "I"):
            out[i] = replace(w, text=text, confidence=COUNTED, notes=(*w.notes, f"read again: {w.text} -> {text}"))
    return _quarters(out, ink)


def _quarters(words: list[Word], ink: np.ndarray) -> list[Word]:
    """ "Quý I 2026" where a stroke stands between the two: "Quý I/2026"."""
    out: list[Word] = []
    for w in words:
        if len(out) > 1 and _YEAR.match(w.text) and _QUARTER.match(out[-1].text) and fold(out[-2].text) == "quy":
            box = union((out[-1].box, w.box))
            signs = "".join(g.sign for g in glyphs(ink, box)).replace("I", "1")
            if regex.match(r"(?:1{1,3}|1V|[234])/20", signs):
                text = f"{out[-1].text}/{w.text}"
                w = replace(w, text=text, box=box, confidence=min(w.confidence, COUNTED), notes=(*w.notes, f"read again: {out[-1].text} {w.text} -> {text}"))
                out.pop()
        out.append(w)
    return out


def _passed_over(last: Word, ink: np.ndarray, box: Rect) -> list[Word]:
    """Upright strokes close behind a word that is numbered, with nothing more in the line."""
    x1, height = last.box[2], last.box[3] - last.box[1]
    area = (x1 + max(2, height // 8), last.box[1], min(box[2], x1 + 3 * height), last.box[3])
    read = read_roman(ink, area) if area[2] - area[0] > 4 else ""
    return [replace(last, text=read, box=area, confidence=COUNTED, notes=(f"read by glyphs: {read}",))] if read else []


def _placed(words: Sequence[Word], i: int, m: regex.Match[str], before: str) -> bool:
    """Whether a numeral may stand at ``i``: first in its line with a sign after it, or after a word that is numbered."""
    if fold(words[i - 1].text if i else before) in _NUMBERED:
        return True
    if m[2].isdigit() or m[2] in ("l", "L", "|", "!"):
        return False
    if i == 0:
        after = words[1].text if len(words) > 1 else ""
        return m[3] is not None or after[:1] in ("-", "–", ".") or not after or (len(after) > 1 and after.isupper())
    return len(m[2]) > 1 and bool(m[3]) and m[3][0] == "/"  # "Quý II - Quý III/2026"


def read_roman(ink: np.ndarray, box: Rect, tail: str = "") -> str:
    """The numeral in ``box`` of an ink mask, "" when it is none for sure. ``tail``: characters of other kind that follow it there."""
    x0, y0, x1, y1 = (max(0, v) for v in box)
    part = ink[y0:y1, x0:x1] > 0
    found = glyphs(ink, box)
    own = found[: len(found) - len(tail)] if tail else found
    if not own:
        return ""
    if tail.strip(".,"):  # full stops and commas lie below the bands
        if "".join(g.sign for g in found[len(own) :]) != tail:
            return ""  # where the numeral ends is not seen
        part = part[:, : own[-1].box[2] - x0]
    rows = np.flatnonzero(part.any(axis=1))
    text = "".join(g.sign for g in own).replace("1", "I")
    seen = "V" in text or "X" in text
    return _strokes(part[rows[0] : rows[-1] + 1]) or (text if seen and _VALID.match(text) and min(g.probability for g in own) >= SEEN else "")


def _strokes(part: np.ndarray) -> str:
    """"I" … "III" when all the ink is one to three upright strokes of like breadth, else ""."""
    height = part.shape[0]
    if height < 6 or not part.any():
        return ""
    bands = [_runs(part[round(height * at)]) for at in _BANDS]
    n = len(bands[1])
    if not 1 <= n <= 3 or any(len(b) != n for b in bands):
        return ""
    between = part[round(0.3 * height) : round(0.7 * height), bands[1][0, 0] : bands[1][-1, 1]]
    if n > 1 and between.mean(axis=1).max() > 0.95:
        return ""  # the bar of an H
    centres = np.array([[(a + b) / 2 for a, b in band] for band in bands])
    widths = np.array([[b - a for a, b in band] for band in bands])
    if np.ptp(centres, axis=0).max() > max(1.5, 0.1 * height) or widths.max() > 0.42 * height or widths.max() > 2 * widths.min() + 1:
        return ""
    steps = np.diff(centres[1])
    if len(steps) and (steps.max() > 0.95 * height or steps.min() < 0.25 * height or np.ptp(steps) > 0.2 * height):
        return ""
    return "I" * n


def _runs(row: np.ndarray) -> np.ndarray:
    """(start, end) of the stretches of ink in one row of pixels, gaps of one pixel closed."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]]))).reshape(-1, 2)
    if len(edges) < 2:
        return edges
    keep = np.flatnonzero(edges[1:, 0] - edges[:-1, 1] > 1)
    return np.stack([edges[np.concatenate([[0], keep + 1]), 0], edges[np.concatenate([keep, [len(edges) - 1]]), 1]], axis=1)
