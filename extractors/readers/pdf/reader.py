"""PDF → Document: opens the file, reads page by page, sets furniture aside, joins paragraphs over page breaks."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import regex

from extractors.readers.old_letters import into_unicode
from extractors.readers.page import PageBlocks, ReadOptions
from extractors.readers.pdf.blocks import Flow, line_by_line, make_blocks
from extractors.readers.pdf.carried import carry_on
from extractors.readers.pdf.fonts import Font
from extractors.readers.pdf.furniture import find_furniture
from extractors.readers.pdf.guard import check_file
from extractors.readers.pdf.native import NativePage, read_page, without_tables
from extractors.readers.pdf.paragraphs import Column, measure, merge, starts_paragraph
from extractors.readers.pdf.plain import read_plain
from extractors.readers.pdf.signatures import read_signatures
from schemas.document import Block, Document, Note, Page, Paragraph, Role, SourceFile, TextSource
from schemas.errors import DocumentError

#: Pages whose words are in memory at one time.
WINDOW = 64


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Read a PDF. Raises DocumentError: encrypted, truncated, no_pages, too_large."""
    options = options or ReadOptions()
    if options.engine == "plain":
        return read_plain(source, options)
    reason = check_file(source.path)
    document = Document(source, [])
    with open_pdf(source.path) as pdf:
        count = len(pdf)
        if count == 0:
            raise DocumentError("no_pages")
        if count > options.max_pages:
            raise DocumentError("too_large", f"{count} trang, giới hạn {options.max_pages}")
        fonts: dict[int, Font] = {}
        before: list[NativePage] = []
        eyes = _read_patch if options.page_reader and options.ocr != "never" else None

        def page(number: int) -> NativePage:
            try:
                refused = reason(number - 1)
                seen = _unreadable(number, refused) if refused else read_page(pdf, number, fonts, eyes)
                if before and before[0].frame.read_size == seen.frame.read_size:
                    _carry(before[0], seen)
                before[:] = [seen]
            except (OSError, ValueError, RuntimeError, ArithmeticError, LookupError) as error:
                seen = _unreadable(number, str(error))
            return seen

        _build(document, (map(page, numbers) for numbers in _windows(count)), options, count)
    if b"/ByteRange" in source.path.read_bytes():  # PDFium counts only the fields that the form names
        document.signatures, notes = read_signatures(source.path)
        document.notes.extend(notes)
    into_unicode(document)
    if any(font.mac for font in fonts.values()):
        document.notes.append(Note("charmap_repaired", "Một số phông chữ trong tệp có bảng mã sai, đã sửa lại khi đọc."))
    return document


def _carry(before: NativePage, here: NativePage) -> None:
    """A table without rules goes on from one page to the next; where that fails the rows stay as they are."""
    grids = list(here.grids)
    try:
        rows = carry_on(before.grids, before.rows, grids, here.rows, here.frame.read_size)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as for any fault in finding tables, the text of the page is kept
        return
    here.grids, here.rows = grids, rows


def _read_patch(grey: np.ndarray, dpi: float) -> list[tuple[str, tuple[int, int, int, int], float]]:
    """Words of one line of a page seen as a picture."""
    from extractors.readers.ocr.engine import read_small

    return [(w.text, w.box, w.confidence) for w in read_small(grey, dpi)]


def open_pdf(path: Path) -> Any:
    """An open ``pypdfium2.PdfDocument``. Raises DocumentError: encrypted, truncated."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        detail = str(error)
        if _declares_no_pages(path):
            raise DocumentError("no_pages") from error
        if "password" in detail.lower() or "security" in detail.lower():
            raise DocumentError("encrypted") from error
        raise DocumentError("truncated", detail) from error


def _declares_no_pages(path: Path) -> bool:
    data = path.read_bytes()
    return bool(regex.search(rb"/Count\s+0\b", data)) and not regex.search(rb"/Type\s*/Page\b", data)


def _unreadable(number: int, why: str) -> NativePage:
    from extractors.readers.pdf.frame import Frame

    page = Page(number, 0.0, 0.0, needs_ocr="unreadable")
    return NativePage(page, Frame((0.0, 0.0, 0.0, 0.0)), notes=[Note("page_unreadable", f"Không đọc được trang {number}: {why}", number)])


def _windows(count: int) -> list[range]:
    """Pages 1 … ``count`` in equal runs of at most ``WINDOW``: what is on them is let go when their blocks are made."""
    parts = -(-count // WINDOW)
    stops = [1 + round(i * count / parts) for i in range(parts + 1)]
    return [range(a, b) for a, b in pairwise(stops)]


def _build(doc: Document, windows: Iterable[Iterable[NativePage]], options: ReadOptions, count: int) -> None:
    """Furniture and margins are decided over all pages of a window, paragraphs go on from one to the next."""
    usual: dict[tuple[int, int], Column] = {}
    flow: Flow | None = None
    for window in windows:
        with _collecting(False):
            pages = list(window)
            furniture = find_furniture(pages)
            usual |= _columns(pages)
            for p in pages:
                flow = _add_page(doc, p, furniture[p.page.number], usual, flow, options)
                if options.progress is not None:  # after what takes long: the reading of a page as a picture
                    options.progress(p.page.number, count)
    if options.page_reader is None or options.ocr == "never":
        doc.notes.extend(_unread(doc.pages))
    for i, block in enumerate(doc.blocks):
        block.block = i
    sources = {page.text_source for page in doc.pages}
    doc.text_source = TextSource.OCR if sources == {TextSource.OCR} else TextSource.NATIVE


@contextmanager
def _collecting(on: bool) -> Iterator[None]:
    """Python looks for cyclic garbage meanwhile, or not: reading a page makes thousands of objects but no cycles, and looking takes long."""
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if before else gc.disable)()


def _add_page(
    doc: Document, p: NativePage, roles: dict[int, Role], usual: dict[tuple[int, int], Column], before: Flow | None, options: ReadOptions
) -> Flow | None:
    if p.page.needs_ocr != "unreadable" and options.page_reader and (options.ocr == "always" or (options.ocr == "auto" and p.page.needs_ocr)):
        with _collecting(True):
            seen = options.page_reader(doc.source, p.page.number, options)
        doc.notes.extend(p.notes)
        _add_read(doc, seen, p)
        return None
    here = _blocks(p, roles, usual.get(_size(p)))
    doc.notes.extend(p.notes)
    p.page.ledger = here.counts
    doc.pages.append(p.page)
    _append(doc, before, here)
    return here


def _blocks(p: NativePage, roles: dict[int, Role], column: Column | None) -> Flow:
    """Blocks of a page; where that fails without its tables, and at the least line by line."""
    try:
        return make_blocks(p, roles, column)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one page must not cost its text, nor the other pages
        without_tables(p, error)
    try:
        return make_blocks(p, {}, column)  # the roles were those of other rows
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        return line_by_line(p)


_WHY = {
    "no_text": "không có lớp chữ (trang quét)",
    "broken_tounicode": "bảng mã ký tự hỏng, một số chữ không đọc được",
    "private_use": "dùng ký tự riêng của phông chữ",
    "bad_ocr_layer": "lớp chữ do nhận dạng trước đây để lại bị sai nhiều",
}


def _unread(pages: list[Page]) -> list[Note]:
    return [Note("page_needs_ocr", f"Trang {p.number}: {_WHY[p.needs_ocr]}. Cần nhận dạng chữ.", p.number) for p in pages if p.needs_ocr in _WHY]


def _add_read(doc: Document, seen: PageBlocks, p: NativePage) -> None:
    """A page that was read as a picture; a paragraph may go on from the page before."""
    from extractors.readers.ocr.over_pages import join_over

    seen.page.needs_ocr = seen.page.needs_ocr or p.page.needs_ocr
    doc.pages.append(seen.page)
    doc.notes.extend(seen.notes)
    doc.blocks.extend(join_over(doc.blocks, seen.blocks))


def _append(doc: Document, before: Flow | None, here: Flow) -> None:
    blocks: list[Block] = list(here.blocks)
    if before and before.last and here.first and here.first[1]:
        (para, lines), (following, first) = before.last, here.first
        if following.role is Role.BODY and para.role is Role.BODY and _goes_on(lines, first, before, here, following):
            merge(para, following)
            blocks = [b for b in blocks if b is not following]
            if here.last and here.last[0] is following:
                here.last = (para, here.last[1])
    doc.blocks.extend(blocks)


def _goes_on(lines: list, first: list, before: Flow, here: Flow, following: Paragraph) -> bool:
    """True when the first paragraph of a page is the rest of the last one of the page before."""
    if before.column is None or here.column is None:
        return False
    column, line = before.column, first[0]
    shift = column.x0 - here.column.x0  # pages may have other margins
    moved = [type(line)(line.words, line.x0 + shift, line.x1 + shift, 0.0, 0.0, lines[-1].base + column.leading, line.size, line.bold)]
    return not starts_paragraph(lines, moved[0], column)


def _size(p: NativePage) -> tuple[int, int]:
    w, h = p.frame.read_size
    return round(w), round(h)


def _columns(pages: list[NativePage]) -> dict[tuple[int, int], Column]:
    """Usual margins of the pages of each size."""
    lines: dict[tuple[int, int], list] = defaultdict(list)
    tables: dict[tuple[int, int], list] = defaultdict(list)
    for p in pages:
        tables[_size(p)].extend(g.bbox for g in p.grids)
        lines[_size(p)].extend(ln for r in p.rows if len(r) == 1 for ln in r)
    measured = {size: measure(found, tables[size], size[0]) for size, found in lines.items()}
    main = max(lines, key=lambda size: len(lines[size]))
    usual = measured[main]
    for size, column in measured.items():
        if column and usual and len(lines[size]) < 12:  # too few lines to tell leading from paragraph spacing
            measured[size] = replace(column, leading=min(column.leading, usual.leading))
    return {size: column for size, column in measured.items() if column}
