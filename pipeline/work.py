"""What a worker does with one document: source file -> packed records, through the cache of readings."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from extractors.readers.page import ReadOptions
from pipeline.cache import Cache
from pipeline.columns import pack
from pipeline.document import new_info, process
from pipeline.options import RunOptions
from pipeline.readers import READERS, read
from schemas import vocab
from schemas.document import Document, SourceFile
from schemas.errors import DocumentError


class Reader:
    """The task of a worker. Built before workers are forked; ``start`` runs in each of them."""

    def __init__(self, options: RunOptions, cache: Cache | None) -> None:
        self.options, self.cache = options, cache
        self.reading = options.reading()
        self.tell: Callable[[int, int], None] | None = None  # set in the worker: hears of each page

    def start(self) -> None:
        """In the worker, once: the user's vocabulary, where the worker was not forked with it."""
        if vocab.in_use() != self.options.vocabulary:
            vocab.use_folder(self.options.vocabulary)

    def __call__(self, source: SourceFile) -> bytes:
        """The packed records of one source (``columns.pack``). Raises DocumentError for what is no fault of the document (a missing
        program), so that it is not remembered as a result."""
        self.missing: DocumentError | None = None
        result = process(source, replace(self.reading, progress=self.tell), self._read)
        if self.missing is not None:
            raise self.missing
        return pack(result)

    def _read(self, source: SourceFile, options: ReadOptions) -> Document:
        found = self.cache.reading(source) if self.cache else None
        if found is None:
            try:
                found = read(source, options)
            except DocumentError as e:
                self.missing = e if e.code == "missing_tool" else None
                raise
            except (zlib.error, EOFError, zipfile.BadZipFile) as e:  # a package whose list is whole and whose parts are not
                raise DocumentError("truncated", str(e)[:200]) from e
            if self.cache:
                self.cache.keep_reading(source, found)
        return found


def failed(source: SourceFile, code: str, detail: str = "") -> bytes:
    """The packed row of a document that could not be read."""
    from extractors.records.context import DocumentResult

    info = new_info(source)
    info.document_id = info.document_id or source.name
    info.status, info.error = "failed", DocumentError(code, detail).sentence
    return pack(DocumentResult(info))


def warm(media_types: set[str]) -> None:
    """Imports and compiles before forking what every worker needs: done once, shared by all, also by later replacements."""
    from importlib import import_module

    from extractors.outline import outline
    from extractors.records import FIELDS, extract
    from schemas.document import Paragraph
    from schemas.records import DocumentInfo

    for name in FIELDS:
        import_module(f"extractors.records.{name}")
    for kind in media_types & READERS.keys():
        import_module(READERS[kind])
    nothing = SourceFile(Path(), "", "0" * 64, 0, "")
    with contextlib.suppress(Exception):  # warming is not reading: what breaks here breaks, and is told, on a document
        extract(outline(Document(nothing, [Paragraph("Thực hiện Nghị quyết số 57-NQ/TW; Phòng Văn hóa - Xã hội hoàn thành trước ngày 15/12/2025, đạt trên 80%.")])), DocumentInfo(document_id="0", file_name="", sha256=""))
