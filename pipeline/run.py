"""The main flow: a folder of plans becomes a dataset. Read this file top to bottom to know the whole.

    inputs -> source files -> documents -> records -> dataset -> comparison, findings -> files

Each step is one call; what it does stands in its own module.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import export, report
from pipeline.cache import Cache
from pipeline.discover import Input, Unreadable, discover
from pipeline.engines import Batch
from pipeline.isolate import workplace
from pipeline.log import Log
from pipeline.normalise import normalise, order
from pipeline.options import RunOptions
from pipeline.standing import Stage, checked, key_of
from pipeline.work import failed
from schemas.dataset import Dataset
from schemas.document import SourceFile

Progress = Callable[[str, int, int], None]  # (stage, done, of)


@dataclass(slots=True)
class Run:
    """What a run did. ``seconds`` by stage; ``problems``: what the dataset's own check found (a bug if not empty)."""

    dataset: Dataset
    seconds: dict[str, float] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def failures(self) -> list[tuple[str, str]]:
        """(file name, error) of every document that could not be read."""
        docs = self.dataset["documents"]
        return list(docs.loc[docs["status"] == "failed", ["file_name", "error"]].itertuples(index=False, name=None))


def run(inputs: Sequence[Input], out: Path, options: RunOptions | None = None, progress: Progress = lambda stage, done, of: None) -> Run:
    """Reads every plan in ``inputs`` and writes the dataset to ``out``. A bad document costs only itself."""
    options, clock = options or RunOptions(), _Clock()
    with workplace() as scratch, Log(out) as log:
        options = replace(options, cache=(options.cache or out / ".cache") if options.use_cache else scratch / "cache")
        # 1. inputs -> source files (by content; archives unpacked)
        found = list(discover([*inputs, *options.upper], scratch))
        sources = sorted((s for s in found if isinstance(s, SourceFile)), key=order)
        broken = {_row(u): u for u in found if isinstance(u, Unreadable)}
        clock.done("discover")

        # 2. source files -> records, each document in a worker of its own; what the cache has is not read again
        batch = Batch(options, Cache(options.cache or scratch, options), scratch)
        for n, one in enumerate(batch.read(sources), 1):
            log.document(one)
            progress("read", n, len(sources))
        clock.done("read")

        # 3. records -> one dataset; the one that stands in ``out`` when it was made of the same
        everything = sorted([*sources, *broken], key=order)
        stage = Stage(out, options.use_cache)
        key = key_of((batch.name_of(s) + ((broken[s].error.sentence,) if s in broken else ()) for s in everything), batch.cache.result_print, options)
        if standing := stage.standing(key):
            done = Run(standing[0], clock.done("normalise"), standing[1], standing[2])
            return replace(done, files=[*done.files, export.write_run_json(done, out, options)])
        rows = ((s, failed(s, broken[s].error.code, broken[s].error.detail) if s in broken else batch.packed(s)) for s in everything)
        dataset = normalise(rows, stage.folder, stage.keep)
        clock.done("normalise")

    # 4. dataset -> comparison with upper plans and national targets, findings of the audit
    report.compare_and_audit(dataset, options)
    clock.done("audit")

    # 5. the dataset's own door, then files
    done = Run(dataset, clock.seconds, problems=checked(dataset))
    done.files = export.write(dataset, out, options.formats)
    clock.done("export")
    stage.settle(dataset, key, done.files, done.problems)
    batch.cache.prune()
    done.files.append(export.write_run_json(done, out, options))
    return done


def _row(u: Unreadable) -> SourceFile:
    return SourceFile(Path(), u.name, u.sha256, u.size, "")


class _Clock:
    def __init__(self) -> None:
        self.last, self.seconds = time.monotonic(), dict[str, float]()

    def done(self, stage: str) -> dict[str, float]:
        now = time.monotonic()
        self.seconds[stage], self.last = round(now - self.last, 3), now
        return self.seconds
