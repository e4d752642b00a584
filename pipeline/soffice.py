"""LibreOffice as a converter: one warm instance for a process, in a session of its own, killed with its parent.

A start costs 1–2 s, a conversion 0.1–0.3 s: the program is started once, with its private profile, and kept. Files are handed to it as a
second start of the program hands them over (``soffice --convert-to`` finds the running instance and waits for it). An instance whose last
document is closed ends; a document that stays open keeps it. A file that hangs or crashes the instance costs itself: the instance is
killed, the next file gets a new one. Macros and links are never run: a private profile with the highest macro security.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline import reaper
from schemas.errors import DocumentError

#: Seconds for one file; a file that hangs costs this much and the instance.
TIMEOUT = 120.0
#: An instance is renewed after so many files, or when it holds so many MB; it is ended when nothing was asked of it for so many seconds.
FILES, MEMORY, IDLE = 200, 700, 60.0
#: What soffice.bin says at the first start of a profile: start me again (LibreOffice, desktop/source/app/exithelper).
_AGAIN = (79, 81)
try:
    _LIBC: ctypes.CDLL | None = ctypes.CDLL(None) if hasattr(ctypes.CDLL(None), "prctl") else None
except (OSError, TypeError):  # not Linux: the process group alone must do
    _LIBC = None
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


_QUIET = ("--headless", "--nologo", "--nodefault", "--norestore", "--nofirststartwizard")


class Soffice:
    """Converts office files. Use as a context manager or ``close`` it; an instance that was forgotten dies at exit.

    ``convert`` raises DocumentError: ``missing_tool`` (no LibreOffice), ``timeout``, ``convert_failed`` (LibreOffice could not read
    or write the file), ``encrypted`` is told apart by the caller.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self.owner = os.getpid()
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._office: subprocess.Popen[bytes] | None = None
        self._done = 0  # files that this instance has converted
        self._used = 0.0
        atexit.register(self.close)

    def __enter__(self) -> Soffice:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def convert(self, files: Sequence[Path], to: str, out: Path) -> list[Path]:
        """Each file as ``to`` ("docx", "xlsx", "pdf") in folder ``out``, in the same order."""
        program = find()
        home = self._profile()
        out.mkdir(parents=True, exist_ok=True)
        results = []
        with tempfile.TemporaryDirectory(dir=home, prefix="in-") as folder:
            for n, f in enumerate(files):
                link = Path(folder) / f"{n:05d}{f.suffix.lower() or '.doc'}"  # a plain name: LibreOffice takes no option from it, equal names do not meet
                shutil.copyfile(f, link)
                made = link.with_suffix(f".{to.split(':')[0]}") if f.suffix.lower() != f".{to}" else link
                made = Path(folder) / "out" / made.name
                self._one(program, link, to, made)
                if not made.exists() or not made.stat().st_size:
                    raise DocumentError("convert_failed", f.name)
                target = out / (f"{f.stem}.{n}{made.suffix}" if len(files) > 1 else f"{f.stem}{made.suffix}")
                shutil.move(made, target)
                results.append(target)
        return results

    def rest(self) -> None:
        """Ends an instance that has had nothing to do for a while."""
        if self._office is not None and time.monotonic() - self._used > IDLE:
            self._end()

    def close(self) -> None:
        """Ends what still runs and removes the private profile. In a forked child: nothing, they are the parent's."""
        if self.owner != os.getpid():
            return
        self._end()
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    # -- the instance -------------------------------------------------------------------------------------------------

    def _one(self, program: str, file: Path, to: str, made: Path) -> None:
        """Converts one file with the running instance; once more with a new one if that died of it."""
        for _ in range(2):
            self._start(program)
            office = self._office
            client = self._popen([program, *_QUIET, self._where(), "--convert-to", to, "--outdir", str(made.parent), str(file)])
            try:
                client.wait(self.timeout)
            except subprocess.TimeoutExpired as e:
                self._end()
                raise DocumentError("timeout", f"LibreOffice quá {self.timeout:.0f} giây") from e
            finally:
                _kill(client)
            self._done += 1
            self._used = time.monotonic()
            if made.exists() and made.stat().st_size:
                return
            if office is None or not _ended(office):
                return  # it lives: the file is at fault
            self._end()

    def _start(self, program: str) -> None:
        """A running instance with a document that keeps it open. Raises DocumentError ``convert_failed`` when none comes up."""
        if self._office is not None and (_ended(self._office) or self._done >= FILES or _resident(self._office.pid) > MEMORY):
            self._end()
        if self._office is not None:
            return
        home = self._profile()
        keeper = home / "keeper.txt"
        keeper.write_text("kehoach", encoding="utf-8")
        lock = home / ".~lock.keeper.txt#"  # there once it is open; before that a conversion would be the last document
        binary = Path(os.path.realpath(program)).with_name("soffice.bin")
        until = time.monotonic() + min(self.timeout, 60.0)
        while True:
            # the program itself where there is one: what the script starts would outlive it
            self._office = self._popen([str(binary) if binary.exists() else program, *_QUIET, self._where(), str(keeper)])
            while self._office.poll() is None and not lock.exists() and time.monotonic() < until:
                time.sleep(0.02)
            if lock.exists() and self._office.poll() is None:
                self._done = 0
                return
            again = self._office.poll() in _AGAIN and time.monotonic() < until
            self._end()
            if not again:
                raise DocumentError("timeout" if time.monotonic() >= until else "convert_failed", "LibreOffice không khởi động được")

    def _end(self) -> None:
        if self._office is not None:
            _kill(self._office)
            self._office = None
        if self._home is not None:
            Path(self._home.name, ".~lock.keeper.txt#").unlink(missing_ok=True)
            reaper.office_pipe(Path(self._home.name) / "profile").unlink(missing_ok=True)

    def _where(self) -> str:
        return f"-env:UserInstallation={(self._profile() / 'profile').as_uri()}"

    def _profile(self) -> Path:
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="kehoach-office-", ignore_cleanup_errors=True)
            user = Path(self._home.name) / "profile" / "user"
            user.mkdir(parents=True)
            (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        return Path(self._home.name)

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "HOME": str(self._profile()), "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                env=environment, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509  (one prctl, no lock)


_mine: Soffice | None = None


def convert(file: Path, to: str, out: Path) -> Path:
    """One file, with the instance that this process keeps. See ``Soffice.convert``."""
    global _mine
    if _mine is None or _mine.owner != os.getpid():
        _mine = Soffice()
    return _mine.convert([file], to, out)[0]


def rest() -> None:
    """Called between documents: see ``Soffice.rest``."""
    if _mine is not None and _mine.owner == os.getpid():
        _mine.rest()


def find() -> str:
    """Path of LibreOffice. Raises DocumentError ``missing_tool``."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise DocumentError("missing_tool", "LibreOffice")
    return program


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """A killed process is no more: also while its threads still end, when it is a zombie that cannot be waited for yet."""
    import psutil

    try:
        return process.poll() is not None or psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _resident(pid: int) -> float:
    """MB that a process holds; 0 where /proc does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError, IndexError):
        return 0.0


def _die_with_parent() -> None:
    """Linux: the child gets SIGKILL when its parent dies, however that happens."""
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGKILL)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
