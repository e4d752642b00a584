"""READERS: which reader reads which media type. A new format = one reader file and one line here."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from extractors.readers.page import ReadOptions
from pipeline import detect, soffice
from schemas.document import Document, SourceFile
from schemas.errors import DocumentError

#: media type -> module with ``read(source, options) -> Document``; imported when the first such file is met.
READERS: dict[str, str] = {
    detect.PDF: "extractors.readers.pdf",
    detect.DOCX: "extractors.readers.docx",
    detect.DOC: "extractors.readers.office",
    detect.RTF: "extractors.readers.office",
    detect.ODT: "extractors.readers.office",
    detect.XLSX: "extractors.readers.sheet",
    detect.XLS: "extractors.readers.sheet",
    detect.ODS: "extractors.readers.sheet",
    detect.DOCX_FLAT: "extractors.readers.office",
    detect.HTML: "extractors.readers.html",
    detect.MHTML: "extractors.readers.html",
    detect.TEXT: "extractors.readers.text",
    detect.JPEG: "extractors.readers.image",
    detect.PNG: "extractors.readers.image",
    detect.TIFF: "extractors.readers.image",
    detect.BMP: "extractors.readers.image",
    detect.WEBP: "extractors.readers.image",
    detect.JP2: "extractors.readers.image",
    detect.GIF: "extractors.readers.image",
}


def read(source: SourceFile, options: ReadOptions) -> Document:
    """Reads a file with the reader of its media type. Raises DocumentError."""
    module = READERS.get(source.media_type)
    if module is None:
        raise DocumentError("unsupported", source.media_type)
    soffice.rest()
    if options.converter is None:
        options = replace(options, converter=soffice.convert)
    return import_module(module).read(source, options)
