"""The workbook that a province sends round: overview, matrix, comparison, findings, deadlines, references, units, rules.

Sheets stand in SHEETS; each is one function of ``sheets``. Text from documents is only ever written as text: no cell is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import regex

from pipeline.reports.model import Report
from pipeline.reports.sources import Found, link, page_of

FILE_NAME = "bao-cao.xlsx"
MAX_TEXT = 32_767  # characters of a cell (ECMA-376, Excel's limits)
MAX_LINKS = 65_000  # of a sheet; Excel allows 65,530
MAX_ADDRESS = 2_079
MAX_ROWS = 1_048_000
MAX_HEIGHT = 400.0  # points of a row; Excel allows 409
LETTERS = 1.2  # letters of 11 pt Times in one unit of column width

COLOURS = {
    "below": "#F8CBC6", "meets": "#D5EBD3", "exceeds": "#CFE2F7", "missing": "#FFF0C2", "not_comparable": "#E3E3E3", "alone": "#FFFFFF",
    "error": "#F8CBC6", "warning": "#FFF0C2", "info": "#E4EEF8", "failed": "#F8CBC6", "partial": "#FFF0C2", "ok": "#D5EBD3", "head": "#1F4E79",
}

_FORBIDDEN = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Book:
    """What the sheets share. ``links``: document id → its file; ``out``: where the workbook will lie (links are relative to it).

    ``html``: name of the HTML report beside it, "" for none. ``rows``: first row of each plan in a sheet, for links between sheets.
    """

    book: Any
    report: Report
    files: Mapping[str, Found]
    out: Path
    html: str = ""
    today: date | None = None
    notes: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **wanted: Any) -> Any:
        """A cell format; equal wishes share one."""
        base = {"valign": "top", "font_name": "Times New Roman", "font_size": 11, **wanted}
        key = tuple(sorted(base.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(base)
        return self._formats[key]

    def source(self, document_id: str, page: str = "") -> str:
        if document_id not in self._addresses:
            self._addresses[document_id] = link(self.files.get(document_id), self.out)
        address = self._addresses[document_id]
        return f"external:{address}{page_of(address, page)}" if address else ""


@dataclass(slots=True)
class Sheet:
    """One worksheet with a header row, filters, frozen panes and print setup; writes text as text and counts its links."""

    name: str
    book: Book
    sheet: Any
    links: int = 0
    lost_links: int = 0
    widths: dict[int, float] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)  # lines of text that a row needs

    def fit(self) -> None:
        """Row heights from the text: not every program finds them itself. Rows above the header keep theirs."""
        for row, lines in self.lines.items():
            if lines > 1:
                self.sheet.set_row(row, min(15.0 * lines, MAX_HEIGHT))

    def head(self, row: int, columns: list[tuple[str, float]], *, freeze_columns: int = 0, landscape: bool = True) -> None:
        style = self.book.style(bold=True, text_wrap=True, valign="vcenter", align="center", bg_color=COLOURS["head"], font_color="#FFFFFF", border=1, border_color="#8EA9C8")
        for c, (title, width) in enumerate(columns):
            self.sheet.set_column(c, c, width)
            self.widths[c] = width
            self.sheet.write_string(row, c, title, style)
        self.sheet.set_row(row, 32)
        self.sheet.freeze_panes(row + 1, freeze_columns)
        self.sheet.repeat_rows(row)
        self.print(landscape=landscape)

    def print(self, *, landscape: bool = True, across: int = 1) -> None:
        """A4, ``across`` pages wide; page numbers, sheet name."""
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(across, 0)
        self.sheet.set_header("&L&10&A&R&10&D")
        self.sheet.set_footer("&C&10Trang &P/&N")

    def text(self, row: int, col: int, value: str, style: Any = None) -> None:
        if value:
            self.sheet.write_string(row, col, short(value), style)
            self._count(row, col, value)
        elif style is not None:
            self.sheet.write_blank(row, col, None, style)

    def number(self, row: int, col: int, value: str | float | None, style: Any = None) -> None:
        if value in ("", None):
            self.text(row, col, "", style)
        else:
            self.sheet.write_number(row, col, float(value), style)  # type: ignore[arg-type]

    def day(self, row: int, col: int, value: str) -> None:
        """An ISO date as a date of the sheet; what is only part of one stays text."""
        try:
            day = datetime.fromisoformat(value)
        except ValueError:
            self.text(row, col, value, self.book.style())
        else:
            self.sheet.write_datetime(row, col, day, self.book.style(num_format="dd/mm/yyyy", align="left"))

    def _count(self, row: int, col: int, value: str) -> None:
        if col in self.widths:
            need = sum(1 + int(len(line) / (self.widths[col] * LETTERS)) for line in value.split("\n"))
            self.lines[row] = max(self.lines.get(row, 1), need)

    def url(self, row: int, col: int, address: str, words: str, **wanted: Any) -> None:
        """A link while the sheet may have more; else the words alone."""
        if address and self.links < MAX_LINKS and len(address) <= MAX_ADDRESS:
            style = self.book.style(**{"font_color": "#0B5394", "underline": 1, **wanted})
            self.links += 1
            self.sheet.write_url(row, col, address, style, string=short(words))
            self._count(row, col, words)
        else:
            self.lost_links += bool(address)
            self.text(row, col, words, self.book.style(**wanted))


def short(text: str) -> str:
    """Text that a cell can hold: without what XML 1.0 forbids (§2.2), cut with a mark when too long."""
    text = _FORBIDDEN.sub("", text)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def write(report: Report, files: Mapping[str, Found], out: Path, *, html: str = "", today: date | None = None) -> Path:
    """Writes ``bao-cao.xlsx`` to ``out``. ``today``: the date it is made (fixed in tests: equal data, equal bytes)."""
    import xlsxwriter

    from pipeline.export.atomic import write_bytes
    from pipeline.reports.sheets import SHEETS

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "max_url_length": MAX_ADDRESS}
    book = xlsxwriter.Workbook(buffer, options)
    created = datetime(today.year, today.month, today.day) if today else datetime.now(UTC).replace(tzinfo=None)
    book.set_properties({"title": "Báo cáo kiểm tra kế hoạch", "created": created})
    shared = Book(book, report, files, out, html, today)
    sheets = [(Sheet(name, shared, book.add_worksheet(name)), fill) for name, fill in SHEETS]
    for sheet, fill in reversed(sheets):  # the overview last: it links to rows of the others and tells what they left out
        fill(sheet)
        sheet.fit()
        if sheet.lost_links:
            shared.notes.append(f"Trang “{sheet.name}”: {sheet.lost_links} ô không gắn liên kết (Excel chỉ cho {MAX_LINKS} liên kết một trang tính).")
    book.close()
    path = out / FILE_NAME
    write_bytes(path, buffer.getvalue())
    return path
