"""Archives: everything inside comes out, nothing outside is touched, bombs are refused before they are written."""

from __future__ import annotations

import io
import os
import subprocess
import unicodedata
import zipfile
import zlib
from pathlib import Path

import py7zr
import pytest
import regex

from pipeline.archives import Limits, expand, kind_of
from pipeline.names import Named, expanded
from schemas.errors import DocumentError
from tests import reencode


def make(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return path


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, data in members.items():
            z.writestr(name, data)
    return out.getvalue()


def contents(path: Path, scratch: Path, **limits: int) -> dict[str, bytes | str]:
    """Name -> bytes, or the code of a member that cannot be unpacked."""
    return {name: file.code if isinstance(file, DocumentError) else file.read_bytes() for name, file in expand(path, "", scratch, Limits(**limits))}


def code(path: Path, scratch: Path, **limits: int) -> str:
    with pytest.raises(DocumentError) as e:
        contents(path, scratch, **limits)
    return e.value.code


def test_zip_7z_and_archives_inside(tmp_path: Path) -> None:
    inner = packed({"b.txt": b"bb", "__MACOSX/._b.txt": b"x"})
    a = make(tmp_path / "a.zip", {"Kế hoạch/a.txt": b"aa", "inner.zip": inner, "doc.docx": packed({"[Content_Types].xml": b"<x/>"}), ".DS_Store": b"x"})
    got = contents(a, tmp_path / "s")
    assert set(got) == {"Kế hoạch/a.txt", "inner.zip/b.txt", "doc.docx"}
    assert got["inner.zip/b.txt"] == b"bb"
    seven = tmp_path / "a.7z"
    with py7zr.SevenZipFile(seven, "w") as z:
        z.writestr(b"cc", "thư mục/c.txt")
        z.write(a, "a.zip")
    got = contents(seven, tmp_path / "s7")
    assert got["thư mục/c.txt"] == b"cc" and got["a.zip/inner.zip/b.txt"] == b"bb"


@pytest.mark.parametrize("name", ["../out.txt", "/etc/x.txt", "a/../../x.txt", "..\\x.txt", "C:/x.txt"])
def test_paths_outside_are_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    scratch = tmp_path / "s"
    assert code(make(tmp_path / "a.zip", {"ok.txt": b"1", name: b"2"}), scratch) == "unsafe_path"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / "a.zip"]


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as z:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        z.writestr(link, "/etc/passwd")
    assert code(path, tmp_path / "s") == "unsafe_path"


def test_bombs(tmp_path: Path) -> None:
    dense = make(tmp_path / "dense.zip", {"a.txt": b"0" * 60_000_000})
    assert code(dense, tmp_path / "s1") == "bomb"  # ratio
    many = make(tmp_path / "many.zip", {f"{i}.txt": b"" for i in range(300)})
    assert code(many, tmp_path / "s2", count=200) == "bomb"
    assert code(make(tmp_path / "big.zip", {"a": os.urandom(5000)}), tmp_path / "s3", total=4000) == "bomb"
    nested = packed({"x.txt": b"1"})
    for _ in range(5):
        nested = packed({"n.zip": nested})
    deep = tmp_path / "deep.zip"
    deep.write_bytes(nested)
    assert code(deep, tmp_path / "s4") == "bomb"


def test_a_header_that_lies_about_its_size(tmp_path: Path) -> None:
    path = make(tmp_path / "a.zip", {"a.txt": b"0" * 100_000})
    data = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    assert contents(path, tmp_path / "s")["a.txt"] in ("truncated", b"0" * 10)  # never more than was declared


def test_one_bad_member_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("bad.txt", b"hello hello hello")
        z.writestr("good.txt", b"good")
        z.writestr("inner.zip", b"PK\x03\x04 broken")
    path.write_bytes(path.read_bytes().replace(b"hello hello hello", b"hellX hello hello"))
    got = contents(path, tmp_path / "s")
    assert got["good.txt"] == b"good" and got["bad.txt"] == "truncated" and "inner.zip" in got


def test_a_locked_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = make(tmp_path / "a.zip", {"open.txt": b"open", "locked.txt": b"locked"})
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # bit 0 of the flags of the second member, in both places
        data[data.index(mark, data.index(mark) + 1) + flags] |= 1
    path.write_bytes(data)
    assert contents(path, tmp_path / "s") == {"open.txt": b"open", "locked.txt": "encrypted"}


def test_members_of_one_name_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as z, pytest.warns(UserWarning, match="Duplicate"):
        z.writestr("x/a.txt", b"1")
        z.writestr("x/a.txt", b"2")
    assert contents(path, tmp_path / "s") == {"x/a.txt": b"1", "x/a (2).txt": b"2"}


def test_a_damaged_7z_names_what_is_lost_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.7z"
    with py7zr.SevenZipFile(path, "w") as z:
        z.writestr(b"whole" * 50, "whole.txt")
    with py7zr.SevenZipFile(path, "a") as z:  # a block of its own
        z.writestr(os.urandom(3000), "bad.txt")
    data = bytearray(path.read_bytes())
    data[1500:1520] = bytes(20)
    path.write_bytes(data)
    assert contents(path, tmp_path / "s") == {"whole.txt": b"whole" * 50, "bad.txt": "truncated"}


def test_a_bomb_spread_over_archives_inside_is_weighed_against_the_whole(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("0.txt", bytes(20_000_000))
    path, scratch = make(tmp_path / "a.zip", {f"{n}.zip": inner.getvalue() for n in range(30)}), tmp_path / "s"
    assert code(path, scratch) == "bomb"
    assert sum(p.stat().st_size for p in scratch.rglob("*") if p.is_file()) < 60_000_000


def test_password_and_damage(tmp_path: Path) -> None:
    locked = tmp_path / "l.7z"
    with py7zr.SevenZipFile(locked, "w", password="x") as z:
        z.writestr(b"1", "a.txt")
    assert code(locked, tmp_path / "s1") == "encrypted"
    (tmp_path / "z.zip").write_bytes(make(tmp_path / "a.zip", {"a": b"1" * 100}).read_bytes()[:60])
    assert code(tmp_path / "z.zip", tmp_path / "s2") == "truncated"
    (tmp_path / "t.zip").write_bytes(b"not an archive")
    assert code(tmp_path / "t.zip", tmp_path / "s3") == "unsupported"
    (tmp_path / "r.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + b"\x00" * 20)
    assert kind_of(tmp_path / "r.rar") == "rar"
    assert code(tmp_path / "r.rar", tmp_path / "s4") in ("truncated", "unsupported")


def test_names_of_windows_tools(tmp_path: Path) -> None:
    """UTF-8 names without the flag that says so."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("Ke hoach.txt", b"1")
    raw = "Kế hoạ.txt".encode()
    assert len(raw) == 14
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("K" * 14, b"1")
    path.write_bytes(path.read_bytes().replace(b"K" * 14, raw))
    assert list(contents(path, tmp_path / "s")) == ["Kế hoạ.txt"]


@pytest.mark.parametrize(("name", "raw"), [
    ("Kế hoạch xã Thuận An.txt", "tcvn3"), ("Kế hoạch phường Đông Hà.txt", "cp1258"), ("Kế hoạch chuyển đổi số.txt", "vni"), ("Kế hoạch.txt", "field"),
    ("résumé.txt", "cp437"),
])
def test_names_in_old_encodings(tmp_path: Path, name: str, raw: str) -> None:
    data, extra = b"", b""
    if raw in ("tcvn3", "vni"):
        data = "".join(t for t, _ in reencode.encode(name, raw)).encode("latin-1")
    elif raw == "cp1258":
        data = b"".join(unicodedata.normalize("NFC", c).encode("cp1258") for c in regex.findall(r"\X", name) for c in _as_1258(c))
    elif raw == "field":
        data = b"K? ho?ch.txt\xff"
        extra = b"\x75\x70" + (5 + len(name.encode())).to_bytes(2, "little") + b"\x01" + zlib.crc32(data).to_bytes(4, "little") + name.encode()
    else:
        data = name.encode("cp437")
    info = zipfile.ZipInfo("N" * len(data))
    info.extra = extra
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as z:
        z.writestr(info, b"1")
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes().replace(b"N" * len(data), data))
    assert list(contents(tmp_path / "b.zip", tmp_path / "s")) == [name]


def _as_1258(letter: str) -> list[str]:
    """Windows-1258 has letters with their shape and tones apart."""
    marks = unicodedata.normalize("NFD", letter)
    tones = [c for c in marks if c in "\u0300\u0301\u0303\u0309\u0323"]
    return [unicodedata.normalize("NFC", "".join(c for c in marks if c not in tones)), *tones]


def test_rar_by_seven_zip(tmp_path: Path) -> None:
    """No free tool writes RAR; a stored RAR4 is made by hand."""
    def block(kind: int, flags: int, extra: bytes, data: bytes = b"") -> bytes:
        head = bytes([kind]) + flags.to_bytes(2, "little") + (7 + len(extra)).to_bytes(2, "little") + extra
        return (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little") + head + data
    data = b"noi dung"
    info = (len(data).to_bytes(4, "little") * 2 + b"\x03" + zlib.crc32(data).to_bytes(4, "little") + b"\x00\x00\x21\x5a" + b"\x14\x30"
            + (5).to_bytes(2, "little") + (0o100644).to_bytes(4, "little") + b"a.txt")
    path = tmp_path / "a.rar"
    path.write_bytes(b"Rar!\x1a\x07\x00" + block(0x73, 0, b"\x00" * 6) + block(0x74, 0x8000, info, data) + block(0x7B, 0x4000, b""))
    if subprocess.run(["7z", "l", str(path)], capture_output=True, check=False).returncode:
        pytest.skip("7z cannot read RAR here")
    assert contents(path, tmp_path / "s") == {"a.txt": data}


def test_what_systems_leave_is_passed_over_in_archives_as_in_folders(tmp_path):
    """One list for both; a way out of the archive is told and not passed over as hidden."""
    names = ["plan.txt", "Thumbs.db", "__MACOSX/plan.txt", ".DS_Store", "sub/desktop.ini", "sub/~$plan.docx", "sub/plan.txt"]
    archive, folder = tmp_path / "a.zip", tmp_path / "in"
    with zipfile.ZipFile(archive, "w") as z:
        for name in names:
            z.writestr(name, "x")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("x")
    assert sorted(n for n, _ in expand(archive)) == ["plan.txt", "sub/plan.txt"]
    assert sorted(f.name for f in expanded([folder]) if isinstance(f, Named)) == ["plan.txt", "sub/plan.txt"]
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("../plan.txt", "x")
    with pytest.raises(DocumentError, match="unsafe_path"):
        list(expand(archive))


@pytest.mark.parametrize(("given", "names"), [
    (["a/x.docx", "b/x.docx"], ["a/x.docx", "b/x.docx"]),
    (["b/x.docx", "a/x.docx"], ["b/x.docx", "a/x.docx"]),
    (["a/x.docx", "a/x.docx", "./a/x.docx"], ["x.docx"]),
    (["a", "b"], ["a/x.docx", "b/x.docx"]),
    (["a", "a/x.docx"], ["x.docx"]),
    (["c/2026", "d/2026", "a"], ["c/2026/x.docx", "d/2026/x.docx", "a/x.docx"]),
    (["c/2026", "d"], ["x.docx", "2026/x.docx"]),
])
def test_files_of_several_folders_under_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], names: list[str]) -> None:
    for folder in ("a", "b", "c/2026", "d/2026"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.docx").write_text(folder)
    monkeypatch.chdir(tmp_path)
    assert [f.name for f in expanded(map(Path, given)) if isinstance(f, Named)] == names
