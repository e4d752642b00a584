"""Numbers and comparison signs read a second time, glyph by glyph, and set against what the engine read.

Where both agree confidence rises; where they disagree the better evidence is taken and confidence stays low, with a note
that says what the engine had. Nothing is written that neither of the two saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import regex

from extractors.readers.ocr.engine import Rect, Word
from extractors.readers.ocr.number_cells import (
    CERTAIN,
    COMPARE,
    DISPUTED,
    LEAD,
    LETTERS,
    ORDINAL,
    PLAIN,
    READ_BY_GLYPHS,
    SEEN,
    agreed,
    value_of_cell,
    within,
)
from extractors.readers.ocr.number_cells import read_glyphs as _read
from extractors.readers.ocr.permille import per_mille
from extractors.readers.ocr.roman import roman_words
from extractors.readers.ocr.signs import Glyph, glyphs
from extractors.readers.ocr.text import Line, engine_lines, lines_of, union

#: A word that holds a number (with what may stand at it), or that may be a misread sign.
_NUMBER = regex.compile(r"^[\p{S}\p{P}zZ]{0,2}[\dOolIS§][\d.,%/()+\-–—:;OolISŠšóÓ§]{0,14}[\p{P}\p{S}]?$")
#: Letters that the engine writes for a digit and that stand in no number: "1Š" for 15, "1ó" for 16, "l10" for 10.
_ODD = regex.compile(r"§(?=[\d.,])|(?<=\d)[ŠšóÓ§]|[lI](?=\d\d)")
_HAS_DIGIT = regex.compile(r"\d")
_SIGN = regex.compile(r"^[<>=≥≤»«›‹~±+zZ2>]{1,2}$")
_DASH = regex.compile(r"^[-–—~_−¬]$")
_YEAR = regex.compile(r"^\D*(?:19|20)\d\d\D*$")
#: ≥ and ≤ as some type them.
_TYPED = (">=", "<=")
_FOREIGN_END = regex.compile(r"\p{L}[zjfw]$")


def second_look(
    words: list[Word], ink: np.ndarray, box: Rect, short: bool = False, cell: bool = False, thin: np.ndarray | None = None
) -> list[Word]:
    """``words`` of one cell or page with numbers, signs and lone dashes mended. ``box`` bounds where ink may be looked for.

    ``short``: the words are all that a one-line cell holds, so that ordinals (``1.``, ``II``) are read as a whole too. ``cell``: the lines are the engine's own.
    ``thin``: ink at a darker threshold, where digits that touch come apart.
    """
    if short and sum(len(w.text) for w in words) <= 12:
        whole = value_of_cell(words, ink, thin, box)
        if whole is None and sum(len(w.text) for w in words) <= 6:
            whole = _ordinal(words, ink, box)
        if whole is not None:
            return whole
    out: list[Word] = []
    for n, line in enumerate(engine_lines(words) if cell else lines_of(words)):
        out += [replace(w, line=n) for w in _line(line, ink, box, out[-1].text if out else "")]
    return out


def _ordinal(words: Sequence[Word], ink: np.ndarray, box: Rect) -> list[Word] | None:
    """The whole content of a short cell read as an ordinal by its glyphs; None when that tells nothing new."""
    area = union(w.box for w in words) if words else box
    room = max(2, (area[3] - area[1]) // 6)
    area = (max(box[0], area[0] - room), max(box[1], area[1] - room), min(box[2], area[2] + room), min(box[3], area[3] + room))
    text, found = _read(ink, area)
    have = "".join(w.text for w in words)
    enough = SEEN if ORDINAL.match(have) or len(text) > 2 else 0.5
    if not found or not ORDINAL.match(text) or min(g.probability for g in found) < enough:
        return None
    if text in ("-", "–", "+") and sum(c.isalnum() for c in have) > 1:
        return None  # of a word that the glyphs do not know a dash is left
    if not have and text in ("I", "1") and min(found[0].box[0] - box[0], box[2] - found[0].box[2]) < 0.3 * (found[0].box[3] - found[0].box[1]):
        return None  # a stroke at the cell's side: a rest of its rule
    sure = min(g.probability for g in found)
    at = union(g.box for g in found)
    if have == text:
        return [Word(text, at, agreed(min(w.confidence for w in words)))]
    confidence = min((w.confidence for w in words), default=0.0)
    known = bool(ORDINAL.match(have))
    if len(text) == 1 and not text.isdigit() and known and have.isdigit():
        sure *= 0.99  # a lone stroke: I and 1 differ by little
    if known and (confidence >= 0.97 or sure < CERTAIN):
        return [replace(w, confidence=min(w.confidence, DISPUTED)) for w in words]
    note = (f"read again: {have} -> {text}",) if have else (f"read by glyphs: {text}",)
    return [Word(text, at, 0.7 if known else 0.85 if sure >= SEEN else 0.6, notes=note)]


def _line(line: Line, ink: np.ndarray, box: Rect, above: str = "") -> list[Word]:
    """``above``: the last word of the line before."""
    out: list[Word] = []
    words = roman_words(line.words, ink, box, above)
    i = 0
    while i < len(words):
        w = words[i]
        after = words[i + 1] if i + 1 < len(words) else None
        if _DASH.match(w.text):
            out.append(_dash(w, ink))
        elif after is not None and _SIGN.match(w.text) and _near(w, after) and _NUMBER.match(after.text) and _HAS_DIGIT.match(after.text):
            out += _number([w, after], out[-1] if out else None, ink, box)
            i += 1
        elif w.text in (">", "<"):
            out.append(_barred(w, ink))
        elif _NUMBER.match(w.text) and _HAS_DIGIT.search(w.text):
            out += _number([w], out[-1] if out else None, ink, box)
        else:
            out.append(_stopped(w, ink))
        i += 1
    return [per_mille(w, ink) if "%" in w.text else w for w in out]


def _stopped(w: Word, ink: np.ndarray) -> Word:
    """A letter that no Vietnamese word ends with where a stop stands: "XHz" for "XH;"."""
    if not _FOREIGN_END.search(w.text):
        return w
    found = glyphs(ink, w.box)
    if not found or found[-1].sign not in ".,;:" or found[-1].probability < CERTAIN:
        return w
    text = w.text[:-1] + found[-1].sign
    return replace(w, text=text, confidence=min(w.confidence, READ_BY_GLYPHS), notes=(*w.notes, f"sign: {w.text} -> {text}"))


def _barred(w: Word, ink: np.ndarray) -> Word:
    """A sign by itself, its number far away or on the next line: ≥ and ≤ have a bar below that runs their whole width."""
    x0, y0, x1, y1 = w.box
    grow = max(1, (y1 - y0) // 3)
    part = ink[max(0, y0 - 1) : y1 + grow, max(0, x0 - 1) : x1 + 1]
    rows = np.flatnonzero(part.any(axis=1))
    columns = np.flatnonzero(part.any(axis=0))
    if not len(rows) or len(columns) < 4:
        return w
    width = columns[-1] - columns[0] + 1
    filled = part[rows[0] : rows[-1] + 1].mean(axis=1) * part.shape[1] / width
    low = filled[-max(2, len(filled) // 4) :]
    if low.max() >= 0.8 and filled[: len(filled) // 2].max() < 0.8:
        sign = "≥" if w.text == ">" else "≤"
        return replace(w, text=sign, confidence=min(w.confidence, READ_BY_GLYPHS), notes=(*w.notes, f"sign: {w.text} -> {sign}"))
    return w


def _near(a: Word, b: Word) -> bool:
    return b.box[0] - a.box[2] < 1.2 * (b.box[3] - b.box[1])


def _dash(w: Word, ink: np.ndarray) -> Word:
    text, found = _read_dash(w, ink)
    if text in ("-", "–") and found.probability >= SEEN and text != w.text:
        return replace(w, text=text)
    return replace(w, text="–") if w.text == "—" else w


def _read_dash(w: Word, ink: np.ndarray) -> tuple[str, Glyph]:
    x0, y0, x1, y1 = w.box
    # a dash alone shows no digit height; the engine's word box is as tall as its line or as flat as the dash
    found = glyphs(ink, (x0 - 2, y0 - 2, x1 + 2, y1 + 2))
    if len(found) != 1:
        return "", Glyph("", 0.0, w.box)
    width, height = found[0].box[2] - found[0].box[0], found[0].box[3] - found[0].box[1]
    return ("–" if width > 5.5 * height else "-"), Glyph("-", 0.8 if abs(width - 5.5 * height) > 0.7 * height else 0.5, w.box)


def _number(group: list[Word], before: Word | None, ink: np.ndarray, box: Rect) -> list[Word]:
    """One number with the sign that may stand before it, read again."""
    number = group[-1]
    x0, y0, x1, y1 = union(w.box for w in group)
    height = number.box[3] - number.box[1]
    left = max(box[0], x0 - round(1.3 * height), before.box[2] + 1 if before is not None else 0)
    grow = max(1, height // 8)
    text, found = _read(ink, (left, max(box[1], y0 - grow), min(box[2], x1 + 1), min(box[3], y1 + grow)))
    while found and found[0].box[2] <= x0 and (found[0].sign not in COMPARE or found[0].probability < CERTAIN):
        found, text = found[1:], text[1:]  # ink before the word that is no sign
    if not found:
        return group
    have = "".join(w.text for w in group)
    had = LEAD.match(have)
    sign_had, rest_had = (had.group(), have[had.end() :]) if had else ("", have)
    seen = found[0].sign in COMPARE and found[0].probability >= SEEN and len(found) > 1
    own = found[(2 if text[:2] in _TYPED else 1) if seen else 0 :]  # of the number itself
    sign, rest = text[: len(found) - len(own)], text[len(found) - len(own) :]
    read_all = "?" not in rest and bool(rest) and min(g.probability for g in own) >= SEEN
    same = rest == rest_had.translate(LETTERS)
    confidence = min(w.confidence for w in group)
    if sign and not sign_had:
        return _sign_found(group, sign, rest, rest_had, found, confidence, read_all)
    if _ODD.search(rest_had):
        rest = rest.replace("I", "1")  # among digits a lone stroke is a one
        if not PLAIN.match(rest) or min(g.probability / (0.5 if g.sign in "1I" else 1.0) for g in own) < SEEN:
            return [replace(w, confidence=min(w.confidence, DISPUTED)) for w in group]
        note = (f"read again: {have} -> {sign}{rest}",)
        return _signed(sign, rest, found, number, READ_BY_GLYPHS, note) if sign else [replace(number, text=rest, confidence=READ_BY_GLYPHS, notes=note)]
    if sign_had:
        if not sign:
            return [replace(w, confidence=min(w.confidence, DISPUTED)) for w in group]
        sure = found[0].probability >= CERTAIN and (sign in ("≥", "≤") or sign == sign_had)
        value = agreed(confidence) if sure and same and read_all else min(confidence, 0.9 if sure else DISPUTED)
        if read_all and not same:
            value = min(value, DISPUTED)
        notes = (f"sign: {sign_had} -> {sign}",) if sign != sign_had else ()
        return _signed(sign, rest_had, found, number, value, notes)
    if not read_all:
        return group
    if same:
        return [replace(w, text=w.text.translate(LETTERS), confidence=agreed(w.confidence)) for w in group]
    if len(group) == 1 and confidence < 0.7 and PLAIN.match(rest) and min(g.probability for g in found) >= CERTAIN:
        return [replace(number, text=rest, confidence=DISPUTED + 0.1, notes=(*number.notes, f"read again: {number.text} -> {rest}"))]
    if within(rest, have) and (_YEAR.match(have) or not _covered(own, number, ink)):
        return [replace(w, confidence=min(w.confidence, DISPUTED + 0.2)) for w in group]  # the word's box is cut, not the number
    if all(g.probability >= (SEEN if g.sign in ".," else CERTAIN) for g in found) and PLAIN.match(rest) and (within(rest, have) or within(have, rest)):
        twice = f"read again: {number.text} -> {rest}"  # a digit that the engine wrote twice, or passed over
        return [*group[:-1], replace(number, text=rest, confidence=min(confidence, READ_BY_GLYPHS), notes=(*number.notes, twice))]
    if len(rest) == len(have):  # same glyphs, other signs: a real dispute, not a matter of where glyphs touch
        return [replace(w, confidence=min(w.confidence, DISPUTED)) for w in group]
    return group


def _covered(own: Sequence[Glyph], number: Word, ink: np.ndarray) -> bool:
    """Whether the glyphs reach from one end of the word's box to the other and no ink goes on beside it."""
    x0, y0, x1, y1 = number.box
    room = max(2, round(0.3 * (y1 - y0)))
    beyond = ink[max(0, y0) : y1, x1 : x1 + max(2, room // 2)]
    return own[0].box[0] - x0 <= room and x1 - own[-1].box[2] <= room and int(beyond.any(axis=1).sum()) < 0.6 * (y1 - y0)


def _sign_found(
    group: list[Word], sign: str, rest: str, rest_had: str, found: list[Glyph], confidence: float, read_all: bool
) -> list[Word]:
    """The glyphs begin with a sign that the engine did not write: it read it as a digit ("280%"), or passed over it."""
    number, certain = group[-1], found[0].probability >= CERTAIN
    note = (f"sign: {' '.join(w.text for w in group)} -> {sign} {rest}",)
    if read_all and rest_had[1:] == rest and certain:
        return _signed(sign, rest, found, number, min(max(confidence, 0.8), 0.92), note)
    if read_all and rest_had == rest and certain:
        return _signed(sign, rest, found, number, min(confidence, 0.92), note)
    return [replace(w, confidence=min(w.confidence, DISPUTED)) for w in group]


def _signed(sign: str, rest: str, found: list[Glyph], number: Word, confidence: float, notes: tuple[str, ...]) -> list[Word]:
    first = found[0].box
    right = replace(number, text=rest, box=(max(number.box[0], first[2] + 1), *number.box[1:]), confidence=confidence)
    return [Word(sign, first, confidence, number.line, number.bold, notes), right]
