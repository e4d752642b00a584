"""The structured log of a run: one JSON line a document in ``OUT/log.jsonl``, appended as documents come, run after run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from pipeline.engines import Done

FILE_NAME = "log.jsonl"


class Log:
    """Lines with ``time`` (UTC, ISO 8601), ``run`` (its start), ``event`` and what belongs to it. Each line is flushed: a kill costs none."""

    def __init__(self, out: Path) -> None:
        self.path = out / FILE_NAME
        self.start = _now()
        self.file: TextIO | None = None

    def __enter__(self) -> Log:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a", encoding="utf-8")
        self.event("start")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.event("end", outcome="done" if kind is None else kind.__name__)
        if self.file is not None:
            self.file.close()

    def document(self, done: Done) -> None:
        """``code`` is "" for a document that was read (its own status stands in ``documents``), else a code of ADVICE."""
        o = done.outcome
        self.event("document", file=o.source.name, sha256=o.source.sha256, code=o.code, detail=o.detail, seconds=round(o.seconds, 3), memory_mb=round(o.memory), attempts=o.attempts, cached=done.cached)

    def event(self, event: str, **more: Any) -> None:
        """One line; ``more`` must be JSON."""
        if self.file is not None:
            self.file.write(json.dumps({"time": _now(), "run": self.start, "event": event, **more}, ensure_ascii=False) + "\n")
            self.file.flush()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
