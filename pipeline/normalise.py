"""Records of documents -> one dataset: rows in a fixed order, units counted over all, duplicates marked.

Documents are taken one after another in the order of their names, so that equal input gives equal bytes and memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.fields.unit_lexicon import lexicon
from pipeline.columns import PARTS, from_rows, unpack
from pipeline.store import StoredDataset, TableWriter
from schemas.dataset import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

    from schemas.document import SourceFile


_AT_ONCE = 500  # rows of documents that are made into columns together


def normalise(results: Iterable[tuple[SourceFile, bytes]], folder: Path, keep: Any = None) -> StoredDataset:
    """Every table of the dataset but comparison and findings, in ``folder``.

    ``results``: each source with its packed records (``columns.pack``), in the order of ``order``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writers = {t: TableWriter(folder / f"{t}.parquet", t) for t in TABLES}
    units = _Units()
    seen: dict[str, str] = {}
    infos: list[dict[str, Any]] = []
    try:
        for source, packed in results:
            tables = unpack(packed)
            info = _info(tables["documents"], source)
            if source.sha256 and info["document_id"] in seen:
                info["duplicate_of"] = seen[info["document_id"]]  # the same bytes once more: one set of records
            seen.setdefault(info["document_id"], source.name)
            infos.append(info)
            if len(infos) == _AT_ONCE:
                writers["documents"].append(from_rows("documents", infos))
                infos.clear()
            if info["duplicate_of"]:
                continue
            for table in PARTS[1:]:
                writers[table].append(tables[table])
            units.add(tables["mentions"])
        writers["documents"].append(from_rows("documents", infos))
        writers["units"].append(from_rows("units", units.rows()))
    finally:
        for writer in writers.values():
            writer.close()
    return StoredDataset(folder, keep)


def order(source: SourceFile) -> tuple[str, str]:
    """The order of documents in a dataset: by name, then by content."""
    return source.name, source.sha256


def _info(row: pa.Table, source: SourceFile) -> dict[str, Any]:
    """The document's row under the name it has in this run."""
    return {**row.to_pylist()[0], "file_name": source.name}


class _Units:
    """One row a unit: how often it was met and in which spellings (most frequent first)."""

    def __init__(self) -> None:
        self.first: dict[str, dict[str, Any]] = {}
        self.spellings: dict[str, Counter[str]] = {}
        self.renamed: set[str] = set()  # met under several names: "Công an xã" of one plan, "Công an phường" of another

    def add(self, mentions: pa.Table) -> None:
        for m in mentions.to_pylist():
            first = self.first.setdefault(m["unit_id"], {k: m[k] for k in ("name", "level", "system", "is_generic", "status")})
            if m["name"] != first["name"]:
                self.renamed.add(m["unit_id"])
            self.spellings.setdefault(m["unit_id"], Counter())[m["raw"]] += 1

    def rows(self) -> list[dict[str, Any]]:
        known = lexicon().units if self.renamed else {}
        for unit_id in self.renamed & known.keys():
            self.first[unit_id]["name"] = known[unit_id].name
        out = []
        for unit_id, first in sorted(self.first.items()):
            by = self.spellings[unit_id]
            variants = "; ".join(s.replace(";", ",") for s, _ in sorted(by.items(), key=lambda x: (-x[1], x[0])))
            out.append({"unit_id": unit_id, **first, "mentions": sum(by.values()), "variants": variants})
        return out
