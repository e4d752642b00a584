"""The dataset that stands in a folder: built beside, put in its place when whole, and left alone when nothing changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import reaper, unchanged
from pipeline.cache import vocab_print
from pipeline.columns import to_frame
from pipeline.store import StoredDataset
from schemas.dataset import check

if TYPE_CHECKING:
    from pipeline.digest import Digest, Run
    from pipeline.options import RunOptions
    from pipeline.spread import Spread

_ROOT = Path(__file__).parent


class Stage:
    """Where a run builds its dataset: ``OUT/.cache/dataset``, or a temporary folder that lives as long as the dataset (no cache)."""

    def __init__(self, out: Path, use_cache: bool) -> None:
        self.place = out / ".cache" / "dataset" if use_cache else None
        self.keep: Any = None
        if self.place is None:
            # named so that it goes with this process, however that goes (``reaper.clean_dead``)
            self.keep = tempfile.TemporaryDirectory(prefix=f"{reaper.PREFIX}{reaper.named(os.getpid())}-dataset-")
            self.folder = Path(self.keep.name)
            return
        self.place.parent.mkdir(parents=True, exist_ok=True)
        for old in self.place.parent.glob("w-*.part"):  # of runs that were killed
            if not reaper.alive(old.with_suffix("")):
                shutil.rmtree(old, ignore_errors=True)
        self.folder = self.place.parent / f"w-{reaper.named(os.getpid())}.part"
        shutil.rmtree(self.folder, ignore_errors=True)

    def settle(self, done: Run, key: str, quick: Callable[[Digest], str]) -> None:
        """Puts the dataset in its place, with what it was made of (``key``; ``quick``: key without opening a document, "" for none) and which files were made of it."""
        if self.place is None:
            return
        stamp = {"key": key, "quick": quick(done.digest), "digest": done.digest.as_json(), "files": [str(f.absolute()) for f in done.files], "problems": done.problems}
        unchanged.write(self.folder, stamp)
        shutil.rmtree(self.place, ignore_errors=True)
        os.replace(self.folder, self.place)
        done.folder = self.place

    def standing(self, key: str, quick: Callable[[Digest], str]) -> Run | None:
        """The dataset made of the same before; None when there is none or a file was touched since."""
        stamp = unchanged.read(self.place) if self.place else None
        if self.place is None or stamp is None or stamp["key"] != key:
            return None
        run = unchanged.run_of(self.place, stamp)
        unchanged.write(self.place, stamp | {"quick": quick(run.digest)})  # the same by another way: an archive packed anew, other limits
        return run


def key_of(rows: Iterable[tuple[str, ...]], result_print: str, options: RunOptions) -> str:
    """What a dataset is made of: names, contents and failures of all documents, the code, the vocabularies and the options."""
    h = hashlib.sha256()
    for row in rows:
        h.update("\0".join(row).encode() + b"\1")
    h.update(_code())
    everything = "".join(vocab_print((p.stem,), options.vocabulary) for p in sorted((_ROOT.parent / "schemas" / "vocabulary").glob("*.csv")))
    config = options.audit_config.read_bytes() if options.audit_config else b""
    for part in (result_print, everything, str(options.formats), str([p.name for p in options.upper])):
        h.update(part.encode() + b"\1")
    h.update(config)
    return h.hexdigest()


@cache
def _code() -> bytes:
    """Digest of the pipeline's files, as they were when this process first asked: it runs what it loaded."""
    h = hashlib.sha256()
    for path in sorted(p for p in _ROOT.rglob("*") if p.suffix in (".py", ".yaml")):
        h.update(path.read_bytes())
    return h.digest()


def checked(dataset: StoredDataset, spread: Spread[tuple[str, int]]) -> list[str]:
    """``schemas.dataset.check`` row group by row group: memory stays flat. A key that comes twice is seen within a row group."""
    pieces = [(t, n) for t in dataset for n in range(dataset.n_groups(t))]
    told = dict(spread(Check(dataset.folder), pieces))
    return [problem for piece in pieces for problem in json.loads(told[piece])]


@dataclass(frozen=True)
class Check:
    """The task of a worker: the problems of one row group of a table (JSON)."""

    dataset: Path

    def __call__(self, piece: tuple[str, int]) -> bytes:
        table, n = piece
        dataset = StoredDataset(self.dataset)
        rows = to_frame(next(dataset.groups(table, only=[n])))
        problems = check({"documents": rows if table == "documents" else dataset.columns("documents", ("document_id",)), table: rows})
        return json.dumps([p for p in problems if table == "documents" or not p.startswith("documents.")]).encode()
