"""The main flow: a folder of plans becomes a dataset. Read this file top to bottom to know the whole.

    inputs -> source files -> documents -> records -> dataset -> comparison, findings -> files

Each step is one call; what it does stands in its own module.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import export, report
from pipeline.discover import Unreadable, discover
from pipeline.isolate import each, failed
from pipeline.normalise import normalise
from pipeline.options import RunOptions
from schemas.dataset import Dataset, check
from schemas.document import SourceFile
from schemas.records import DocumentInfo

Progress = Callable[[str, int, int], None]  # (stage, done, of)


@dataclass(slots=True)
class Run:
    """What a run did. ``seconds`` by stage; ``problems``: what the dataset's own check found (a bug if not empty)."""

    dataset: Dataset
    seconds: dict[str, float] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def failures(self) -> list[tuple[str, str]]:
        docs = self.dataset["documents"]
        return list(docs.loc[docs["status"] == "failed", ["file_name", "error"]].itertuples(index=False, name=None))


def run(inputs: list[Path], out: Path, options: RunOptions | None = None, progress: Progress = lambda stage, done, of: None) -> Run:
    """Reads every plan in ``inputs`` and writes the dataset to ``out``. A bad document costs only itself."""
    options = options or RunOptions()
    clock = _Clock()
    with tempfile.TemporaryDirectory(prefix="kehoach-") as scratch:
        # 1. inputs -> source files (by content; archives unpacked)
        found = list(discover([*inputs, *options.upper], Path(scratch)))
        sources = [s for s in found if isinstance(s, SourceFile)]
        results = [_unreadable(u) for u in found if isinstance(u, Unreadable)]
        clock.done("discover")

        # 2. source files -> records, each document in a worker of its own
        for n, result in enumerate(each(sources, options), 1):
            results.append(result)
            progress("read", n, len(sources))
        clock.done("read")

    # 3. records -> one dataset
    dataset = normalise(results)
    clock.done("normalise")

    # 4. dataset -> comparison with upper plans and national targets, findings of the audit
    report.compare_and_audit(dataset, options)
    clock.done("audit")

    # 5. the dataset's own door, then files
    done = Run(dataset, problems=check(dataset))
    done.files = export.write(dataset, out, options.formats)
    clock.done("export")
    done.seconds = clock.seconds
    done.files.append(export.write_run_json(done, out, options))
    return done


def _unreadable(u: Unreadable):  # type: ignore[no-untyped-def]
    source = SourceFile(Path(), u.name, u.sha256, u.size, "")
    result = failed(source, u.error)
    result.info = DocumentInfo(document_id=u.sha256[:12] or u.name, file_name=u.name, sha256=u.sha256, error=u.error.sentence)
    return result


class _Clock:
    def __init__(self) -> None:
        self.last, self.seconds = time.monotonic(), dict[str, float]()

    def done(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage], self.last = round(now - self.last, 3), now
