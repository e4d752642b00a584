"""Rows of a logical table as records: group rows (I, II, "-") turned into section and year, ordinals split from names."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractors.tables import profile
from extractors.tables.model import Kind, LogicalRow, LogicalTable, TypedRow
from extractors.tables.years import is_only_year, year_phrase
from extractors.text import one_line
from schemas.document import Cell

_LEADING = regex.compile(r"^\s*(\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}|[a-zđ])[.)/]|[-–+•*])\s+(?=\S)")
_TRAIL = regex.compile(r"[.)/\s]+$")
_SUB = regex.compile(r"^\(?(\d{1,3}(?:\.\d{1,3}){0,3})")


def typed_rows(table: LogicalTable) -> Iterator[TypedRow]:
    """Record rows in order. A row that is neither record nor group (a total line, a note) is noted in ``table.notes``."""
    name_role = "indicator_name" if table.kind is Kind.INDICATOR else "task_name"
    section, year, year_note, group = "", None, "", ""
    upper, group_number = "", ""  # section above a numbered group "1" and that number
    period = year_phrase(table.layout.title) if table.layout.title else None
    if period:
        year = period.year
    rows = table.rows
    last = 0  # the last whole ordinal of a record row
    for i, row in enumerate(rows):
        nxt = rows[i + 1] if i + 1 < len(rows) else None
        ordinal, name, cell, start = _name(row, name_role)
        misread = _out_of_count(row, nxt, name_role, ordinal, last)
        if misread or _is_group(row, nxt, table.kind, name_role, ordinal):
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
        last = int(ordinal) if ordinal.isdecimal() else last
        group = _group_name(row) or group  # a converter leaves the cells below a merged one empty
        yield TypedRow(row, ordinal, name, cell, start, group or section, year, year_note)


def _out_of_count(row: LogicalRow, nxt: LogicalRow | None, name_role: str, ordinal: str, last: int) -> bool:
    """A row with nothing but a number and words, whose number is read wrong ("I", "-" as "1"): the rows around it count on without it."""
    if nxt is None or not ordinal.isdecimal() or len(ordinal) > 3 or len(row.text(name_role)) > 160:
        return False
    if any(c.text.strip() for c in row.cells.values() if c is not row.cell(name_role) and c is not row.cell("ordinal")):
        return False
    after = _TRAIL.sub("", one_line(nxt.text("ordinal")))
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


def _name(row: LogicalRow, role: str) -> tuple[str, str, Cell | None, int]:
    """(ordinal, name, its cell, where the name starts in the cell)."""
    cell = row.cell(role)
    ordinal = one_line(row.text("ordinal"))
    if cell is None:
        return _TRAIL.sub("", ordinal), "", None, 0
    text = cell.text
    start = len(text) - len(text.lstrip())
    if (m := _LEADING.match(text)) and (not ordinal and not row.layout.of("ordinal") or row.layout.of("group")):
        ordinal, start = m.group(1), m.end()
    elif ordinal and cell is row.cell("ordinal"):  # a group heading merged over the ordinal column
        ordinal = ""
        if m := _LEADING.match(text):
            ordinal, start = m.group(1), m.end()
    return _TRAIL.sub("", ordinal).strip("("), one_line(text[start:]), cell, start


def _is_group(row: LogicalRow, nxt: LogicalRow | None, kind: Kind, name_role: str, ordinal: str) -> bool:
    name = row.cell(name_role)
    ordinal_cell = row.cell("ordinal")
    others = {id(c): c for i, c in row.cells.items() if c.text.strip() and c is not name and c is not ordinal_cell}
    columns = len(row.layout.columns)
    if name is not None and name.text.strip() and name.col_span * 2 >= max(columns, 3) and not others:
        return True
    if not (name and name.text.strip()):
        wide = [c for c in others.values() if c.col_span * 2 >= columns]
        return len(others) == 1 and (bool(wide) or bool(year_phrase(one_line(next(iter(others.values())).text))))
    text = one_line(name.text)
    if profile.is_group_ordinal(ordinal) and any(c.role in ("output", "lead_unit", "deadline", "target_value") and row.cells.get(c.index) is name for c in row.layout.columns):
        return True  # a heading merged over the name and what belongs to it; only a code stands beside
    if others:
        if not profile.is_group_ordinal(ordinal) or kind is not Kind.INDICATOR:
            return False
        # a roman group with a unit of work for the whole group, but no value of its own
        values = [c for c in row.layout.of("target_value", "unit_of_measure") if row.cells.get(c.index) and row.cells[c.index].text.strip()]
        return not values and bool(row.layout.of("target_value")) and nxt is not None and profile.is_number(nxt.text("ordinal"))
    period = year_phrase(text)
    if period and is_only_year(period):
        return True
    if profile.is_group_ordinal(ordinal) or (ordinal and profile.is_dash(ordinal)):
        return not (kind is Kind.TASK and profile.is_dash(ordinal) and not name.bold)
    if text.isupper() and len(text) > 8 and nxt is not None and not nxt.text(name_role).isupper():
        return True  # whatever its number is: capitals over ordinary rows, nobody named, nothing due
    if not ordinal:
        return name.bold or text.isupper() or (nxt is not None and bool(nxt.text("ordinal").strip()) and len(text) < 160 and not text.endswith("."))
    # "1 | Phát triển hạ tầng | | " over "1.1 …" or over unnumbered, dashed or restarted rows
    if nxt is None:
        return False
    after = one_line(nxt.text("ordinal")) or (m.group(1) if (m := _LEADING.match(nxt.text(name_role))) else "")
    sub = _SUB.match(after)
    mine = _SUB.match(ordinal)
    if sub and mine and sub.group(1).startswith(mine.group(1) + "."):
        return True
    if name.bold and mine and (profile.is_dash(after) or regex.match(r"[a-zđ][.)]", after) or (sub and sub.group(1) == "1" and mine.group(1) != "1")):
        return True
    return bool(mine) and text.isupper() and not nxt.text(name_role).isupper()
