"""DOCX -> Document, with python-docx for the package and its parts and the XML of WordprocessingML (ECMA-376 Part 1) for the rest.

What python-docx leaves out and plans contain: numbering made by Word, merged cells both ways, nested tables, text boxes,
footnotes, tracked changes (accepted: insertions kept, deletions dropped), symbols, content controls, old fonts.
DOCX has no pages: Places carry block, row and column only.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from extractors.readers.docx_numbering import Numbering
from extractors.readers.page import ReadOptions
from extractors.text import clean
from schemas.document import Block, Cell, Document, Note, Paragraph, Role, SourceFile, Table, TextSource
from schemas.errors import DocumentError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

MAX_UNPACKED = 512 * 2**20  # bytes; real plans unpack to a few MB
MAX_RATIO = 300  # of unpacked to packed, for members over 16 MB
MAX_GRID = 2_000_000  # positions of one table

#: Elements whose text is not on the page: deleted or moved-away text, field codes, alternative drawings.
_SKIP = {W + n for n in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "fldData")} | {MC + "Fallback"}
_HEAD_MARKS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "ĐẢNG CỘNG SẢN VIỆT NAM")
_FOOT_MARKS = ("NƠI NHẬN",)


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Read a DOCX. Raises DocumentError truncated, bomb, encrypted or too_large."""
    _check_zip(source)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        package = docx.Document(str(source.path))
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, AttributeError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e
    return _Reader(package, source).read()


def _check_zip(source: SourceFile) -> None:
    try:
        with zipfile.ZipFile(source.path) as z:
            infos = z.infolist()
    except (zipfile.BadZipFile, OSError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e
    total = sum(i.file_size for i in infos)
    if total > MAX_UNPACKED or any(i.file_size > 16 * 2**20 and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos):
        raise DocumentError("bomb", f"{total // 2**20} MB")
    if any(i.flag_bits & 1 for i in infos):
        raise DocumentError("encrypted")


class _Reader:
    def __init__(self, package: Any, source: SourceFile) -> None:
        self.package, self.source = package, source
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.encodings: set[str] = set()
        self.numbering = Numbering(package)

    def read(self) -> Document:
        self._body(self.package.element.body)
        self._footnotes()
        self._headers()
        for encoding in sorted(self.encodings):
            self.notes.append(Note("legacy_encoding", f"Văn bản dùng bảng mã cũ {encoding}, đã chuyển sang Unicode."))
        props = self.package.core_properties
        return Document(
            self.source, self.blocks, text_source=TextSource.NATIVE, notes=self.notes,
            properties={k: str(v) for k in ("author", "title", "created", "modified", "last_modified_by") if (v := getattr(props, k, None))},
        )

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _body(self, element: Any) -> None:
        for child in _content(element):
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)

    def _paragraph(self, p: Any, role: Role = Role.BODY) -> None:
        text = self._text_of(p)
        if text.strip():
            self.blocks.append(self._styled(Paragraph(text, block=len(self.blocks), role=role), p))
        for box in _text_boxes(p):
            for child in _content(box):
                if child.tag == W + "p":
                    self._paragraph(child, Role.TEXTBOX)
                elif child.tag == W + "tbl":
                    self._table(child)

    def _styled(self, paragraph: Paragraph, p: Any) -> Paragraph:
        ppr = p.find(W + "pPr")
        jc = ppr.find(W + "jc") if ppr is not None else None
        paragraph.centered = jc is not None and jc.get(W + "val") == "center"
        paragraph.bold = _mostly_bold(p)
        style = ppr.find(W + "pStyle") if ppr is not None else None
        name = (style.get(W + "val") or "") if style is not None else ""
        if name[:7].lower() == "heading" and name[7:].strip().isdigit():
            paragraph.level = int(name[7:])
            paragraph.role = Role.HEADING if paragraph.role is Role.BODY else paragraph.role
        return paragraph

    def _table(self, tbl: Any) -> None:
        cells, n_rows, n_cols, nested = self._cells(tbl)
        if not cells and not nested:
            return
        whole = " ".join(c.text for c in cells).upper()
        head, foot = any(m in whole for m in _HEAD_MARKS), any(m in whole for m in _FOOT_MARKS)
        if (head or foot) and n_cols <= 4 and n_rows <= 8:
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
        for tr in _rows(tbl):
            trpr = tr.find(W + "trPr")
            header = trpr is not None and trpr.find(W + "tblHeader") is not None
            if trpr is not None and trpr.find(W + "del") is not None:
                continue  # a deleted row of tracked changes
            before = trpr.find(W + "gridBefore") if trpr is not None else None
            col = _int(before, 0)
            for tc in _content(tr, W + "tc"):
                tcpr = tc.find(W + "tcPr")
                span = max(1, min(_int(tcpr.find(W + "gridSpan") if tcpr is not None else None, 1), 200))
                merge = tcpr.find(W + "vMerge") if tcpr is not None else None
                if merge is not None and merge.get(W + "val") != "restart" and col in open_above:
                    open_above[col].row_span = row - open_above[col].row + 1
                else:
                    cell = self._cell(tc, row, col, span, header, nested)
                    cells.append(cell)
                    if merge is not None:
                        open_above[col] = cell
                    else:
                        open_above.pop(col, None)
                col += span
            n_cols = max(n_cols, col)
            row += 1
        return cells, row, n_cols, nested

    def _cell(self, tc: Any, row: int, col: int, span: int, header: bool, nested: list[Any]) -> Cell:
        lines, bold = [], []
        for child in _content(tc):
            if child.tag == W + "tbl":
                nested.append(child)
            elif child.tag == W + "p":
                if text := self._text_of(child).strip():
                    lines.append(text)
                    bold.append(_mostly_bold(child))
                for box in _text_boxes(child):
                    lines += [t for p in box.iter(W + "p") if (t := self._text_of(p).strip())]
        return Cell("\n".join(lines), row=row, col=col, col_span=span, bold=bool(bold) and all(bold), header=header)

    # -- words ----------------------------------------------------------------------------------------------------

    def _text_of(self, p: Any) -> str:
        """Text of one paragraph with its list marker; tracked changes accepted; text boxes left to ``_text_boxes``."""
        out: list[str] = []
        for run in _runs(p):
            text = _run_text(run)
            font = _font(run)
            if text and font:
                text = self._unicode(text, font)
            out.append(text)
        text = clean("".join(out)).replace("\t", " ")
        marker = self.numbering.marker(p)
        return f"{marker} {text}".strip() if marker and text.strip() else text

    def _unicode(self, text: str, font: str) -> str:
        from extractors.legacy import to_unicode

        text, encoding = to_unicode(text, font)
        if encoding:
            self.encodings.add(encoding)
        return text

    # -- other parts ----------------------------------------------------------------------------------------------

    def _footnotes(self) -> None:
        from lxml import etree

        for rel in self.package.part.rels.values():
            if rel.is_external or not rel.reltype.endswith(("/footnotes", "/endnotes")):
                continue
            try:
                root = etree.fromstring(rel.target_part.blob, etree.XMLParser(resolve_entities=False))
            except etree.XMLSyntaxError as e:
                self.notes.append(Note("footnotes_unreadable", f"Không đọc được chú thích cuối trang: {e}"))
                continue
            for note in root:
                if note.get(W + "type") in ("separator", "continuationSeparator", "continuationNotice"):
                    continue
                for p in note.iter(W + "p"):
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
                    for p in part._element.iter(W + "p"):
                        text = self._text_of(p).strip()
                        if text and text not in seen:
                            seen.add(text)
                            self.blocks.append(Paragraph(text, block=len(self.blocks), role=role))


def _content(element: Any, only: str | None = None) -> Iterator[Any]:
    """Children in order; content controls, custom XML, smart tags and accepted insertions are looked through."""
    for child in element:
        if child.tag in (W + "sdt",):
            inner = child.find(W + "sdtContent")
            if inner is not None:
                yield from _content(inner, only)
        elif child.tag in (W + "customXml", W + "smartTag", W + "ins", W + "moveTo"):
            yield from _content(child, only)
        elif child.tag in _SKIP or not isinstance(child.tag, str):
            continue
        elif only is None or child.tag == only:
            yield child


def _rows(tbl: Any) -> Iterator[Any]:
    yield from _content(tbl, W + "tr")


def _runs(p: Any) -> Iterator[Any]:
    for child in p:
        if child.tag == W + "r":
            yield child
        elif child.tag in _SKIP or not isinstance(child.tag, str):
            continue
        elif child.tag in (W + "hyperlink", W + "ins", W + "moveTo", W + "smartTag", W + "customXml", W + "fldSimple", W + "dir", W + "bdo"):
            yield from _runs(child)
        elif child.tag == W + "sdt":
            inner = child.find(W + "sdtContent")
            if inner is not None:
                yield from _runs(inner)
        elif child.tag.endswith("}oMath") or child.tag.endswith("}oMathPara"):
            yield child


def _run_text(run: Any) -> str:
    if run.tag != W + "r":  # a formula (Office Math): its characters in order
        return "".join(t.text or "" for t in run.iter() if isinstance(t.tag, str) and t.tag.endswith("}t"))
    out = []
    for child in run:
        if child.tag == W + "t":
            out.append(child.text or "")
        elif child.tag in (W + "tab", W + "ptab"):
            out.append("\t")
        elif child.tag in (W + "br", W + "cr"):
            out.append("\n")
        elif child.tag == W + "noBreakHyphen":
            out.append("-")
        elif child.tag == W + "sym":
            out.append(_symbol(child))
    return "".join(out)


#: Symbol font (private use F0xx) characters that stand in plans; others are kept as they are and noticed by the text layer check.
_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB7: "•", 0x2D: "-", 0xB4: "×", 0xB0: "°", 0xD7: "×", 0xBB: "≈", 0xB9: "≠"}


def _symbol(sym: Any) -> str:
    try:
        code = int(sym.get(W + "char") or "0", 16)
    except ValueError:
        return ""
    font = (sym.get(W + "font") or "").lower()
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    if font == "symbol" and low in _SYMBOL:
        return _SYMBOL[low]
    if font.startswith("wingding"):
        return "•"
    return chr(code) if code else ""


def _font(run: Any) -> str:
    rpr = run.find(W + "rPr")
    fonts = rpr.find(W + "rFonts") if rpr is not None else None
    if fonts is None:
        return ""
    return fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or fonts.get(W + "cs") or ""


def _text_boxes(p: Any) -> Iterator[Any]:
    """Text boxes of a paragraph, once each (AlternateContent holds every box twice: Choice is taken)."""
    for box in p.iter(W + "txbxContent"):
        if not any(a.tag == MC + "Fallback" for a in box.iterancestors()):
            yield box


def _mostly_bold(p: Any) -> bool:
    bold = total = 0
    for run in _runs(p):
        n = len(_run_text(run).strip())
        rpr = run.find(W + "rPr")
        b = rpr.find(W + "b") if rpr is not None else None
        total += n
        if b is not None and b.get(W + "val") not in ("0", "false", "off"):
            bold += n
    return total > 0 and bold * 2 > total


def _int(element: Any, default: int) -> int:
    try:
        return int(element.get(W + "val")) if element is not None else default
    except (TypeError, ValueError):
        return default
