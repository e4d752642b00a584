"""The dataset on disk, table by table, in Parquet: written as a stream, read as a whole, in batches, or in place with DuckDB.

Memory stays flat however many documents there are: rows go to disk in row groups, and only the tables that are asked for come back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.columns import arrow_schema, from_frame, to_frame
from schemas.dataset import TABLES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROW_GROUP = 20_000
SMALL = 32  # tables that wait as they came
NOWHERE = "__none__"  # partition of documents whose province was not read


class TableWriter:
    """Appends Arrow tables to one Parquet file; row groups of ``ROW_GROUP`` rows, so that equal rows give equal bytes.

    The groups do not depend on how the rows were handed over.
    """

    def __init__(self, path: Path | BinaryIO, table: str) -> None:
        import pyarrow.parquet as pq

        self.schema = arrow_schema(table)
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd")
        self.waiting: list[pa.Table] = []
        self.small: list[pa.Table] = []  # as they came; each holds on to the memory of the document that it was cut from
        self.n = 0

    def append(self, rows: pa.Table) -> None:
        """Takes rows in; whole row groups go to disk at once, the rest waits."""
        self.small.append(rows)
        self.n += rows.num_rows
        if len(self.small) >= SMALL:
            self._gather()
        if self.n >= ROW_GROUP:
            import pyarrow as pa

            self._gather()
            all_rows = pa.concat_tables(self.waiting).combine_chunks()
            whole = self.n // ROW_GROUP * ROW_GROUP
            self.writer.write_table(all_rows.slice(0, whole), row_group_size=ROW_GROUP)
            rest = all_rows.slice(whole)
            self.waiting, self.n = [pa.table([pa.array(c.to_pylist(), c.type) for c in rest.columns], schema=self.schema)], rest.num_rows

    def _gather(self) -> None:
        """Small tables copied into one, so that what they were cut from can go."""
        import pyarrow as pa

        if self.small:
            self.waiting.append(pa.concat_tables(self.small).combine_chunks())
            self.small = []

    def close(self) -> None:
        """Writes what still waits and ends the file."""
        import pyarrow as pa

        self._gather()
        self.writer.write_table(pa.concat_tables([*self.waiting, self.schema.empty_table()]).combine_chunks(), row_group_size=ROW_GROUP)
        self.writer.close()


class StoredDataset(MutableMapping[str, "pd.DataFrame"]):
    """A dataset in a folder of Parquet files, used like the dict of frames that it stands for.

    ``dataset["tasks"]`` reads the table (a new frame each time); assigning a frame writes it. ``keep`` is held alive with the dataset
    (a temporary folder that must not go before it).
    """

    def __init__(self, folder: Path, keep: Any = None) -> None:
        self.folder, self.keep = folder, keep

    def path(self, table: str) -> Path:
        """The table's file, whether it is there or not."""
        return self.folder / f"{table}.parquet"

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.columns(table)

    def columns(self, table: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """Some columns of a table."""
        import pyarrow as pa

        if table not in TABLES or not self.path(table).exists():
            raise KeyError(table)
        return to_frame(pa.concat_tables(self.groups(table, columns)))

    @contextmanager
    def writing(self, table: str) -> Iterator[TableWriter]:
        """To write a table piece by piece, put in its place when the block ends well."""
        part = self.path(f".{table}.part")
        writer = TableWriter(part, table)
        try:
            yield writer
        finally:
            writer.close()
        os.replace(part, self.path(table))

    def __setitem__(self, table: str, data: pd.DataFrame) -> None:
        with self.writing(table) as writer:
            writer.append(from_frame(table, data))

    def __delitem__(self, table: str) -> None:
        self.path(table).unlink()

    def __iter__(self) -> Iterator[str]:
        return (t for t in TABLES if self.path(t).exists())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def count(self, table: str) -> int:
        """Rows of a table, without reading it."""
        import pyarrow.parquet as pq

        return int(pq.read_metadata(self.path(table)).num_rows)

    def n_groups(self, table: str) -> int:
        """How many batches ``groups`` gives: at least one, which may be empty."""
        import pyarrow.parquet as pq

        return max(1, int(pq.read_metadata(self.path(table)).num_row_groups))

    def groups(self, table: str, columns: Iterable[str] | None = None, only: Iterable[int] | None = None) -> Iterator[pa.Table]:
        """The table, or some of its columns and row groups, in Arrow tables of at most ``ROW_GROUP`` rows; one is empty when it has no rows."""
        import pyarrow.parquet as pq

        names = list(columns) if columns is not None else None
        # no threads: processes are forked beside this
        with pq.ParquetFile(self.path(table), pre_buffer=False) as file:
            if not file.metadata.num_row_groups:
                empty = arrow_schema(table).empty_table()
                yield empty if names is None else empty.select(names)
            for n in range(file.num_row_groups) if only is None else only:
                if n < file.num_row_groups:
                    yield file.read_row_group(n, columns=names, use_threads=False)

    def rows(self, table: str, start: int, stop: int) -> pa.Table:
        """Rows ``start`` to ``stop``, reading only the row groups that hold them."""
        import pyarrow as pa

        first, last = start // ROW_GROUP, max(start, stop - 1) // ROW_GROUP
        found = pa.concat_tables([arrow_schema(table).empty_table(), *self.groups(table, only=range(first, last + 1))])
        return found.slice(start - first * ROW_GROUP, stop - start)

    def batches(self, table: str) -> Iterator[pd.DataFrame]:
        """The table in frames of at most ``ROW_GROUP`` rows; one empty frame when it has none."""
        yield from map(to_frame, self.groups(table))


def arrow_batches(dataset: Mapping[str, Any], table: str, columns: Iterable[str] | None = None) -> Iterator[pa.Table]:
    """Arrow tables that together are the table, of any dataset."""
    if isinstance(dataset, StoredDataset):
        yield from dataset.groups(table, columns)
    else:
        whole = from_frame(table, dataset[table])
        yield whole if columns is None else whole.select(list(columns))


def batches(dataset: Mapping[str, pd.DataFrame], table: str) -> Iterator[pd.DataFrame]:
    """Frames that together are the table, of any dataset."""
    if isinstance(dataset, StoredDataset):
        yield from dataset.batches(table)
    else:
        yield dataset[table]


def count(dataset: Mapping[str, pd.DataFrame], table: str) -> int:
    """Rows of a table of any dataset, without reading it where it is stored."""
    return dataset.count(table) if isinstance(dataset, StoredDataset) else len(dataset[table])


def write_partitioned(dataset: Mapping[str, pd.DataFrame], address: str) -> list[str]:
    """Parquet under any fsspec address, ``<table>/province=…/part-0.parquet``, and tables without a place in one part.

    Provinces are those of ``documents`` ("" = none read: ``province=__none__``). A file ``dataset.json`` is written last: a reader that
    sees it sees the whole. Raises OSError.
    """
    import fsspec
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    fs, root = fsspec.core.url_to_fs(address)
    places = dataset["documents"][["document_id", "province"]]
    province = dict(zip(places["document_id"], places["province"], strict=True))
    written: list[str] = []
    for name in dataset:
        if fs.exists(f"{root}/{name}"):
            fs.rm(f"{root}/{name}", recursive=True)
        writers: dict[str, Any] = {}
        for frame in batches(dataset, name):
            rows = from_frame(name, frame)
            keys = pa.array([province.get(d, "") or NOWHERE for d in frame["document_id"]] if "document_id" in frame else ["" for _ in range(len(frame))], pa.string())
            for key in [k.as_py() for k in pc.unique(keys)] or [""]:
                if key not in writers:
                    folder = f"{root}/{name}/province={_escaped(key)}" if key else f"{root}/{name}"
                    fs.makedirs(folder, exist_ok=True)
                    written.append(f"{folder}/part-0.parquet")
                    file = fs.open(written[-1], "wb")
                    writers[key] = (pq.ParquetWriter(file, rows.schema, compression="zstd"), file)
                writers[key][0].write_table(rows.filter(pc.equal(keys, key)))
        for writer, file in writers.values():
            writer.close()
            file.close()
    with fs.open(f"{root}/dataset.json", "wb") as f:
        f.write(json.dumps({"tables": list(dataset), "files": sorted(p.removeprefix(root + "/") for p in written)}, ensure_ascii=False, indent=1).encode())
    return written


def _escaped(value: str) -> str:
    from urllib.parse import quote

    return quote(value, safe=" ")


def connect(address: str) -> Any:
    """A DuckDB connection with a view for each table of a dataset: a run's folder, or what ``write_partitioned`` wrote.

    Nothing is copied: queries read the Parquet files where they are. Raises FileNotFoundError.
    """
    import duckdb
    import fsspec

    fs, root = fsspec.core.url_to_fs(str(address))
    connection = duckdb.connect()
    local = "file" in (fs.protocol if isinstance(fs.protocol, tuple) else (fs.protocol,))
    if not local:
        connection.register_filesystem(fs)
    prefix = "" if local else f"{fs.protocol if isinstance(fs.protocol, str) else fs.protocol[0]}://"
    found = False
    for name in TABLES:
        if fs.exists(f"{root}/{name}.parquet"):
            what = f"read_parquet('{_quoted(prefix + root)}/{name}.parquet')"
        elif fs.exists(f"{root}/{name}"):
            what = f"read_parquet('{_quoted(prefix + root)}/{name}/**/*.parquet', hive_partitioning = {'province' not in TABLES[name].columns and 'document_id' in TABLES[name].columns})"
        else:
            continue
        connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {what}')  # noqa: S608 - table names are ours, the path is quoted
        found = True
    if not found:
        raise FileNotFoundError(f"{address}: no Parquet tables of a dataset")
    return connection


def _quoted(text: str) -> str:
    return text.replace("'", "''")
