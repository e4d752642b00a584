"""Joins the PDF reader with the OCR reader: pages without words, or with words not to be believed, are read as pictures."""

from __future__ import annotations

from collections.abc import Callable

from extractors.readers.page import PageBlocks, ReadOptions
from schemas.document import SourceFile


def page_reader(mode: str) -> Callable[[SourceFile, int, ReadOptions], PageBlocks] | None:
    """The page reader for ``--ocr`` mode; None for ``never`` or when Tesseract is not installed."""
    if mode == "never":
        return None
    from importlib.util import find_spec

    return _read_page if find_spec("tesserocr") else None


def _read_page(source: SourceFile, page_number: int, options: ReadOptions) -> PageBlocks:
    from extractors.readers.ocr.pdf_page import ocr_pdf_page

    return ocr_pdf_page(source, page_number, options)
