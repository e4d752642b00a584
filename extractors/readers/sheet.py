"""Spreadsheets (XLSX, XLS, ODS) -> Document: each visible sheet is a Table, merged cells kept, values as they are shown.

python-calamine reads all three formats, without number formats and fonts: those are read from the XLSX (``sheet_formats``), into which
LibreOffice turns XLS and ODS. Rows above the table (the letterhead, the caption) become paragraphs, as on paper.
"""

from __future__ import annotations

import datetime
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from extractors import legacy
from extractors.readers import grid, sheet_formats
from extractors.readers.page import ReadOptions
from extractors.text import clean, one_line
from schemas.document import Block, Document, Note, Paragraph, Role, SourceFile, Table
from schemas.errors import DocumentError

MAX_CELLS = 2_000_000
Merged = dict[tuple[int, int], tuple[int, int]]  # first cell -> rows and columns it covers


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Blocks of all visible sheets, in order. Raises DocumentError: truncated, encrypted, no_text, too_large."""
    import python_calamine as pc

    if not _is_xml(source.path):
        _book(source.path)  # what cannot be opened is told without LibreOffice
    notes: list[Note] = []
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        path = _as_xlsx(source, options, Path(folder), notes)
        book, formats = _book(path), sheet_formats.looks(path)
        encodings: set[str] = set()
        out: list[Block] = []
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
                looks = formats.get(meta.name, {})
                rows = [[_shown(v, looks.get((r, c)), encodings) for c, v in enumerate(row)] for r, row in enumerate(sheet.to_python(skip_empty_area=False))]
                merged = {(a[0], a[1]): (b[0] - a[0] + 1, b[1] - a[1] + 1) for a, b in sheet.merged_cell_ranges or ()}
            except pc.CalamineError as e:
                notes.append(Note("sheet_unreadable", f"Không đọc được trang tính “{meta.name}”: {str(e)[:100]}"))
                continue
            out.extend(_Sheet(rows, merged, looks).blocks())
    notes += [Note("legacy_encoding", f"Văn bản dùng bảng mã cũ {e}, đã chuyển sang Unicode.") for e in sorted(encodings)]
    if not out:
        raise DocumentError("no_text")
    for i, b in enumerate(out):
        b.block = i
    return Document(source, out, notes=notes)


def _book(path: Path) -> Any:
    """calamine's workbook. Raises DocumentError truncated, encrypted."""
    import python_calamine as pc

    try:
        return pc.load_workbook(str(path))
    except pc.PasswordError as e:
        raise DocumentError("encrypted") from e
    except (pc.CalamineError, OSError, ValueError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e


def _as_xlsx(source: SourceFile, options: ReadOptions | None, folder: Path, notes: list[Note]) -> Path:
    """The file itself, or what LibreOffice makes of an XLS or ODS; without it the file as it is, and a note."""
    if _is_xlsx(source.path):
        return source.path
    try:
        if options is None or options.converter is None:
            raise DocumentError("missing_tool", "LibreOffice")
        made = options.converter(source.path, "xlsx", folder)
        _book(made)
    except DocumentError:
        if _is_xml(source.path):  # a workbook as one XML file (Excel 2003): nothing else reads it
            raise
        notes.append(Note("number_formats_unknown", "Không có LibreOffice để đọc định dạng số của bảng tính: phần trăm có thể hiện là số lẻ (0,85), tháng hiện là ngày."))
        return source.path
    return made


def _is_xml(path: Path) -> bool:
    with path.open("rb") as f:
        return f.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")


def _is_xlsx(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as z:
            return any(n.startswith("xl/workbook") for n in z.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


class _Sheet:
    """One sheet: texts by row and column, merged cells, and how its cells look."""

    def __init__(self, rows: list[list[str]], merged: Merged, looks: dict[tuple[int, int], sheet_formats.Look]) -> None:
        self.rows, self.merged, self.looks = rows, merged, looks

    def blocks(self) -> list[Block]:
        """Text above and below as paragraphs, the rest as one Table; an empty row between two tables parts them."""
        out: list[Block] = []
        text: list[int] = []  # rows that stand in no table
        start: int | None = None
        rows = self.rows
        for r in range(len(rows) + 1):
            filled = self._filled(r)
            if len(filled) >= 2 and (start is not None or _is_table_row(rows, r)):
                if start is None:
                    out, text, start = out + self._paragraphs(text), [], r
            elif start is not None and (not filled or _caption(rows, r)):
                out.append(self._table(start, r))
                start = None
                text += [r] if filled else []
            elif start is None and filled:
                text.append(r)
        return out + self._paragraphs(text)

    def _filled(self, r: int) -> list[int]:
        return [c for c, v in enumerate(self.rows[r]) if v] if r < len(self.rows) else []

    def _paragraphs(self, text: list[int]) -> list[Block]:
        """Rows outside tables: a line a paragraph. The rows side by side of a letterhead or a signature go column by column, as on paper."""
        out: list[Block] = []
        n = 0
        while n < len(text):
            m = self._side_by_side(text, n)
            if m > n and (lines := grid.letterhead(grid.build(self._sides(text[n:m])))):
                out += lines
                n = m
                continue
            r, filled = text[n], self._filled(text[n])
            bold, centered = self._bold(r, filled[0]), (look := self.looks.get((r, filled[0]))) is not None and look.centered
            words = self.rows[r][filled[0]].split("\n") if len(filled) == 1 else ["   ".join(self.rows[r][c] for c in filled)]
            out += [Paragraph(one_line(line), role=Role.BODY, bold=bold, centered=centered) for line in words if one_line(line)]
            n += 1
        return out

    def _side_by_side(self, text: list[int], n: int) -> int:
        """Where the rows with two texts end that begin at the nth; one on the right alone belongs to them, one on the left when another such row follows."""
        columns: set[int] = set()
        end = m = n
        while m < len(text) and m - n < 12:
            filled = self._filled(text[m])
            if len(filled) == 2 or columns and filled == [max(columns)]:
                end = m + 1
            elif m == n or m > end or not columns.issuperset(filled):  # two alone, one after the other: the text has begun
                break
            columns.update(filled)
            m += 1
        return end

    def _sides(self, lines: list[int]) -> list[list[grid.Spec]]:
        at = max(self._filled(lines[0]))
        return [[grid.Spec("\n".join(self.rows[r][c] for c in side), bold=bool(side) and all(self._bold(r, c) for c in side))
                 for side in ([c for c in self._filled(r) if c < at], [c for c in self._filled(r) if c >= at])] for r in lines]

    def _bold(self, r: int, c: int) -> bool:
        look = self.looks.get((r, c))
        return look is not None and look.bold

    def _table(self, start: int, end: int) -> Table:
        """Columns that hold nothing at either side are left out."""
        rows, merged = self.rows, self.merged
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
                text = rows[r][c] if c < len(rows[r]) else ""
                row.append(grid.Spec(text, min(height, end - r), min(width, right - c), bold=bool(text) and self._bold(r, c)))
            specs.append(row)
        return grid.build(specs)


def _is_table_row(rows: list[list[str]], r: int) -> bool:
    """A row of three cells or more, or with a known header; a letterhead has two."""
    filled = [v for v in rows[r] if v]
    return len(filled) >= 3 or grid.header_score(filled) >= 2 or (len(filled) == 2 and r + 1 < len(rows) and sum(map(bool, rows[r + 1])) >= 3)


def _caption(rows: list[list[str]], r: int) -> bool:
    """A lone text that is followed by a new header: the caption of the next table."""
    filled = [v for v in rows[r] if v]
    return len(filled) == 1 and r + 1 < len(rows) and any(grid.header_score([v for v in row if v]) >= 3 for row in rows[r + 1:r + 4])


def _shown(value: Any, look: sheet_formats.Look | None, encodings: set[str]) -> str:
    """A cell as a reader sees it in a Vietnamese sheet: 0.95 stays "0,95", 100.0 is "100", dates are dd/mm/yyyy."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    code = look.code if look is not None else ""
    if isinstance(value, int | float):
        return sheet_formats.shown(value, code) if code else sheet_formats.plain(value)
    if isinstance(value, datetime.date):
        return sheet_formats.shown(value, code)
    if isinstance(value, datetime.timedelta | datetime.time):
        return str(value)
    text = str(value)
    if look is not None and look.font:
        text, encoding = legacy.to_unicode(text, look.font)
        if encoding:
            encodings.add(encoding)
    return clean(text).strip()
