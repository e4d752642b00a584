"""Rows of a logical table as records: group rows (I, II, "-") turned into section and year, ordinals split from names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractors.tables import profile
from extractors.tables.model import Kind, LogicalRow, LogicalTable, TypedRow
from extractors.tables.years import is_only_year, year_phrase
from extractors.text import one_line
from schemas.document import Cell

_LEADING = regex.compile(r"^\s*(\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}|[a-zđ])[.)/]|[-–+•*])\s+(?=\S)")
_DASHED_LINE = regex.compile(r"\n\s*[-–+•*]\s")
_TRAIL = regex.compile(r"[.)/\s]+$")
_LETTER = regex.compile(r"[a-zđ][.)]")
_SUB = regex.compile(r"^\(?(\d{1,3}(?:\.\d{1,3}){0,3})")


@dataclass(slots=True)
class _Read:
    """What is asked again and again of a row, looked up once. ``others``: its filled cells beside name and ordinal, each once."""

    row: LogicalRow
    name: Cell | None
    ordinal: Cell | None
    number: str  # words of ``ordinal``
    others: list[Cell]

    def name_text(self) -> str:
        return self.name.text if self.name is not None else ""


def _read(row: LogicalRow, name_role: str) -> _Read:
    name, ordinal = row.cell(name_role), row.cell("ordinal")
    others: dict[int, Cell] = {}
    for c in row.cells.values():
        if c is not name and c is not ordinal and c.text and not c.text.isspace():
            others[id(c)] = c
    return _Read(row, name, ordinal, one_line(ordinal.text) if ordinal is not None else "", list(others.values()))


def typed_rows(table: LogicalTable) -> list[TypedRow]:
    """Record rows in order. A row that is neither record nor group (a total line, a note) is noted in ``table.notes``.

    A table is read once: its rows are final when the outline is.
    """
    if table.typed is None:
        table.typed = list(_typed(table))
    return table.typed


def _typed(table: LogicalTable) -> Iterator[TypedRow]:
    name_role = "indicator_name" if table.kind is Kind.INDICATOR else "task_name"
    section, year, year_note, group = "", None, "", ""
    upper, group_number = "", ""  # section above a numbered group "1" and that number
    period = year_phrase(table.layout.title) if table.layout.title else None
    if period:
        year = period.year
    rows = [_read(r, name_role) for r in table.rows]
    last = 0  # the last whole ordinal of a record row
    for i, read in enumerate(rows):
        row, nxt = read.row, rows[i + 1] if i + 1 < len(rows) else None
        ordinal, name, cell, start = _name(read)
        misread = _out_of_count(read, nxt, ordinal, last)
        if misread or _is_group(read, nxt, table.kind, ordinal):
            text = name or next((one_line(c.text) for c in row.cells.values() if one_line(c.text) and not profile.is_ordinal(c.text)), "")
            found = year_phrase(text)
            if misread or not profile.is_number(ordinal):
                upper, group_number = text, ""
            elif not (group_number and ordinal.startswith(group_number + ".")):
                group_number = ordinal
            if found and is_only_year(found):
                year, section, year_note = found.year, text, "năm lấy theo cuối giai đoạn" if found.span else ""
            else:
                section = text
                if found and table.kind is Kind.INDICATOR:
                    year, year_note = found.year, "năm lấy theo cuối giai đoạn" if found.span else ""
            continue
        if group_number and profile.is_number(ordinal) and not ordinal.startswith(group_number) and ordinal.count(".") <= group_number.count("."):
            section, group_number = upper, ""  # "3" after the group "2" and its "2.1": a row of its own again
        if cell is None or not name:
            words = row.words()
            if words:
                table.notes.append(f"dòng không có tên: {words[:120]}")
            continue
        if _is_total(row, table.kind, ordinal, name):
            table.notes.append(f"dòng tổng, không phải nhiệm vụ: {name[:120]}")
            continue
        last = int(ordinal) if ordinal.isdecimal() else last
        group = _group_name(row) or group  # a converter leaves the cells below a merged one empty
        yield TypedRow(row, ordinal, name, cell, start, group or section, year, year_note)


def _out_of_count(read: _Read, nxt: _Read | None, ordinal: str, last: int) -> bool:
    """A row with nothing but a number and words, whose number is read wrong ("I", "-" as "1"): the rows around it count on without it."""
    if nxt is None or read.others or not ordinal.isdecimal() or len(ordinal) > 3 or len(read.name_text()) > 160:
        return False
    after = _TRAIL.sub("", nxt.number)
    if not after.isdecimal() or len(after) > 3:
        return False
    mine, following = int(ordinal), int(after)
    return following == mine == 1 or (following == last + 1 and mine not in (last, last + 1))


def _group_name(row: LogicalRow) -> str:
    """Words of a column of groups ("Nhiệm vụ chung", "Lĩnh vực"), its ordinal left out; "" where the table has none."""
    cell = row.cell("group")
    if cell is None:
        return ""
    m = _LEADING.match(cell.text)
    return one_line(cell.text[m.end() if m else 0 :])


def _name(read: _Read) -> tuple[str, str, Cell | None, int]:
    """(ordinal, name, its cell, where the name starts in the cell)."""
    cell, ordinal, layout = read.name, read.number, read.row.layout
    if cell is None:
        return _TRAIL.sub("", ordinal), "", None, 0
    text = cell.text
    start = len(text) - len(text.lstrip())
    numbered = bool(layout.of("ordinal"))
    if (not ordinal or layout.of("group")) and (m := _LEADING.match(text)) and (not numbered or layout.of("group") or profile.is_dash(m.group(1))):
        if not (numbered and profile.is_dash(m.group(1))):
            ordinal, start = m.group(1), m.end()
        elif not _DASHED_LINE.search(text, m.end()):
            start = m.end()  # "- Cấp xã" under "Tỷ lệ cán bộ …": the dash is no part of the name
    elif ordinal and cell is read.ordinal:  # a group heading merged over the ordinal column
        ordinal = ""
        if m := _LEADING.match(text):
            ordinal, start = m.group(1), m.end()
    return _TRAIL.sub("", ordinal).strip("("), one_line(text[start:]), cell, start


def _is_group(read: _Read, nxt: _Read | None, kind: Kind, ordinal: str) -> bool:
    row, name, others = read.row, read.name, read.others
    columns = len(row.layout.columns)
    if name is not None and name.text.strip() and name.col_span * 2 >= max(columns, 3) and not others:
        return True
    if not (name and name.text.strip()):
        return len(others) == 1 and (others[0].col_span * 2 >= columns or bool(year_phrase(one_line(others[0].text))))
    marked = profile.is_group_ordinal(ordinal)
    if others and not marked:
        return False
    text = one_line(name.text)
    if marked and any(c.role in ("output", "lead_unit", "deadline", "target_value") and row.cells.get(c.index) is name for c in row.layout.columns):
        return True  # a heading merged over the name and what belongs to it; only a code stands beside
    if others:
        if kind is not Kind.INDICATOR:
            return False
        # a roman group with a unit of work for the whole group, but no value of its own
        values = [c for c in row.layout.of("target_value", "unit_of_measure") if row.cells.get(c.index) and row.cells[c.index].text.strip()]
        return not values and bool(row.layout.of("target_value")) and nxt is not None and profile.is_number(nxt.row.text("ordinal"))
    period = year_phrase(text)
    if period and is_only_year(period):
        return True
    if marked or (ordinal and profile.is_dash(ordinal)):
        return not (kind is Kind.TASK and profile.is_dash(ordinal) and not name.bold)
    following = nxt.name_text() if nxt is not None else ""
    if text.isupper() and len(text) > 8 and nxt is not None and not following.isupper():
        return True  # whatever its number is: capitals over ordinary rows, nobody named, nothing due
    if not ordinal:
        return name.bold or text.isupper() or (nxt is not None and bool(nxt.number) and len(text) < 160 and not text.endswith("."))
    # "1 | Phát triển hạ tầng | | " over "1.1 …" or over unnumbered, dashed or restarted rows
    if nxt is None:
        return False
    after = nxt.number or (m.group(1) if (m := _LEADING.match(following)) else "")
    sub = _SUB.match(after)
    mine = _SUB.match(ordinal)
    if sub and mine and sub.group(1).startswith(mine.group(1) + "."):
        return True
    if mine and (name.bold or nxt.others) and (profile.is_dash(after) or _LETTER.match(after)):
        return True  # "1 | Phát triển nền tảng số | | " over "a) | Nâng cấp … | Văn phòng | 6/2026"
    if name.bold and mine and sub and sub.group(1) == "1" and mine.group(1) != "1":
        return True
    return bool(mine) and text.isupper() and not following.isupper()


_TOTAL = regex.compile(r"(?:tổng\s+(?:cộng|kinh\s+phí|dự\s+toán|số\s+tiền)|cộng)\b", regex.I)


def _is_total(row: LogicalRow, kind: Kind, ordinal: str, name: str) -> bool:
    """"Tổng cộng", "Tổng kinh phí …" under tasks: no task."""
    return kind is Kind.TASK and not ordinal and bool(_TOTAL.match(name)) and not row.text("lead_unit", "lead_and_coord_unit", "deadline", "deadline_end")
