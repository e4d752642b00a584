"""Plain text and Markdown as OCR and converters leave it -> Document.

Tab tables, pipe tables and HTML tables become Tables; everything else becomes paragraphs without markup. A table that a page
break cut stays in parts, each a Table. Text whose lines are wrapped (what a PDF-to-text tool leaves) goes to ``flat``.
No pages: a Place has block, row and column.
"""

from __future__ import annotations

import regex

from extractors import markup
from extractors.readers import flat, grid, lines
from extractors.readers.decode import decode
from extractors.readers.page import ReadOptions
from extractors.text import INVISIBLE, clean, one_line
from schemas.document import Block, Document, Note, Paragraph, Role, SourceFile, Table, TextSource
from schemas.errors import DocumentError

_RULE = regex.compile(r"\s*(?:[-_=*–—]\s*){3,}")
_FENCE = regex.compile(r"\s*(?:`{3,}|~{3,})\s*\w{0,20}\s*")
_HASHES = regex.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_BULLET = regex.compile(r"^(\s*)[*+•]\s+(?=\S)")
_QUOTE = regex.compile(r"\s{0,3}>\s?")
_SEPARATOR = regex.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*+\|?\s*")
_TABLE_OPEN = regex.compile(r"<table\b", regex.I)
_TABLE_CLOSE = regex.compile(r"</table\s*>", regex.I)
_PAGE_TAG = regex.compile(r"<page_number>\s*(.{0,20}?)\s*</page_number>|<!--\s*(?:page|trang)\b.{0,60}?-->|\{\d{1,4}\}-{5,}", regex.I)
#: What PDFium writes for a hyphen at the end of a line, the break taken away: "VH-⏎XH".
_HYPHEN = regex.compile(r"(?<=[\p{L}\d])[\uFFFE\x02](?=[\p{L}\d])")
_HARD = regex.compile(r"(?: {2,}|\\)$")


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Document with blocks in reading order.

    Raises DocumentError: ``unreadable``, ``empty``, ``no_text``, ``too_large``, ``unsupported``.
    """
    try:
        data = source.path.read_bytes()
    except OSError as e:
        raise DocumentError("unreadable", str(e)) from e
    text, notes = decode(data)
    blocks, more = blocks_of(text)
    if not blocks:
        raise DocumentError("no_text")
    return Document(source, blocks, text_source=TextSource.TEXT, notes=notes + more)


def blocks_of(text: str) -> tuple[list[Block], list[Note]]:
    """Blocks (numbered) and notes of a whole text, Markdown or flat."""
    text = _HYPHEN.sub("-", text.replace("\r\n", "\n").replace("\r", "\n"))
    if flat.is_flat(text):
        blocks, notes = flat.blocks_of(text)
    else:
        text = "\n".join(INVISIBLE.sub("", line) for line in text.replace("\x0c", "\n\n").split("\n"))
        blocks, notes = _Markdown(text.split("\n")).blocks(), []
    for i, b in enumerate(blocks):
        b.block = i
    return blocks, notes


class _Markdown:
    """Cuts lines into tables and paragraphs, from top to bottom."""

    def __init__(self, source: list[str]) -> None:
        self.lines = source
        self.out: list[Block] = []
        self.group: list[str] = []  # lines of the paragraph being read

    def blocks(self) -> list[Block]:
        i = 0
        while i < len(self.lines):
            line = self.lines[i]
            if _TABLE_OPEN.search(line):
                i = self._html(i)
            elif self._is_pipe(i):
                i = self._pipes(i)
            elif "\t" in line.strip(" "):
                i = self._tabs(i)
            else:
                self._line(line)
                i += 1
        self._flush()
        return _mend(self.out)

    # --- tables ---------------------------------------------------------------------------------

    def _html(self, i: int) -> int:
        """An HTML table from its opening tag; a table that is never closed ends with the text."""
        from extractors.readers.html import fragment_tables
        before, chunk, depth, j = _TABLE_OPEN.split(self.lines[i], maxsplit=1)[0], [], 0, i
        while j < len(self.lines):
            chunk.append(self.lines[j])
            depth += len(_TABLE_OPEN.findall(self.lines[j])) - len(_TABLE_CLOSE.findall(self.lines[j]))
            j += 1
            if depth <= 0:
                break
        if before.strip():
            self._line(before)
        self._flush()
        whole = "\n".join(chunk)[len(before):]
        ends = [m.end() for m in _TABLE_CLOSE.finditer(whole)]
        cut = ends[-1] if ends else len(whole)
        self.out.extend(fragment_tables(whole[:cut]))
        if whole[cut:].strip():
            self._line(whole[cut:].strip())
        return j

    def _is_pipe(self, i: int) -> bool:
        line = self.lines[i].strip()
        if line.startswith("|") and line.count("|") >= 2:
            return True
        after = self.lines[i + 1] if i + 1 < len(self.lines) else ""
        return "|" in line and "|" in after and bool(_SEPARATOR.fullmatch(after))

    def _pipes(self, i: int) -> int:
        self._flush()
        rows: list[list[grid.Spec | str]] = []
        width = 0
        while i < len(self.lines) and "|" in self.lines[i]:
            line = self.lines[i].strip()
            if _SEPARATOR.fullmatch(line) and len(rows) == 1:
                rows[0] = [grid.Spec(c.text, bold=c.bold, header=True) if isinstance(c, grid.Spec) else c for c in rows[0]]
            elif not (_SEPARATOR.fullmatch(line) and "-" in line):
                cells = regex.split(r"(?<!\\)\|", line)
                cells = cells[1:] if line.startswith("|") else cells
                cells = cells[:-1] if line.endswith("|") and not line.endswith("\\|") else cells
                width = width or len(cells)
                rows.append([_spec(c) for c in cells])
            i += 1
        if rows and not any(c.text.strip() for c in rows[0] if isinstance(c, grid.Spec)) and len(rows) > 1:
            rows = rows[1:]  # the empty header that Markdown asks for
        self._table(rows)
        return i

    def _tabs(self, i: int) -> int:
        """Lines with tabs up to a line without; a header with another number of tabs opens a new table."""
        start, width = i, 0
        rows: list[list[str]] = []
        while i < len(self.lines) and "\t" in self.lines[i].strip(" "):
            cells = self.lines[i].rstrip(" \n").split("\t")
            if rows and len(cells) != width and grid.header_score([markup.plain(c) for c in cells]) >= 2:
                break
            width = max(width, len(cells))
            rows.append(cells)
            i += 1
        filled = max(sum(bool(c.strip()) for c in r) for r in rows)
        if filled < 2:  # tabs only indent
            for line in self.lines[start:i]:
                self._line(line.replace("\t", " "))
            return i
        self._flush()
        self._table([[_spec(c) for c in r] for r in rows])
        return i

    def _table(self, rows: list[list[grid.Spec | str]]) -> None:
        table = grid.build(rows)
        if any(c.text for c in table.cells):
            self.out.append(table)

    # --- paragraphs -----------------------------------------------------------------------------

    def _line(self, line: str) -> None:
        if page := _PAGE_TAG.search(line):
            self._flush()
            if page[1]:
                self.out.append(Paragraph(page[1], role=Role.PAGE_NUMBER))
            line = line.replace(page[0], "")
        line = _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line
        if not line.strip() or _FENCE.fullmatch(line) or (_RULE.fullmatch(line) and line.strip() != "*"):
            self._flush()
        elif heading := _HASHES.fullmatch(line):
            self._flush()
            text = one_line(markup.plain(heading[2]))
            if text:
                self.out.append(Paragraph(text, role=Role.HEADING, level=len(heading[1]), bold=True))
        else:
            self.group.append(line)

    def _flush(self) -> None:
        """The lines since the last blank one: one paragraph, or several when they open with markers or stand by themselves."""
        group, self.group = self.group, []
        if not group:
            return
        whole = "\n".join(_BULLET.sub(r"\1- ", line) for line in group)
        bold = markup.is_bold(whole)
        hard = [bool(_HARD.search(line)) for line in group]
        flags = [bold or markup.is_bold(line) for line in group]
        shown = markup.plain("\n".join(_HARD.sub("", line) for line in whole.split("\n")))
        texts = [clean(t) for t in shown.split("\n")]
        if len(texts) != len(group):  # <br> made more lines of it
            hard, flags = [True] * len(texts), [bold] * len(texts)
        parts: list[str] = []  # lines of the paragraph being read
        strong = False
        for n, text in enumerate(texts):
            if not text:
                continue
            if parts and not hard[n - 1] and _wrapped(texts[n - 1], text):
                parts.append(text)
                continue
            self._paragraph("\n".join(parts), strong)
            parts, strong = [text], flags[n]
        self._paragraph("\n".join(parts), strong)

    def _paragraph(self, text: str, bold: bool) -> None:
        if text:
            role = Role.PAGE_NUMBER if lines.is_page_number(text) else Role.BODY
            self.out.append(Paragraph(one_line(text), role=role, bold=bold))


def _wrapped(last: str, text: str) -> bool:
    """A line break inside a paragraph that is only wrapping."""
    if lines.is_item(text):
        return False
    return lines.goes_on(last, text, same_width=len(last) >= 60 and not lines.is_capitals(last))


def _spec(cell: str) -> grid.Spec:
    return grid.Spec(_cell_text(cell), bold=markup.is_bold(cell.strip()))


def _cell_text(cell: str) -> str:
    return markup.plain(cell.replace("\\|", "|"))


def _mend(blocks: list[Block]) -> list[Block]:
    """Joins paragraphs that a page break cut; a page number or a heading seen before, standing in the cut, becomes furniture."""
    out: list[Block] = []
    seen: set[str] = set()
    for b in blocks:
        if not isinstance(b, Paragraph) or b.role != Role.BODY:
            if isinstance(b, Paragraph) and b.role == Role.HEADING and b.text in seen and _open_paragraph(out) is not None:
                b.role = Role.HEADER
            if isinstance(b, Paragraph):
                seen.add(b.text)
            out.append(b)
            continue
        before = _open_paragraph(out)
        if before is not None and before.bold == b.bold and lines.goes_on(before.text, b.text):
            before.text = one_line(before.text + "\n" + b.text)
        else:
            out.append(b)
    return out


def _open_paragraph(out: list[Block]) -> Paragraph | None:
    """The body paragraph before the cut, when it is long enough to have been cut and does not end a sentence."""
    for b in reversed(out):
        if isinstance(b, Table):
            return None
        if b.role in (Role.PAGE_NUMBER, Role.HEADER):
            continue
        if b.role != Role.BODY or len(b.text) < 40 or lines.ends_sentence(b.text):
            return None
        return b
    return None
