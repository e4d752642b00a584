"""What a run found, in short: counts, failures, the first documents. Kept beside the dataset, so that nobody reads it again to say so."""

from __future__ import annotations

import json
import platform
import resource
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.export.atomic import write_bytes

if TYPE_CHECKING:
    from pipeline.options import RunOptions
    from pipeline.store import StoredDataset

SHOWN = 40  # documents that a summary names
COUNTED = ("indicators", "tasks", "references", "findings")
_PACKAGES = ("pdfplumber", "pypdfium2", "python-docx", "pandas", "spacy", "underthesea")


@dataclass(slots=True)
class Digest:
    """``status``: documents of each status; ``first``: rows of the first documents, each with its counts of ``COUNTED``;
    ``failed``: (file, error); ``lost``: pages on which a character has no place; ``unread``: pages that wait for OCR."""

    documents: int = 0
    status: dict[str, int] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    first: list[dict[str, str]] = field(default_factory=list)
    records: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    lost: int = 0
    unread: int = 0
    versions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: StoredDataset) -> Digest:
        """Reads the few columns that it needs."""
        from importlib import metadata

        d = cls(records={t: dataset.count(t) for t in dataset}, versions={p: metadata.version(p) for p in ("kehoach", *_PACKAGES)})
        names = ("document_id", "file_name", "status", "error", "symbol", "symbol_status", "issued_on", "commune", "province")
        for batch in dataset.groups("documents", names):
            d.documents += batch.num_rows
            for row in batch.to_pylist():
                d.status[row["status"]] = d.status.get(row["status"], 0) + 1
                if row["status"] == "failed":
                    d.failed.append((row["file_name"], row["error"]))
                if len(d.first) < SHOWN:
                    d.first.append(row)
        shown = {row["document_id"] for row in d.first}
        counts = dict.fromkeys(((i, t) for i in shown for t in COUNTED), 0)
        for table in COUNTED:
            for batch in dataset.groups(table, ("document_id",)):
                for ident in batch["document_id"].to_pylist():
                    if ident in shown:
                        counts[ident, table] += 1
        for row in d.first:
            row |= {t: str(counts[row["document_id"], t]) for t in COUNTED}
        for batch in dataset.groups("pages", ("lost", "needs_ocr", "text_source")):
            d.pages += batch.num_rows
            d.lost += sum(1 for n in batch["lost"].to_pylist() if n)
            d.unread += sum(1 for why, seen in zip(batch["needs_ocr"].to_pylist(), batch["text_source"].to_pylist(), strict=True) if why and seen != "ocr")
        return d

    def as_json(self) -> dict[str, Any]:
        """For ``standing.json``; ``Digest(**…)`` is the inverse."""
        return asdict(self)


@dataclass(slots=True)
class Run:
    """What a run did. ``folder``: its dataset; ``seconds`` by stage; ``problems``: what the dataset's own check found (a bug if not empty)."""

    folder: Path
    digest: Digest
    seconds: dict[str, float] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    keep: Any = None  # a temporary folder that must live as long as the dataset

    @property
    def dataset(self) -> StoredDataset:
        """The tables, each read when it is asked for."""
        from pipeline.store import StoredDataset

        return StoredDataset(self.folder, self.keep)

    def failures(self) -> list[tuple[str, str]]:
        """(file name, error) of every document that could not be read."""
        return [(name, error) for name, error in self.digest.failed]


def write_run_json(out: Path, run: Run, options: RunOptions) -> Path:
    """``run.json``: versions, options, counts for each status, seconds for each stage, peak memory, failed files."""
    digest = run.digest
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    data: dict[str, Any] = {
        "kehoach": digest.versions["kehoach"],
        "python": platform.python_version(),
        "versions": {p: digest.versions[p] for p in _PACKAGES},
        "options": options.as_json(),
        "documents": {s: digest.status.get(s, 0) for s in ("ok", "partial", "failed")},
        "records": digest.records,
        "seconds": run.seconds,
        "peak_memory_mb": round(peak, 1),
        "failed": [{"file": f, "error": e} for f, e in digest.failed],
        "problems": run.problems,
    }
    path = out / "run.json"
    write_bytes(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())
    return path
