"""Dataset -> files. WRITERS is the one list of formats; CLI choices are derived from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.spread import Spread
    from pipeline.store import StoredDataset

#: format -> module with ``write(dataset, out) -> paths``.
WRITERS: dict[str, str] = {"csv": "pipeline.export.csv", "parquet": "pipeline.export.parquet", "excel": "pipeline.export.excel"}

Piece = tuple[str, str, int]  # format, table ("" = all), row group


def write(dataset: StoredDataset, out: Path, formats: tuple[str, ...], spread: Spread[Piece]) -> list[Path]:
    """Writes the dataset in each format; the files it made. Raises KeyError for an unknown format, OSError for a full disk.

    CSV is made in pieces of a row group, the other formats each as a whole; they take longest and so come first.
    """
    modules = {name: WRITERS[name] for name in formats}
    wholes: list[Piece] = [(name, "", 0) for name in sorted(modules) if name != "csv"]
    pieces: list[Piece] = [("csv", t, n) for t in dataset for n in range(dataset.n_groups(t))] if "csv" in modules else []
    made: dict[str, list[Path]] = {}
    bodies = _bodies(spread(Write(dataset.folder, out), [*wholes, *pieces]), pieces, made)
    if pieces:
        from pipeline.export import csv

        made["csv"] = csv.assemble(bodies, out)
    else:
        list(bodies)
    return [path for name in modules for path in made[name]]


@dataclass(frozen=True)
class Write:
    """The task of a worker: a piece of CSV as bytes, or another format written to its place and its files named (JSON)."""

    dataset: Path
    out: Path

    def __call__(self, piece: Piece) -> bytes:
        from pipeline.export import csv
        from pipeline.store import StoredDataset

        name, table, n = piece
        dataset = StoredDataset(self.dataset)
        if name == "csv":
            return csv.piece(next(dataset.groups(table, only=[n])), head=n == 0)
        return json.dumps([str(p) for p in import_module(WRITERS[name]).write(dataset, self.out)]).encode()


def _bodies(answers: Iterable[tuple[Piece, bytes]], order: list[Piece], made: dict[str, list[Path]]) -> Iterator[tuple[str, int, bytes]]:
    """(table, row group, bytes) of the pieces of CSV in their order; what comes too early waits. Files of other formats go to ``made``."""
    waiting: dict[Piece, bytes] = {}
    due = iter(order)
    piece = next(due, None)
    for done, answer in answers:
        if done[0] != "csv":
            made[done[0]] = [Path(p) for p in json.loads(answer)]
            continue
        waiting[done] = answer
        while piece is not None and piece in waiting:
            yield piece[1], piece[2], waiting.pop(piece)
            piece = next(due, None)
