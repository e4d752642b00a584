"""The one Document type that every reader returns and every extractor reads.

Readers know pages and cells, never fields; extractors know fields, never file formats.
All boxes are ``(x0, y0, x1, y1)`` in points (1/72 inch), origin at the top left of the page as displayed
(after /Rotate). Pages count from 1, blocks, rows and columns from 0. All text is NFC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from schemas.spans import NO_SPANS, Bbox, Spans


class TextSource(StrEnum):
    """Where the words of a page came from (column ``text_source`` of ``documents``)."""

    NATIVE = "native"  # the file's own characters (PDF text layer, DOCX, XLSX …)
    OCR = "ocr"  # read from a picture
    TEXT = "text"  # plain text or Markdown


class Role(StrEnum):
    """What a paragraph is on its page."""

    BODY = "body"
    HEADING = "heading"
    LETTERHEAD = "letterhead"  # issuer, national motto, number, place and date at the head
    HEADER = "header"  # running head
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    FOOTNOTE = "footnote"
    TEXTBOX = "textbox"
    STAMP = "stamp"  # text of a digital-signature appearance, form field, stamp
    LEFTOVER = "leftover"  # visible glyphs that belong to nothing else; kept so that nothing is lost


#: Roles that are page furniture: kept in the Document, not read for records.
FURNITURE = frozenset({Role.HEADER, Role.FOOTER, Role.PAGE_NUMBER, Role.LEFTOVER})


class Box(NamedTuple):
    """A rectangle on one page. A document has one or more for each cell and paragraph: a tuple is made and kept at least cost."""

    page: int
    bbox: Bbox


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. ``boxes`` has one entry for each page part (a row cut by a page has two)."""

    block: int
    row: int | None = None
    col: int | None = None
    boxes: tuple[Box, ...] = ()

    @property
    def page(self) -> int | None:
        """First page, or None where the format has no pages."""
        return self.boxes[0].page if self.boxes else None

    @property
    def bbox(self) -> Bbox | None:
        """Box on the first page, or None where the format has no pages."""
        return self.boxes[0].bbox if self.boxes else None


@dataclass(slots=True)
class _Worded:
    """Text with the boxes of its words."""

    text: str
    spans: Spans = NO_SPANS
    boxes: tuple[Box, ...] = ()  # of the whole paragraph or cell
    confidence: float = 1.0
    notes: tuple[str, ...] = ()  # e.g. "repaired: O6 -> 06", "tcvn3"

    def boxes_of(self, start: int, end: int) -> tuple[Box, ...]:
        """Boxes (one a page) around the words that overlap ``start:end``; the whole box where words have none."""
        found = self.spans.touching(start, end)
        return tuple([Box(page, bbox) for page, bbox in found.boxes()]) if found else self.boxes

    def confidence_of(self, start: int, end: int) -> float:
        """Lowest confidence of the words that overlap ``start:end``."""
        found = self.spans.touching(start, end)
        return found.confidence() if found else self.confidence


@dataclass(slots=True)
class Paragraph(_Worded):
    """One paragraph. ``text`` has no line breaks from wrapping; a list marker that numbering made is part of it."""

    block: int = 0
    role: Role = Role.BODY
    level: int | None = None  # heading level, 1 = highest, when the format tells
    bold: bool = False
    centered: bool = False

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Where characters ``start:end`` stand (to the end when None)."""
        return Place(self.block, boxes=self.boxes_of(start, len(self.text) if end is None else end))


@dataclass(slots=True)
class Cell(_Worded):
    """One cell; a merged cell is one Cell with spans over 1. Paragraphs inside it are joined by ``\\n``."""

    row: int = 0
    col: int = 0
    row_span: int = 1
    col_span: int = 1
    bold: bool = False
    header: bool = False  # the format marks it as a header row to be repeated


@dataclass(slots=True)
class Table:
    """A grid of cells as the format or the page shows it; parts on different pages are separate Tables.

    ``block`` is the index in ``Document.blocks``. ``kind`` is ``data`` unless the reader is sure that the grid is
    layout (a letterhead or a signature block set as an invisible table): then ``layout``, and its cells are also read
    as paragraphs by the fields that need them.
    """

    block: int
    n_rows: int
    n_cols: int
    cells: list[Cell]
    boxes: tuple[Box, ...] = ()
    kind: str = "data"
    confidence: float = 1.0
    notes: tuple[str, ...] = ()

    def grid(self) -> list[list[Cell | None]]:
        """``n_rows`` × ``n_cols``; a merged cell stands in every position it covers; None = no cell there."""
        g: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for c in self.cells:
            if c.row_span == c.col_span == 1:
                if c.row < self.n_rows and c.col < self.n_cols:
                    g[c.row][c.col] = c
                continue
            for r in range(c.row, min(c.row + c.row_span, self.n_rows)):
                for k in range(c.col, min(c.col + c.col_span, self.n_cols)):
                    g[r][k] = c
        return g

    def place(self, cell: Cell, start: int = 0, end: int | None = None) -> Place:
        """Where characters ``start:end`` of a cell stand (to the end when None)."""
        return Place(self.block, cell.row, cell.col, cell.boxes_of(start, len(cell.text) if end is None else end))


Block = Paragraph | Table


@dataclass(slots=True)
class Ledger:
    """Every visible, non-blank glyph of a page, counted once where it went. ``lost`` must be 0."""

    glyphs: int = 0
    in_paragraphs: int = 0
    in_cells: int = 0
    in_furniture: int = 0  # headers, footers, page numbers
    leftover: int = 0  # kept as Role.LEFTOVER paragraphs, with a note

    @property
    def lost(self) -> int:
        """Glyphs that went nowhere; negative when some were counted twice. Both are bugs of the reader."""
        return self.glyphs - self.in_paragraphs - self.in_cells - self.in_furniture - self.leftover


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user must know about the reading of a document: ``code`` is stable, ``message`` Vietnamese."""

    code: str
    message: str
    page: int | None = None


@dataclass(slots=True)
class Page:
    """One page as displayed: ``width`` and ``height`` in points after ``rotation`` (degrees clockwise, of the file)."""

    number: int
    width: float
    height: float
    text_source: TextSource = TextSource.NATIVE
    rotation: int = 0
    ledger: Ledger | None = None
    needs_ocr: str = ""  # reason when the text layer is missing or not to be believed; "" = believed


@dataclass(frozen=True, slots=True)
class Signature:
    """One digital signature as read offline. ``status``: intact | changed | incomplete | unreadable."""

    signer: str
    signed_at: str  # ISO 8601 with offset, or ""
    status: str
    chain: str = ""  # subject < issuer < … as reported, not judged


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One input. ``path`` is where it can be read now; ``name`` is what the user calls it (``a.zip/b.pdf``)."""

    path: Path
    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(slots=True)
class Document:
    """What a reader makes of a file: blocks in reading order, each with its index in ``block``."""

    source: SourceFile
    blocks: list[Block]
    pages: list[Page] = field(default_factory=list)  # empty where the format has no pages
    text_source: TextSource = TextSource.NATIVE
    notes: list[Note] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Paragraphs that carry content, in reading order (page furniture left out)."""
        for b in self.blocks:
            if isinstance(b, Paragraph) and b.role not in FURNITURE:
                yield b

    def tables(self) -> Iterator[Table]:
        """Tables in reading order, those that are only layout too."""
        for b in self.blocks:
            if isinstance(b, Table):
                yield b
