"""Each document in a worker process that can be killed, under a memory cap and a time limit.

Workers stay warm and are replaced after some documents or when they have grown. A crash, a hang, too much memory or a SIGKILL costs
that document alone: it is tried once more with no other worker beside it, then gets its code (``timeout``, ``memory``, ``crash``).

Every worker has a pipe of its own and there is no lock between workers: a pool whose workers share a queue can be stopped for good by a
``kill -9`` that hits while the queue's lock is held. One thread watches all (``multiprocessing.connection.wait``), so that forking is safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import multiprocessing as mp
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pipeline import reaper
from schemas.errors import DocumentError

T = TypeVar("T")  # what is done one by one: a document (``SourceFile``), a part of a dataset
Task = Callable[[T], bytes]
Page = Callable[[Any, int, int], None] | None  # hears of a document's pages: (source, page, of)

DOCUMENTS_PER_WORKER = 500  # then a fresh process, so that leaks of C libraries stay small
GROWN = 400  # MB of a worker at rest, after which it is replaced
#: MB of addresses above the memory cap. Libraries, thread stacks and malloc's arenas take addresses, not memory: OCR needs 2 GB of them for
#: 0.4 GB of memory. The cap itself is held by looking; this is for what grows faster than one can look (20 GB in a second).
ADDRESS_SPACE = 3_072
ARENAS = 2  # of malloc; each takes 64 MB of addresses, by default there are 8 a core
LOOK_EVERY = 0.25  # seconds between looks at time and memory
TELL_EVERY = 0.5  # seconds between two words of a worker about the page it has read
#: Seconds that each page read adds to a document's time: OCR takes two to six for a page, and a scan of 500 pages is no hang.
PAGE_SECONDS = 15.0
KILLS_FORGIVEN = 3  # a SIGKILL from outside says nothing about the document


@dataclass(frozen=True, slots=True)
class Limits:
    """``timeout``: seconds for one document, and ``PAGE_SECONDS`` more for each page it has read; ``memory``: MB for a worker with the programs it started."""

    timeout: float = 600.0
    memory: int = 2_500


@dataclass(slots=True)
class Outcome(Generic[T]):
    """What became of one document: ``packed`` (what the task returned) or a ``code`` of ADVICE with its detail. ``memory``: peak MB."""

    source: T
    packed: bytes | None = None
    code: str = ""
    detail: str = ""
    seconds: float = 0.0
    memory: float = 0.0
    attempts: int = 1


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder for one run, guarded by a reaper: gone after the run, whatever happens to it."""
    reaper.clean_dead()
    folder = Path(tempfile.mkdtemp(prefix=f"{reaper.PREFIX}{reaper.named(os.getpid())}-"))
    guard = subprocess.Popen([sys.executable, "-I", "-S", reaper.__file__, str(folder)], stdin=subprocess.PIPE, start_new_session=True)
    assert guard.stdin is not None
    _guards.append(guard.stdin.fileno())
    try:
        yield folder
    finally:
        _guards.remove(guard.stdin.fileno())
        guard.stdin.close()
        guard.wait()


_guards: list[int] = []  # write ends that workers must not keep open


class Workers(Generic[T]):
    """``n`` workers that run ``task`` on documents. ``start`` is called in each worker first. Use as a context manager.

    A task with an attribute ``tell`` gets a function there, to be called with (page, of pages); ``page`` hears of it with the document before them.
    ``method``: "fork" (workers share what is imported already; only from a process with one thread) or "spawn".
    """

    def __init__(self, task: Task[T], n: int, limits: Limits, folder: Path, start: Callable[[], None] | None = None, method: str = "fork",
                 page: Callable[[T, int, int], None] | None = None) -> None:
        self.task, self.limits, self.folder, self.start, self.page = task, limits, folder, start, page
        self.method = method if sys.platform == "linux" else "spawn"
        self.seats: list[_Seat[T]] = [_Seat(self) for _ in range(n)]

    def __enter__(self) -> Workers[T]:
        return self

    def __exit__(self, *_: object) -> None:
        for seat in self.seats:
            seat.stop()

    def run(self, sources: Iterable[T]) -> Iterator[Outcome[T]]:
        """An outcome for every source, as they come; never raises for a document."""
        queue, alone = iter(sources), deque[_Job[T]]()
        more = True
        while True:
            for seat in self.seats:
                if more and seat.job is None:
                    source = next(queue, None)
                    more = source is not None
                    if source is not None:
                        seat.give(_Job(source))
            if not any(seat.job for seat in self.seats):
                if not alone:
                    return
                self.seats[0].give(alone.popleft())
            for outcome in self._wait():
                if outcome.code in ("timeout", "memory", "crash") and (again := _again(outcome)) is not None:
                    alone.append(again)
                else:
                    yield outcome

    def _wait(self) -> Iterator[Outcome[T]]:
        busy = [s for s in self.seats if s.job]
        connection.wait([c for s in busy for c in (s.pipe, s.process.sentinel)], LOOK_EVERY)
        for seat in busy:
            outcome = seat.look()
            if outcome is not None:
                yield outcome


@dataclass(slots=True)
class _Job(Generic[T]):
    source: T
    attempts: int = 1


_KILLED = "SIGKILL"


def _again(o: Outcome[T]) -> _Job[T] | None:
    """The document once more, or None when it had its second chance."""
    chances = 1 + KILLS_FORGIVEN if o.detail == _KILLED else 2
    return _Job(o.source, o.attempts + 1) if o.attempts < chances else None


class _Seat(Generic[T]):
    """One worker process and the document it has."""

    def __init__(self, owner: Workers[T]) -> None:
        self.owner = owner
        self.job: _Job[T] | None = None
        self.process: Any = None
        self.pipe: Any = None
        self.done = 0

    def give(self, job: _Job[T]) -> None:
        for _ in range(3):
            if self.process is None or not self.process.is_alive():
                self._begin()
            try:
                self.pipe.send(job.source)
                break
            except OSError:  # killed while it was idle
                self.stop()
        self.job, self.since, self.peak, self.looked, self.pages = job, time.monotonic(), 0.0, 0.0, 0

    def _begin(self) -> None:
        self.stop()
        mine, theirs = mp.Pipe()
        others = [s.pipe for s in self.owner.seats if s.pipe is not None]
        inherited = (mine, others, list(_guards)) if self.owner.method == "fork" else (None, [], [])
        context = cast(Any, mp.get_context(self.owner.method))
        self.process = context.Process(target=_main, args=(theirs, inherited, self.owner.task, self.owner.start, self.owner.limits, self.owner.folder, os.getpid()), daemon=False)
        self.process.start()
        theirs.close()
        self.pipe, self.done = mine, 0
        self.home = _home(self.owner.folder, self.process.pid)

    def look(self) -> Outcome[T] | None:
        """What the worker has to say, or what became of it; None while it works within its limits."""
        job, now = self.job, time.monotonic()
        assert job is not None
        while self.pipe.poll():
            try:
                said = self.pipe.recv()
            except (EOFError, OSError):
                return self._died(job, now)
            if len(said) == 2:
                self.pages = said[0]
                if self.owner.page is not None:
                    self.owner.page(job.source, *said)
                continue
            code, answer, seconds, memory, rest = said
            self.job, self.done = None, self.done + 1
            if code == "memory" or self.done >= DOCUMENTS_PER_WORKER or rest > GROWN:
                self.stop()
            packed, detail = (answer, "") if code == "" else (None, str(answer))
            return Outcome(job.source, packed, code, detail, seconds, max(memory, self.peak), job.attempts)
        if not self.process.is_alive():
            return self._died(job, now)
        if now - self.since > self.owner.limits.timeout + PAGE_SECONDS * self.pages:
            return self._end(job, "timeout", f"{self.owner.limits.timeout:g} giây" + (f", sau trang {self.pages}" if self.pages else ""), now)
        if now - self.looked >= LOOK_EVERY and now - self.since > LOOK_EVERY:
            self.looked = now
            self.peak = max(self.peak, _memory(self.process.pid))
            if self.peak > self.owner.limits.memory:
                return self._end(job, "memory", f"{self.owner.limits.memory} MB", now)
        return None

    def _died(self, job: _Job[T], now: float) -> Outcome[T]:
        self.process.join(5)
        status = self.process.exitcode
        name = signal.Signals(-status).name if status is not None and status < 0 else f"mã thoát {status}"
        near = self.peak > 0.8 * self.owner.limits.memory
        return self._end(job, "memory" if near else "crash", _KILLED if name == "SIGKILL" and not near else name, now)

    def _end(self, job: _Job[T], code: str, detail: str, now: float) -> Outcome[T]:
        self.stop()
        return Outcome(job.source, None, code, detail, now - self.since, self.peak, job.attempts)

    def stop(self) -> None:
        """Ends the worker with all that it started and removes its folder."""
        self.job = None
        if self.process is None:
            return
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()
        reaper.clean_worker(self.home)
        for folder in self.owner.folder.glob(self.home.name + "*"):
            reaper.clean_worker(folder)
        self.process = self.pipe = None


def _home(folder: Path, pid: int) -> Path:
    return folder / f"w-{reaper.named(pid)}"


def _memory(pid: int) -> float:
    """MB that a process and the programs it started hold now."""
    import psutil

    total = 0
    with contextlib.suppress(psutil.Error):
        worker = psutil.Process(pid)
        for p in (worker, *(worker.children(recursive=True) if _has_children(pid) else ())):
            with contextlib.suppress(psutil.Error):
                total += p.memory_info().rss
    return total / 2**20


def _has_children(pid: int) -> bool:
    """Whether any thread of a process started a program: listing all processes of the machine four times a second is dear."""
    try:
        return any(Path(t.path, "children").read_bytes() for t in os.scandir(f"/proc/{pid}/task"))
    except OSError:  # no such file in this kernel, or a system without /proc: ask the long way
        return True


def _main(pipe: Any, inherited: tuple[Any, list[Any], list[int]], task: Task[Any], start: Callable[[], None] | None, limits: Limits, folder: Path, parent: int) -> None:
    """In the worker: its own session and folder, dies with its parent, then document after document."""
    with contextlib.suppress(OSError):
        os.setsid()
    _die_with(parent)
    faulthandler.disable()  # a crash is told by its signal; a caller's handler would write into its terminal
    for sig in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sig, signal.SIG_IGN if sig == signal.SIGINT else signal.SIG_DFL)
    mine, others, guards = inherited
    for c in (mine, *others):
        if c is not None:
            c.close()
    for fd in guards:
        with contextlib.suppress(OSError):
            os.close(fd)
    home = _home(folder, os.getpid())
    home.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(home)
    os.environ.update({reaper.MARK: str(home), "TMPDIR": str(home)})
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    _cap(limits)
    quiet = os.open(os.devnull, os.O_WRONLY)  # C libraries talk to stderr; what matters comes back as a code
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    broken = ""
    if hasattr(task, "tell"):
        task.tell = _teller(pipe)
    try:
        if start is not None:
            start()
    except Exception as e:  # noqa: BLE001 - told with every document, as a bug or a bad vocabulary is
        broken = f"{type(e).__name__}: {e}"[:300]
    gc.freeze()  # what is here before the first document stays: it need not be looked through again and again (a tenth of a DOCX's time)
    while True:
        try:
            source = pipe.recv()
        except (EOFError, OSError):
            return
        began = time.monotonic()
        try:
            code, answer = ("internal", broken.encode()) if broken else ("", task(source))
        except MemoryError:
            code, answer = "memory", b""
        except DocumentError as e:
            code, answer = e.code, e.detail.encode(errors="replace")
        except Exception as e:  # noqa: BLE001 - one document's bug must not cost the run; the code says it is ours
            words = f"{type(e).__name__}: {' '.join(str(e).split())}"[:300]
            code, answer = ("memory", b"") if any(w in words for w in _NO_MEMORY) else ("internal", words.encode(errors="replace"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pipe.send((code, answer if code == "" else answer.decode(errors="replace"), time.monotonic() - began, peak, _resident()))


def _teller(pipe: Any) -> Callable[[int, int], None]:
    last = 0.0

    def tell(page: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_EVERY:
            last = time.monotonic()
            pipe.send((page, of))

    return tell


#: How C++ libraries say that an allocation failed.
_NO_MEMORY = ("bad_alloc", "Insufficient memory", "Unable to allocate", "ENOMEM", "Cannot allocate memory")


def _resident() -> float:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except (OSError, ValueError, IndexError):
        return 0.0


def _cap(limits: Limits) -> None:
    cap = (limits.memory + ADDRESS_SPACE) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(-8, ARENAS)  # M_ARENA_MAX


def give_back() -> None:
    """Returns freed memory to the system (glibc keeps it otherwise), so that it is not counted for this process and those forked from it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _die_with(parent: int) -> None:
    """Linux: SIGKILL when the parent's thread that forked is gone (``PR_SET_PDEATHSIG``); at once when it is gone already."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
