"""One document's records in columns (Arrow): what a worker hands back, what the cache keeps, what the dataset is put together from.

Typed by ``schemas.dataset.TABLES`` and safe to read from anywhere: Arrow IPC holds data only, no code.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from schemas.dataset import BOOLS, INTEGERS, TABLES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from extractors.records.context import DocumentResult

#: Arrow's own allocators keep what was freed: 290 MB of a parent at 800 plans where malloc holds 200. Read when Arrow is first imported.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

#: Tables that one document has rows of. ``units`` are counted over all documents, from ``mentions``.
PARTS = ("documents", "indicators", "tasks", "deadlines", "references", "paragraphs", "tables", "pages", "notes")
MENTIONS = ("unit_id", "raw", "name", "level", "system", "is_generic", "status")


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Arrow types of a table's columns: string, double, int64 or bool."""
    import pyarrow as pa

    columns = MENTIONS if table == "mentions" else tuple(TABLES[table].columns)
    return pa.schema([(c, _arrow_type(table, c)) for c in columns])


def _arrow_type(table: str, column: str) -> Any:
    import pyarrow as pa

    if column in BOOLS:
        return pa.bool_()
    if table != "mentions" and column in TABLES[table].numbers | (INTEGERS & set(TABLES[table].columns)):
        return pa.int64() if column in INTEGERS else pa.float64()
    return pa.string()


def from_rows(table: str, rows: Iterable[Any]) -> pa.Table:
    """Rows (mappings or records with attributes) as an Arrow table. A missing key of a mapping is an empty cell.

    Raises KeyError for a key that the table lacks, ValueError for words in a number column, as ``schemas.dataset.frame`` does.
    """
    import pyarrow as pa

    schema, makers = arrow_schema(table), _makers(table)
    columns = list(zip(*_values(table, rows, [name for name, _, _ in makers]), strict=True))
    if not columns:
        return schema.empty_table()
    return pa.Table.from_arrays([pa.array(cells(column), kind) for (_, kind, cells), column in zip(makers, columns, strict=True)], schema=schema)


@cache
def _makers(table: str) -> tuple[tuple[str, Any, Callable[[tuple[Any, ...]], list[Any]]], ...]:
    """(name, Arrow type, what makes its cells) of each column."""
    return tuple((f.name, f.type, _CELLS[str(f.type)]) for f in arrow_schema(table))


def _values(table: str, rows: Iterable[Any], names: list[str]) -> Iterator[list[Any]]:
    """What each row has in the columns ``names``; None where it has nothing."""
    known = frozenset(names)
    for r in rows:
        if not isinstance(r, Mapping):
            yield [getattr(r, name, None) for name in names]
        elif r.keys() <= known:
            yield [*map(r.get, names)]
        else:
            raise KeyError(f"table {table} has no columns {sorted(r.keys() - known)}")


def _string(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _number(value: Any) -> Any:
    return None if value is None or value == "" or value != value else value


#: Arrow type -> what the cells of a column become: None, NaN and "" are one thing, an empty string in text columns and null in number columns.
_CELLS: dict[str, Callable[[tuple[Any, ...]], list[Any]]] = {
    "string": lambda column: [v if type(v) is str else _string(v) for v in column],
    "bool": lambda column: [*map(bool, column)],
    "double": lambda column: [None if (n := _number(v)) is None else float(n) for v in column],
    "int64": lambda column: [None if (n := _number(v)) is None else int(n) for v in column],
}


def from_frame(table: str, data: pd.DataFrame) -> pa.Table:
    """A frame with the table's columns (as ``schemas.dataset.frame`` makes it) as an Arrow table."""
    import pyarrow as pa

    schema = arrow_schema(table)
    return pa.table([pa.array(data[f.name].tolist() if f.type == pa.string() else data[f.name], f.type, from_pandas=True) for f in schema], schema=schema)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """The inverse: object strings, ``Float64``, ``Int64`` and bool, as ``schemas.dataset.frame`` makes them."""
    import pandas as pd
    import pyarrow as pa

    dtypes = {pa.float64(): "Float64", pa.int64(): "Int64", pa.bool_(): bool, pa.string(): object}
    index = pd.RangeIndex(table.num_rows)
    return pd.DataFrame({f.name: pd.Series(table[f.name].to_pylist(), index=index, dtype=dtypes[f.type]) for f in table.schema}, columns=table.schema.names, index=index)


def pack(result: DocumentResult) -> bytes:
    """A result as bytes: the length of each table's stream as JSON in one line, then the Arrow IPC streams; zstd over all."""
    import pyarrow as pa

    tables = {"documents": [result.info], **{t: getattr(result, t) for t in PARTS[1:]}, "mentions": result.units}
    bodies = {}
    for name, rows in tables.items():
        sink = io.BytesIO()
        data = from_rows(name, rows)
        with pa.ipc.new_stream(sink, data.schema) as writer:
            writer.write_table(data)
        bodies[name] = sink.getvalue()
    plain = json.dumps({n: len(b) for n, b in bodies.items()}).encode() + b"\n" + b"".join(bodies.values())
    return len(plain).to_bytes(8, "little") + pa.compress(plain, codec="zstd", asbytes=True)


def unpack(data: bytes, only: frozenset[str] | None = None) -> dict[str, pa.Table]:
    """The tables of ``pack`` (those in ``only``). Raises ValueError when the columns are of another version."""
    import pyarrow as pa

    plain = pa.decompress(data[8:], decompressed_size=int.from_bytes(data[:8], "little"), codec="zstd", asbytes=True)
    head, _, _ = plain.partition(b"\n")
    at, out = len(head) + 1, {}
    for name, size in json.loads(head).items():
        if only is None or name in only:
            with pa.ipc.open_stream(pa.py_buffer(plain)[at:at + size]) as reader:
                out[name] = reader.read_all()
            if out[name].schema != arrow_schema(name):
                raise ValueError(f"table {name}: columns of another version")
        at += size
    return out
