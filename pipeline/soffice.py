"""LibreOffice as a converter: a warm profile, a session of its own, killed with its parent.

A start costs 1–2 s, most of it the first start of a profile: the profile is made once for a worker and kept until it ends, and
several files go into one start (``convert``). The UNO bridge, which would keep the program itself running, is not part of what
Debian installs with Writer; a second ``--convert-to`` into a listening instance ends that instance (LibreOffice 25), so it is not used.
Macros and links are never run: a private profile with the highest macro security.
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
from collections.abc import Sequence
from pathlib import Path

from schemas.errors import DocumentError

#: Seconds for one file; a file that hangs costs this much and the instance.
TIMEOUT = 120.0
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


class Soffice:
    """Converts office files. Use as a context manager or ``close`` it; an instance that was forgotten dies at exit.

    ``convert`` raises DocumentError: ``missing_tool`` (no LibreOffice), ``timeout``, ``convert_failed`` (LibreOffice could not read
    or write the file), ``encrypted`` is told apart by the caller.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self.owner = os.getpid()
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._running: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def __enter__(self) -> Soffice:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def convert(self, files: Sequence[Path], to: str, out: Path) -> list[Path]:
        """Each file as ``to`` ("docx", "xlsx", "pdf") in folder ``out``, in the same order. One start for all of them."""
        program = find()
        home = self._profile()
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix="in-") as folder:
            named = []
            for n, f in enumerate(files):  # plain names: LibreOffice takes options from none of them, and equal names do not meet
                link = Path(folder) / f"{n:05d}{f.suffix.lower() or '.doc'}"
                shutil.copyfile(f, link)
                named.append(link)
            work = Path(folder) / "out"
            self._run([program, "--headless", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard",
                       f"-env:UserInstallation={(home / 'profile').as_uri()}", "--convert-to", to, "--outdir", str(work), *map(str, named)],
                      self.timeout * max(1, len(files)) if len(files) < 5 else self.timeout * 5)
            results = []
            for n, f in enumerate(files):
                made = work / f"{n:05d}.{to.split(':')[0]}"
                if not made.exists() or not made.stat().st_size:
                    raise DocumentError("convert_failed", f.name)
                target = out / f"{f.stem}.{n}.{to.split(':')[0]}" if len(files) > 1 else out / f"{f.stem}.{to.split(':')[0]}"
                shutil.move(made, target)
                results.append(target)
            return results

    def close(self) -> None:
        """Ends what still runs and removes the private profile. In a forked child: nothing, they are the parent's."""
        if self.owner != os.getpid():
            return
        if self._running is not None:
            _kill(self._running)
            self._running = None
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    def _profile(self) -> Path:
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="kehoach-office-", ignore_cleanup_errors=True)
            user = Path(self._home.name) / "profile" / "user"
            user.mkdir(parents=True)
            (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        return Path(self._home.name)

    def _run(self, command: list[str], timeout: float) -> None:
        environment = {**os.environ, "HOME": str(self._home.name if self._home else "/tmp"), "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"}  # noqa: S108
        self._running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         env=environment, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509  (one prctl, no lock)
        try:
            self._running.wait(timeout)
        except subprocess.TimeoutExpired as e:
            raise DocumentError("timeout", f"LibreOffice quá {timeout:.0f} giây") from e
        finally:
            _kill(self._running)  # soffice.bin and oosplash too: the whole group
            self._running = None


_mine: Soffice | None = None


def convert(file: Path, to: str, out: Path) -> Path:
    """One file, with the profile that this process keeps. See ``Soffice.convert``."""
    global _mine
    if _mine is None or _mine.owner != os.getpid():
        _mine = Soffice()
    return _mine.convert([file], to, out)[0]


def find() -> str:
    """Path of LibreOffice. Raises DocumentError ``missing_tool``."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise DocumentError("missing_tool", "LibreOffice")
    return program


def _die_with_parent() -> None:
    """Linux: the child gets SIGKILL when its parent dies, however that happens."""
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGKILL)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
