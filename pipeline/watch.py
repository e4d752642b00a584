"""``kehoach watch FOLDER``: files are read as they are dropped in, and the dataset is kept current.

The folder is looked at again and again (plain listing: it also works on network drives, where change events do not arrive). A file is
taken when its size and time stayed the same over ``settle`` seconds and nobody writes it under another name; what is not complete waits.
The cache does the rest: a run over the whole folder reads only what is new.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.names import Named, ignored
from pipeline.options import RunOptions
from pipeline.run import Run, run
from pipeline.troubles import why

#: Names of files that are still being written by browsers, Office and copy programs.
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", ".opdownload", ".swp")

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds before a run that failed is tried again

State = dict[Path, tuple[int, int]]  # file -> (size, mtime in ns)


@dataclass(slots=True)
class Watcher:
    """``settle``: seconds for which a file must not change before it counts as complete."""

    folder: Path
    settle: float = 3.0
    seen: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)  # file -> (its state, since when)
    done: State = field(default_factory=dict)  # what the dataset was last made of

    def ready(self, now: float) -> State | None:
        """Complete files, when they differ from those of the last run and none is on its way; else None.

        One file that keeps growing does not hold up the others for ever: after ten times ``settle`` they are taken without it.
        """
        state = listing(self.folder)
        self.seen = {f: (s, self.seen[f][1] if f in self.seen and self.seen[f][0] == s else now) for f, s in state.items()}
        complete = {f: s for f, (s, since) in self.seen.items() if now - since >= self.settle}
        growing = state.keys() - complete.keys()
        changed = [f for f in complete if self.done.get(f) != complete[f]]
        gone = self.done.keys() - state.keys()
        if not changed and not gone:
            return None
        waited = max((now - self.seen[f][1] for f in changed), default=10 * self.settle)
        return complete if not growing or waited >= 10 * self.settle else None


def listing(folder: Path) -> State:
    """Every file below a folder that is a document by its name, with its size and time. Raises FileNotFoundError when the folder itself
    is not there: a network drive that is gone is no folder without files."""
    found: State = {}
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    for path in folder.rglob("*"):
        if ignored(path, folder) or path.name.lower().endswith(UNFINISHED):
            continue
        try:
            s = path.stat()
        except OSError:  # gone meanwhile, or not ours to see
            continue
        if path.is_file():
            found[path] = (s.st_size, s.st_mtime_ns)
    return found


def watch(folder: Path, out: Path, options: RunOptions, settle: float = 3.0, every: float = 1.0, stop: Callable[[], bool] = lambda: False,
          trouble: Callable[[str], None] = lambda why: None) -> Iterator[Run]:
    """A run each time the folder has changed and is at rest. Ends when ``stop`` says so or on Ctrl-C.

    A run that fails as a whole (full disk, a network folder that is gone) ends nothing: ``trouble`` is told why (Vietnamese), the dataset
    stays as it was, and the run is tried again when the folder changes, and without that after 5 s, 10 s, … at most every five minutes.
    """
    watcher = Watcher(folder, settle)
    tried: State | None = None
    wait, again = FIRST_WAIT, 0.0
    while not stop():
        done = None
        try:
            state = watcher.ready(time.monotonic())
            if state is not None and (state != tried or time.monotonic() >= again):
                tried = state
                done = run([Named(f, str(f.relative_to(folder))) for f in sorted(state)], out, options)
                watcher.done, tried, wait = state, None, FIRST_WAIT
        except Exception as e:  # noqa: BLE001 - told, and tried again: who watches a folder is not there to start it anew
            if tried is not None or time.monotonic() >= again:
                trouble(why(e, out))
                again, wait = time.monotonic() + wait, min(2 * wait, LONGEST_WAIT)
        if done is not None:
            yield done
        time.sleep(every)
