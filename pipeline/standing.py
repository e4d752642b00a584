"""The dataset that stands in a folder: built beside, put in its place when whole, and left alone when nothing changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import reaper
from pipeline.cache import vocab_print
from pipeline.store import StoredDataset, batches
from schemas.dataset import check

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.options import RunOptions

_ROOT = Path(__file__).parent


class Stage:
    """Where a run builds its dataset: ``OUT/.cache/dataset``, or a temporary folder that lives as long as the dataset (no cache)."""

    def __init__(self, out: Path, use_cache: bool) -> None:
        self.place = out / ".cache" / "dataset" if use_cache else None
        self.keep: Any = None
        if self.place is None:
            self.keep = tempfile.TemporaryDirectory(prefix="kehoach-dataset-")
            self.folder = Path(self.keep.name)
            return
        self.place.parent.mkdir(parents=True, exist_ok=True)
        me = f"{os.getpid()}-{reaper.start_time(os.getpid())}"
        for old in self.place.parent.glob("w-*.part"):  # of runs that were killed
            if not reaper.alive(old.with_suffix("")):
                shutil.rmtree(old, ignore_errors=True)
        self.folder = self.place.parent / f"w-{me}.part"
        shutil.rmtree(self.folder, ignore_errors=True)

    def settle(self, dataset: StoredDataset, key: str, files: Iterable[Path], problems: list[str]) -> None:
        """Puts the dataset in its place, with what it was made of and which files were made of it."""
        if self.place is None:
            return
        stamp = {"key": key, "files": {str(f.absolute()): _state(f) for f in files}, "problems": problems}
        (self.folder / "standing.json").write_text(json.dumps(stamp), encoding="utf-8")
        shutil.rmtree(self.place, ignore_errors=True)
        os.replace(self.folder, self.place)
        dataset.folder = self.place

    def standing(self, key: str) -> tuple[StoredDataset, list[Path], list[str]] | None:
        """The dataset made of the same before, its files and problems; None when there is none or a file was touched since."""
        if self.place is None:
            return None
        try:
            stamp = json.loads((self.place / "standing.json").read_text(encoding="utf-8"))
            same = stamp["key"] == key and all(_state(Path(f)) == s for f, s in stamp["files"].items())
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (StoredDataset(self.place), [Path(f) for f in stamp["files"]], stamp["problems"]) if same else None


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


def checked(dataset: Mapping[str, pd.DataFrame]) -> list[str]:
    """``schemas.dataset.check`` batch by batch: memory stays flat. A key that comes twice is seen within a batch."""
    documents = dataset["documents"]
    problems = check({"documents": documents})
    for name in dataset:
        if name == "documents":
            continue
        for batch in batches(dataset, name):
            mine = documents[documents["document_id"].isin(set(batch["document_id"]))] if "document_id" in batch else documents.head(0)
            problems += [p for p in check({"documents": mine, name: batch}) if not p.startswith("documents.")]
    return problems


def _state(file: Path) -> list[int]:
    s = file.stat()
    return [s.st_size, s.st_mtime_ns]
