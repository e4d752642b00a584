"""Which files below a folder are documents by their name. The one list of what systems leave beside documents."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
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


def expanded(inputs: Iterable[Input]) -> list[Named | str]:
    """Folders as their files in the order of names; files, addresses and what is not there as they were given.

    A file that is given twice counts once. Files of several folders under one name have their folders in it.
    """
    found = list(dict.fromkeys(_files(inputs)))
    alike: dict[str, list[Named]] = defaultdict(list)
    for f in found:
        if isinstance(f, Named):
            alike[f.name].append(f)
    told = {f: name for fs in alike.values() if len(fs) > 1 for f, name in zip(fs, _apart([f.path for f in fs], fs[0].name), strict=True)}
    once: dict[Path | str, Named | str] = {}
    for f in found:
        once.setdefault(os.path.abspath(f.path) if isinstance(f, Named) else f, Named(f.path, told[f]) if f in told else f)
    return list(once.values())


def _apart(paths: list[Path], name: str) -> list[str]:
    """The shortest end of each path that no other file has; the same file has the same."""
    parts = [Path(os.path.abspath(p)).parts for p in paths]
    ends = Counter(own[-n:] for own in set(parts) for n in range(1, len(own) + 1))
    least = len(PurePath(name).parts)
    return [str(PurePath(*next(own[-n:] for n in range(least, len(own) + 1) if ends[own[-n:]] == 1))) for own in parts]


def _files(inputs: Iterable[Input]) -> Iterator[Named | str]:
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
