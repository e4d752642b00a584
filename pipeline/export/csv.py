"""CSV of the contract: UTF-8 with BOM, comma, RFC 4180 quotes, ``\\n``; harmless in a spreadsheet.

A cell that would start a formula (``=``, ``+``, ``-``, ``@``, tab, CR) gets an apostrophe only when it is not a plain
number or a lone dash; ``harmless`` and ``original`` are inverse to each other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from pipeline.export.atomic import writing
from pipeline.store import arrow_batches
from schemas.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_FIRST = frozenset({*_DANGEROUS, "'"})
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
    return assemble(((name, n, piece(table, head=n == 0)) for name in dataset for n, table in enumerate(arrow_batches(dataset, name))), out)


def assemble(pieces: Iterable[tuple[str, int, bytes]], out: Path) -> list[Path]:
    """(table, number, bytes) as one file a table, each atomically; the pieces of a table come one after another, number 0 first."""
    paths: list[Path] = []
    for name, group in groupby(pieces, key=lambda p: p[0]):
        paths.append(out / f"{name}.csv")
        with writing(paths[-1]) as f:
            for _, _, body in group:
                f.write(body)
    return paths


def piece(table: pa.Table, head: bool = True) -> bytes:
    """An Arrow table of the store as a piece of its file; the first one with BOM and headings."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if head:
        writer.writerow(table.column_names)
    writer.writerows(zip(*map(_cells_of, table.columns), strict=True))
    return buffer.getvalue().encode("utf-8-sig" if head else "utf-8")


def read(path: Path) -> pd.DataFrame:
    """A table of ``write`` as strings, as a program should read it back. Raises OSError."""
    import pandas as pd

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


def _cells_of(column: pa.ChunkedArray) -> list[str]:
    kind, values = str(column.type), column.to_pylist()
    if kind == "string":
        return ["" if v is None else v if v[:1] not in _FIRST else harmless(v) for v in values]
    if kind == "bool":
        return ["1" if v else "" for v in values]
    return ["" if v is None or v != v else str(v) if kind == "int64" else format_number(v) for v in values]


def _cells(column: pd.Series) -> list[str]:
    import pandas as pd

    if column.dtype == "Float64" or column.dtype == "Int64":
        return ["" if pd.isna(v) else format_number(v) for v in column]
    if column.dtype == bool:
        return ["1" if v else "" for v in column]
    return [harmless(str(v)) for v in column]


def format_number(value: float) -> str:
    """Shortest form: 62, 1.5, 0.987."""
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))
