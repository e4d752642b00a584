"""Archives of plans (ZIP, RAR, 7z) unpacked with limits: total size, ratio, count, depth, and no path outside.

Nothing is written before the whole listing has been judged; while a member is written its real size is counted, since a header can lie.
A member that is locked or damaged costs itself.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pipeline.archive_names import name_in_zip
from pipeline.names import junk
from schemas.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may hold, with the archives inside it. Bytes; ``ratio`` = all that was unpacked to the archive itself."""

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
    entry: Any = None  # as the library knows it: two members may have one name


Unpacked = Path | DocumentError  # a member on disk, or why it could not be unpacked


class _Budget:
    """What is left of the limits, over an archive and all archives inside it."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits, self.packed, self.written, self.count = limits, max(packed, 1), 0, 0

    @property
    def left(self) -> int:
        return self.limits.total - self.written

    def judge(self, more: int, what: str) -> None:
        """Raises ``bomb`` when ``more`` bytes are too many, by themselves or for what they came from."""
        total = self.written + more
        if total > self.limits.total:
            raise DocumentError("bomb", what)
        if total > self.limits.ratio_from and total > self.limits.ratio * self.packed:
            raise DocumentError("bomb", f"tỷ lệ nén {total / self.packed:,.0f}:1")

    def spend(self, size: int) -> None:
        self.judge(size, "nội dung thật lớn hơn khai báo")
        self.written, self.count = self.written + size, self.count + 1


#: Bytes that may be decoded to save, one by one, what is whole in a damaged 7z: a solid one is decoded from its beginning for each member.
ONE_BY_ONE = 2 * 2**30
_KINDS = {"application/zip": "zip", "application/vnd.rar": "rar", "application/x-7z-compressed": "7z"}


def expand(path: Path, kind: str = "", scratch: Path | None = None, limits: Limits | None = None) -> Iterator[tuple[str, Unpacked]]:
    """(name inside the archive, file on disk) of every member; members of archives inside are named ``inner.zip/name``.

    ``kind``: media type or "" (then the first bytes tell). Files live under ``scratch`` (a new temporary folder when None; the
    caller removes it). A member that cannot be unpacked comes with its DocumentError (``truncated``, ``encrypted``), so does an inner
    archive that cannot be opened: each fails alone. Raises DocumentError for the archive as a whole: ``truncated``, ``encrypted``
    (every member is), ``bomb``, ``unsafe_path``, ``missing_tool``, ``unsupported``.
    """
    limits = limits or Limits()
    folder = Path(scratch) if scratch else Path(tempfile.mkdtemp(prefix="kehoach-archive-"))
    folder.mkdir(parents=True, exist_ok=True)
    yield from _expand(path, _KINDS.get(kind, ""), folder, 0, _Budget(limits, path.stat().st_size))


def kind_of(path: Path) -> str:
    """``zip``, ``rar``, ``7z`` by the first bytes, or ""."""
    with path.open("rb") as f:
        head = f.read(8)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    return "7z" if head.startswith(b"7z\xbc\xaf\x27\x1c") else ""


def _expand(path: Path, kind: str, scratch: Path, depth: int, budget: _Budget) -> Iterator[tuple[str, Unpacked]]:
    if depth >= budget.limits.depth:
        raise DocumentError("bomb", f"tệp nén lồng nhau quá {budget.limits.depth} lớp")
    opened = _OPEN.get(kind or kind_of(path))
    if opened is None:
        raise DocumentError("unsupported", "không phải ZIP, RAR hoặc 7z")
    archive = opened(path)
    members = [m for m in archive.members() if not m.folder and not junk(PurePosixPath(m.name))]
    _judge(members, budget)
    folder = Path(tempfile.mkdtemp(dir=scratch))
    told: Counter[str] = Counter()
    for n, (member, written) in enumerate(_unpacked(archive, members, folder, budget)):
        told[member.name] += 1
        name = member.name if told[member.name] == 1 else _numbered(member.name, told[member.name])
        if isinstance(written, DocumentError):
            yield name, written
            continue
        budget.spend(written.stat().st_size)
        suffix = PurePosixPath(member.name).suffix.lower()
        target = written.with_name(f"{n:05d}{suffix if suffix[1:].isalnum() and len(suffix) < 8 else ''}")
        written.rename(target)
        inner = _archive_inside(target)
        if not inner:
            yield name, target
            continue
        try:
            for inside, file in _expand(target, inner, scratch, depth + 1, budget):
                yield f"{name}/{inside}", file
        except DocumentError as e:
            if e.code in ("bomb", "unsafe_path"):
                raise
            yield name, e  # fails alone
            continue
        target.unlink(missing_ok=True)


def _unpacked(archive: _Zip | _SevenZip | _Rar, members: list[_Member], folder: Path, budget: _Budget) -> Iterator[tuple[_Member, Unpacked]]:
    """Members that are locked are told first; the others one by one."""
    yield from ((m, DocumentError("encrypted")) for m in members if m.encrypted)
    yield from archive.extract([m for m in members if not m.encrypted], folder, min(budget.limits.member, budget.left))


def _numbered(name: str, n: int) -> str:
    """The name of a second member of the same name, as a file system would give it: "a (2).docx"."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({n}){path.suffix}"))


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


def _judge(members: list[_Member], budget: _Budget) -> None:
    """The listing alone: count, sizes, ratio, names, links, passwords."""
    total = sum(m.size for m in members)
    if len(members) > budget.limits.count - budget.count:
        raise DocumentError("bomb", f"{len(members)} tệp")
    what = f"{total / 2**20:,.0f} MB sau khi giải nén"
    if any(m.size > budget.limits.member for m in members):
        raise DocumentError("bomb", what)
    budget.judge(total, what)
    for m in members:
        parts = PurePosixPath(m.name.replace("\\", "/")).parts
        if m.link or not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or "\x00" in m.name:
            raise DocumentError("unsafe_path", m.name[:100])
    if members and all(m.encrypted for m in members):
        raise DocumentError("encrypted")


class _Zip:
    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as e:
            raise DocumentError("truncated", str(e)[:200]) from e

    def members(self) -> list[_Member]:
        return [_Member(name_in_zip(i), i.file_size, bool(i.flag_bits & 1), stat.S_ISLNK(i.external_attr >> 16), i.is_dir(), i) for i in self.archive.infolist()]

    def extract(self, members: list[_Member], folder: Path, most: int) -> Iterator[tuple[_Member, Unpacked]]:
        for n, m in enumerate(members):
            target = folder / f"m{n}"
            try:
                with self.archive.open(m.entry) as source, target.open("wb") as out:
                    _copy(source, out, most)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as e:
                yield m, _damaged(e)
                continue
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

    def extract(self, members: list[_Member], folder: Path, most: int) -> Iterator[tuple[_Member, Unpacked]]:
        """One pass: solid archives are slow member by member. Sizes in 7z headers are what the decoder obeys."""
        import lzma

        import py7zr

        damage = (py7zr.exceptions.ArchiveError, lzma.LZMAError, zlib.error, OSError, EOFError, ValueError)
        unpacked = folder / "all"
        try:
            self.archive.extract(path=unpacked, targets=[m.name for m in members])
            broken: dict[str, DocumentError] = {}
        except damage as e:
            if len(members) * sum(m.size for m in members) > ONE_BY_ONE:
                raise DocumentError("truncated", str(e)[:200]) from e
            shutil.rmtree(unpacked, ignore_errors=True)
            broken = {}
            for m in members:
                try:
                    self.archive.reset()
                    self.archive.extract(path=unpacked, targets=[m.name])
                except damage as why:
                    broken[m.name] = _damaged(why)
        for n, m in enumerate(members):
            written = unpacked / m.name
            if m.name in broken:
                yield m, broken[m.name]
                continue
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
        return [_Member(i.filename.replace("\\", "/"), int(i.file_size or 0), bool(i.needs_password()), bool(i.is_symlink()), bool(i.is_dir()), i)
                for i in self.archive.infolist()]

    def extract(self, members: list[_Member], folder: Path, most: int) -> Iterator[tuple[_Member, Unpacked]]:
        import rarfile
        for n, m in enumerate(members):
            target = folder / f"m{n}"
            try:
                with self.archive.open(m.entry) as source, target.open("wb") as out:
                    _copy(source, out, most)
            except rarfile.RarCannotExec as e:
                raise DocumentError("missing_tool", "7z hoặc unrar") from e
            except (rarfile.Error, OSError, EOFError, subprocess.SubprocessError) as e:
                yield m, DocumentError("truncated", f"không giải nén được mục này của RAR (giải nén bằng WinRAR rồi chạy lại): {str(e)[:120]}")
                continue
            yield m, target


_OPEN: dict[str, type[_Zip] | type[_SevenZip] | type[_Rar]] = {"zip": _Zip, "7z": _SevenZip, "rar": _Rar}


def _copy(source: IO[bytes], out: IO[bytes], most: int) -> None:
    left = most
    while piece := source.read(1 << 20):
        left -= len(piece)
        if left < 0:
            raise DocumentError("bomb", "nội dung thật lớn hơn khai báo")
        out.write(piece)


def _damaged(why: Exception) -> DocumentError:
    return DocumentError("truncated", f"hỏng trong tệp nén: {str(why)[:120] or type(why).__name__}")
