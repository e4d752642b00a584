"""What readers of paged formats share: options, and the blocks of one page before the Document numbers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from schemas.document import Block, Note, Page, SourceFile


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. ``ocr``: never | auto (pages that need it) | always; ``engine``: fast | plain (pdfplumber alone)."""

    ocr: str = "auto"
    engine: str = "fast"
    max_pages: int = 2_000
    max_pixels: int = 60_000_000  # of one page picture
    cache: Path | None = None  # folder for OCR results, keyed by page content; None = no cache
    #: Reads one page as a picture: (source, page_number, options) -> PageBlocks. Set by pipeline; None = no OCR at hand.
    page_reader: Callable[[SourceFile, int, ReadOptions], PageBlocks] | None = None
    #: Called after each page: (page_number, of_pages). For progress.
    progress: Callable[[int, int], None] | None = None
    #: Converts an old office file: (file, "docx", folder) -> new file. Set by pipeline; None = no LibreOffice at hand.
    converter: Callable[[Path, str, Path], Path] | None = None


@dataclass(slots=True)
class PageBlocks:
    """One page: blocks in reading order (``block`` numbers are set when the Document is put together)."""

    page: Page
    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
