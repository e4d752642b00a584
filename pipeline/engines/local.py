"""The default engine: worker processes on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.cache import Cache
from pipeline.isolate import Limits, Outcome, Page, Workers
from pipeline.options import RunOptions
from pipeline.work import Reader, warm
from schemas.document import SourceFile


def run(sources: list[SourceFile], options: RunOptions, cache: Cache | None, folder: Path, page: Page = None) -> Iterator[Outcome]:
    """Outcomes as they come. ``folder``: a run's workplace (``isolate.workplace``); ``page`` hears of each page read."""
    reader = Reader(options, cache)
    warm({s.media_type for s in sources})
    with Workers(reader, options.n_workers(len(sources)), Limits(options.timeout, options.memory), folder, reader.start, page=page) as workers:
        yield from workers.run(sources)
