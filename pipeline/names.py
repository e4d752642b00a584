"""Which files below a folder are documents by their name. The one list of what systems leave beside documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

#: Files and folders that systems put beside documents; skipped by name, in folders and in archives alike. Never silently anything else.
JUNK = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".gitkeep", "__macosx"})


@dataclass(frozen=True, slots=True)
class Named:
    """A file under the name by which the user knows it (a folder that is watched names its files as ``run`` on the folder does)."""

    path: Path
    name: str


Input = Path | Named | str  # str: an address with "://"


def junk(name: PurePath) -> bool:
    """Whether a name (with the folders below the root) is not a document's: left by a system, hidden, or the lock of an open Office file."""
    return any(p.casefold() in JUNK or p.startswith(".") and p not in (".", "..") for p in name.parts) or name.name.startswith("~$")


def ignored(path: Path, root: Path) -> bool:
    """``junk`` for a file below ``root``."""
    return junk(path.relative_to(root))


def expanded(inputs: Iterable[Input]) -> Iterator[Named | str]:
    """Folders as their files in the order of names; files, addresses and what is not there as they were given."""
    for given in inputs:
        if isinstance(given, Named) or isinstance(given, str) and "://" in given:
            yield given
            continue
        path = Path(given)
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file() and not ignored(p, path)):
                yield Named(file, str(file.relative_to(path)))
        else:
            yield Named(path, path.name)
