"""A run over what was run before is answered from what stands, before anything of weight is loaded.

Nothing is taken on trust: every input file is hashed again, and so are the program, the vocabularies and the settings; of the files that
the run wrote, size and time must be as they were left. What cannot be decided that way (an address, a failure that deserves another
try) goes the ordinary way.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.digest import Digest, Run, write_run_json
from pipeline.log import Log
from pipeline.names import Input, Named, expanded
from pipeline.options import RunOptions

FILE_NAME = "standing.json"
_ROOT = Path(__file__).parents[1]
#: Failures that are no fault of the file alone: the next run tries again.
_AGAIN = ("unreadable", "not_found", "missing_tool", "internal", "crash")


def unchanged(inputs: Sequence[Input], out: Path, options: RunOptions) -> Run | None:
    """The run as it stands in ``out``, its ``run.json`` and log written; None when there is something to do."""
    began = time.monotonic()
    place = out / ".cache" / "dataset"
    stamp = read(place) if options.use_cache else None
    if stamp is None or not stamp["quick"] or stamp["quick"] != quick_key(inputs, options):
        return None
    with Log(out) as log:
        run = run_of(place, stamp)
        log.event("unchanged", documents=run.digest.documents)
    run.seconds = {"discover": round(time.monotonic() - began, 3)}
    run.files.append(write_run_json(out, run, options))
    return run


def read(place: Path) -> dict[str, Any] | None:
    """What was written about the dataset in ``place``, or None when a file that was made of it has been touched since."""
    try:
        stamp = json.loads((place / FILE_NAME).read_text(encoding="utf-8"))
        Digest(**stamp["digest"])
        return stamp if all(_state(Path(f)) == s for f, s in stamp["states"].items()) and {"key", "quick", "problems", "files"} <= stamp.keys() else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(place: Path, stamp: dict[str, Any]) -> None:
    """The inverse of ``read``; takes the states of the files down as they are now."""
    states = {f: _state(Path(f)) for f in [*stamp["files"], *_models()]}
    part = place / f".{FILE_NAME}.part"
    part.write_text(json.dumps({**stamp, "states": states}, ensure_ascii=False), encoding="utf-8")
    os.replace(part, place / FILE_NAME)


def run_of(place: Path, stamp: dict[str, Any]) -> Run:
    """The run that a stamp tells of."""
    return Run(place, Digest(**stamp["digest"]), files=[Path(f) for f in stamp["files"]], problems=stamp["problems"])


def tries_again(digest: Digest) -> bool:
    """Whether a document failed in a way that the next run should try again."""
    return any(error.startswith(_AGAIN) for _, error in digest.failed)


def quick_key(inputs: Sequence[Input], options: RunOptions) -> str:
    """What a dataset is made of, as far as it can be known without opening a document: names and contents of all inputs, the program, its
    libraries, the options. "" when that does not decide."""
    h = hashlib.sha256()
    try:
        for given in expanded([*inputs, *options.upper]):
            if not isinstance(given, Named):
                return ""
            h.update(f"{given.name}\0".encode(errors="surrogateescape") + _digest(given.path))
        for folder in (_ROOT / "schemas", _ROOT / "extractors", _ROOT / "pipeline", options.vocabulary):
            for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".csv", ".npz", ".json", ".yaml")) if folder else ():
                h.update(path.name.encode() + _digest(path))
        if options.audit_config:
            h.update(_digest(options.audit_config))
    except OSError:  # the ordinary way says what is wrong
        return ""
    told = (options.ocr, options.pdf, options.formats, options.timeout, options.memory, [p.name for p in options.upper])
    for part in (told, sys.version, _libraries(), os.environ.get("TESSDATA_PREFIX", ""), _models()):
        h.update(repr(part).encode() + b"\1")
    return h.hexdigest()


def _digest(path: Path) -> bytes:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").digest()


def _libraries() -> list[str]:
    """Names with versions of everything installed, as the folders of the import path tell; the program itself is known by its files."""
    names = {name for folder in sys.path if os.path.isdir(folder) for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))}
    return sorted(name for name in names if not name.startswith("kehoach"))


def _models() -> list[str]:
    """The models of the OCR engine that are installed."""
    places = [Path(p) for p in (os.environ.get("TESSDATA_PREFIX"), "/usr/share/tessdata", "/usr/local/share/tessdata", "/opt/homebrew/share/tessdata") if p]
    return sorted(str(m) for p in (*places, *Path("/usr/share").glob("tesseract*/**/tessdata")) for m in p.glob("vie.traineddata"))


def _state(file: Path) -> list[int]:
    s = file.stat()
    return [s.st_size, s.st_mtime_ns]
