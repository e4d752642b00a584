"""Inputs -> source files: files, folders (walked in name order), archives and fsspec addresses (``s3://…``); every file by its content."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline import detect
from pipeline.names import Input, expanded, junk
from schemas.document import SourceFile
from schemas.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that cannot even be opened: it still gets its row in ``documents``."""

    name: str
    sha256: str
    error: DocumentError
    size: int = 0


def discover(inputs: Iterable[Input], scratch: Path) -> Iterator[SourceFile | Unreadable]:
    """Yields every document below ``inputs``; members of archives are unpacked to ``scratch`` and named ``a.zip/b.pdf``.

    What stands at an fsspec address is copied to ``scratch`` first; an address needs the package of its protocol (s3fs for ``s3://``).
    """
    for given in expanded(inputs):
        if isinstance(given, str):
            yield from _remote(given, scratch)
        elif given.path.exists():
            yield from _one(given.path, given.name, scratch)
        else:
            yield Unreadable(str(given.path), "", DocumentError("not_found"))


def _remote(address: str, scratch: Path) -> Iterator[SourceFile | Unreadable]:
    import fsspec

    try:
        fs, root = fsspec.core.url_to_fs(address)
        names = sorted(fs.find(root))
    except (ImportError, OSError, ValueError) as e:  # no such protocol, no way there, no credentials
        yield Unreadable(address, "", DocumentError("unreadable", f"{type(e).__name__}: {e}"[:200]))
        return
    if not names:
        yield Unreadable(address, "", DocumentError("not_found"))
    folder = Path(tempfile.mkdtemp(dir=scratch, prefix="remote-"))
    for n, remote in enumerate(names):
        name = remote.removeprefix(root).lstrip("/") or PurePosixPath(remote).name
        if junk(PurePosixPath(name)):
            continue
        local = folder / f"{n:06d}{PurePosixPath(name).suffix[:8]}"
        try:
            fs.get_file(remote, str(local))
        except (OSError, ValueError) as e:
            yield Unreadable(name, "", DocumentError("unreadable", f"{type(e).__name__}: {e}"[:200]))
            continue
        yield from _one(local, name, scratch)


def _one(path: Path, name: str, scratch: Path) -> Iterator[SourceFile | Unreadable]:
    sha = ""
    try:
        sha = sha256(path)
        kind = detect.media_type(path)
        if kind in detect.ARCHIVES:
            yield from _members(path, name, sha, kind, scratch)
            return
        yield SourceFile(path, name, sha, path.stat().st_size, kind)
    except DocumentError as e:
        yield Unreadable(name, sha, e)


def _members(path: Path, name: str, sha: str, kind: str, scratch: Path) -> Iterator[SourceFile | Unreadable]:
    from pipeline.archives import expand

    try:
        for member, file in expand(path, kind, scratch / sha[:16]):
            if isinstance(file, DocumentError):
                yield Unreadable(f"{name}/{member}", "", file)
            else:
                yield from _one(file, f"{name}/{member}", scratch)
    except DocumentError as e:
        yield Unreadable(name, sha, e)


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
