"""Bad files cost only themselves: a row, a code, what to do; exit codes that mean something."""

import zipfile

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.options import RunOptions
from pipeline.run import run
from schemas.errors import ADVICE
from tests.paths import sample


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def documents(out):
    return pd.read_csv(out / "documents.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig").set_index("file_name")


def encrypted_office() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100


def torn_inside() -> bytes:
    """A package whose list of parts is whole and whose main part is not: the deflate stream is broken in the middle."""
    data = bytearray(sample("thuan-an.docx").read_bytes())
    with zipfile.ZipFile(sample("thuan-an.docx")) as z:
        part = z.getinfo("word/document.xml")
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 3
    data[at:at + 400] = bytes(400)
    return bytes(data)


BAD = {
    "empty.pdf": (b"", "empty"),
    "blank.txt": (b" \n\n ", "empty"),
    "noise.docx": (bytes(range(256)) * 8, "unsupported"),
    "cut.docx": (b"PK\x03\x04" + b"\0" * 50, "truncated"),
    "locked.docx": (encrypted_office(), "encrypted"),
    "torn.docx": (torn_inside(), "truncated"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "truncated"),
    "program.exe": (b"MZ\x90\x00" + b"\0" * 400, "unsupported"),
}


def test_each_bad_file_has_its_code_and_the_good_one_is_read(folder, tmp_path):
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "good.pdf").write_bytes(sample("thuan-an.docx").read_bytes())  # misnamed: told by content
    out = tmp_path / "out"
    done = run([folder, tmp_path / "nowhere.pdf"], out, RunOptions(workers=2, formats=("csv",)))
    rows = documents(out)
    got = {name: rows.loc[name, "error"].split(":")[0] for name in BAD}
    assert got == {name: code for name, (_, code) in BAD.items()}
    assert all(rows.loc[name, "status"] == "failed" and ADVICE[got[name]] in rows.loc[name, "error"] for name in BAD)
    assert rows.loc["good.pdf", "status"] == "ok" and rows.loc["good.pdf", "media_type"].endswith("wordprocessingml.document")
    assert rows.loc[str(tmp_path / "nowhere.pdf"), "error"].startswith("not_found")
    assert len(done.failures()) == len(BAD) + 1
    assert done.problems == []


def test_the_same_plan_under_two_names_counts_once(folder, tmp_path):
    data = sample("thuan-an.docx").read_bytes()
    (folder / "a.docx").write_bytes(data)
    (folder / "b.docx").write_bytes(data)
    out = tmp_path / "out"
    run([folder], out, RunOptions(workers=1, formats=("csv",)))
    rows = documents(out)
    assert rows.loc["b.docx", "duplicate_of"] == "a.docx"
    indicators = pd.read_csv(out / "indicators.csv", dtype=str, encoding="utf-8-sig")
    assert indicators["indicator_id"].is_unique and 80 <= len(indicators) <= 90


def test_an_archive_is_opened_and_its_members_named(folder, tmp_path):
    with zipfile.ZipFile(folder / "xa.zip", "w") as z:
        z.write(sample("thuan-an.docx"), "ke hoach/thuan-an.docx")
        z.writestr("../../evil.txt", "KẾ HOẠCH")
    out = tmp_path / "out"
    run([folder], out, RunOptions(workers=1, formats=("csv",)))
    rows = documents(out)
    assert "xa.zip/ke hoach/thuan-an.docx" in rows.index or rows.loc["xa.zip", "error"].startswith("unsafe_path")
    assert not (tmp_path / "evil.txt").exists() and not (tmp_path.parent / "evil.txt").exists()


runner = CliRunner()


@pytest.mark.parametrize(("args", "code"), [
    (["run", "--ocr", "perhaps", "x"], 2), (["run", "--formats", "csv,word", "x"], 2), (["run", "--no-such-option", "x"], 2), (["run"], 2), (["explain", "nobody-I0001", "--dataset", "nowhere"], 2), (["--help"], 0),
    *((([c, "--help"]), 0) for c in ("run", "show", "explain", "evaluate")),
])
def test_exit_codes(args, code):
    result = runner.invoke(app, args)
    assert result.exit_code == code
    if args[-1] == "--help" and len(args) == 2:
        assert "Example" in result.output


def test_exit_code_1_when_a_document_failed(folder, tmp_path):
    (folder / "empty.pdf").write_bytes(b"")
    result = runner.invoke(app, ["run", str(folder), "--out", str(tmp_path / "out"), "--formats", "csv"])
    assert result.exit_code == 1
    assert "empty.pdf" in result.output and ADVICE["empty"][:12] in result.output


def test_show_and_explain(tmp_path):
    shown = runner.invoke(app, ["show", str(sample("thuan-an.docx"))], env={"COLUMNS": "200"})
    assert shown.exit_code == 0 and "Lường Xuân Thành" in shown.output and "Chỉ tiêu (8" in shown.output
    out = tmp_path / "out"
    runner.invoke(app, ["run", str(sample("thuan-an.pdf")), "--out", str(out), "--formats", "csv", "--quiet"])
    first = pd.read_csv(out / "indicators.csv", encoding="utf-8-sig").iloc[0]
    told = runner.invoke(app, ["explain", first["indicator_id"], "--dataset", str(out)], env={"COLUMNS": "200"})
    assert told.exit_code == 0 and "trang" in told.output and "thuan-an.pdf" in told.output


def test_an_empty_folder_is_an_empty_dataset(folder, tmp_path):
    out = tmp_path / "out"
    done = run([folder], out, RunOptions(formats=("csv",)))
    assert done.problems == [] and len(documents(out)) == 0
    assert (out / "indicators.csv").exists() and (out / "run.json").exists()
