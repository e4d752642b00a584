"""Each document in a worker process that can be killed, under a memory cap and a time limit.

Workers stay warm and are replaced after some documents. A crash, a hang or too much memory costs that document alone:
it is tried once more alone, then gets its code (``timeout``, ``memory``, ``crash``).
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any

from extractors.records.context import DocumentResult
from pipeline.document import new_info
from pipeline.options import RunOptions
from schemas.document import SourceFile
from schemas.errors import DocumentError

DOCUMENTS_PER_WORKER = 200  # then a fresh process, so that leaks of C libraries stay small

_options: RunOptions | None = None


def each(sources: list[SourceFile], options: RunOptions) -> Iterator[DocumentResult]:
    """Results as they come, one for each source; never raises for a document."""
    from pebble import ProcessExpired, ProcessPool

    again: list[tuple[SourceFile, str]] = []
    workers = options.n_workers(len(sources))
    for attempt in (1, 2):
        todo = sources if attempt == 1 else [s for s, _ in again]
        if not todo:
            return
        with ProcessPool(max_workers=workers if attempt == 1 else 1, max_tasks=DOCUMENTS_PER_WORKER, initializer=_start, initargs=(options,)) as pool:
            futures = [(s, pool.schedule(_work, args=(s,), timeout=options.timeout)) for s in todo]
            for source, future in futures:
                try:
                    yield future.result()
                except (FutureTimeout, ProcessExpired, MemoryError) as e:
                    code = "timeout" if isinstance(e, FutureTimeout) else "memory" if isinstance(e, MemoryError) else "crash"
                    if attempt == 1 and code != "timeout":
                        again.append((source, code))
                    else:
                        yield failed(source, DocumentError(code))


def failed(source: SourceFile, error: DocumentError) -> DocumentResult:
    info = new_info(source)
    info.error = error.sentence
    return DocumentResult(info)


def _start(options: RunOptions) -> None:
    """In the worker: memory cap, quiet Ctrl-C (the parent decides), single-threaded OCR, the user's vocabulary."""
    global _options
    _options = options
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cap = options.memory * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    if options.vocabulary:
        from schemas import vocab

        vocab.use_folder(options.vocabulary)


def _work(source: SourceFile) -> Any:
    from pipeline.document import process

    assert _options is not None
    try:
        return process(source, _options.reading())
    except MemoryError:
        raise
    except Exception as e:  # noqa: BLE001 - one document's bug must not cost the run; the code says it is ours
        return failed(source, DocumentError("internal", f"{type(e).__name__}: {e}"[:300]))
