"""A watched folder: files that are complete are read, files on their way wait."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from benchmarks.kill import differences
from benchmarks.make_plans import make
from pipeline import watch as watching
from pipeline.digest import Run
from pipeline.options import RunOptions
from pipeline.run import run
from pipeline.troubles import why
from pipeline.watch import Watcher, listing, watch


def test_a_growing_file_waits_until_it_is_at_rest(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, settle=3.0)
    assert watcher.ready(0.0) is None, "an empty folder is no change"
    plan = tmp_path / "a.docx"
    plan.write_bytes(b"1")
    assert watcher.ready(1.0) is None
    plan.write_bytes(b"12")
    assert watcher.ready(3.9) is None, "it grew: the time starts again"
    assert watcher.ready(6.8) is None
    assert watcher.ready(7.0) == listing(tmp_path)
    watcher.done = listing(tmp_path)
    assert watcher.ready(20.0) is None
    plan.unlink()
    assert watcher.ready(21.0) == {}, "a file that is gone changes the dataset"


def test_a_file_that_never_rests_does_not_hold_up_the_others(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, settle=1.0)
    (tmp_path / "a.docx").write_bytes(b"1")
    for second in range(9):
        (tmp_path / "b.docx").write_bytes(b"x" * (second + 1))
        assert watcher.ready(float(second)) is None
    (tmp_path / "b.docx").write_bytes(b"x" * 99)
    assert set(watcher.ready(10.0) or ()) == {tmp_path / "a.docx"}


def test_names_of_files_on_their_way_are_not_taken(tmp_path: Path) -> None:
    for name in ("a.docx.part", "b.pdf.crdownload", "~$c.docx", ".hidden.docx", "Thumbs.db", "d.docx"):
        (tmp_path / name).write_bytes(b"x")
    assert [p.name for p in listing(tmp_path)] == ["d.docx"]


def test_the_dataset_is_that_of_a_run_over_the_folder(tmp_path: Path) -> None:
    make(3, tmp_path / "plans", size="small")
    files = sorted((tmp_path / "plans/files").iterdir())
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    shutil.copy(files[0], folder / "one.docx")
    runs = watch(folder, tmp_path / "out", RunOptions(formats=("csv",)), settle=0.1, every=0.05, trouble=print)
    assert list(next(runs).dataset["documents"]["file_name"]) == ["one.docx"]
    shutil.copy(files[1], folder / "sub/two.docx")
    shutil.copy(files[2], folder / "three.docx")
    assert list(next(runs).dataset["documents"]["file_name"]) == ["one.docx", "sub/two.docx", "three.docx"]
    runs.close()
    run([folder], tmp_path / "afresh", RunOptions(formats=("csv",)))
    assert differences(tmp_path / "out", tmp_path / "afresh") == []


def test_a_run_that_fails_is_told_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full, then it is not; the folder is gone, then it is back: the watch goes on and the dataset is never emptied."""
    folder, told, calls = tmp_path / "in", list[str](), list[int]()
    make(1, tmp_path / "plans", size="small")
    shutil.copytree(tmp_path / "plans/files", folder)

    def full(*given: object) -> Run:
        calls.append(1)
        if len(calls) < 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "out/tasks.csv"))
        return run(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "run", full)
    monkeypatch.setattr(watching, "FIRST_WAIT", 0.01)
    runs = watch(folder, tmp_path / "out", RunOptions(formats=("csv",)), settle=0.05, every=0.02, trouble=told.append)
    assert len(next(runs).dataset["documents"]) == 1
    assert len(told) == 2 and all("đĩa đầy" in t for t in told)
    runs.close()
    folder.rename(tmp_path / "away")
    told.clear()

    def back(why: str) -> None:
        told.append(why)
        if len(told) == 2:
            (tmp_path / "away").rename(folder)
            shutil.copy(folder / "00000.docx", folder / "more.docx")

    told_by = watch(folder, tmp_path / "out", RunOptions(formats=("csv",)), settle=0.05, every=0.02, trouble=back)
    assert len(next(told_by).dataset["documents"]) == 2
    assert all(str(folder) in t for t in told)


@pytest.mark.parametrize(("error", "words"), [
    (OSError(errno.ENOSPC, "No space left on device"), "đĩa đầy"), (OSError("[Errno 27] File too large"), "đĩa đầy"), (PermissionError(errno.EACCES, "Permission denied", "OUT/tasks.csv"), "không có quyền ghi"),
    (PermissionError(errno.EACCES, "Permission denied", "/elsewhere/units.csv"), "không có quyền đọc"), (FileNotFoundError(errno.ENOENT, "No such file", "/elsewhere"), "không còn thấy"), (MemoryError(), "hết bộ nhớ"),
    (OSError(errno.EMFILE, "Too many open files"), "ulimit"), (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "--workers"), (TimeoutError("Timed out"), "không nối được"), (OSError(errno.EIO, "Input/output error", "/elsewhere/a.pdf"), "không đọc được /elsewhere/a.pdf"),
    (ValueError("x"), "lỗi trong chương trình"),
])
def test_what_failed_is_said(error: Exception, words: str, tmp_path: Path) -> None:
    if isinstance(error, OSError) and str(error.filename).startswith("OUT"):
        error.filename = str(tmp_path / "out/tasks.csv")
    assert words in why(error, tmp_path / "out")
