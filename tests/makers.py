"""Small documents made for tests: tables as lists of rows, plans as DOCX."""

from __future__ import annotations

from pathlib import Path

import docx

from schemas.document import Box, Cell, Document, Paragraph, SourceFile, Table, TextSource


def table(rows: list[list[str]], *, block: int = 0, spans: dict[tuple[int, int], tuple[int, int]] | None = None, page: int | None = None, bold: set[int] | None = None) -> Table:
    """A grid from strings. ``spans``: (row, col) -> (row_span, col_span); covered positions are left out."""
    spans = spans or {}
    covered = {(r + i, c + k) for (r, c), (rs, cs) in spans.items() for i in range(rs) for k in range(cs) if (i, k) != (0, 0)}
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if (r, c) in covered:
                continue
            rs, cs = spans.get((r, c), (1, 1))
            box = (Box(page, (c * 100.0, r * 20.0, (c + cs) * 100.0, (r + rs) * 20.0)),) if page else ()
            cells.append(Cell(text, boxes=box, row=r, col=c, row_span=rs, col_span=cs, bold=r in (bold or set())))
    return Table(block, len(rows), max(map(len, rows)), cells)


def document(*blocks: str | Paragraph | Table) -> Document:
    """A Document from strings, paragraphs and tables; block numbers are set here."""
    made: list[Paragraph | Table] = []
    for i, b in enumerate(blocks):
        item = Paragraph(b) if isinstance(b, str) else b
        item.block = i
        made.append(item)
    return Document(SourceFile(Path("x"), "x.docx", "0" * 64, 1, ""), made, text_source=TextSource.TEXT)


def write_docx(path: Path, *parts: str | list[list[str]]) -> Path:
    """A DOCX: strings become paragraphs ("# " makes them bold and centred), lists of rows become tables."""
    d = docx.Document()
    for part in parts:
        if isinstance(part, str):
            p = d.add_paragraph()
            run = p.add_run(part.removeprefix("# "))
            if part.startswith("# "):
                run.bold, p.alignment = True, 1
        else:
            t = d.add_table(len(part), max(map(len, part)))
            t.style = "Table Grid"
            for r, row in enumerate(part):
                for c, text in enumerate(row):
                    t.cell(r, c).text = text
    d.save(str(path))
    return path
