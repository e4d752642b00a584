"""Borders and shading of Word tables as people set them: the styles of ``pdf_tables --borders``.

Each style sets the table's borders, or those of single cells, in a python-docx table whose style is "Table Grid".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _borders(table: Any, sides: Mapping[str, str], colour: str = "auto", size: int = 4) -> None:
    """``sides``: ECMA-376 border style of each side (17.18.2); sides not named are none."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    box = OxmlElement("w:tblBorders")
    for side in _SIDES:
        box.append(_border(side, sides.get(side, "nil"), colour, size))
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblBorders")):
        properties.remove(old)
    properties.append(box)


def _border(side: str, kind: str, colour: str, size: int) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    border = OxmlElement(f"w:{side}")
    border.set(qn("w:val"), kind)
    border.set(qn("w:sz"), str(size))
    border.set(qn("w:space"), "0")
    border.set(qn("w:color"), colour)
    return border


def _cell(tc: Any, sides: Mapping[str, str], colour: str = "auto") -> None:
    from docx.oxml import OxmlElement

    box = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            box.append(_border(side, sides[side], colour, 4))
    tc.get_or_add_tcPr().append(box)


def _shade(tc: Any, fill: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), fill)
    tc.get_or_add_tcPr().append(shade)


def _rows(table: Any) -> list[list[Any]]:
    return [list(tr.tc_lst) for tr in table._tbl.tr_lst]


def _all(kind: str, *without: str) -> dict[str, str]:
    return {s: kind for s in _SIDES if s not in without}


def _lines(kind: str, *without: str, size: int = 4, colour: str = "auto") -> Callable[[Any, int], None]:
    return lambda table, header: _borders(table, _all(kind, *without), colour, size)


def _body_without_rows(table: Any, header: int) -> None:
    """Header boxed, body columns ruled, no rules between the rows."""
    _borders(table, _all("single", "insideH"))
    for row in _rows(table)[:header]:
        for tc in row:
            _cell(tc, {"bottom": "single", "top": "single"})


def _some_rules_wiped(table: Any, header: int) -> None:
    """Every third row has lost the rules between its cells (people wipe them with Word's border eraser)."""
    for i, row in enumerate(_rows(table)[header:]):
        if i % 3 == 1:
            for a, b in zip(row[1:], row[2:], strict=False):
                _cell(a, {"right": "nil"})
                _cell(b, {"left": "nil", **({"right": "nil"} if b is not row[-1] else {})})


def _white_on_shading(table: Any, header: int) -> None:
    _borders(table, _all("single"), "FFFFFF")
    for i, row in enumerate(_rows(table)):
        for tc in row:
            _shade(tc, "4472C4" if i < header else "D9E2F3" if i % 2 else "B4C6E7")


def _one_shade_white_rules(table: Any, header: int) -> None:
    _borders(table, _all("single"), "FFFFFF", 8)
    for row in _rows(table):
        for tc in row:
            _shade(tc, "D9D9D9")


def _zebra(table: Any, header: int) -> None:
    _borders(table, {})
    for i, row in enumerate(_rows(table)):
        for tc in row if i < header or i % 2 else ():
            _shade(tc, "8EAADB" if i < header else "D9E2F3")


def _zebra_with_frame(table: Any, header: int) -> None:
    _borders(table, {"top": "single", "bottom": "single"}, "4472C4")
    for i, row in enumerate(_rows(table)):
        for tc in row if i % 2 else ():
            _shade(tc, "D9E2F3")


def _book(table: Any, header: int) -> None:
    """Rules above and below the header and at the end only (APA style)."""
    _borders(table, {"top": "single", "bottom": "single"})
    for tc in _rows(table)[header - 1]:
        _cell(tc, {"bottom": "single"})


STYLES: dict[str, Callable[[Any, int], None]] = {
    "all": lambda table, header: None,
    "no_left_right": _lines("single", "left", "right"),
    "no_top_bottom": _lines("single", "top", "bottom"),
    "inside_only": _lines("single", "top", "bottom", "left", "right"),
    "rows_only": _lines("single", "insideV", "left", "right"),
    "rows_and_frame": _lines("single", "insideV"),
    "columns_only": _lines("single", "insideH", "top", "bottom"),
    "body_without_rows": _body_without_rows,
    "rules_wiped": _some_rules_wiped,
    "dotted": _lines("dotted"),
    "dashed": _lines("dashed"),
    "dash_dot": _lines("dotDash"),
    "double": _lines("double"),
    "triple": _lines("triple"),
    "thick_thin": _lines("thickThinMediumGap", size=24),
    "hair": _lines("single", size=2, colour="BFBFBF"),
    "white_on_shading": _white_on_shading,
    "white_on_one_shade": _one_shade_white_rules,
    "zebra": _zebra,
    "zebra_with_frame": _zebra_with_frame,
    "book": _book,
    "none": lambda table, header: _borders(table, {}),
}
