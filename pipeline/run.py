"""The main flow: a folder of plans becomes a dataset. Read this file top to bottom to know the whole.

    inputs -> source files -> documents -> records -> dataset -> comparison, findings -> files

Each step is one call; what it does stands in its own module.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.digest import Digest, Run, write_run_json
from pipeline.names import Input
from pipeline.options import RunOptions
from pipeline.unchanged import quick_key, tries_again, unchanged
from schemas import vocab

Progress = Callable[[str, int, int], None]  # (stage, done, of); "page NAME": page so and so of a document


def run(inputs: Sequence[Input], out: Path, options: RunOptions | None = None, progress: Progress = lambda stage, done, of: None) -> Run:
    """Reads every plan in ``inputs`` and writes the dataset to ``out``. A bad document costs only itself."""
    options, clock = options or RunOptions(), _Clock()
    settings = options
    # 0. nothing changed since the last run: its dataset stands
    if (same := unchanged(inputs, out, options)) is not None:
        return same
    before = quick_key(inputs, options) if options.use_cache else ""

    # readers, Arrow and pandas are loaded only when there is something to do
    from pipeline import export, report, spread
    from pipeline.cache import Cache
    from pipeline.discover import Unreadable, discover
    from pipeline.engines import Batch
    from pipeline.isolate import give_back, workplace
    from pipeline.log import Log
    from pipeline.normalise import normalise, order
    from pipeline.standing import Stage, checked, key_of
    from pipeline.work import failed
    from schemas.document import SourceFile

    def quick(digest: Digest) -> str:
        """The key of step 0 for the next run; "" when an input changed while it was read, or a failure should be tried again."""
        return before if before and not tries_again(digest) and before == quick_key(inputs, settings) else ""

    with vocab.using(options.vocabulary), workplace() as scratch, Log(out) as log:
        options = replace(options, cache=(options.cache or out / ".cache") if options.use_cache else scratch / "cache")
        # 1. inputs -> source files (by content; archives unpacked)
        found = list(discover([*inputs, *options.upper], scratch))
        sources = sorted((s for s in found if isinstance(s, SourceFile)), key=order)
        broken = {SourceFile(Path(), u.name, u.sha256, u.size, ""): u for u in found if isinstance(u, Unreadable)}
        clock.done("discover")

        # 2. source files -> records, each document in a worker of its own; what the cache has is not read again
        batch = Batch(options, Cache(options.cache or scratch, options), scratch, lambda source, page, of: progress(f"page {source.name}", page, of))
        progress("read", 0, len(sources))
        for n, one in enumerate(batch.read(sources), 1):
            log.document(one)
            progress("read", n, len(sources))
        clock.done("read")

        # 3. records -> one dataset; the one that stands in ``out`` when it was made of the same
        everything = sorted([*sources, *broken], key=order)
        stage = Stage(out, options.use_cache)
        key = key_of((batch.name_of(s) + ((broken[s].error.sentence,) if s in broken else ()) for s in everything), batch.cache.result_print, options)
        if standing := stage.standing(key, quick):
            standing.seconds = clock.done("normalise")
            standing.files.append(write_run_json(out, standing, options))
            return standing
        rows = ((s, failed(s, broken[s].error.code, broken[s].error.detail) if s in broken else batch.packed(s)) for s in everything)
        dataset = normalise(rows, stage.folder)
        give_back()
        clock.done("normalise")

        # 4. dataset -> comparison with upper plans and national targets, findings of the audit; the cores share the plans
        crew: spread.Spread[Any] = spread.workers(options.n_workers(len(sources)) if len(sources) >= spread.WORTH else 1, scratch)
        report.compare_and_audit(dataset, options, crew, lambda done, of: progress("audit", done, of))
        clock.done("audit")

        # 5. the dataset's own door, then files
        done = Run(stage.folder, Digest.of(dataset), clock.seconds, problems=checked(dataset, crew), keep=stage.keep)
        clock.done("check")
        done.files = export.write(dataset, out, options.formats, crew)
        clock.done("export")
        stage.settle(done, key, quick)
        batch.cache.prune()
        done.files.append(write_run_json(out, done, options))
        return done


class _Clock:
    def __init__(self) -> None:
        self.last, self.seconds = time.monotonic(), dict[str, float]()

    def done(self, stage: str) -> dict[str, float]:
        now = time.monotonic()
        self.seconds[stage], self.last = round(now - self.last, 3), now
        return self.seconds
