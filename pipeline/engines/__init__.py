"""Engines: who runs the workers. ``options.ENGINES`` is the one list; CLI choices are derived from it.

An engine is a module with ``run(sources, options, cache, folder, page) -> Iterator[Outcome]``: one outcome for every source, in any order;
``page``, if given, hears of (source, page, of pages) while a document is read, where the engine can tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.cache import Cache
from pipeline.isolate import Outcome, Page
from pipeline.options import ENGINES, RunOptions
from pipeline.work import failed
from schemas.document import SourceFile


@dataclass(slots=True)
class Done:
    """One document is finished: read now, or found in the cache."""

    outcome: Outcome
    cached: bool = False


class Batch:
    """All documents of a run, each read once for its content. ``packed`` gives the records afterwards."""

    def __init__(self, options: RunOptions, cache: Cache, folder: Path, page: Page = None) -> None:
        self.options, self.cache, self.folder, self.page = options, cache, folder, page
        self.failures: dict[str, tuple[str, str]] = {}  # sha256 -> (code, detail): of this run alone

    def read(self, sources: list[SourceFile]) -> Iterator[Done]:
        """Outcomes as they come, one for each source; what the cache knows comes first."""
        todo: dict[tuple[str, str], list[SourceFile]] = {}
        for source in sources:
            known = self.cache.failure(source, self.options) or (("", "") if self.cache.has_result(source) else None)
            if known is None:
                todo.setdefault((source.sha256, source.media_type), []).append(source)
                continue
            if known[0]:
                self.failures[source.sha256] = known
            yield Done(Outcome(source, None, *known), cached=True)
        # large documents first: the last worker does not sit alone over a long one
        first = sorted((group[0] for group in todo.values()), key=lambda s: (-s.size, s.sha256))
        engine = import_module(ENGINES[self.options.engine])
        for outcome in engine.run(first, self.options, self.cache, self.folder, self.page) if first else ():
            self._keep(outcome)
            outcome.packed = None
            for n, source in enumerate(todo[outcome.source.sha256, outcome.source.media_type]):
                yield Done(Outcome(source, None, outcome.code, outcome.detail, outcome.seconds, outcome.memory, outcome.attempts), cached=n > 0)

    def _keep(self, outcome: Outcome) -> None:
        if outcome.packed is not None:
            self.cache.keep_result(outcome.source, outcome.packed)
        else:
            self.failures[outcome.source.sha256] = (outcome.code, outcome.detail)
            self.cache.keep_failure(outcome.source, outcome.code, outcome.detail, self.options)

    def name_of(self, source: SourceFile) -> tuple[str, ...]:
        """What a source adds to the dataset: its name, content and what became of it this time."""
        return (source.name, source.sha256, source.media_type, *self.failures.get(source.sha256, ()))

    def packed(self, source: SourceFile) -> bytes:
        """The packed records of a source that ``read`` has gone over."""
        if source.sha256 in self.failures:
            return failed(source, *self.failures[source.sha256])
        found = self.cache.result(source)
        if found is None:  # damaged since: read again, here and now
            for _ in self.read([source]):
                pass
            found = self.cache.result(source)
        return found if found is not None else failed(source, *self.failures.get(source.sha256, ("internal", "cache")))
