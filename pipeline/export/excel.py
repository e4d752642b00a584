"""One Excel workbook of the dataset: Vietnamese headings, frozen header, filters, widths; text is never a formula.

A table with more rows than a sheet can hold goes on in a second sheet, "Chỉ tiêu (2)", with the same headings.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.export.atomic import writing
from pipeline.store import arrow_batches, count
from schemas.dataset import BOOLS, TABLES, Dataset, TableSpec

if TYPE_CHECKING:
    import pyarrow as pa

FILE_NAME = "kehoach.xlsx"
MAX_CELL = 32_767  # Excel's limit of characters in a cell
MAX_ROWS = 1_048_575
_WIDE = {"name": 60, "source_text": 50, "title": 60, "output": 40, "message": 80, "variants": 50, "raw": 40, "action": 50, "issuer": 40, "lead_units": 32, "coordinating_units": 32, "section": 32, "error": 60, "note": 28, "condition": 28, "problem": 40, "why": 50, "indicator": 50}


def write(dataset: Dataset, out: Path) -> list[Path]:
    """``kehoach.xlsx`` with a sheet (or several) for each table that people read. Raises OSError (full disk)."""
    import xlsxwriter

    path = out / FILE_NAME
    with writing(path) as file, tempfile.TemporaryDirectory(prefix="excel-", dir=getattr(dataset, "folder", None)) as folder:  # rows wait on disk: memory stays flat
        options = {"in_memory": False, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True, "tmpdir": folder}
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"title": "kehoach", "created": datetime(2025, 1, 1)})  # equal data, equal bytes
        book.use_zip64()
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}), "top": book.add_format({"valign": "top"}),
        }
        for spec in TABLES.values():
            if spec.name not in dataset or not spec.sheet:
                continue
            left, rows, n = count(dataset, spec.name), _rows(dataset, spec), 1
            while left > 0 or n == 1:
                here = min(left, MAX_ROWS)
                title = spec.title[:31] if n == 1 else f"{spec.title[:26]} ({n})"
                _sheet(book.add_worksheet(title), spec, islice(rows, here), here, formats)
                left, n = left - here, n + 1
        book.close()
    return [path]


def _rows(dataset: Dataset, spec: TableSpec) -> Iterator[tuple[Any, ...]]:
    for table in arrow_batches(dataset, spec.name):
        yield from zip(*(_cells(spec, name, table[name]) for name in spec.columns), strict=True)


def _cells(spec: TableSpec, name: str, column: pa.ChunkedArray) -> list[Any]:
    """Numbers as float, the rest as text, None for an empty cell."""
    values = column.to_pylist()
    if name in spec.numbers:
        return [None if v is None or v != v else float(v) for v in values]
    if name in BOOLS:
        return ["có" if v else None for v in values]
    return [v[:MAX_CELL] if v else None for v in values]


def _sheet(sheet: Any, spec: TableSpec, rows: Iterator[tuple[Any, ...]], n_rows: int, formats: dict[str, Any]) -> None:
    columns = list(spec.columns)
    of = [formats["wrap" if c in _WIDE else "top"] for c in columns]
    for i, c in enumerate(columns):
        sheet.set_column(i, i, _WIDE.get(c, max(9, min(24, len(spec.columns[c]) + 4))), of[i])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, max(n_rows, 1), len(columns) - 1)
    for i, c in enumerate(columns):
        sheet.write_string(0, i, spec.columns[c], formats["head"])
    for r, record in enumerate(rows, 1):
        for i, value in enumerate(record):
            if value is None:
                continue
            if type(value) is float:
                sheet.write_number(r, i, value, formats["top"])
            else:
                sheet.write_string(r, i, value, of[i])
