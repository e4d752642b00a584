"""One document or one record, for ``kehoach show`` and ``kehoach explain``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from extractors.records.context import DocumentResult
from pipeline.discover import Unreadable, discover
from pipeline.document import process
from pipeline.options import RunOptions
from schemas import vocab
from schemas.document import SourceFile
from schemas.errors import DocumentError
from schemas.records import DocumentInfo

_KEYS = {"documents": "document_id", "indicators": "indicator_id", "tasks": "task_id", "deadlines": "deadline_id", "references": "reference_id", "findings": "finding_id", "units": "unit_id"}


def read_one(file: Path, *, ocr: str = "auto", vocabulary: Path | None = None, page: Callable[[int, int], None] | None = None) -> DocumentResult:
    """Reads one document in this process. ``page`` hears of each page read: (page, of pages)."""
    with vocab.using(vocabulary), tempfile.TemporaryDirectory(prefix="kehoach-") as scratch:
        first = next(discover([file], Path(scratch)), Unreadable(str(file), "", DocumentError("not_found")))
        if isinstance(first, SourceFile):
            return process(first, replace(RunOptions(ocr=ocr).reading(), progress=page))
        return DocumentResult(DocumentInfo(document_id=first.sha256[:12] or first.name, file_name=first.name, error=first.error.sentence))


def load(dataset: Path) -> dict[str, pd.DataFrame]:
    """The CSV tables of a run as frames of strings, as a program should read them back."""
    from pipeline.export.csv import read

    return {path.stem: read(path) for path in sorted(dataset.glob("*.csv"))}


def find_record(dataset: Path, record_id: str) -> tuple[str, dict[str, str], dict[str, str], list[dict[str, str]]] | None:
    """(table, record, its document, findings about it) or None."""
    tables = load(dataset)
    for name, key in _KEYS.items():
        table = tables.get(name)
        if table is None or key not in table:
            continue
        rows = table[table[key] == record_id]
        if len(rows):
            record = rows.iloc[0].to_dict()
            documents = tables["documents"]
            document = documents[documents["document_id"] == record.get("document_id", "")]
            findings = tables.get("findings", pd.DataFrame())
            about = findings[findings["record_id"] == record_id].to_dict("records") if len(findings) and "record_id" in findings else []
            return name, record, document.iloc[0].to_dict() if len(document) else {}, about
    return None
