"""Dataset -> files. WRITERS is the one list of formats; CLI choices are derived from it."""

from __future__ import annotations

import json
import platform
import resource
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.export.atomic import write_bytes
from pipeline.store import count
from schemas.dataset import Dataset

if TYPE_CHECKING:
    from pipeline.options import RunOptions
    from pipeline.run import Run

#: format -> module with ``write(dataset, out) -> paths``.
WRITERS: dict[str, str] = {"csv": "pipeline.export.csv", "parquet": "pipeline.export.parquet", "excel": "pipeline.export.excel"}


def write(dataset: Dataset, out: Path, formats: tuple[str, ...]) -> list[Path]:
    """Writes the dataset in each format; the files it made. Raises KeyError for an unknown format, OSError for a full disk."""
    paths: list[Path] = []
    for name in formats:
        writer: Callable[[Dataset, Path], list[Path]] = import_module(WRITERS[name]).write
        paths += writer(dataset, out)
    return paths


def write_run_json(run: Run, out: Path, options: RunOptions) -> Path:
    """``run.json``: versions, options, counts for each status, seconds for each stage, peak memory, failed files."""
    documents = run.dataset["documents"]
    counts = {s: int((documents["status"] == s).sum()) for s in ("ok", "partial", "failed")}
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    data: dict[str, Any] = {
        "kehoach": metadata.version("kehoach"),
        "python": platform.python_version(),
        "versions": {p: metadata.version(p) for p in ("pdfplumber", "pypdfium2", "python-docx", "pandas", "spacy", "underthesea")},
        "options": options.as_json(),
        "documents": counts,
        "records": {name: count(run.dataset, name) for name in run.dataset},
        "seconds": run.seconds,
        "peak_memory_mb": round(peak, 1),
        "failed": [{"file": f, "error": e} for f, e in run.failures()],
        "problems": run.problems,
    }
    path = out / "run.json"
    write_bytes(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())
    return path
