"""CSV of the contract: UTF-8 with BOM, comma, RFC 4180 quotes, ``\\n``; harmless in a spreadsheet.

A cell that would start a formula (``=``, ``+``, ``-``, ``@``, tab, CR) gets an apostrophe only when it is not a plain
number or a lone dash; ``harmless`` and ``original`` are inverse to each other.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import regex

from pipeline.export.atomic import writing
from pipeline.store import batches
from schemas.dataset import Dataset

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN = regex.compile(r"[+-]?\d+(?:\.\d+)?$|-$")


def harmless(text: str) -> str:
    """``text`` as a cell that no spreadsheet runs. Numbers and a lone "-" stay as they are."""
    if text.startswith(_DANGEROUS) and not _PLAIN.match(text) or text.startswith("'") and text[1:].startswith((*_DANGEROUS, "'")):
        return "'" + text
    return text


def original(cell: str) -> str:
    """Inverse of ``harmless``: what a program should read back."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in {*_DANGEROUS, "'"} else cell


def write(dataset: Dataset, out: Path) -> list[Path]:
    """Writes ``<table>.csv`` for every table, each atomically."""
    paths = []
    for name in dataset:
        path = out / f"{name}.csv"
        with writing(path) as f:
            for n, table in enumerate(batches(dataset, name)):
                f.write(to_csv(table, head=n == 0).encode("utf-8-sig" if n == 0 else "utf-8"))
        paths.append(path)
    return paths


def read(path: Path) -> pd.DataFrame:
    """A table of ``write`` as strings, as a program should read it back. Raises OSError."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return table.map(original) if len(table) else table


def to_csv(table: pd.DataFrame, head: bool = True) -> str:
    """A frame (``schemas.dataset.frame`` or any other) as text without BOM; ``head``: with the row of headings."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if head:
        writer.writerow(table.columns)
    columns = [_cells(table[c]) for c in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _cells(column: pd.Series) -> list[str]:
    if column.dtype == "Float64" or column.dtype == "Int64":
        return ["" if pd.isna(v) else format_number(v) for v in column]
    if column.dtype == bool:
        return ["1" if v else "" for v in column]
    return [harmless(str(v)) for v in column]


def format_number(value: float) -> str:
    """Shortest form: 62, 1.5, 0.987."""
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))
