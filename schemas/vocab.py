"""Reads the vocabularies: CSV files under ``schemas/vocabulary/`` that people edit, and a user's own beside them.

Every file is UTF-8 CSV with a header row, NFC, one entry a row. A user's folder (``--vocabulary``) may hold files of
the same names; their rows are appended. Loaded rows are cached for the life of the process.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

F = TypeVar("F", bound=Callable)
FOLDER = Path(__file__).with_name("vocabulary")
_extra: Path | None = None


def use_folder(folder: Path | None) -> None:
    """Add a user's vocabulary folder (or none) and forget what was loaded.

    Extractors that compile a vocabulary must do so in a function decorated with ``@vocab.compiled``.
    """
    global _extra
    _extra = folder
    rows.cache_clear()
    for f in _compiled:
        f.cache_clear()


@contextmanager
def using(folder: Path | None) -> Iterator[None]:
    """``use_folder`` for a while, in this process and those forked from it; what was in use before comes back. None changes nothing.

    Raises ValueError for a file of ``folder`` that is no vocabulary, before anything is done with it.
    """
    before = _extra
    if folder is None or folder == before:
        yield
        return
    use_folder(folder)
    try:
        for path in sorted(folder.glob("*.csv")):
            if (FOLDER / path.name).exists():
                rows(path.stem)
        yield
    finally:
        use_folder(before)


def in_use() -> Path | None:
    """The user's folder that is added now."""
    return _extra


_compiled: list = []


def compiled(function):  # type: ignore[no-untyped-def]
    """``functools.cache`` for a function that builds a matcher from vocabulary; cleared by ``use_folder``."""
    f = cache(function)
    _compiled.append(f)
    return f


def memo(maxsize: int) -> Callable[[F], F]:
    """``functools.lru_cache`` for a function whose answers rest on vocabulary; cleared by ``use_folder``.

    A batch asks for the same cells, names and sentences thousands of times; arguments and answers must be immutable.
    """
    def wrap(function: F) -> F:
        f = lru_cache(maxsize)(function)
        _compiled.append(f)
        return f  # type: ignore[return-value]
    return wrap


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``<name>.csv``: the shipped file, then the user's. Values are stripped and NFC; missing ones are ""."""
    out: list[dict[str, str]] = []
    for folder in (FOLDER, _extra):
        path = folder / f"{name}.csv" if folder else None
        if path is None or not path.exists():
            if folder is FOLDER:
                raise FileNotFoundError(f"vocabulary {name}.csv is missing from {FOLDER}")
            continue
        with path.open(encoding="utf-8-sig", newline="") as f:
            for row in csv.DictReader(f):
                if None in row:
                    raise ValueError(f"{path}: too many cells in row {row}")
                out.append({k: unicodedata.normalize("NFC", (v or "").strip()) for k, v in row.items()})
    return tuple(out)
