"""One document's crash, hang, hunger or kill costs that document alone; nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pipeline import isolate, reaper
from pipeline.isolate import Limits, Outcome, Workers, workplace
from schemas.document import SourceFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="process groups and /proc")


def source(name: str) -> SourceFile:
    return SourceFile(Path("/nowhere"), name, name.encode().hex().ljust(64, "0"), 1, "text/plain")


def task(s: SourceFile) -> bytes:
    """Does what the document's name says."""
    what, _, more = s.name.partition(":")
    if what == "hang":
        time.sleep(600)
    elif what == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    elif what == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif what == "exit":
        os._exit(3)
    elif what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "once":  # dies the first time only
        if not Path(more).exists():
            Path(more).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif what == "hungry":
        hold = [bytearray(8 * 2**20) for _ in range(10_000)]
        return bytes(len(hold))
    elif what == "growing":  # slowly, below the address-space cap: seen from outside
        hold = []
        for _ in range(60):
            hold.append(bytearray(os.urandom(2**20)) * 8)
            time.sleep(0.05)
    elif what == "alloc":  # as OpenCV says it
        raise RuntimeError("OpenCV(4.9) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 15760360 bytes")
    elif what == "bug":
        raise ValueError("không ngờ")
    elif what == "child":  # starts a program, as LibreOffice is started, and hangs
        subprocess.Popen(["sleep", "613"], start_new_session=True)
        time.sleep(600)
    elif what == "temp":
        Path(tempfile.mkdtemp(prefix="kehoach-left-")).joinpath("x").write_bytes(b"left behind")
    return s.name.encode()


def read(names: list[str], limits: Limits = Limits(2.0, 500), n: int = 2) -> dict[str, Outcome]:  # noqa: B008
    with workplace() as folder:
        with Workers(task, n, limits, folder) as workers:
            found = list(workers.run([source(x) for x in names]))
        assert [p for p in folder.iterdir() if p.name.startswith("w-")] == []
    assert not folder.exists()
    assert len(found) == len(names), "one outcome for each document"
    return {o.source.name: o for o in found}


@pytest.mark.parametrize(
    ("name", "code", "detail"),
    [("hang", "timeout", "2 giây"), ("deaf", "timeout", "2 giây"), ("segv", "crash", "SIGSEGV"), ("exit", "crash", "mã thoát 3"), ("kill", "crash", "SIGKILL"), ("hungry", "memory", ""), ("growing", "memory", ""), ("alloc", "memory", ""), ("bug", "internal", "ValueError: không ngờ")],
)
def test_a_bad_document_costs_itself_alone(name: str, code: str, detail: str) -> None:
    good = [f"good{k}" for k in range(6)]
    limits = Limits(2.0, 200) if name == "growing" else Limits(2.0, 500)
    found = read([*good[:3], name, *good[3:]], limits)
    assert (found[name].code, found[name].packed) == (code, None)
    assert found[name].detail.startswith(detail)
    assert [found[g].packed for g in good] == [g.encode() for g in good]


def test_a_second_chance_alone(tmp_path: Path) -> None:
    found = read([f"once:{tmp_path / 'mark'}", "segv", "kill", "bug", "fine"])
    once = found[f"once:{tmp_path / 'mark'}"]
    assert once.packed is not None and once.attempts == 2
    assert found["segv"].attempts == 2
    assert found["kill"].attempts == 1 + isolate.KILLS_FORGIVEN
    assert found["bug"].attempts == 1, "an exception is an answer, not an accident"


def test_programs_of_a_killed_worker_die_with_it() -> None:
    read(["child", "fine"])
    assert not _sleepers()


def test_temporary_files_go_with_the_worker() -> None:
    before = set(Path(tempfile.gettempdir()).glob("kehoach-left-*"))
    read(["temp", "fine"])
    assert set(Path(tempfile.gettempdir()).glob("kehoach-left-*")) == before


def test_worker_is_replaced_after_its_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolate, "DOCUMENTS_PER_WORKER", 3)
    monkeypatch.setattr(isolate, "GROWN", 10_000)  # a fork of the tests' own process may be large before its first document
    with workplace() as folder, Workers(lambda s: str(os.getpid()).encode(), 1, Limits(), folder) as workers:
        pids = [o.packed for o in workers.run([source(f"d{k}") for k in range(7)])]
    assert [pids.count(p) for p in dict.fromkeys(pids)] == [3, 3, 1]


class Pages:
    """A task that tells of its pages: "pages:N" reads N pages of 0.4 s, "stuck:N" hangs after N."""

    tell = None

    def __call__(self, s: SourceFile) -> bytes:
        what, _, n = s.name.partition(":")
        for page in range(1, int(n) + 1):
            time.sleep(0.4)
            assert self.tell is not None
            self.tell(page, 99)
        if what == "stuck":
            time.sleep(600)
        return b"read"


def test_pages_are_told_and_lengthen_the_time_of_their_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolate, "PAGE_SECONDS", 1.0)
    monkeypatch.setattr(isolate, "TELL_EVERY", 0.0)
    heard: list[tuple[str, int, int]] = []
    with workplace() as folder, Workers(Pages(), 1, Limits(1.0, 500), folder, page=lambda s, page, of: heard.append((s.name, page, of))) as workers:
        found = {o.source.name: o for o in workers.run([source("pages:5"), source("stuck:2")])}
    assert found["pages:5"].packed == b"read" and heard[:5] == [("pages:5", n, 99) for n in range(1, 6)]
    assert (found["stuck:2"].code, found["stuck:2"].detail) == ("timeout", "1 giây, sau trang 2")


def test_start_that_breaks_is_told_with_every_document() -> None:
    def start() -> None:
        raise ValueError("vocabulary units.csv: alias with two meanings")

    with workplace() as folder, Workers(task, 1, Limits(), folder, start) as workers:
        found = list(workers.run([source("a"), source("b")]))
    assert [(o.code, o.detail) for o in found] == [("internal", "ValueError: vocabulary units.csv: alias with two meanings")] * 2


PARENT = """
import sys, time
sys.path[:0] = [{root!r}]
from tests.faults.test_isolation import source, task
from pipeline.isolate import Limits, Workers, workplace
with workplace() as folder:
    print(folder, flush=True)
    with Workers(task, 2, Limits(), folder) as workers:
        list(workers.run([source("child"), source("hang")]))
"""


@pytest.mark.parametrize("sig", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_the_parent_goes(sig: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(root=str(Path(__file__).parents[2]))], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert parent.stdout is not None
    folder = Path(parent.stdout.readline().strip())
    _until(lambda: len(list(folder.glob("w-*"))) == 2 and _sleepers())
    workers = [int(p.name.split("-")[1]) for p in folder.glob("w-*")]
    parent.send_signal(sig)
    parent.wait()
    _until(lambda: not folder.exists() and not any(map(reaper.start_time, workers)) and not _sleepers())


def test_what_a_dead_run_left_is_cleaned_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, mine = tmp_path / f"{reaper.PREFIX}999999999-12345-abc", tmp_path / f"{reaper.PREFIX}{os.getpid()}-{reaper.start_time(os.getpid())}-abc"
    for folder in (dead, mine):
        (folder / "w-999999998-1").mkdir(parents=True)
    reaper.clean_dead()
    assert (dead.exists(), mine.exists()) == (False, True)


def _sleepers() -> list[str]:
    """Processes that the test's documents started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cmdline").read_bytes() == b"sleep\x00613\x00":
                found.append(entry.name)
        except OSError:
            continue
    return found


def _until(true: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)
