"""Fonts and how text objects are set in them: size, weight, direction, visibility."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from extractors.readers.pdf import raw

_LEGACY = regex.compile(r"(?:^|\+)(?:\.?Vn|VNI)", regex.I)
_BOLD = regex.compile(r"bold|black|heavy|demi|,b\b|-b\b", regex.I)


@dataclass(slots=True)
class Font:
    name: str
    bold: bool
    legacy: bool = False  # TCVN3 or VNI by its name
    mac: bool = False  # WinAnsi codes that PDFium reads as MacRoman


class Style(NamedTuple):
    """``size`` in points, 0 = not known; ``angle``: degrees clockwise, to the nearest quarter turn."""

    size: float
    upright: bool
    angle: int
    bold: bool
    font: int
    hidden: bool
    pale: bool = False


def styles_of(textpage: int, objects: Sequence[int], firsts: Sequence[int], fonts: dict[int, Font], turned: int) -> dict[int, Style]:
    """Style of each text object; ``firsts``: a character of each. Fonts not yet in ``fonts`` are put there.

    Most objects of a page are drawn alike: each way is looked at once.
    """
    at = dict(zip(reversed(objects), reversed(firsts), strict=True))
    made_up = at.pop(0, None)  # characters of no object
    known = list(at)
    drawings = raw.drawings(textpage, known, list(at.values()))
    ways = {d: _style(d, fonts, turned) for d in set(drawings)}
    styles = {o: ways[d] for o, d in zip(known, drawings, strict=True)}
    if made_up is not None:
        styles[0] = Style(0.0, True, 0, False, 0, False)
    return styles


def _style(drawing: raw.Drawing, fonts: dict[int, Font], turned: int) -> Style:
    a, b, c, d, size, font, mode, pale = drawing
    if font not in fonts:
        name = raw.font_name(font) if font else ""
        # not FPDFFont_GetWeight: it guesses from /StemV, and Ghostscript's subsets all look black
        fonts[font] = Font(name, bool(_BOLD.search(name)), bool(_LEGACY.search(name)))
    angle = (turned - math.degrees(math.atan2(b, a))) % 360  # /Rotate turns clockwise, matrices counter-clockwise
    upright = min(angle, 360 - angle) < 20
    return Style(size * math.hypot(c, d), upright, round(angle / 90) % 4 * 90, fonts[font].bold or mode == 2, font, mode == 3, pale)
