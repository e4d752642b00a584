"""Results kept by content: a document is read once, however often plans are run again.

Two layers under one folder (``--cache``, by default ``OUT/.cache``)::

    reading/<print>/ab/<sha256>.<type>    the Document (pages, cells, words, OCR); depends on the readers, their libraries and options
    results/<print>/ab/<sha256>.<type>    its records; depends on the reading, the extractors and the vocabularies

``<print>`` is a fingerprint of what the layer depends on, so that a changed vocabulary redoes the records and keeps the readings. Every
entry carries its BLAKE2b checksum: a torn or changed one is as if it were not there. Entries are written beside their place and renamed.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import pickle
import shutil
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas import vocab
from schemas.document import TextSource

if TYPE_CHECKING:
    from pipeline.options import RunOptions
    from schemas.document import Document, SourceFile

_MAGIC = b"kehoach1"
_MARK = 16  # bytes of a reading that tell which vocabulary its pictures were read with; blank where there are none
_ROOT = Path(__file__).parents[1]
_OCR = _ROOT / "extractors" / "readers" / "ocr"
KEPT = 3  # fingerprints of each layer that stay on disk; older ones are removed after a run
#: Libraries whose version decides how a file reads.
_LIBRARIES = ("lxml", "numpy", "opencv-python-headless", "pdfplumber", "pdfminer.six", "pypdfium2", "python-calamine", "python-docx", "tesserocr", "viparse")


class Cache:
    """The two layers for one set of options. ``read_print`` and ``result_print`` name them."""

    def __init__(self, folder: Path, options: RunOptions) -> None:
        self.folder = folder
        self.read_print = reading_print(options)
        self.picture_print = vocab_print(_vocabularies()[1], options.vocabulary).encode()  # of readings with pages read as pictures, besides
        self.result_print = _digest(self.read_print, code_print("result"), vocab_print(None, options.vocabulary), *_versions(("pyahocorasick", "rapidfuzz", "regex", "underthesea")))

    def path(self, layer: str, source: SourceFile) -> Path:
        """Where the entry of a source belongs in ``layer`` (reading | results)."""
        kind = "".join(c for c in source.media_type if c.isalnum())[-24:]
        return self.folder / layer / (self.read_print if layer == "reading" else self.result_print) / source.sha256[:2] / f"{source.sha256}.{kind}"

    def result(self, source: SourceFile) -> bytes | None:
        """The packed records of a source (``columns.pack``), or None."""
        return read_sealed(self.path("results", source))

    def has_result(self, source: SourceFile) -> bool:
        """Whether a whole entry is there; its checksum is looked at, its records are not."""
        return self.result(source) is not None

    def failure(self, source: SourceFile, options: RunOptions) -> tuple[str, str] | None:
        """(code, detail) of a document that broke its limits before, unless the limits are wider now."""
        data = read_sealed(self.path("results", source).with_suffix(".failed"))
        if data is None:
            return None
        known = json.loads(data)
        wider = options.timeout > known["timeout"] if known["code"] == "timeout" else options.memory > known["memory"]
        return None if wider else (known["code"], known["detail"])

    def keep_failure(self, source: SourceFile, code: str, detail: str, options: RunOptions) -> None:
        """Only what the file did (it hung, grew, crashed the reader), not what happened to us: a kill from outside, a bug, a full disk."""
        if code in ("timeout", "memory") or code == "crash" and detail != "SIGKILL":
            known = {"code": code, "detail": detail, "timeout": options.timeout, "memory": options.memory}
            write_sealed(self.path("results", source).with_suffix(".failed"), json.dumps(known).encode())

    def keep_result(self, source: SourceFile, packed: bytes) -> None:
        """Raises OSError (full disk): without its records a document is lost to the dataset."""
        write_sealed(self.path("results", source), packed)

    def reading(self, source: SourceFile) -> Document | None:
        """The Document as it was read before, or None."""
        data = read_sealed(self.path("reading", source))
        document = None if data is None or data[:_MARK].strip() not in (b"", self.picture_print) else _load(data[_MARK:])
        if document is not None:
            document.source = source  # same bytes, perhaps under another name
        return document

    def keep_reading(self, source: SourceFile, document: Document) -> None:
        """A disk that is full or read-only costs only the entry: the document itself was read."""
        import pyarrow as pa

        pictured = any(p.text_source is TextSource.OCR for p in document.pages)
        plain = pickle.dumps(document, protocol=5)
        try:
            write_sealed(self.path("reading", source), (self.picture_print if pictured else b"").ljust(_MARK) + len(plain).to_bytes(8, "little") + pa.compress(plain, codec="lz4", asbytes=True))
        except OSError:
            return

    def prune(self) -> None:
        """Removes all but the last used fingerprints of each layer."""
        for layer, current in (("reading", self.read_print), ("results", self.result_print)):
            folder = self.folder / layer
            if (folder / current).is_dir():
                os.utime(folder / current)
            known = sorted((p for p in folder.glob("*") if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
            for old in known[KEPT:]:
                shutil.rmtree(old, ignore_errors=True)


def write_sealed(path: Path, payload: bytes) -> None:
    """Atomic; no sync, since a torn entry is seen by its checksum. Raises OSError (full disk)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(_MAGIC + hashlib.blake2b(payload, digest_size=16).digest() + payload)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read_sealed(path: Path) -> bytes | None:
    """The payload, or None when there is no such entry or it is not whole (then it is removed)."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    payload = data[len(_MAGIC) + 16:]
    if data.startswith(_MAGIC) and hashlib.blake2b(payload, digest_size=16).digest() == data[len(_MAGIC):len(_MAGIC) + 16]:
        return payload
    path.unlink(missing_ok=True)
    return None


class _Unpickler(pickle.Unpickler):
    """Builds the classes of a Document and nothing else: a cache folder from elsewhere cannot run code."""

    def find_class(self, module: str, name: str) -> Any:
        if module in ("schemas.document", "schemas.spans") and not name.startswith("__") and "." not in name:
            found = getattr(__import__(module, fromlist=[name]), name, None)
            if isinstance(found, type):
                return found
        if (module, name) in (("pathlib", "PosixPath"), ("pathlib", "WindowsPath"), ("pathlib", "Path")):
            return Path
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into a reading")


def _load(data: bytes) -> Document | None:
    import pyarrow as pa

    try:
        plain = pa.decompress(data[8:], decompressed_size=int.from_bytes(data[:8], "little"), codec="lz4", asbytes=True)
        document: Document = _Unpickler(io.BytesIO(plain)).load()
    except (pickle.UnpicklingError, AttributeError, TypeError, ValueError, OSError, EOFError, IndexError):
        return None
    return document


def reading_print(options: RunOptions) -> str:
    """What a Document depends on: readers and what they import, their libraries, the reading options, the vocabularies readers use.

    Those that only pages read as pictures rest on are not in it (``Cache.picture_print``): a unit more does not make DOCX be read again.
    """
    ocr: tuple[str, ...] = ()
    if options.ocr != "never":
        from extractors.readers.ocr import store

        ocr = (store.stamp(),)
    plain = options.reading()
    return _digest(code_print("reading"), plain.ocr, plain.engine, str(plain.max_pages), str(plain.max_pixels), str(plain.page_reader is None), vocab_print(_vocabularies()[0], options.vocabulary), *ocr, *_versions(_LIBRARIES))


@cache
def code_print(layer: str) -> str:
    """SHA-256 over the source files a layer runs: ``reading`` (readers and what they import) or ``result`` (all of it)."""
    h = hashlib.sha256()
    for path in _closure() if layer == "reading" else [*_sources(("schemas", "extractors")), *(Path(__file__).with_name(f"{n}.py") for n in ("document", "columns"))]:
        h.update(str(path.relative_to(_ROOT)).encode())
        h.update(path.read_bytes())
    return h.hexdigest()[:16]


def vocab_print(names: tuple[str, ...] | None, extra: Path | None) -> str:
    """SHA-256 over vocabulary files (all when ``names`` is None), shipped ones and the user's."""
    h = hashlib.sha256()
    for folder in (vocab.FOLDER, extra):
        for path in sorted(folder.glob("*.csv")) if folder else ():
            if names is None and not path.stem.startswith("audit_") or names is not None and path.stem in names:
                h.update(path.name.encode())
                h.update(path.read_bytes())
    return h.hexdigest()[:16]


def _sources(packages: Iterable[str]) -> list[Path]:
    return sorted(p for package in packages for p in (_ROOT / package).rglob("*") if p.suffix in (".py", ".npz", ".json"))


@cache
def _closure(pictures: bool = True) -> list[Path]:
    """The readers' files, the pipeline modules that call them, and every module of ours that these import; without ``pictures`` none of OCR's."""
    todo = [*_sources(("extractors/readers",)), *(Path(__file__).with_name(f"{n}.py") for n in ("readers", "soffice", "ocr", "detect"))]
    seen: set[Path] = set()
    while todo:
        path = todo.pop()
        if path in seen or not path.exists() or not pictures and path.is_relative_to(_OCR):
            continue
        seen.add(path)
        if path.suffix == ".py":
            for name in _names(path)[0]:
                if name.partition(".")[0] in ("schemas", "extractors"):
                    base = _ROOT / name.replace(".", "/")
                    todo += [base.with_suffix(".py"), base / "__init__.py"]
    return sorted(seen)


@cache
def _names(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """(what a source file imports, its strings of one word)."""
    imports, strings = set(), set()
    todo: list[ast.AST] = [ast.parse(path.read_bytes())]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and node.value.isidentifier():
                strings.add(node.value)
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
        elif isinstance(node, ast.Import):
            imports |= {a.name for a in node.names}
        elif not isinstance(node, (ast.Name, ast.expr_context, ast.operator, ast.cmpop)):
            todo += ast.iter_child_nodes(node)
    return frozenset(imports), frozenset(strings)


@cache
def _vocabularies() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Vocabularies that all readers may use, and those that only OCR does: the names of vocabularies that stand in their files.
    One too many costs a reading done again, one too few would keep a stale one."""
    shipped = {p.stem for p in vocab.FOLDER.glob("*.csv")}
    some, every = (frozenset[str]().union(*(_names(p)[1] for p in _closure(pictures) if p.suffix == ".py" and p.name != "vocab.py")) & shipped for pictures in (False, True))
    return tuple(sorted(some)), tuple(sorted(every - some))


def _versions(names: Iterable[str]) -> list[str]:
    out = []
    for name in names:
        try:
            out.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            out.append(f"{name} -")
    return out


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
