"""Ends what a run left behind: its worker processes, their children (LibreOffice), its temporary folder.

Runs as a process of its own (``python reaper.py FOLDER``) beside every run: when the run's process is gone, however it went (also
``kill -9``), its pipe closes and the reaper cleans up. Standard library only, so that it starts in milliseconds and stays small.

A run's folder is ``kehoach-run-<pid>-<start time>-…``; each worker has ``w-<pid>-<start time>`` in it, and every program that a
worker starts carries that folder in its environment as ``KEHOACH_WORKER``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

PREFIX = "kehoach-run-"
MARK = "KEHOACH_WORKER"


def start_time(pid: int) -> str:
    """When a process started (clock ticks since boot, field 22 of ``/proc/<pid>/stat``); "" when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in (b"Z", b"X") else fields[19].decode()


def named(pid: int) -> str:
    """``<pid>-<start time>``: names a process for good, since pids are used again; "x" for the time where the system does not tell."""
    return f"{pid}-{start_time(pid) or 'x'}"


def alive(folder: Path) -> bool:
    """Whether the process that a folder ``…-<pid>-<start time>`` is named for still runs."""
    parts = folder.name.removeprefix(PREFIX).removeprefix("w-").split("-")
    return len(parts) >= 2 and parts[0].isdigit() and parts[1] != "" and start_time(int(parts[0])) == parts[1]


def kill_marked(folder: Path) -> int:
    """Kills every process that a worker of ``folder`` (a run's or one worker's) started. Returns how many."""
    mark, n = f"{MARK}={folder}".encode(), 0
    for entry in Path("/proc").glob("[0-9]*"):
        if entry.name == str(os.getpid()):
            continue
        with contextlib.suppress(OSError):
            if any(v == mark or v.startswith(mark + b"/") for v in (entry / "environ").read_bytes().split(b"\0")):
                os.kill(int(entry.name), signal.SIGKILL)
                n += 1
    return n


def clean_worker(folder: Path) -> None:
    """Ends a worker, its group and its children, and removes its folder."""
    if alive(folder):
        with contextlib.suppress(OSError):
            os.killpg(int(folder.name.split("-")[1]), signal.SIGKILL)
    kill_marked(folder)
    for profile in folder.glob("kehoach-office-*/profile"):
        office_pipe(profile).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def office_pipe(profile: Path) -> Path:
    """The socket by which a LibreOffice with this profile is found (desktop/unx/source/start.c); one that was killed leaves it behind."""
    name = "".join(f"{b:x}" for b in hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest())
    return Path("/tmp") / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}"  # noqa: S108  (LibreOffice asks no variable)


def clean_run(folder: Path) -> None:
    """Ends everything of a run and removes its folder."""
    for worker in folder.glob("w-*"):
        clean_worker(worker)
    kill_marked(folder)
    shutil.rmtree(folder, ignore_errors=True)


def clean_dead() -> None:
    """What earlier runs left when they and their reaper were killed together."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == os.getuid() and not alive(folder):
                clean_run(folder)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.read(0, 1):
        pass
    clean_run(Path(sys.argv[1]))
    clean_dead()
