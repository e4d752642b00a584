"""The reference: pdfplumber by itself, in the same Document shape. Slow and plain; ``--engine plain`` runs it.

Its tables and cell texts are what pdfplumber's ``find_tables`` and ``extract`` give, its paragraphs are the lines outside
of the tables. No stamps, no repaired character maps, no furniture: what differs from the fast way is ours to explain.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from extractors.readers.page import ReadOptions
from extractors.readers.pdf.guard import check_file
from extractors.readers.pdf.lines import joint
from extractors.readers.pdf.tables import grid_of
from schemas.document import Bbox, Box, Cell, Document, Note, Page, Paragraph, SourceFile, Table
from schemas.errors import DocumentError
from schemas.spans import NO_SPANS, Span, Spans


def read_plain(source: SourceFile, options: ReadOptions) -> Document:
    """Read with pdfplumber alone. Raises DocumentError: encrypted, truncated, no_pages, too_large."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    refused = check_file(source.path)
    document = Document(source, [])
    try:
        pdf = pdfplumber.open(source.path)
    except Exception as error:
        encrypted = isinstance(error, PDFPasswordIncorrect) or isinstance(error.__cause__, PDFPasswordIncorrect) or "Password" in repr(error)
        raise DocumentError("encrypted" if encrypted else "truncated", type(error).__name__) from error
    with pdf:
        if not pdf.pages:
            raise DocumentError("no_pages")
        if len(pdf.pages) > options.max_pages:
            raise DocumentError("too_large", f"{len(pdf.pages)} trang, giới hạn {options.max_pages}")
        for number, page in enumerate(pdf.pages, start=1):
            if why := refused(number - 1):
                document.pages.append(Page(number, 0.0, 0.0, needs_ocr="unreadable"))
                document.notes.append(Note("page_unreadable", f"Không đọc được trang {number}: {why}", number))
                continue
            document.pages.append(Page(number, float(page.width), float(page.height), rotation=page.rotation or 0))
            _read_page(page, number, document)
            if not page.chars and page.images:
                document.pages[-1].needs_ocr = "no_text"
            page.close()
    for i, block in enumerate(document.blocks):
        block.block = i
    return document


def _read_page(page: Any, number: int, document: Document) -> None:
    blocks: list[tuple[float, Table | Paragraph]] = []
    tables = page.find_tables()
    for found in tables:
        table = _table(found, number)
        if table is not None:
            blocks.append((found.bbox[1], table))
    outside = page.filter(lambda o: o.get("object_type") != "char" or not any(_inside(o, t.bbox) for t in tables)) if tables else page
    for line in outside.extract_text_lines(strip=True, return_chars=False):
        text = unicodedata.normalize("NFC", line["text"])
        box = (line["x0"], line["top"], line["x1"], line["bottom"])
        blocks.append((line["top"], Paragraph(text, Spans([Span(0, len(text), number, box)]), (Box(number, box),))))
    document.blocks.extend(block for _, block in sorted(blocks, key=lambda b: b[0]))


def _table(found: Any, number: int) -> Table | None:
    grid = grid_of(found.cells)
    if grid is None:
        return None
    texts: dict[Bbox, str] = {}
    for row, cells in zip(found.rows, found.extract(), strict=True):
        texts.update((cell, text or "") for cell, text in zip(row.cells, cells, strict=True) if cell)
    cells = [
        Cell(
            _one_line(texts.get(c.bbox, "")), NO_SPANS, (Box(number, c.bbox),),
            row=c.row, col=c.col, row_span=c.row_span, col_span=c.col_span,
        )
        for c in grid.cells
    ]
    return Table(0, grid.n_rows, grid.n_cols, cells, (Box(number, grid.bbox),))


def _one_line(text: str) -> str:
    """Lines of a cell joined as the fast way joins them."""
    out = ""
    for line in unicodedata.normalize("NFC", text).split("\n"):
        out += (joint(out, line) if out else "") + line
    return out


def _inside(char: dict[str, Any], bbox: Bbox) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bbox[0] <= x < bbox[2] and bbox[1] <= y < bbox[3]
