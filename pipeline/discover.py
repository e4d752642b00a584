"""Inputs -> source files: files, folders (walked in name order) and archives; every file by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import detect
from schemas.document import SourceFile
from schemas.errors import DocumentError

#: Files that systems leave beside documents; skipped by name, never silently anything else.
IGNORED = {"thumbs.db", "desktop.ini", ".ds_store", ".gitkeep"}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that cannot even be opened: it still gets its row in ``documents``."""

    name: str
    sha256: str
    error: DocumentError
    size: int = 0


def discover(inputs: list[Path], scratch: Path) -> Iterator[SourceFile | Unreadable]:
    """Yields every document below ``inputs``; members of archives are unpacked to ``scratch`` and named ``a.zip/b.pdf``."""
    for path in inputs:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file() and not _ignored(p, path)):
                yield from _one(file, str(file.relative_to(path)), scratch)
        elif path.exists():
            yield from _one(path, path.name, scratch)
        else:
            yield Unreadable(str(path), "", DocumentError("not_found"))


def _ignored(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    return path.name.lower() in IGNORED or path.name.startswith("~$") or any(p.startswith((".", "__MACOSX")) for p in parts)


def _one(path: Path, name: str, scratch: Path) -> Iterator[SourceFile | Unreadable]:
    sha = ""
    try:
        sha = sha256(path)
        kind = detect.media_type(path)
        if kind in detect.ARCHIVES:
            yield from _members(path, name, kind, scratch)
            return
        yield SourceFile(path, name, sha, path.stat().st_size, kind)
    except DocumentError as e:
        yield Unreadable(name, sha, e)


def _members(path: Path, name: str, kind: str, scratch: Path) -> Iterator[SourceFile | Unreadable]:
    from pipeline.archives import expand

    target = scratch / sha256(path)[:16]
    try:
        for member, file in expand(path, kind, target):
            yield from _one(file, f"{name}/{member}", scratch)
    except DocumentError as e:
        yield Unreadable(name, sha256(path), e)


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hex. Raises DocumentError unreadable."""
    h = hashlib.sha256()
    try:
        with path.open("rb") as f:
            while chunk := f.read(2**20):
                h.update(chunk)
    except OSError as e:
        raise DocumentError("unreadable", e.strerror or str(e)) from e
    return h.hexdigest()
