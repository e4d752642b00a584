"""One source file -> all its records. Runs inside a worker; touches nothing but the file it reads."""

from __future__ import annotations

from collections.abc import Callable

from extractors.outline import outline
from extractors.readers.page import ReadOptions
from extractors.records import extract
from extractors.records.context import DocumentResult
from pipeline.readers import read
from schemas.document import Document, SourceFile, Table, TextSource
from schemas.errors import DocumentError
from schemas.records import DocumentInfo

Reader = Callable[[SourceFile, ReadOptions], Document]

#: Notes after which a document counts as ``partial``: something of it is not in the dataset.
PARTIAL = frozenset({"number_in_picture", "page_needs_ocr", "table_not_understood", "page_unreadable", "ocr_needed", "ocr_failed", "row_not_understood", "page_lost_glyphs", "text_layer_broken", "rows_undecided"})


def process(source: SourceFile, options: ReadOptions, reader: Reader = read) -> DocumentResult:
    """Reads and understands one document. Never raises for a bad document: its row says what happened. ``reader``: one with a cache."""
    info = new_info(source)
    try:
        document = reader(source, options)
        _check(document)
        fill(info, document)
        result = extract(outline(document), info)
    except DocumentError as e:
        info.status, info.error = "failed", e.sentence
        return DocumentResult(info)
    codes = {n["code"] for n in result.notes}
    info.status = "partial" if codes & PARTIAL else "ok"
    info.notes = "; ".join(sorted(codes))
    return result


def new_info(source: SourceFile) -> DocumentInfo:
    """What is known of a file before it is read; its status is ``failed`` until success is earned."""
    return DocumentInfo(document_id=source.sha256[:12], file_name=source.name, sha256=source.sha256, media_type=source.media_type)


def fill(info: DocumentInfo, document: Document) -> None:
    """What the reading says of the whole file: ``pages`` (empty where there are none), ``text_source`` (``ocr`` if any page was)."""
    info.pages = len(document.pages) or None
    sources = {p.text_source for p in document.pages} or {document.text_source}
    info.text_source = (TextSource.OCR if TextSource.OCR in sources else next(iter(sources))).value


def _check(document: Document) -> None:
    """A document without a word is a failure, with the reason its pages give."""
    if any(b.text.strip() if not isinstance(b, Table) else any(c.text.strip() for c in b.cells) for b in document.blocks):
        return
    if any(p.needs_ocr for p in document.pages):
        raise DocumentError("ocr_needed")
    raise DocumentError("no_text")
