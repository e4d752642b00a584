"""Spreadsheets (XLSX, XLS, ODS) -> Document: each visible sheet is a Table, merged cells kept, values as they are shown.

python-calamine reads all three formats. Rows above the table (the letterhead, the caption) become paragraphs, as on paper.
"""

from __future__ import annotations

import datetime
import zipfile
from typing import Any

import regex

from extractors.readers import grid
from extractors.readers.page import ReadOptions
from extractors.text import clean, one_line
from schemas.document import Block, Document, Note, Paragraph, Role, SourceFile, Table
from schemas.errors import DocumentError

MAX_CELLS = 2_000_000
Merged = dict[tuple[int, int], tuple[int, int]]  # first cell -> rows and columns it covers


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Blocks of all visible sheets, in order. Raises DocumentError: truncated, encrypted, no_text, too_large."""
    import python_calamine as pc
    try:
        book = pc.load_workbook(str(source.path))
    except pc.PasswordError as e:
        raise DocumentError("encrypted") from e
    except (pc.CalamineError, OSError, ValueError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e
    out: list[Block] = []
    notes: list[Note] = []
    formats = _percent_cells(source)
    for meta in book.sheets_metadata:
        if meta.visible != pc.SheetVisibleEnum.Visible:
            notes.append(Note("hidden_sheet", f"Bỏ qua trang tính ẩn “{meta.name}”."))
            continue
        if meta.typ != pc.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise DocumentError("too_large", f"trang tính “{meta.name}” có {sheet.total_height}×{sheet.total_width} ô")
            percents = formats.get(meta.name, {})
            rows = [[_shown(v, percents.get((r, c))) for c, v in enumerate(row)] for r, row in enumerate(sheet.to_python(skip_empty_area=False))]
            merged = {(a[0], a[1]): (b[0] - a[0] + 1, b[1] - a[1] + 1) for a, b in sheet.merged_cell_ranges or ()}
        except pc.CalamineError as e:
            notes.append(Note("sheet_unreadable", f"Không đọc được trang tính “{meta.name}”: {str(e)[:100]}"))
            continue
        out.extend(_blocks(rows, merged))
    if not out:
        raise DocumentError("no_text")
    for i, b in enumerate(out):
        b.block = i
    return Document(source, out, notes=notes)


def _blocks(rows: list[list[str]], merged: Merged) -> list[Block]:
    """Text above and below as paragraphs, the rest as one Table; an empty row between two tables parts them."""
    out: list[Block] = []
    start: int | None = None
    for r in range(len(rows) + 1):
        filled = [c for c, v in enumerate(rows[r]) if v] if r < len(rows) else []
        if len(filled) >= 2 and (start is not None or _is_table_row(rows, r)):
            start = r if start is None else start
        elif start is not None and (r == len(rows) or not filled or _caption(rows, r)):
            out.append(_table(rows, start, r, merged))
            start = None
            if filled:
                out.append(_paragraph(rows[r]))
        elif start is None and filled:
            out.append(_paragraph(rows[r]))
    return out


def _is_table_row(rows: list[list[str]], r: int) -> bool:
    """A row of three cells or more, or with a known header; a letterhead has two."""
    filled = [v for v in rows[r] if v]
    return len(filled) >= 3 or grid.header_score(filled) >= 2 or (len(filled) == 2 and r + 1 < len(rows) and sum(map(bool, rows[r + 1])) >= 3)


def _caption(rows: list[list[str]], r: int) -> bool:
    """A lone text that is followed by a new header: the caption of the next table."""
    filled = [v for v in rows[r] if v]
    return len(filled) == 1 and r + 1 < len(rows) and any(grid.header_score([v for v in row if v]) >= 3 for row in rows[r + 1:r + 4])


def _paragraph(row: list[str]) -> Paragraph:
    return Paragraph(one_line("   ".join(v for v in row if v)), role=Role.BODY)


def _table(rows: list[list[str]], start: int, end: int, merged: Merged) -> Table:
    """Columns that hold nothing at either side are left out."""
    used = [c for row in rows[start:end] for c, v in enumerate(row) if v]
    left, right = min(used), max(used) + 1
    covered = {(r + i, c + k): (r, c) for (r, c), (h, w) in merged.items() for i in range(min(h, end - start + 1)) for k in range(min(w, 200))}
    specs: list[list[grid.Spec | str]] = []
    for r in range(start, end):
        row: list[grid.Spec | str] = []
        for c in range(left, right):
            first = covered.get((r, c), (r, c))
            if first != (r, c) and first[0] >= start and first[1] >= left:
                continue  # inside a merged cell
            height, width = merged.get((r, c), (1, 1))
            row.append(grid.Spec(rows[r][c] if c < len(rows[r]) else "", min(height, end - r), min(width, right - c)))
        specs.append(row)
    return grid.build(specs)


def _percent_cells(source: SourceFile) -> dict[str, dict[tuple[int, int], int]]:
    """XLSX: sheet -> (row, column) of cells shown as per cent -> decimals. calamine gives values without their formats."""
    if not zipfile.is_zipfile(source.path):
        return {}
    from lxml import etree
    ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    rid = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found: dict[str, dict[tuple[int, int], int]] = {}
    try:
        with zipfile.ZipFile(source.path) as z:
            names = set(z.namelist())
            if not {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
                return {}
            styles = etree.fromstring(z.read("xl/styles.xml"), parser)
            codes = {n.get("numFmtId"): n.get("formatCode") or "" for n in styles.iterfind(".//m:numFmt", ns)} | {"9": "0%", "10": "0.00%"}
            style = [codes.get(x.get("numFmtId"), "") for x in styles.iterfind("m:cellXfs/m:xf", ns)]
            targets = {r.get("Id"): r.get("Target", "") for r in etree.fromstring(z.read("xl/_rels/workbook.xml.rels"), parser)}
            for entry in etree.fromstring(z.read("xl/workbook.xml"), parser).iterfind("m:sheets/m:sheet", ns):
                part = targets.get(entry.get(rid), "").lstrip("/")
                part = part if part.startswith("xl/") else f"xl/{part}"
                if part not in names or z.getinfo(part).file_size > 50_000_000 or not any("%" in s for s in style):
                    continue
                cells = found.setdefault(entry.get("name", ""), {})
                for c in etree.fromstring(z.read(part), parser).iterfind(".//m:c[@s]", ns):
                    s, at = int(c.get("s")), regex.fullmatch(r"([A-Z]{1,3})(\d{1,7})", c.get("r", ""))
                    if at and s < len(style) and "%" in style[s]:
                        column = sum((ord(x) - 64) * 26**i for i, x in enumerate(reversed(at[1]))) - 1
                        cells[int(at[2]) - 1, column] = len(style[s].split("%")[0].partition(".")[2])
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return found
    return found


def _shown(value: Any, percent: int | None = None) -> str:
    """A cell as a reader sees it in a Vietnamese sheet: 0.95 stays "0,95", 100.0 is "100", dates are dd/mm/yyyy."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if percent is not None and isinstance(value, int | float):
        return f"{value * 100:.{percent}f}%".replace(".", ",")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}".replace(".", ",")
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.timedelta | datetime.time):
        return str(value)
    return clean(str(value)).strip()
