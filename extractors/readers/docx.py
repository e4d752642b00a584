"""DOCX -> Document, with python-docx for the package and its parts and the XML of WordprocessingML (ECMA-376 Part 1) for the rest.

What python-docx leaves out and plans contain: numbering made by Word, merged cells both ways, nested tables, text boxes,
footnotes, tracked changes (accepted: insertions kept, deletions dropped), symbols, content controls, old fonts.
DOCX has no pages: Places carry block, row and column only.
"""

from __future__ import annotations

from typing import Any

from extractors.readers.docx_numbering import Numbering
from extractors.readers.docx_package import core_properties, open_package, part_of, parts, root_of
from extractors.readers.docx_styles import Styles, value, whole
from extractors.readers.docx_words import Words, text_boxes
from extractors.readers.old_letters import evident_encoding, texts_of
from extractors.readers.page import ReadOptions
from extractors.text import clean
from schemas.document import Block, Cell, Document, Note, Paragraph, Role, SourceFile, Table, TextSource
from schemas.errors import DocumentError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC, _TR_PR = W + "p", W + "tbl", W + "tr", W + "tc", W + "trPr"
_PLAIN = (1, "", "")  # a cell that is not merged

#: Twips (1.8 mm): the margins of a cell alone take 216.
SLIVER = 100
MAX_GRID = 2_000_000  # positions of one table

_HEAD_MARKS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "ĐẢNG CỘNG SẢN VIỆT NAM")
_FOOT_MARKS = ("NƠI NHẬN",)


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Read a DOCX. Raises DocumentError truncated, bomb, encrypted or too_large."""
    package = open_package(source.path)
    document = _Reader(package, source).read()
    if encoding := evident_encoding(texts_of(document)):
        document = _Reader(package, source, encoding).read()
    return document


class _Reader:
    def __init__(self, package: Any, source: SourceFile, evident: str = "") -> None:
        """``evident``: the encoding of words whose font does not tell; "" = the fonts tell all."""
        self.package, self.source, self.evident = package, source, evident
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.encodings: set[str] = set()
        self.numbering = Numbering(package)
        styles = root_of(part_of(package.part, "/styles"))
        others = (root_of(p) for p in parts(package.part, "/footnotes", "/endnotes", "/header", "/footer"))
        old = any(_has_old_fonts(root) for root in (package.element, styles, *others) if root is not None)
        self.words = Words(Styles(styles), self._unicode if old else None)

    def read(self) -> Document:
        self.words.index(self.package.element)
        self._body(self.package.element.body)
        self._footnotes()
        self._headers()
        for encoding in sorted(self.encodings):
            self.notes.append(Note("legacy_encoding", f"Văn bản dùng bảng mã cũ {encoding}, đã chuyển sang Unicode."))
        return Document(self.source, self.blocks, text_source=TextSource.NATIVE, notes=self.notes, properties=core_properties(self.package))

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _body(self, element: Any, role: Role = Role.BODY) -> None:
        for child in self.words.content(element, _P, _TBL):
            if child.tag == _P:
                self._paragraph(child, role)
            else:
                self._table(child)

    def _paragraph(self, p: Any, role: Role = Role.BODY) -> None:
        text = self._text_of(p)
        if text.strip():
            self.blocks.append(self._styled(text, p, role))
        if self.words.boxes:
            for box in text_boxes(p):
                self._body(box, Role.TEXTBOX)

    def _styled(self, text: str, p: Any, role: Role) -> Paragraph:
        """The paragraph that ``self.words`` has just read."""
        style, align = self.words.style, self.words.aligned.get(p)
        role = Role.HEADING if style.level and role is Role.BODY else role
        return Paragraph(text, block=len(self.blocks), role=role, level=style.level, bold=self.words.bold, centered=(align or style.align) == "center")

    def _table(self, tbl: Any) -> None:
        cells, n_rows, n_cols, nested = self._cells(tbl)
        if not cells and not nested:
            return
        head = foot = False
        if n_cols <= 4 and n_rows <= 8:
            whole = " ".join(c.text for c in cells).upper()
            head, foot = any(m in whole for m in _HEAD_MARKS), any(m in whole for m in _FOOT_MARKS)
        if head or foot:
            self._layout(cells, Role.LETTERHEAD if head else Role.BODY)
        elif any(c.text for c in cells):
            if n_rows * n_cols > MAX_GRID:
                raise DocumentError("too_large", f"bảng {n_rows} × {n_cols}")
            self.blocks.append(Table(len(self.blocks), n_rows, n_cols, cells))
        for inner in nested:
            self._table(inner)

    def _layout(self, cells: list[Cell], role: Role) -> None:
        """A letterhead or signature set as a table: its columns one after the other, as paragraphs."""
        for cell in sorted(cells, key=lambda c: (c.col, c.row)):
            for line in filter(None, (part.strip() for part in cell.text.split("\n"))):
                self.blocks.append(Paragraph(line, block=len(self.blocks), role=role, bold=cell.bold, centered=True))

    def _cells(self, tbl: Any) -> tuple[list[Cell], int, int, list[Any]]:
        cells: list[Cell] = []
        open_above: dict[int, Cell] = {}  # column -> the cell that a vMerge continues
        nested: list[Any] = []
        n_cols = row = 0
        narrow = self._slivers(tbl)
        for tr in self.words.content(tbl, _TR):
            header, at = _row_properties(tr)
            if at < 0:
                continue
            col = at - sum(i < at for i in narrow)
            last: Cell | None = None
            for tc in self.words.content(tr, _TC):
                span, merge, across = self.words.merged.get(tc, _PLAIN)
                if narrow:
                    at, span = at + span, span - sum(at <= i < at + span for i in narrow)
                    if not span:
                        continue
                if across == "continue" and last is not None:
                    last.col_span += span
                elif merge and merge != "restart" and col in open_above:
                    open_above[col].row_span = row - open_above[col].row + 1
                else:
                    last = self._cell(tc, row, col, span, header, nested)
                    cells.append(last)
                    if merge:
                        open_above[col] = last
                    else:
                        open_above.pop(col, None)
                col += span
            n_cols = max(n_cols, col)
            row += 1
        return cells, row, n_cols, nested

    def _slivers(self, tbl: Any) -> frozenset[int]:
        """Columns of the grid too narrow for a letter, without a word of their own: left where borders of two rows, or their roundings, do not meet."""
        grid = [whole(g.get(W + "w")) for g in tbl.iterchildren(W + "tblGrid") for g in g.iterchildren(W + "gridCol")]
        narrow = {i for i, width in enumerate(grid) if width < SLIVER}
        if not narrow or max(grid) < 4 * SLIVER:
            return frozenset()
        for tr in self.words.content(tbl, _TR):
            _, at = _row_properties(tr)
            for tc in self.words.content(tr, _TC) if at >= 0 else ():
                span = self.words.merged.get(tc, _PLAIN)[0]
                own = range(at, at + span)
                if narrow.issuperset(own) and any(t.text and t.text.strip() for t in tc.iter(W + "t")):
                    narrow.difference_update(own)
                at += span
        return frozenset(narrow)

    def _cell(self, tc: Any, row: int, col: int, span: int, header: bool, nested: list[Any]) -> Cell:
        lines: list[str] = []
        bold, words = True, False
        for child in self.words.content(tc, _P, _TBL):
            if child.tag == _TBL:
                nested.append(child)
                continue
            if text := self._text_of(child).strip():
                lines.append(text)
                words, bold = True, bold and self.words.bold
            if self.words.boxes:
                lines += [t for box in text_boxes(child) for p in box.iter(_P) if (t := self._text_of(p).strip())]
        return Cell("\n".join(lines), row=row, col=col, col_span=span, bold=words and bold, header=header)

    # -- words ----------------------------------------------------------------------------------------------------

    def _text_of(self, p: Any) -> str:
        """Text of one paragraph with its list marker; ``self.words`` keeps what else was seen."""
        words = self.words
        text = clean(self._evident_words(words.read(p)) if self.evident else words.read(p))
        if "\t" in text:
            text = text.replace("\t", " ")
        marker = self.numbering.marker(words.lists.get(p), words.style)
        return f"{marker} {text}".strip() if marker and text.strip() else text

    def _evident_words(self, text: str) -> str:
        from extractors.legacy_words import convert_words

        made = convert_words(text, self.evident)
        if made != text:
            self.encodings.add(self.evident)
        return made

    def _unicode(self, text: str, font: str) -> str:
        from extractors.legacy import to_unicode

        if not font:
            return text
        text, encoding = to_unicode(text, font)
        if encoding:
            self.encodings.add(encoding)
        return text

    # -- other parts ----------------------------------------------------------------------------------------------

    def _footnotes(self) -> None:
        for part in parts(self.package.part, "/footnotes", "/endnotes"):
            root = root_of(part)
            if root is None:
                self.notes.append(Note("footnotes_unreadable", "Không đọc được chú thích cuối trang."))
                continue
            self.words.index(root)
            for note in root:
                if note.get(W + "type") in ("separator", "continuationSeparator", "continuationNotice"):
                    continue
                for p in note.iter(_P):
                    self._paragraph(p, Role.FOOTNOTE)

    def _headers(self) -> None:
        seen: set[str] = set()
        for section in self.package.sections:
            for role, names in ((Role.HEADER, ("header", "first_page_header", "even_page_header")),
                                (Role.FOOTER, ("footer", "first_page_footer", "even_page_footer"))):
                for name in names:
                    part = getattr(section, name)
                    if part.is_linked_to_previous:
                        continue
                    self.words.index(part._element)
                    for p in part._element.iter(_P):
                        text = self._text_of(p).strip()
                        if text and text not in seen:
                            seen.add(text)
                            self.blocks.append(Paragraph(text, block=len(self.blocks), role=role))


def _row_properties(tr: Any) -> tuple[bool, int]:
    """(marked as a header that repeats, columns left out before its first cell); -1 columns: a deleted row of tracked changes."""
    for properties in tr.iterchildren(_TR_PR):
        if properties.find(W + "del") is not None:
            return False, -1
        return properties.find(W + "tblHeader") is not None, whole(value(properties.find(W + "gridBefore")))
    return False, 0


def _has_old_fonts(root: Any) -> bool:
    """Whether a font of before Unicode is named anywhere in a part."""
    names = {name for fonts in root.iter(W + "rFonts") for name in fonts.values()}
    if not names:
        return False
    from extractors.legacy import encoding_of_font

    return any(map(encoding_of_font, names))
