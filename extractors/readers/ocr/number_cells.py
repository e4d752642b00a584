"""Short cells that hold one value: read again by their glyphs, at two thresholds of ink, and set against what the engine wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import regex

from extractors.readers.ocr.engine import Rect, Word
from extractors.readers.ocr.signs import Glyph, glyphs
from extractors.readers.ocr.text import union

LEAD = regex.compile(r"^[<>=≥≤»«›‹~]+")
ORDINAL = regex.compile(r"^(?:\d{1,3}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,5}[.)]?|\(\d{1,2}\)|[-–+])$")
PLAIN = regex.compile(r"^\d[\d.,/%:()\-–]*$")
_VALUE = regex.compile(r"^[≥≤><=]?-?\d{1,3}(?:(?:[.]\d{3}){1,3}|[.,]\d{1,2}|\d{0,6})[%‰]?$")
#: What of a table's rule the engine writes at a number's end.
_EDGE = regex.compile(r"(?<=\d)[\]\[|!}{Ìì]$")
#: A number as the engine may have written it.
_NUMERIC = regex.compile(r"^[\p{P}\p{S}]{0,2}\d[\d.,/\p{P}\p{S}\p{L}]{0,11}$")
COMPARE = frozenset("≥≤><=")
LETTERS = str.maketrans("Oo—", "00–")

#: Probability from which a glyph counts as seen, and as certain.
SEEN, CERTAIN = 0.75, 0.95
#: Confidence of a value that only the glyphs tell.
READ_BY_GLYPHS = 0.8
#: Confidence of the engine up to which two readings of the glyphs that agree are taken against it.
DOUBTED = 0.9
#: Least confidence of a value that the engine and the glyphs read alike.
BOTH = 0.95
#: Confidence of a word on which the two ways disagree.
DISPUTED = 0.5


def read_glyphs(ink: np.ndarray, box: Rect) -> tuple[str, list[Glyph]]:
    """The glyphs in ``box`` and their signs as text."""
    found = glyphs(ink, box)
    return "".join(g.sign for g in found), found


def value_of_cell(words: Sequence[Word], ink: np.ndarray, thin: np.ndarray | None, box: Rect) -> list[Word] | None:
    """The whole content of a short cell read as a value by its glyphs, set against what the engine wrote; None when it has nothing to add.

    What engine and glyphs read alike is sure (1,048 of 1,048 cells counted). The engine sometimes writes no value at all ("'= d7:" for
    "≥ 97", ">3⁄%"), loses a glyph of a clean number ("0" for "30", "625" for "62,5") or reads another one ("102/7" for "102,7"): then
    what the glyphs say at both thresholds is taken (83 of 85). Where they differ too the engine's stays, disputed.
    """
    have = "".join(w.text for w in words).translate(LETTERS)
    raw, found = read_glyphs(ink, box)
    if ORDINAL.match(raw) and not raw.isdigit() or ORDINAL.match(have) and not have.isdigit():
        return None
    minus = have[:1] in "-–" and len(have) > 1
    found = _without_dirt(found, minus)
    again = _without_dirt(read_glyphs(thin, box)[1], minus) if thin is not None else []
    seen, darker = _text(found), _text(again)
    bare = _EDGE.sub("", have)
    if bare in (seen, darker) and _VALUE.match(bare) and bare.strip("1") and bare[0] not in COMPARE:
        confidence = max(agreed(min(w.confidence for w in words)), BOTH)
        if bare == have:
            return [replace(w, text=w.text.translate(LETTERS), confidence=max(w.confidence, confidence)) for w in words]
        return [Word(bare, union(g.box for g in (found if bare == seen else again)), confidence, notes=(f"read again: {have} -> {bare}",))]
    if not _sure_value(found) and _sure_value(again):
        found, seen = again, darker
    if not found or seen == have:
        return None
    doubted = bool(words) and min(w.confidence for w in words) <= DOUBTED and 2 * _sum_digits(have) >= len(have) and bool(_NUMERIC.match(have)) and not LEAD.match(have)
    twice = doubted and thin is not None and seen == darker and bool(_VALUE.match(seen)) and _clear(found) and _clear(again)
    if not twice and (not _sure_value(found) or (_VALUE.match(have) and not within(have, seen))):
        disputed = [replace(w, confidence=min(w.confidence, DISPUTED)) for w in words]
        return disputed if PLAIN.match(have) and _uncovered(found, words) > 0.3 else None
    sign = 1 if found[0].sign in COMPARE else 0
    notes = (f"read again: {have} -> {seen}",) if have else (f"read by glyphs: {seen}",)
    parts = [(seen[:sign], found[:sign]), (seen[sign:], found[sign:])]
    return [Word(piece, union(g.box for g in own), READ_BY_GLYPHS, notes=notes) for piece, own in parts if piece]


def _clear(found: Sequence[Glyph]) -> bool:
    """Whether every glyph counts as seen; a one may be an I as well."""
    return all(g.probability >= (0.5 if g.sign in "1I.," else SEEN) for g in found)


def _text(found: Sequence[Glyph]) -> str:
    """Signs of glyphs that make a number: among digits a lone stroke is a one."""
    text = "".join(g.sign for g in found)
    return text.replace("I", "1").replace("–", "-") if _sum_digits(text) or text.strip("I") == "" else text


def _sum_digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _without_dirt(found: list[Glyph], minus: bool = False) -> list[Glyph]:
    """Specks before and after the glyphs are left out; ``minus``: not a dash close before the digits, at their middle."""
    height = max((g.box[3] - g.box[1] for g in found), default=0)
    kept = [i for i, g in enumerate(found) if g.sign not in ".,:;-–?)(/" or g.box[3] - g.box[1] >= 0.4 * height]
    if minus and kept and kept[0] and found[kept[0] - 1].sign in "-–":
        dash, digit = found[kept[0] - 1].box, found[kept[0]].box
        middle = ((dash[1] + dash[3]) / 2 - digit[1]) / max(1, digit[3] - digit[1])
        if digit[0] - dash[2] < 0.5 * height and 0.3 < middle < 0.8 and dash[2] - dash[0] > 0.2 * height:
            kept.insert(0, kept[0] - 1)
    return found[kept[0] : kept[-1] + 1] if kept else []


def _sure_value(found: list[Glyph]) -> bool:
    """Glyphs make a value, digits and signs beyond doubt; a mark low between digits is a comma or full stop, whatever else it may be."""
    text = "".join(g.sign for g in found)
    return bool(_VALUE.match(text) or text == "%") and all(g.probability >= (0.5 if g.sign in ".," else CERTAIN) for g in found)


def _uncovered(found: list[Glyph], words: Sequence[Word]) -> float:
    """Share of the glyphs' width that lies in no word: ink that the engine passed over."""
    width = sum(g.box[2] - g.box[0] for g in found)
    inside = sum(max(0, min(g.box[2], w.box[2]) - max(g.box[0], w.box[0])) for g in found for w in words)
    return 1 - inside / max(width, 1)


def within(part: str, whole: str) -> bool:
    """Whether ``part`` is ``whole`` with some characters left out."""
    rest = iter(whole)
    return all(c in rest for c in part)


def agreed(confidence: float) -> float:
    return 1 - (1 - confidence) * 0.25
