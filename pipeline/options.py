"""Options of a run: one frozen object that travels to the workers."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.readers.page import ReadOptions


#: Who runs the workers: name -> module with ``run`` (``pipeline.engines``). ``dask`` needs the optional extra ``cluster``.
ENGINES: dict[str, str] = {"local": "pipeline.engines.local", "dask": "pipeline.engines.cluster"}


class MissingExtra(RuntimeError):
    """An engine needs packages of an optional extra that is not installed; the message (Vietnamese) says which."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``timeout``: seconds for one document; ``memory``: MB for one worker; ``workers``: processes (0 = one a core)."""

    ocr: str = "auto"
    pdf: str = "fast"  # fast | plain (pdfplumber alone)
    engine: str = "local"  # of ENGINES
    address: str = ""  # of a cluster that is already there
    workers: int = 0
    timeout: float = 600.0
    memory: int = 2_500
    vocabulary: Path | None = None
    upper: tuple[Path, ...] = ()
    audit_config: Path | None = None
    cache: Path | None = None  # None = OUT/.cache
    use_cache: bool = True
    formats: tuple[str, ...] = field(default=("csv", "parquet", "excel"))

    def reading(self) -> ReadOptions:
        """What a reader needs of it. The OCR reader is joined here so that readers need not know it."""
        from extractors.readers.page import ReadOptions
        from pipeline.ocr import page_reader

        return ReadOptions(ocr=self.ocr, engine=self.pdf, cache=self.cache / "ocr" if self.cache else None, page_reader=page_reader(self.ocr))

    def n_workers(self, documents: int) -> int:
        """Worker processes for so many documents: never more than there are documents, one core each unless told otherwise."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return max(1, min(self.workers or cores, documents or 1))

    def as_json(self) -> dict[str, Any]:
        """For ``run.json``: paths as text, tuples as lists."""
        return {k: str(v) if isinstance(v, Path) else [str(x) for x in v] if isinstance(v, tuple) else v for k, v in asdict(self).items()}
