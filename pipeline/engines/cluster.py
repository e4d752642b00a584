"""The engine for several machines: dask.distributed gives each document to a node; on the node it runs under the same isolation as here.

Needs the optional extra ``cluster``. Without ``--address`` a cluster of two nodes is started on this machine (its use is the test of
everything but the network). With it, documents are sent as bytes, so that nodes need no common disk; what they share is the version
of kehoach. A node that dies gives its documents back to the scheduler; dask's own memory limits and restarts are left alone, since every
document has limits of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.cache import Cache
from pipeline.isolate import Limits, Outcome, Page, Workers, workplace
from pipeline.options import MissingExtra, RunOptions
from pipeline.work import Reader
from schemas.document import SourceFile

NODES = 2  # of a cluster of our own
AHEAD = 3  # documents given out for each thread of the cluster: enough to keep it busy, few enough to stay flat


def run(sources: list[SourceFile], options: RunOptions, cache: Cache | None, folder: Path, page: Page = None) -> Iterator[Outcome]:
    """Outcomes as they come; pages on other machines are not told of. Raises MissingExtra, or OSError when there is no scheduler at ``options.address``."""
    try:
        from distributed import as_completed
    except ImportError as e:
        raise MissingExtra("--engine dask cần gói bổ sung: pip install 'kehoach[cluster]'") from e

    with _client(options, len(sources), folder) as client:
        threads = sum(client.nthreads().values()) or 1
        waiting = iter(sources)
        given: dict[str, SourceFile] = {}

        def give() -> Any:
            source = next(waiting, None)
            if source is None:
                return None
            content = source.path.read_bytes() if options.address else None
            future = client.submit(read_on_node, source, content, options, cache.folder if cache else None, pure=False, retries=1)
            given[future.key] = source
            return future

        answers = as_completed([f for f in (give() for _ in range(threads * AHEAD)) if f is not None])
        for future in answers:
            source = given.pop(future.key)
            if future.status == "finished":
                yield future.result()
            else:  # nodes died under it again and again
                yield Outcome(source, None, "crash", type(future.exception()).__name__)
            future.release()
            if (another := give()) is not None:
                answers.add(another)


@contextlib.contextmanager
def _client(options: RunOptions, documents: int, folder: Path) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    if options.address:
        with Client(options.address, timeout=10) as client:
            yield client
        return
    workers = options.n_workers(max(documents, NODES))
    # the sampling profiler of a node looks at all its threads a hundred times a second
    settings = {"distributed.worker.daemon": False, "distributed.worker.profile.enabled": False, "distributed.comm.timeouts.connect": "30s", "distributed.logging": {"distributed": "error"}, "temporary-directory": str(folder / "dask")}
    with dask.config.set(settings), LocalCluster(n_workers=NODES, threads_per_worker=max(1, workers // NODES), processes=True, memory_limit=0, dashboard_address=None, silence_logs=50) as cluster, Client(cluster) as client:
        yield client


_node = threading.local()
_places: list[contextlib.ExitStack] = []
_lock = threading.Lock()


def read_on_node(source: SourceFile, content: bytes | None, options: RunOptions, cache_folder: Path | None) -> Outcome:
    """On a node, in one of its threads: one document in the worker process that this thread keeps."""
    place = _place()
    workers = _workers(place, options, cache_folder)
    if content is None:
        return next(workers.run([source]))
    with tempfile.NamedTemporaryFile(dir=place, suffix=source.path.suffix) as file:
        file.write(content)
        file.flush()
        outcome = next(workers.run([replace(source, path=Path(file.name))]))
    outcome.source = source
    return outcome


def _place() -> Path:
    """This node's workplace, made once for the process."""
    with _lock:
        if not _places:
            stack = contextlib.ExitStack()
            stack.folder = stack.enter_context(workplace())  # type: ignore[attr-defined]
            atexit.register(stack.close)
            _places.append(stack)
        return _places[0].folder  # type: ignore[attr-defined, no-any-return]


def _workers(place: Path, options: RunOptions, cache_folder: Path | None) -> Workers:
    key = (os.getpid(), options, cache_folder)
    if getattr(_node, "key", None) != key:
        if getattr(_node, "key", None) is not None:
            _node.workers.__exit__()
        cache = Cache(cache_folder, options) if cache_folder and cache_folder.exists() else None
        reader = Reader(options, cache)
        # "spawn": a node is full of threads, and a fork among threads may take a lock along that nobody will open
        _node.workers = Workers(reader, 1, Limits(options.timeout, options.memory), place, reader.start, method="spawn")
        _node.key = key
    workers: Workers = _node.workers
    return workers
