"""Options of a run: one frozen object that travels to the workers."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from extractors.readers.page import ReadOptions


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``timeout``: seconds for one document; ``memory``: MB for one worker; ``workers``: processes (0 = one a core)."""

    ocr: str = "auto"
    pdf: str = "fast"  # fast | plain (pdfplumber alone)
    engine: str = "local"  # who runs the workers: pipeline.engines.ENGINES
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
        from pipeline.ocr import page_reader

        return ReadOptions(ocr=self.ocr, engine=self.pdf, cache=self.cache / "ocr" if self.cache else None, page_reader=page_reader(self.ocr))

    def n_workers(self, documents: int) -> int:
        """Worker processes for so many documents: never more than there are documents, one core each unless told otherwise."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return max(1, min(self.workers or cores, documents or 1))

    def as_json(self) -> dict[str, Any]:
        """For ``run.json``: paths as text, tuples as lists."""
        return {k: str(v) if isinstance(v, Path) else [str(x) for x in v] if isinstance(v, tuple) else v for k, v in asdict(self).items()}
