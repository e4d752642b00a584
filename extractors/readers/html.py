"""HTML (also Word's "Web page" and the tables inside Markdown) -> Document, with lxml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import regex

from extractors import legacy, markup
from extractors.readers import grid
from extractors.readers.decode import decode
from extractors.readers.html_page import UNREAD, Page, rows
from extractors.readers.page import ReadOptions
from extractors.text import one_line
from schemas.document import Block, Document, Note, Paragraph, Role, SourceFile, Table
from schemas.errors import DocumentError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset({"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
                     "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "ul"})
_CHARSET = regex.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", regex.I)
_FONT = regex.compile(r"font-family\s*:\s*[\"']?([^;\"',]{2,40})", regex.I)
_BOLD = regex.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", regex.I)
_CENTER = regex.compile(r"text-align\s*:\s*center", regex.I)
MAX_DEPTH = 200


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Paragraphs and tables of the body, in order. Raises DocumentError: unreadable, empty, too_large, no_text, truncated."""
    try:
        data = source.path.read_bytes()
    except OSError as e:
        raise DocumentError("unreadable", str(e)) from e
    if source.media_type == "multipart/related":
        data = _page_of(data)
    text, notes = _text(data)
    root = _parse(text)
    if root is None:
        raise DocumentError("no_text")
    page = Page(root)
    page.strip()
    walk = _Walk(page)
    walk.block(root, 0)
    walk.flush()
    if not walk.out:
        raise DocumentError("no_text")
    for i, b in enumerate(walk.out):
        b.block = i
    notes += [Note("legacy_encoding", f"Văn bản dùng bảng mã cũ {e.upper()}, đã chuyển sang Unicode.") for e in sorted(walk.encodings)]
    return Document(source, walk.out, notes=notes)


def fragment_tables(fragment: str) -> list[Table]:
    """Tables of an HTML fragment, outermost first; a table inside a cell is part of that cell's text."""
    root = _parse(fragment)
    if root is None:
        return []
    tables = (_Walk().table(t) for t in root.iter("table") if next(t.iterancestors("table"), None) is None)
    return [t for t in tables if any(c.text for c in t.cells)]


def _text(data: bytes) -> tuple[str, list[Note]]:
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in ("windows-1258", "windows-1252", "iso-8859-1") and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            data.decode("utf-8")  # a wrong declaration is common
        except UnicodeDecodeError:
            return data.decode("cp1258" if name.endswith("1258") else "cp1252", errors="replace"), []
    return decode(data)


def _page_of(data: bytes) -> bytes:
    """The page in an MHTML file (RFC 2557), which Word and browsers write as "web page, single file": its first part in HTML."""
    import email
    import email.policy

    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/html" and isinstance(body := part.get_payload(decode=True), bytes):
            name = (part.get_content_charset() or "").encode("ascii", "replace")
            return b"<meta charset=" + name + b">" + body if name and not _CHARSET.search(body[:4096]) else body
    raise DocumentError("no_text", "MHTML không có trang HTML")


def _parse(text: str) -> HtmlElement | None:
    from lxml import etree, html
    text = regex.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)
    if not text.strip():
        return None
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


class _Walk:
    """Goes through the tree once; inline text gathers until a block element ends it."""

    def __init__(self, page: Page | None = None) -> None:
        self.page = page
        self.out: list[Block] = []
        self.inline: list[tuple[str, bool]] = []
        self.encodings: set[str] = set()
        self.nested: list[tuple[Any, str]] = []  # tables inside cells, told after the table they stand in
        self.item = self.centered = False

    def block(self, e: Any, depth: int, font: str = "", bold: bool = False) -> None:
        if not isinstance(e.tag, str) or e.tag in UNREAD or depth > MAX_DEPTH or _hidden(e):
            return
        tag = e.tag.lower()
        if tag == "table" and not (self.page is not None and self.page.is_layout(e)):
            self.flush()
            self._place(self.table(e, font))
            return
        is_block = tag in _BLOCKS or tag in ("table", "tr", "td", "th")
        if is_block or tag == "br":
            self.flush()
        before = self.centered
        if is_block:
            self.centered = _centered(e, before)
        if tag == "li":
            self.item = True
            self.inline.append(("- " if getattr(e.getparent(), "tag", "") != "ol" else f"{_number(e)}. ", bold))
        font, strong = _font(e, font), bold or tag in ("b", "strong") or bool(_BOLD.search(e.get("style") or ""))
        level = int(tag[1]) if regex.fullmatch(r"h[1-6]", tag) else None
        self._add(e.text, font, strong)
        for child in e:
            self.block(child, depth + 1, font, strong)
            self._add(child.tail, font, strong)
        if is_block:
            self.flush(level)
            self.centered = before

    def _place(self, table: Table) -> None:
        """A letterhead or signature set as a table as paragraphs, any other as it is; then the tables in its cells."""
        nested, self.nested = self.nested, []
        if any(c.text for c in table.cells):
            lines = grid.letterhead(table)
            self.out += lines or [table]
        for inner, font in nested:
            self._place(self.table(inner, font))

    def flush(self, level: int | None = None) -> None:
        """Ends the paragraph that has gathered."""
        parts, self.inline = self.inline, []
        text = one_line(markup.latex("".join(t for t, _ in parts)))
        if text and not (self.item and text == "-"):
            words = [b for t, b in parts if t.strip()]
            role = Role.BODY if level is None else Role.HEADING
            self.out.append(Paragraph(text, role=role, level=level, bold=bool(words) and all(words), centered=self.centered))
            self.item = False

    def table(self, e: Any, font: str = "") -> Table:
        """One table; merged cells keep their spans, header cells (th, thead) are marked."""
        specs: list[list[grid.Spec]] = []
        for tr in rows(e):
            row = []
            for td in tr:
                if td.tag in ("td", "th"):
                    header = td.tag == "th" or getattr(tr.getparent(), "tag", "") == "thead"
                    inside = _Walk(self.page)
                    inside.encodings, inside.nested = self.encodings, self.nested
                    for part in _cell(td, inside, _font(td, font)):
                        inside.inline.append(part)
                    inside.flush()
                    paragraphs = [b for b in inside.out if isinstance(b, Paragraph)]
                    row.append(grid.Spec("\n".join(p.text for p in paragraphs), _span(td, "rowspan"), _span(td, "colspan"),
                                         bold=bool(paragraphs) and all(p.bold for p in paragraphs), header=header))
            specs.append(row)
        return grid.build([r for r in specs if r])

    def _add(self, text: str | None, font: str, bold: bool) -> None:
        if not text:
            return
        if legacy.encoding_of_font(font):
            text, found = legacy.to_unicode(text, font)
            if found:
                self.encodings.add(found)
        self.inline.append((regex.sub(r"\s+", " ", text), bold))


def _cell(td: Any, walk: _Walk, font: str) -> Iterator[tuple[str, bool]]:
    """Walks a cell's children; a nested table is kept for later, in a fragment it gives its cells as paragraphs."""
    strong = td.tag == "th" or bool(_BOLD.search(td.get("style") or ""))
    walk._add(td.text, font, strong)
    for child in td:
        if child.tag == "table":
            walk.flush()
            if walk.page is not None:
                walk.nested.append((child, font))
            else:
                walk.out += [Paragraph(one_line(c.text)) for c in walk.table(child, font).cells]
        else:
            walk.block(child, 0, font, strong)
        walk._add(child.tail, font, strong)
    yield from ()


def _span(e: Any, name: str) -> int:
    m = regex.match(r"\s*(\d{1,4})", e.get(name) or "")
    return max(1, int(m[1])) if m else 1


def _number(li: Any) -> int:
    return 1 + sum(1 for s in li.itersiblings("li", preceding=True))


def _font(e: Any, inherited: str) -> str:
    found = _FONT.search(e.get("style") or "")
    return found[1].strip() if found else (e.get("face") or inherited).split(",")[0].strip(" \"'")


def _hidden(e: Any) -> bool:
    return bool(regex.search(r"display\s*:\s*none|mso-hide\s*:\s*all", e.get("style") or "", regex.I))


def _centered(e: Any, inherited: bool) -> bool:
    align = (e.get("align") or "").lower()
    if e.tag == "center" or align == "center" or _CENTER.search(e.get("style") or ""):
        return True
    return inherited and not align and "text-align" not in (e.get("style") or "") and e.tag not in ("td", "th", "table")
