"""Archives of plans (ZIP, RAR, 7z) unpacked with limits: total size, ratio, count, depth, and no path outside.

Nothing is written before the whole listing has been judged; while a member is written its real size is counted, since a header can lie.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.names import junk
from schemas.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may hold, with the archives inside it. Bytes; ``ratio`` = unpacked to packed."""

    total: int = 4 * 2**30
    member: int = 1 * 2**30
    ratio: float = 200.0
    ratio_from: int = 50 * 2**20  # smaller archives may be as dense as they like
    count: int = 10_000
    depth: int = 3  # archives in archives


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    encrypted: bool = False
    link: bool = False
    folder: bool = False


_KINDS = {"application/zip": "zip", "application/vnd.rar": "rar", "application/x-7z-compressed": "7z"}


def expand(path: Path, kind: str = "", scratch: Path | None = None, limits: Limits | None = None) -> Iterator[tuple[str, Path]]:
    """(name inside the archive, file on disk) of every member; members of archives inside are named ``inner.zip/name``.

    ``kind``: media type or "" (then the first bytes tell). Files live under ``scratch`` (a new temporary folder when None; the
    caller removes it). A member that cannot be unpacked comes as an empty file, an inner archive that cannot be opened as itself:
    each then fails alone. Raises DocumentError for the archive as a whole: ``truncated``, ``encrypted``, ``bomb``, ``unsafe_path``,
    ``missing_tool``, ``unsupported``.
    """
    limits = limits or Limits()
    folder = Path(scratch) if scratch else Path(tempfile.mkdtemp(prefix="kehoach-archive-"))
    folder.mkdir(parents=True, exist_ok=True)
    yield from _expand(path, _KINDS.get(kind, ""), limits, folder, 0, [limits.total, limits.count])


def kind_of(path: Path) -> str:
    """``zip``, ``rar``, ``7z`` by the first bytes, or ""."""
    with path.open("rb") as f:
        head = f.read(8)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    return "7z" if head.startswith(b"7z\xbc\xaf\x27\x1c") else ""


def _expand(path: Path, kind: str, limits: Limits, scratch: Path, depth: int, budget: list[int]) -> Iterator[tuple[str, Path]]:
    if depth >= limits.depth:
        raise DocumentError("bomb", f"tệp nén lồng nhau quá {limits.depth} lớp")
    opened = _OPEN.get(kind or kind_of(path))
    if opened is None:
        raise DocumentError("unsupported", "không phải ZIP, RAR hoặc 7z")
    archive = opened(path)
    members = [m for m in archive.members() if not m.folder and not junk(PurePosixPath(m.name))]
    _judge(path, members, limits, budget)
    folder = Path(tempfile.mkdtemp(dir=scratch))
    for n, (member, written) in enumerate(archive.extract(members, folder, min(limits.member, budget[0]))):
        budget[0] -= written.stat().st_size
        budget[1] -= 1
        if budget[0] < 0:
            raise DocumentError("bomb", "nội dung thật lớn hơn khai báo")
        suffix = PurePosixPath(member.name).suffix.lower()
        target = written.with_name(f"{n:05d}{suffix if suffix[1:].isalnum() and len(suffix) < 8 else ''}")
        written.rename(target)
        inner = _archive_inside(target)
        if not inner:
            yield member.name, target
            continue
        try:
            for name, file in _expand(target, inner, limits, scratch, depth + 1, budget):
                yield f"{member.name}/{name}", file
        except DocumentError as e:
            if e.code in ("bomb", "unsafe_path"):
                raise
            yield member.name, target  # fails alone, as itself
            continue
        target.unlink(missing_ok=True)


def _archive_inside(path: Path) -> str:
    """Kind of an archive of files; "" for other files, also DOCX, XLSX and ODT, which are ZIP underneath."""
    kind = kind_of(path)
    if kind == "zip":
        try:
            with zipfile.ZipFile(path) as z:
                if {"[Content_Types].xml", "mimetype"} & set(z.namelist()):
                    return ""
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return ""
    return kind


def _judge(path: Path, members: list[_Member], limits: Limits, budget: list[int]) -> None:
    """The listing alone: count, sizes, ratio, names, links, passwords."""
    total, packed = sum(m.size for m in members), path.stat().st_size
    if len(members) > budget[1]:
        raise DocumentError("bomb", f"{len(members)} tệp")
    if total > budget[0] or any(m.size > limits.member for m in members):
        raise DocumentError("bomb", f"{total / 2**20:,.0f} MB sau khi giải nén")
    if total > limits.ratio_from and total > limits.ratio * max(packed, 1):
        raise DocumentError("bomb", f"tỷ lệ nén {total / max(packed, 1):,.0f}:1")
    for m in members:
        parts = PurePosixPath(m.name.replace("\\", "/")).parts
        if m.link or not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or "\x00" in m.name:
            raise DocumentError("unsafe_path", m.name[:100])
    if any(m.encrypted for m in members):
        raise DocumentError("encrypted")


class _Zip:
    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as e:
            raise DocumentError("truncated", str(e)[:200]) from e

    def members(self) -> list[_Member]:
        return [_Member(_name(i), i.file_size, bool(i.flag_bits & 1), stat.S_ISLNK(i.external_attr >> 16), i.is_dir()) for i in self.archive.infolist()]

    def extract(self, members: list[_Member], folder: Path, most: int) -> Iterator[tuple[_Member, Path]]:
        by_name = {_name(i): i for i in self.archive.infolist()}
        for n, m in enumerate(members):
            target = folder / f"m{n}"
            try:
                with self.archive.open(by_name[m.name]) as source, target.open("wb") as out:
                    _copy(source, out, most)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
                target.write_bytes(b"")
            yield m, target


class _SevenZip:
    def __init__(self, path: Path) -> None:
        import py7zr
        try:
            self.archive = py7zr.SevenZipFile(path)
        except py7zr.PasswordRequired as e:
            raise DocumentError("encrypted") from e
        except (py7zr.Bad7zFile, OSError, EOFError, ValueError, TypeError) as e:
            raise DocumentError("truncated", str(e)[:200]) from e

    def members(self) -> list[_Member]:
        locked = self.archive.needs_password()
        return [_Member(i.filename, int(i.uncompressed or 0), locked, bool(i.is_symlink), bool(i.is_directory)) for i in self.archive.list()]

    def extract(self, members: list[_Member], folder: Path, most: int) -> Iterator[tuple[_Member, Path]]:
        """One pass: solid archives are slow member by member. Sizes in 7z headers are what the decoder obeys."""
        import lzma

        import py7zr
        unpacked = folder / "all"
        try:
            self.archive.extract(path=unpacked, targets=[m.name for m in members])
        except (py7zr.exceptions.ArchiveError, lzma.LZMAError, OSError, EOFError, ValueError) as e:
            raise DocumentError("truncated", str(e)[:200]) from e
        for n, m in enumerate(members):
            written = unpacked / m.name
            if not written.resolve().is_relative_to(unpacked.resolve()) or not written.is_file():
                raise DocumentError("unsafe_path" if written.exists() else "truncated", m.name[:100])
            target = folder / f"m{n}"
            shutil.move(written, target)
            yield m, target


class _Rar:
    """RAR listing with rarfile; the unpacking by 7z, unrar or bsdtar, whichever is installed."""

    def __init__(self, path: Path) -> None:
        import rarfile
        try:
            self.archive = rarfile.RarFile(path)
        except rarfile.NeedFirstVolume as e:
            raise DocumentError("truncated", "thiếu phần đầu của bộ RAR nhiều phần") from e
        except (rarfile.Error, OSError) as e:
            raise DocumentError("truncated", str(e)[:200]) from e

    def members(self) -> list[_Member]:
        if not self.archive.infolist():
            raise DocumentError("encrypted" if self.archive.needs_password() else "truncated", "không có mục nào")
        return [_Member(i.filename.replace("\\", "/"), int(i.file_size or 0), bool(i.needs_password()), bool(i.is_symlink()), bool(i.is_dir()))
                for i in self.archive.infolist()]

    def extract(self, members: list[_Member], folder: Path, most: int) -> Iterator[tuple[_Member, Path]]:
        import rarfile
        for n, m in enumerate(members):
            target = folder / f"m{n}"
            try:
                with self.archive.open(m.name) as source, target.open("wb") as out:
                    _copy(source, out, most)
            except rarfile.RarCannotExec as e:
                raise DocumentError("missing_tool", "7z hoặc unrar") from e
            except (rarfile.Error, OSError, EOFError, subprocess.SubprocessError):
                target.write_bytes(b"")
            yield m, target


_OPEN: dict[str, type[_Zip] | type[_SevenZip] | type[_Rar]] = {"zip": _Zip, "7z": _SevenZip, "rar": _Rar}


def _copy(source: IO[bytes], out: IO[bytes], most: int) -> None:
    left = most
    while piece := source.read(1 << 20):
        left -= len(piece)
        if left < 0:
            raise DocumentError("bomb", "nội dung thật lớn hơn khai báo")
        out.write(piece)


def _name(info: zipfile.ZipInfo) -> str:
    """Windows tools of Vietnam write UTF-8 names without saying so; zipfile then reads them as cp437."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8").replace("\\", "/")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return info.filename.replace("\\", "/")
