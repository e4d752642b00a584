"""What is kept, what is redone, and that the same input gives the same bytes."""

from __future__ import annotations

import csv
import json
import pickle
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.make_plans import make
from pipeline import cache as cache_module
from pipeline.cache import Cache, read_sealed, write_sealed
from pipeline.columns import from_rows, to_frame, unpack
from pipeline.digest import Digest
from pipeline.discover import discover
from pipeline.options import RunOptions
from pipeline.run import run
from pipeline.store import ROW_GROUP, StoredDataset, TableWriter
from pipeline.unchanged import quick_key, tries_again
from schemas import vocab
from schemas.dataset import TABLES, frame
from schemas.document import Document, Page, Paragraph, SourceFile, TextSource
from tests.makers import write_docx

SOURCE = SourceFile(Path("a.docx"), "a.docx", "ab" * 32, 3, "text/plain")
FORMATS = ("csv", "parquet", "excel")


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plans")
    make(6, out, size="small")
    (out / "files" / "copy.docx").write_bytes((out / "files" / "00003.docx").read_bytes())
    (out / "files" / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    return out / "files"


def dataset_bytes(out: Path) -> dict[str, bytes]:
    """All files of a dataset but those that tell how the run went."""
    return {p.name: p.read_bytes() for p in sorted(out.iterdir()) if p.is_file() and p.name not in ("run.json", "log.jsonl")}


def last_log(out: Path) -> list[dict]:
    lines = [json.loads(x) for x in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [x for x in lines if x["run"] == lines[-1]["run"] and x["event"] == "document"]


def test_second_run_reads_nothing_and_changes_nothing(plans: Path, tmp_path: Path) -> None:
    first = run([plans], tmp_path / "out", RunOptions(formats=FORMATS))
    before = dataset_bytes(tmp_path / "out")
    assert [x["cached"] for x in last_log(tmp_path / "out")].count(False) == 7
    written = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.csv")}
    second = run([plans], tmp_path / "out", RunOptions(formats=FORMATS))
    assert all(x["cached"] for x in last_log(tmp_path / "out"))
    assert {p: p.stat().st_mtime_ns for p in written} == written, "files of an unchanged dataset are left alone"
    assert dataset_bytes(tmp_path / "out") == before
    assert {t: len(second.dataset[t]) for t in second.dataset} == {t: len(first.dataset[t]) for t in first.dataset}
    assert second.failures() == first.failures() and len(second.failures()) == 1


# pydantic is not among them: typer loads it to read its arguments
LIGHT = """
import sys
sys.argv = ["kehoach", "run", {folder!r}, "--out", {out!r}, "--quiet", "--formats", "csv"]
from pipeline.cli import app
code = 0
try:
    app()
except SystemExit as e:
    code = e.code
heavy = sorted({{"numpy", "pandas", "pyarrow", "spacy", "cv2", "multiprocessing"}} & sys.modules.keys())
sys.exit(f"loaded {{heavy}}" if heavy else code)
"""


def test_a_second_run_loads_nothing_of_weight(plans: Path, tmp_path: Path) -> None:
    whole = [p for p in sorted(plans.iterdir()) if p.name != "broken.pdf"]
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for p in whole:
        shutil.copy(p, folder)
    run([folder], out, RunOptions(formats=("csv",)))
    told = subprocess.run([sys.executable, "-c", LIGHT.format(folder=str(folder), out=str(out))], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["documents"] == {"ok": 7, "partial": 0, "failed": 0}


def test_what_would_change_the_dataset_is_seen_without_opening_a_document(plans: Path, tmp_path: Path) -> None:
    folder, own, rules = tmp_path / "in", tmp_path / "own", tmp_path / "rules.yaml"
    shutil.copytree(plans, folder)
    own.mkdir()
    rules.write_text("rules: {}\n", encoding="utf-8")
    options = RunOptions(vocabulary=own, audit_config=rules)
    keys = [quick_key([folder], options)]
    assert quick_key([folder], replace(options, workers=3, cache=tmp_path)) == keys[0]

    def changed(options: RunOptions = options) -> None:
        keys.append(quick_key([folder], options))

    (folder / "00001.docx").write_bytes((folder / "00002.docx").read_bytes())
    changed()
    (folder / "00001.docx").rename(folder / "other.docx")
    changed()
    (own / "units.csv").write_text("unit\nx\n", encoding="utf-8")
    changed()
    rules.write_text("rules:\n  FRM-SIGN: {enabled: false}\n", encoding="utf-8")
    changed()
    for more in ({"ocr": "never"}, {"pdf": "plain"}, {"timeout": 5.0}, {"memory": 300}, {"formats": ("csv",)}, {"upper": (folder / "00003.docx",)}):
        changed(replace(options, **more))
    assert len(set(keys)) == len(keys) and all(keys)
    assert quick_key([folder, "memory://plans"], options) == "", "an address is looked at"
    assert quick_key([folder / "gone.docx"], options) == ""


@pytest.mark.parametrize("error", ["missing_tool: Thiếu chương trình", "crash: Tiến trình (SIGKILL)", "internal: x", "unreadable: x"])
def test_what_failed_through_no_fault_of_its_own_is_tried_again(error: str) -> None:
    assert tries_again(Digest(failed=[("a.doc", error)]))
    assert not tries_again(Digest(failed=[("a.pdf", "truncated: Tệp bị cắt cụt"), ("b.pdf", "timeout: x")]))


def test_a_missing_program_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is not there, then it is: the next run reads the file."""
    from pipeline import work
    from schemas.errors import DocumentError

    def without(source: SourceFile, options: object) -> Document:
        raise DocumentError("missing_tool", "LibreOffice")

    (tmp_path / "a.txt").write_text("KẾ HOẠCH\n\nThực hiện Nghị quyết số 57-NQ/TW.", encoding="utf-8")
    right = work.read
    monkeypatch.setattr(work, "read", without)
    assert run([tmp_path / "a.txt"], tmp_path / "out", RunOptions(formats=("csv",))).failures()[0][1].startswith("missing_tool")
    monkeypatch.setattr(work, "read", right)
    assert run([tmp_path / "a.txt"], tmp_path / "out", RunOptions(formats=("csv",))).failures() == []


def test_touched_output_is_written_again(plans: Path, tmp_path: Path) -> None:
    run([plans], tmp_path, RunOptions(formats=("csv",)))
    right = (tmp_path / "tasks.csv").read_bytes()
    (tmp_path / "tasks.csv").write_text("somebody saved over it")
    run([plans], tmp_path, RunOptions(formats=("csv",)))
    assert (tmp_path / "tasks.csv").read_bytes() == right


def test_same_bytes_whatever_the_order_the_workers_and_the_cache(plans: Path, tmp_path: Path) -> None:
    files = sorted(plans.iterdir())
    run([plans], tmp_path / "a", RunOptions(formats=FORMATS, workers=1))
    shuffled = files[:]
    random.Random(7).shuffle(shuffled)
    run(shuffled, tmp_path / "b", RunOptions(formats=FORMATS, workers=3, use_cache=False))
    assert dataset_bytes(tmp_path / "a") == dataset_bytes(tmp_path / "b")
    assert not (tmp_path / "b" / ".cache").exists()


def test_file_removed_and_file_added(plans: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(plans, folder)
    run([folder], tmp_path / "out", RunOptions(formats=("csv",)))
    (folder / "00001.docx").unlink()
    (folder / "new.txt").write_text("KẾ HOẠCH\n\nThực hiện Nghị quyết số 57-NQ/TW.", encoding="utf-8")
    run([folder], tmp_path / "out", RunOptions(formats=("csv",)))
    assert [x["file"] for x in last_log(tmp_path / "out") if not x["cached"]] == ["new.txt"]
    run([folder], tmp_path / "afresh", RunOptions(formats=("csv",)))
    assert dataset_bytes(tmp_path / "out") == dataset_bytes(tmp_path / "afresh")


def test_duplicates_have_one_set_of_records(plans: Path, tmp_path: Path) -> None:
    data = run([plans], tmp_path, RunOptions(formats=("csv",))).dataset
    documents = data["documents"].set_index("file_name")
    assert documents.loc["copy.docx", "duplicate_of"] == "00003.docx"
    assert documents.loc["copy.docx", "document_id"] == documents.loc["00003.docx", "document_id"]
    assert data["tasks"]["task_id"].is_unique


def test_damaged_entry_is_redone(plans: Path, tmp_path: Path) -> None:
    run([plans], tmp_path / "out", RunOptions(formats=("csv",)))
    right = dataset_bytes(tmp_path / "out")
    entries = sorted((tmp_path / "out/.cache/results").rglob("*.*"))
    files = [e for e in entries if e.is_file()]
    for k, entry in enumerate(files):  # cut short, a bit turned, emptied, something else
        data = bytearray(entry.read_bytes())
        data[len(data) // 2] ^= 1
        entry.write_bytes((data[: len(data) // 2], bytes(data), b"", b"hello")[k % 4])
    shutil.rmtree(tmp_path / "out/.cache/dataset")
    run([plans], tmp_path / "out", RunOptions(formats=("csv",)))
    assert sum(not x["cached"] for x in last_log(tmp_path / "out")) == len(files)
    assert dataset_bytes(tmp_path / "out") == right


def test_changed_vocabulary_keeps_readings_and_redoes_records(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    source = next(s for s in discover([plans], tmp_path) if isinstance(s, SourceFile))
    before, after_reader = Cache(tmp_path, RunOptions(vocabulary=own)), None
    (own / "levels.csv").write_text("level\nmới\n", encoding="utf-8")
    after = Cache(tmp_path, RunOptions(vocabulary=own))
    assert (after.read_print == before.read_print, after.result_print == before.result_print) == (True, False)
    (own / "table_headers.csv").write_text("role\nx\n", encoding="utf-8")  # readers of flat text use it
    after_reader = Cache(tmp_path, RunOptions(vocabulary=own))
    assert after_reader.read_print != after.read_print
    assert before.path("reading", source) == after.path("reading", source)


def test_users_vocabulary_reaches_readers_audit_and_comparison_and_is_forgotten(tmp_path: Path) -> None:
    """A slip of typing and a national target of his own: both change what the run tells; the next run without them is as before."""
    plan, own = tmp_path / "plans", tmp_path / "own"
    plan.mkdir()
    own.mkdir()
    write_docx(plan / "a.docx", "# KẾ HOẠCH", "Ủy ban nhân dân xã Yên Bình, tỉnh Lào Cai, ngày 05 tháng 3 năm 2026.", "Các chỉ tiêu của zzkế hoạch như sau:",
               [["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Cơ quan chủ trì"], ["1", "Tỷ lệ hồ sơ thủ tục hành chính được xử lý trực tuyến toàn trình", "%", "70", "Tổ Zeta liên xã"]])
    (own / "audit_typos.csv").write_text("pattern,right,source\nzzkế,kế,thử\n", encoding="utf-8")
    with (vocab.FOLDER / "national_targets.csv").open(encoding="utf-8-sig", newline="") as f:
        columns = next(csv.reader(f))
    row = {"canonical_id": "", "year": "2026", "comparator": "ge", "value_min": "95", "unit": "%", "quoted_text": "thử 95%", "source": "999/QĐ-TTg", "certainty": "source", "scope": "all"}
    seen = {}
    for name, vocabulary in (("without", None), ("with", own), ("again", None)):
        if name == "with":
            row["canonical_id"] = seen["without"].dataset["indicators"]["catalog_id"].iloc[0]
            assert row["canonical_id"]
            (own / "national_targets.csv").write_text(",".join(columns) + "\n" + ",".join(row.get(c, "") for c in columns) + "\n", encoding="utf-8")
        seen[name] = run([plan], tmp_path / name, RunOptions(formats=("csv",), vocabulary=vocabulary))
    assert vocab.in_use() is None
    typos = {n: (r.dataset["findings"]["rule"] == "TXT-TYPO").sum() for n, r in seen.items()}
    uppers = {n: r.dataset["comparison"]["upper_label"].str.contains("999/QĐ-TTg").any() for n, r in seen.items()}
    assert typos["with"] == typos["without"] + 1 and {n for n, met in uppers.items() if met} == {"with"}
    assert dataset_bytes(tmp_path / "again") == dataset_bytes(tmp_path / "without")


def test_a_word_more_redoes_what_was_read_from_pictures_alone(tmp_path: Path) -> None:
    """What OCR reads is repaired by the words of the vocabularies; what a file says itself is not."""
    own = tmp_path / "own"
    own.mkdir()
    typed, scanned = SOURCE, replace(SOURCE, sha256="cd" * 32)
    before = Cache(tmp_path, RunOptions(vocabulary=own))
    before.keep_reading(typed, Document(typed, [Paragraph("Một")], [Page(1, 595, 842)]))
    before.keep_reading(scanned, Document(scanned, [Paragraph("Hai")], [Page(1, 595, 842), Page(2, 595, 842, TextSource.OCR)]))
    assert before.reading(typed) and before.reading(scanned)
    (own / "places.csv").write_text("name\nZeta\n", encoding="utf-8")
    after = Cache(tmp_path, RunOptions(vocabulary=own))
    assert after.reading(typed) and after.reading(scanned) is None
    assert before.reading(scanned), "and what was kept stays for the vocabulary it was read with"


@pytest.mark.parametrize("change", [{"ocr": "never"}, {"pdf": "plain"}])
def test_reading_options_are_part_of_the_key(change: dict, tmp_path: Path) -> None:
    assert Cache(tmp_path, RunOptions(**change)).read_print != Cache(tmp_path, RunOptions()).read_print


@pytest.mark.parametrize("change", [{"workers": 3}, {"timeout": 5.0}, {"memory": 300}, {"formats": ("csv",)}, {"cache": Path("x")}, {"engine": "dask"}])
def test_other_options_are_not(change: dict, tmp_path: Path) -> None:
    assert Cache(tmp_path, RunOptions(**change)).result_print == Cache(tmp_path, RunOptions()).result_print


def test_broken_limits_are_remembered_until_they_are_wider(tmp_path: Path) -> None:
    cache = Cache(tmp_path, RunOptions())
    cache.keep_failure(SOURCE, "timeout", "5 giây", RunOptions(timeout=5.0))
    assert cache.failure(SOURCE, RunOptions(timeout=5.0)) == ("timeout", "5 giây")
    assert cache.failure(SOURCE, RunOptions(timeout=4.0, memory=9_999)) == ("timeout", "5 giây")
    assert cache.failure(SOURCE, RunOptions(timeout=6.0)) is None
    for code, detail in (("crash", "SIGKILL"), ("internal", "OSError"), ("missing_tool", "LibreOffice")):
        other = SourceFile(Path("b"), "b", detail.ljust(64, "0"), 1, "text/plain")
        cache.keep_failure(other, code, detail, RunOptions())
        assert cache.failure(other, RunOptions()) is None


def test_a_reading_cannot_run_code(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self):  # type: ignore[no-untyped-def]
            return (Path.touch, (tmp_path / "ran",))

    import pyarrow as pa

    cache = Cache(tmp_path, RunOptions())
    cache.keep_reading(SOURCE, Document(SOURCE, [Paragraph("Một")]))
    assert cache.reading(SOURCE).blocks[0].text == "Một"  # type: ignore[union-attr]
    plain = pickle.dumps(Evil())
    write_sealed(cache.path("reading", SOURCE), len(plain).to_bytes(8, "little") + pa.compress(plain, codec="lz4", asbytes=True))
    assert cache.reading(SOURCE) is None
    assert not (tmp_path / "ran").exists()


def test_full_disk_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sealed(tmp_path / "x", b"old")

    def full(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_sealed(tmp_path / "x", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert read_sealed(tmp_path / "x") == b"old"


def test_old_fingerprints_go(tmp_path: Path) -> None:
    cache = Cache(tmp_path, RunOptions())
    for k in range(5):
        (tmp_path / "results" / f"old{k}").mkdir(parents=True)
    cache.keep_result(SOURCE, b"x")
    cache.prune()
    left = {p.name for p in (tmp_path / "results").iterdir()}
    assert cache.result_print in left and len(left) == cache_module.KEPT


def test_columns_are_those_of_frame(plans: Path, tmp_path: Path) -> None:
    """Arrow and back gives what ``schemas.dataset.frame`` makes of the same rows."""
    data = run([plans], tmp_path, RunOptions(formats=("csv",))).dataset
    import pandas as pd

    for table in TABLES:
        again = frame(table, data[table].to_dict("records"))
        pd.testing.assert_frame_equal(again.reset_index(drop=True), data[table], check_dtype=True)


def test_row_groups_do_not_depend_on_how_rows_come(tmp_path: Path) -> None:
    rows = [{"document_id": str(k % 7), "code": "x", "message": f"số {k}", "page": k or None} for k in range(ROW_GROUP * 2 + 5)]
    for name, cuts in (("a", [len(rows)]), ("b", [1, 17, ROW_GROUP, ROW_GROUP + 1, len(rows)])):
        (tmp_path / name).mkdir()
        writer, at = TableWriter(tmp_path / name / "notes.parquet", "notes"), 0
        for cut in cuts:
            writer.append(from_rows("notes", rows[at:cut]))
            at = cut
        writer.close()
    assert (tmp_path / "a/notes.parquet").read_bytes() == (tmp_path / "b/notes.parquet").read_bytes()
    stored = StoredDataset(tmp_path / "a")
    assert [len(b) for b in stored.batches("notes")] == [ROW_GROUP, ROW_GROUP, 5]
    assert stored["notes"]["page"].isna().sum() == 1
    assert stored.rows("notes", ROW_GROUP - 2, ROW_GROUP + 1)["message"].to_pylist() == [f"số {k}" for k in range(ROW_GROUP - 2, ROW_GROUP + 1)]
    assert [stored.rows("notes", at, at).num_rows for at in (0, ROW_GROUP, len(rows))] == [0, 0, 0]


def test_columns_of_another_version_are_refused() -> None:
    with pytest.raises(KeyError, match="no columns"):
        from_rows("notes", [{"document_id": "1", "colour": "red"}])
    assert to_frame(from_rows("notes", [])).empty
    with pytest.raises((ValueError, OSError)):
        unpack(b"\x10\0\0\0\0\0\0\0" + b"nonsense that is no zstd")
