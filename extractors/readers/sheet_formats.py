"""How the cells of a spreadsheet are shown: number formats and fonts of an XLSX (ECMA-376 Part 1, 18.8), and a value in such a format.

calamine gives bare values: 0.85 for "85%", 2026-06-01 for "06/2026". A plan means what it shows.
"""

from __future__ import annotations

import datetime
import zipfile
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex

MAX_PART = 50_000_000  # bytes of one sheet's XML
#: Formats that have a number instead of a code (18.8.30); those of dates as a Vietnamese Excel shows them.
_BUILT_IN = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "14": "dd/mm/yyyy", "15": "dd/mm/yyyy", "16": "dd/mm", "17": "mm/yyyy",
    "18": "h:mm", "19": "h:mm:ss", "20": "h:mm", "21": "h:mm:ss", "22": "dd/mm/yyyy", "37": "#,##0", "38": "#,##0", "39": "#,##0.00", "40": "#,##0.00",
    "45": "mm:ss", "46": "h:mm:ss", "47": "mm:ss",
}
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_AT = regex.compile(r"([A-Z]{1,3})(\d{1,7})")
_TOKEN = regex.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<money>[^\]\-]*)[^\]]*\]|\[[^\]]*\]|(?P<general>General|Standard)|(?P<power>[Ee][+-]0+)|(?P<sign>.)', regex.S)


@dataclass(frozen=True, slots=True)
class Look:
    """``code``: the number format, "" = General; ``font``: name of the cell's font, where it is one of before Unicode."""

    code: str = ""
    font: str = ""
    bold: bool = False
    centered: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format: ``whole`` needed digits before, ``least``–``most`` after the point; ``scale`` divides by 1,000 each."""

    number: bool
    percent: bool = False
    least: int = 0
    most: int = 0
    scale: int = 0
    before: str = ""
    after: str = ""
    date: str = ""  # strftime, where it shows one
    general: bool = False
    zero: bool = True  # a nought before the point is shown


def looks(path: Path) -> dict[str, dict[tuple[int, int], Look]]:
    """XLSX: sheet -> (row, column) from 0 -> how the cell is shown; cells shown plainly are left out. Empty for a file that cannot be read so."""
    if not zipfile.is_zipfile(path):
        return {}
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found: dict[str, dict[tuple[int, int], Look]] = {}
    try:
        with zipfile.ZipFile(path) as z:
            names = set(z.namelist())
            if not {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
                return {}
            styles = _styles(etree.fromstring(z.read("xl/styles.xml"), parser))
            targets = {r.get("Id"): r.get("Target", "") for r in etree.fromstring(z.read("xl/_rels/workbook.xml.rels"), parser)}
            for entry in etree.fromstring(z.read("xl/workbook.xml"), parser).iterfind("m:sheets/m:sheet", _NS):
                part = targets.get(entry.get(_RID), "").lstrip("/")
                part = part if part.startswith("xl/") else f"xl/{part}"
                if part not in names or z.getinfo(part).file_size > MAX_PART or not any(styles):
                    continue
                cells = found.setdefault(entry.get("name", ""), {})
                for c in etree.fromstring(z.read(part), parser).iterfind(".//m:c[@s]", _NS):
                    s, at = int(c.get("s")), _AT.fullmatch(c.get("r", ""))
                    if at and s < len(styles) and (look := styles[s]) is not None:
                        column = sum((ord(x) - 64) * 26**i for i, x in enumerate(reversed(at[1]))) - 1
                        cells[int(at[2]) - 1, column] = look
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return found
    return found


def _styles(root: Any) -> list[Look | None]:
    """Of each cell format: None where it is shown plainly in a font that matters to nobody."""
    from extractors.legacy import encoding_of_font

    codes = _BUILT_IN | {n.get("numFmtId"): n.get("formatCode") or "" for n in root.iterfind(".//m:numFmt", _NS)}
    fonts = root.findall("m:fonts/m:font", _NS)
    names = [n.get("val") or "" if (n := f.find("m:name", _NS)) is not None else "" for f in fonts]
    strong = [(b := f.find("m:b", _NS)) is not None and b.get("val", "1") not in ("0", "false") for f in fonts]
    out: list[Look | None] = []
    for x in root.iterfind("m:cellXfs/m:xf", _NS):
        code, font = codes.get(x.get("numFmtId"), ""), x.get("fontId") or ""
        known = font.isdigit() and int(font) < len(names)
        name, bold = (names[int(font)], strong[int(font)]) if known else ("", False)
        alignment = x.find("m:alignment", _NS)
        centered = alignment is not None and alignment.get("horizontal") in ("center", "centerContinuous")
        look = Look("" if code in ("General", "@", "Standard") else code, name if encoding_of_font(name) else "", bold, centered)
        out.append(look if look != Look() else None)
    return out


def shown(value: float | datetime.date, code: str) -> str:
    """A number or a date in a number format, with Vietnamese decimal commas and days before months; thousands are not set apart.

    >>> shown(0.855, "0.0%"), shown(1234.5, '#,##0" hộ"'), shown(datetime.date(2026, 6, 1), "mm/yyyy")
    ('85,5%', '1235 hộ', '06/2026')
    """
    sections = _sections(code)
    if isinstance(value, datetime.date):
        return value.strftime(sections[0].date or "%d/%m/%Y")
    section = sections[2] if value == 0 and len(sections) > 2 else sections[1] if value < 0 and len(sections) > 1 else sections[0]
    minus = "-" if value < 0 and section is sections[0] else ""
    if not section.number:
        return plain(value) if section.general or section.date or not section.before else section.before.strip()
    try:
        x = abs(Decimal(repr(float(value)))) * (100 if section.percent else 1) / (1000 ** section.scale)
        digits = f"{x.quantize(Decimal(1).scaleb(-section.most), ROUND_HALF_UP):f}"
    except InvalidOperation:  # more digits than a number has
        return plain(value)
    if section.most > section.least and "." in digits:
        kept = len(digits) - section.most + section.least
        digits = digits[:kept] + digits[kept:].rstrip("0")
    if not section.zero and digits.startswith("0"):
        digits = digits[1:]
    return f"{section.before}{minus}{digits.rstrip('.').replace('.', ',')}{section.after}".strip()


def plain(value: float) -> str:
    """A number in no format: 100.0 is "100", 0.95 "0,95"."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.12g}".replace(".", ",")


@lru_cache(maxsize=500)
def _sections(code: str) -> tuple[_Section, ...]:
    parts, quoted, last = [], False, 0
    for i, c in enumerate(code):
        if c == '"':
            quoted = not quoted
        elif c == ";" and not quoted:
            parts.append(code[last:i])
            last = i + 1
    return tuple(_section(p) for p in (*parts, code[last:]))


def _section(code: str) -> _Section:
    number = percent = point = general = zero = False
    least = most = scale = 0
    before, after, letters = "", "", ""
    for m in _TOKEN.finditer(code):
        literal = m["quoted"] or m["escaped"] or m["money"] or ""
        sign = m["sign"] or ""
        if m["general"] or m["power"]:
            general = True
        elif sign and sign in "0#?":
            number, scale, zero = True, 0, zero or (sign == "0" and not point)
            if point:
                most += 1
                least = most if sign == "0" else least
        elif sign == ".":
            point = point or number
        elif sign == ",":
            scale += number
        elif sign.lower() in ("y", "m", "d", "h", "s") and sign:
            letters += sign.lower()
        else:
            percent = percent or sign == "%"
            text = literal or (sign if sign not in ("@", "/", ":") else "")
            before, after = (before, after + text) if number else (before + text, after)
    if general:
        return _Section(False, general=True)
    if letters and not number:
        timed = "h" in letters or "s" in letters
        units = "".join(u for u in "dmy" if u in letters and not (u == "m" and timed and "d" not in letters))
        return _Section(False, date={"dmy": "%d/%m/%Y", "my": "%m/%Y", "y": "%Y", "dm": "%d/%m", "m": "%m", "d": "%d", "dy": "%d/%m/%Y"}.get(units, ""))
    return _Section(number, percent, least, most, scale, before, after, zero=zero)
