"""Flat text: what a PDF-to-text tool leaves. Lines are wrapped, a table's cells are lines or stand side by side.

Two kinds: *sequential* (cell after cell, as the file draws them) and *layout* (columns kept apart by blanks, ``flat_layout``).
Wrapped lines become paragraphs; tables are found by their header words and rebuilt by ``flat_rows``. A row that can be
read in two ways says so (low confidence and a note); a table nobody can rebuild stays as paragraphs, with a note.
"""

from __future__ import annotations

import regex

from extractors.readers import flat_cells, flat_header, flat_rows, grid, lines
from extractors.readers import flat_grammar as grammar
from extractors.text import INVISIBLE, clean, one_line
from schemas.document import Block, Note, Paragraph, Role, Table

_MARKDOWN = regex.compile(r"(?m)^\s{0,3}#{1,6} \S|^\s*\|.*\|\s*$|<(?:table|td|b|br)\b|\*\*\S|\t\S")
_END = regex.compile(
    r"(?i)(?:phụ\s+lục|biểu\s+(?:số|mẫu)|mẫu\s+số|nơi\s+nhận|trên\s+đây\s+là|\(\s*kèm\s+theo|\(\s*ban\s+hành\s+kèm|(?:TM|KT|TL|TUQ)\.\s*\p{Lu}{2}|_{5,}|\*{3,})")
#: A place name or body goes on in the next line.
_NAME_FOLLOWS = regex.compile(r"(?:\btỉnh|\bxã|\bphường|\bhuyện|\bđặc khu|\bthành phố|\bUBND|\bHĐND)$")
#: How a header opens: with the head of ordinals or, where rows have none, of names.
_OPENS_WITH_ORDINALS = regex.compile(r"(?i)(?:s\s?t\s?t|st$|tt|số\s*(?:tt|thứ)|số$|mã\s+số|thứ\s+tự)\b")
_MAY_HEAD = regex.compile(
    r"(?i)(?:s\s?t\s?t|st$|tt|số\s*(?:tt|thứ)|số$|mã\s+số|thứ\s+tự)\b"
    r"|(?-i:(?:Nội dung|Nhiệm vụ|Chỉ tiêu|Tên (?:chỉ|nhiệm|công|đề|dự)|Lĩnh vực|Nhóm (?:chỉ|nhiệm)|Công việc|Hoạt động|Tiêu chí|Danh mục|Các (?:chỉ|nhiệm)|NỘI DUNG|NHIỆM VỤ|CHỈ TIÊU|LĨNH VỰC)\b)")
#: A section's number and what follows it: "V. ", "III - ", "C. ".
_SECTION = regex.compile(r"(?=([IVX]|[A-H]))(?:[IVX]{1,5}|[A-H])\s?([.–-])\s")
#: From these the reading of a row is called uncertain.
MARGIN, COST_PER_COLUMN = 0.5, 0.75


def is_flat(text: str) -> bool:
    """Wrapped lines without markup: most paragraphs go on over the next line, and no line is long."""
    sample = text[:400_000]
    rows = [ln for ln in sample.split("\n") if ln.strip()]
    if len(rows) < 12:
        return False
    if len(_MARKDOWN.findall(sample)) * 50 > len(rows):
        return False
    from extractors.readers import flat_layout
    if flat_layout.is_layout(rows):
        return True
    lengths = sorted(len(r.strip()) for r in rows)
    if lengths[int(len(lengths) * 0.99)] > 260:
        return False
    shown = [clean(r) for r in rows]
    cut = sum(1 for a, b in zip(shown, shown[1:], strict=False) if not lines.ends_sentence(a) and lines.starts_lower(b))
    return cut * 8 >= len(rows)


def blocks_of(text: str) -> tuple[list[Block], list[Note]]:
    """Paragraphs and tables of a flat text, in order."""
    from extractors.readers import flat_layout
    rows = text.split("\n")
    if flat_layout.is_layout([r for r in rows if r.strip()]):
        return flat_layout.blocks_of(text)
    return _Sequential(_lines(text)).read()


def _lines(text: str) -> list[flat_rows.Line]:
    """Lines with what the blanks around them say. A page break stays as the line's ``page`` mark."""
    blank, page, empties = False, False, 0
    spaced: list[tuple[str, bool, bool, int]] = []  # (line, blank line before, page before, lines of one blank before)
    for piece in text.replace("\x0c", "\n\x0c").split("\n"):
        if "\x0c" in piece:
            page, piece = True, piece.replace("\x0c", "")
        piece = INVISIBLE.sub("", piece).replace("\xa0", " ")
        if not piece.strip():
            blank = blank or piece == ""
            empties += piece == " "
            continue
        spaced.append((piece, blank, page or not spaced, empties))
        blank, page, empties = False, False, 0
    wrapped = [b for (a, _, _, _), (c, b, _, _) in zip(spaced, spaced[1:], strict=False)
               if lines.starts_lower(c) and not lines.ends_sentence(a) and len(a) > 50]
    double = len(wrapped) >= 8 and sum(wrapped) >= 0.8 * len(wrapped)
    ends = [p.endswith(" ") for p, _, _, _ in spaced]
    trailing = sum(ends) / max(1, len(ends))
    indented = sum(p.startswith(" ") for p, _, _, _ in spaced)
    out: list[flat_rows.Line] = []
    for n, (piece, gap, new_page, alone) in enumerate(spaced):
        number = piece.startswith(" ") and piece.strip().isdigit() and indented * 12 < len(spaced)  # nothing else is set in: a page's number
        new_page = new_page or bool(out) and out[-1].number
        lead = len(piece) - len(piece.lstrip(" "))
        tail = len(piece) - len(piece.rstrip(" "))
        usual = 1 if trailing > 0.6 else 0
        out.append(flat_rows.Line(
            clean(piece), tight=double and not gap and n > 0 and not new_page,
            empties_before=(alone if alone <= 3 else 0) + (lead if double and not new_page and lead <= 6 else 0),
            empties_after=min(12, max(0, tail - usual)) if trailing > 0.6 and tail - usual > 1 else 0,
            open_end=0.15 < trailing < 0.6 and tail > 0, page=new_page, number=number))
    return out


class _Sequential:
    """Reads lines from top to bottom: prose until a table header, the table until its end."""

    def __init__(self, source: list[flat_rows.Line]) -> None:
        self.lines = source
        self.texts = [ln.text for ln in source]
        self.out: list[Block] = []
        self.notes: list[Note] = []
        self.effort = flat_cells.Effort()
        prose = sorted(len(t) for t in self.texts)
        self.width = prose[int(len(prose) * 0.85)] if prose else 0

    def read(self) -> tuple[list[Block], list[Note]]:
        i = start = 0
        while i < len(self.lines):
            header = flat_header.find(self.texts, i) if lines_may_head(self.texts[i]) else None
            if header is None:
                i += 1
                continue
            end = self._table_end(header.end, header)
            if end <= header.end:
                i += 1
                continue
            if self._by_columns(header.end, end):
                self._unreadable(header.columns)
                i = end
                continue
            self._prose(start, i)
            i = start = self._table(header, end)
        self._prose(start, len(self.lines))
        if not any(isinstance(b, Table) for b in self.out) and not self.notes:
            heads = [t for t in self.texts if flat_header.is_alone(t)]
            if heads:
                self._unreadable(heads)
        return self.out, self.notes

    def _by_columns(self, start: int, end: int) -> bool:
        """The tool wrote column after column: ordinals stand one below another with nothing between."""
        run = 0
        for a, b in zip(self.texts[start:end], self.texts[start + 1:end], strict=False):
            x, y = grammar.ordinal(a), grammar.ordinal(b)
            run = run + 1 if x and y and x[0] == y[0] == "n" and y[1] == (*x[1][:-1], x[1][-1] + 1) else 0
            if run >= 2:
                return True
        return False

    def _unreadable(self, words: list[str]) -> None:
        self.notes.append(Note("flat_table_unreadable", f"Có bảng ({', '.join(words[:4])}) nhưng tệp văn bản ghi theo từng cột nên không ghép lại được dòng; "
                               "hãy dùng tệp DOCX hoặc PDF gốc, hoặc xuất lại bằng `pdftotext -layout`."))

    # --- tables ---------------------------------------------------------------------------------

    def _table_end(self, i: int, header: flat_header.Header) -> int:
        """First line after the table: an annex, a signature, another header, or a heading of the body."""
        numbered = 0
        styles: set[str] = set()  # how the table's own groups are numbered
        while i < len(self.lines):
            text = self.texts[i]
            again = flat_header.repeated(self.texts, i, header) if lines_may_head(text) else None
            if again:
                i = again
                continue
            if ends_table(text):
                return i
            if lines_may_head(text) and flat_header.find(self.texts, i):
                return i
            found = grammar.ordinal(text.split(" ", 1)[0])
            mark = _SECTION.match(text)
            if found and mark and mark[1] + mark[2] not in styles and numbered and (found[0] == "r" or found[1] != (0,)) and (found[0] == "r" or lines.is_capitals(text)):
                return i  # "V. TỔ CHỨC THỰC HIỆN" where the table's own groups are not written so
            if numbered and len(text) > max(self.width * 1.02, 70) and lines.is_item(text) and regex.match(r"[IVX\d]+[.-]\s", text) and not styles and self._is_prose(i):
                return i
            if found:
                numbered += 1
                if mark:
                    styles.add(mark[1] + mark[2])
            i += 1
        return i

    def _is_prose(self, i: int) -> bool:
        return all(len(t) > 0.8 * self.width for t in self.texts[i:i + 3])

    def _table(self, header: flat_header.Header, end: int) -> int:
        """The parts between repeated headers, each a Table; the line after its last row."""
        part: list[flat_rows.Line] = []
        parts = [part]
        i = header.end
        while i < end:
            again = flat_header.repeated(self.texts, i, header) if lines_may_head(self.texts[i]) else None
            if again:
                if part and lines.is_page_number(part[-1].text) and len(part[-1].text) <= 3 and self._is_number_of_page(i - 1):
                    part.pop()
                    self.out.append(Paragraph(self.texts[i - 1], role=Role.PAGE_NUMBER))
                for n in range(self._title_over(i, len(part)), i):  # a title that stands on each page
                    part.pop()
                    self.out.append(Paragraph(self.texts[n], role=Role.HEADER))
                part = []
                parts.append(part)
                i = again
                continue
            if self.lines[i].number:
                self.out.append(Paragraph(self.texts[i], role=Role.PAGE_NUMBER))
            elif not (self.lines[i].page and lines.is_page_number(self.texts[i])):
                part.append(self.lines[i])
            i += 1
        kinds = header.kinds[1:] if header.numbered else header.kinds
        found, left = flat_rows.split_parts(parts, kinds, self.effort)
        for p, rows in zip(parts, found, strict=True):
            if p:
                self._part(header, rows)
        if not any(parts):  # a header and nothing under it: kept as it stands
            self._part(header, [])
        return end - left

    def _title_over(self, i: int, most: int) -> int:
        """First line of the words between the page's number and the repeated header at ``i``; ``i`` when there are none."""
        n = next((k for k in range(i - 1, max(i - 5, 0), -1) if self.lines[k].number), None)
        return n + 1 if n is not None and i - n - 1 <= most else i

    def _is_number_of_page(self, i: int) -> bool:
        """A bare number before a repeated header: not the ordinal of the row after it, which stands below the header."""
        return self.texts[i].strip("-– ").isdigit()

    def _part(self, header: flat_header.Header, rows: list[flat_rows.Row]) -> None:
        specs = header.rows()
        weak = 0
        kinds = header.kinds[1:] if header.numbered else header.kinds
        doubtful: list[int] = []
        lone: list[int] = []
        for row in rows:
            per_column = row.cost / max(1, len(kinds))
            long_heading = row.group and row.ordinal.strip(".)").isdigit() and row.cells[0].count(" ") > 14
            bare = any(k in ("name", "unit", "value") and not c for k, c in zip(kinds, row.cells, strict=True))
            if long_heading or (not row.group and (bare or row.margin < MARGIN or per_column > COST_PER_COLUMN)):
                weak += 1
                doubtful.append(len(specs))
            elif row.lone:
                lone.append(len(specs))
            cells = [row.ordinal, *row.cells] if header.numbered else [f"{row.ordinal} {row.cells[0]}".strip(), *row.cells[1:]]
            specs.append([grid.Spec(c, bold=row.group) for c in cells])
        table = grid.build(specs)
        table.kind = "data"
        shaky = len(doubtful) * 4 > len(rows)  # where many rows are doubtful the others lean on them
        for cell in table.cells:
            if shaky or cell.row in doubtful or cell.row in lone:
                cell.confidence = 0.5
                cell.notes = (*cell.notes, "flat row uncertain")
        table.confidence = 1.0 - 0.5 * weak / max(1, len(rows))
        if weak:
            names = ", ".join(f"“{rows[d - len(header.rows())].ordinal or '…'}”" for d in doubtful[:8])
            self.notes.append(Note("flat_row_uncertain", f"Bảng dạng văn bản phẳng: {weak} dòng có thể chia cột theo nhiều cách (dòng {names}); cần đối chiếu bản gốc."))
        if lone:
            names = ", ".join(f"“{rows[d - len(header.rows())].ordinal or '…'}”" for d in lone[:8])
            self.notes.append(Note("flat_row_uncertain", f"Bảng dạng văn bản phẳng: {len(lone)} dòng chỉ có một đơn vị cho hai cột đơn vị, có thể thuộc cột kia (dòng {names}); cần đối chiếu bản gốc."))
        self.out.append(table)

    # --- prose ----------------------------------------------------------------------------------

    def _prose(self, a: int, b: int) -> None:
        self.out.extend(paragraphs(self.lines[a:b], self.width))


def ends_table(text: str) -> bool:
    """An annex, a caption, a signature or the closing words: no row of a table."""
    return bool(_END.match(text))


def lines_may_head(text: str) -> bool:
    """Cheap test before a header is looked for."""
    return bool(_MAY_HEAD.match(text))


def heads_ordinals(text: str) -> bool:
    """The line opens with the head of ordinals."""
    return bool(_OPENS_WITH_ORDINALS.match(text))


def paragraphs(source: list[flat_rows.Line], width: int) -> list[Block]:
    """Wrapped lines joined to paragraphs; page numbers apart."""
    out: list[Block] = []
    parts: list[str] = []  # lines of the paragraph being read
    for n, line in enumerate(source):
        text = line.text
        if line.number or lines.is_page_number(text) and (line.page or n + 1 == len(source) or source[n + 1].page) and not (parts and parts[-1].endswith("/")):
            if out or parts:
                out.append(Paragraph(text, role=Role.PAGE_NUMBER))
            continue
        if parts and _continues(parts[-1], text, width):
            parts.append(text)
        else:
            if parts:
                out.append(Paragraph(one_line("\n".join(parts))))
            parts = [text]
    if parts:
        out.append(Paragraph(one_line("\n".join(parts))))
    return out


def _continues(last: str, text: str, width: int) -> bool:
    if lines.is_item(text):
        return False
    if _NAME_FOLLOWS.search(last) and len(last) > 0.7 * width and text[:1].isupper() and not lines.is_capitals(text):
        return True
    full = len(last) + 1 + len(text.split(" ", 1)[0]) > width * 0.93
    return lines.goes_on(last, text, same_width=full and not lines.is_capitals(last)) or (lines.is_capitals(last) and lines.is_capitals(text) and full)


__all__ = ["Table", "blocks_of", "is_flat", "paragraphs"]
