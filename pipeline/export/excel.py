"""One Excel workbook of the dataset: Vietnamese headings, frozen header, filters, widths; text is never a formula."""

from __future__ import annotations

import io
from itertools import islice
from pathlib import Path

import pandas as pd

from pipeline.export.atomic import write_bytes
from pipeline.store import batches, count
from schemas.dataset import TABLES, Dataset

FILE_NAME = "kehoach.xlsx"
MAX_CELL = 32_767  # Excel's limit of characters in a cell
MAX_ROWS = 1_048_575
_WIDE = {"name": 60, "source_text": 50, "title": 60, "output": 40, "message": 80, "variants": 50, "raw": 40, "action": 50, "issuer": 40, "lead_units": 32, "coordinating_units": 32, "section": 32, "error": 60, "note": 28, "condition": 28, "problem": 40, "why": 50, "indicator": 50}


def write(dataset: Dataset, out: Path) -> list[Path]:
    """``kehoach.xlsx`` with one sheet for each table that people read."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": False, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
    book = xlsxwriter.Workbook(buffer, options)
    from datetime import UTC, datetime

    book.set_properties({"title": "kehoach", "created": datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)})  # equal data, equal bytes
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top"})
    for spec in TABLES.values():
        if spec.name not in dataset or not spec.sheet:
            continue
        sheet = book.add_worksheet(spec.title[:31])
        columns = list(spec.columns)
        for i, c in enumerate(columns):
            sheet.set_column(i, i, _WIDE.get(c, max(9, min(24, len(spec.columns[c]) + 4))), wrap if c in _WIDE else top)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        rows = min(count(dataset, spec.name), MAX_ROWS)
        sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
        for i, c in enumerate(columns):
            sheet.write_string(0, i, spec.columns[c], head)
        records = (r for table in batches(dataset, spec.name) for r in table.itertuples(index=False, name=None))
        for r, record in enumerate(islice(records, rows), 1):
            for i, value in enumerate(record):
                if value is None or value is pd.NA or value == "":
                    continue
                if columns[i] in spec.numbers:
                    sheet.write_number(r, i, float(value), top)
                elif isinstance(value, bool):
                    sheet.write_string(r, i, "có" if value else "", top)
                else:
                    sheet.write_string(r, i, str(value)[:MAX_CELL], wrap if columns[i] in _WIDE else top)
    book.close()
    path = out / FILE_NAME
    write_bytes(path, buffer.getvalue())
    return [path]
