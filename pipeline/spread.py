"""A piece of work done for many things, in worker processes like those that read documents: memory comes back, cores are used.

What is done must depend on nothing but the thing, so that neither the number of workers nor a kill changes the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pipeline.isolate import Limits, Workers

T = TypeVar("T")

#: For our own code over our own data: only what hangs for good or would fill the machine is stopped.
LIMITS = Limits(timeout=3_600, memory=8_000)
WORTH = 50  # documents from which on starting workers costs less than it saves
Spread = Callable[[Callable[[T], bytes], Sequence[T]], Iterator[tuple[T, bytes]]]


def here(task: Callable[[T], bytes], things: Sequence[T]) -> Iterator[tuple[T, bytes]]:
    """(thing, what ``task`` gave for it), one after another in this process."""
    for thing in things:
        yield thing, task(thing)


def workers(n: int, folder: Path) -> Spread[T]:
    """``here`` in ``n`` worker processes, in any order. What a worker cannot do is done here, where an error (full disk) is raised."""
    if n < 2:
        return here

    def spread(task: Callable[[T], bytes], things: Sequence[T]) -> Iterator[tuple[T, bytes]]:
        if len(things) < 2:
            yield from here(task, things)
            return
        with Workers(task, min(n, len(things)), LIMITS, folder) as crew:
            for outcome in crew.run(things):
                yield outcome.source, outcome.packed if outcome.packed is not None else task(outcome.source)

    return spread
