"""What the styles of a DOCX give to paragraphs and runs: font, bold, centring, heading level, list (ECMA-376 Part 1, 17.7).

A style takes from the one it is based on what it does not say itself. Heading levels go by the style's name: its id is
translated by a Vietnamese Word ("u1" is named "heading 1").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import regex

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL, _ID = W + "val", W + "styleId"
_HEADING = regex.compile(r"heading\s*([1-9])", regex.I)
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with what it takes from below. None and "": nothing. ``numbering``: (numId, level)."""

    font: str = ""
    bold: bool | None = None
    align: str = ""
    level: int | None = None  # of a heading, 1 = highest
    numbering: tuple[str, int] | None = None


class Styles:
    """Styles by id; ``of("")`` is what a paragraph without a style has. ``bold``: any style of the document is bold."""

    def __init__(self, root: Any = None) -> None:
        """``root``: element w:styles of the part, or None where the document has none."""
        self._elements: dict[str, Any] = {}
        self._known: dict[str, Style] = {}
        self.bold = False
        plain = Style()
        if root is not None:
            fonts = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
            plain = Style(font=font_name(fonts) if fonts is not None else "")
            self._elements = {e.get(_ID) or "": e for e in root.iterchildren(W + "style")}
            self.bold = any(True for _ in root.iter(W + "b"))
        self._plain = self._default = plain
        default = next((e.get(_ID) for e in self._elements.values() if e.get(W + "type") == "paragraph" and e.get(W + "default") in ("1", "true", "on")), None)
        if default:
            self._default = replace(self.of(default), level=None)

    def of(self, style_id: str | None) -> Style:
        """A style with all it takes from below; "" = none named."""
        if not style_id:
            return self._default
        known = self._known.get(style_id)
        if known is None:
            known = self._known[style_id] = self._resolved(style_id)
        return known

    def _resolved(self, style_id: str) -> Style:
        chain: list[Any] = []
        seen: set[str] = set()
        at: str | None = style_id
        while at and at not in seen and (element := self._elements.get(at)) is not None:
            seen.add(at)
            chain.append(element)
            based = element.find(W + "basedOn")
            at = based.get(_VAL) if based is not None else None
        out = self._plain if not chain or chain[0].get(W + "type") != "character" else Style()
        for element in reversed(chain):
            out = _over(out, element)
        if not chain and (m := _HEADING.fullmatch(style_id)):  # a style that the document names and does not have
            out = replace(out, level=int(m[1]))
        return out


def _over(below: Style, element: Any) -> Style:
    """``below`` with what this style says itself."""
    fonts, bold = element.find(f"{W}rPr/{W}rFonts"), element.find(f"{W}rPr/{W}b")
    align, outline, listed = (element.find(f"{W}pPr/{W}{n}") for n in ("jc", "outlineLvl", "numPr"))
    name = element.find(W + "name")
    m = _HEADING.fullmatch(value(name)) if name is not None else None
    at = whole(value(outline), 9)
    return Style(
        font=(font_name(fonts) if fonts is not None else "") or below.font,
        bold=is_on(bold) if bold is not None else below.bold,
        align=value(align) or below.align,
        level=int(m[1]) if m else at + 1 if at < 9 else below.level,
        numbering=list_of(listed) or below.numbering,
    )


def font_name(fonts: Any) -> str:
    """Name in a w:rFonts for Latin letters; "" when it only names a theme."""
    return str(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or fonts.get(W + "cs") or "")


def is_on(toggle: Any) -> bool:
    """A toggle property such as w:b that stands there: on unless its value says off."""
    return (toggle.get(_VAL) or "") not in _OFF


def value(element: Any) -> str:
    """``w:val`` of an element, "" without one."""
    return (element.get(_VAL) or "") if element is not None else ""


def whole(text: str | None, default: int = 0) -> int:
    """The number that an attribute holds; ``default`` where it holds none (a torn file must not cost the document)."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def list_of(listed: Any) -> tuple[str, int] | None:
    """(numId, level) that a w:numPr names; None where there is none."""
    ref = listed.find(W + "numId") if listed is not None else None
    return (value(ref), whole(value(listed.find(W + "ilvl")))) if ref is not None else None
