"""Indicators: one record for each indicator and year, from tables and from running text (contract.md, ``indicators``)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import regex

from extractors.fields.deadlines import parse_deadline
from extractors.fields.indicators import match_indicator
from extractors.fields.quantities import parse_value
from extractors.fields.targets import find_targets, is_qualitative_goal
from extractors.outline import BODY_PART, Item
from extractors.records import doubt
from extractors.records.assignments import Assignment, assignment
from extractors.records.context import Context, located, row_confidence, share
from extractors.records.deadlines import add_deadline
from extractors.records.ditto import resolved
from extractors.tables.headers import unit_in
from extractors.tables.model import Column, Kind, Layout, LogicalRow, LogicalTable, TypedRow
from extractors.tables.profile import is_measure
from extractors.tables.rows import typed_rows
from extractors.tables.settle import PLANNED
from extractors.tables.years import head_year, year_phrase
from extractors.text import fold, one_line, passage
from schemas.records import DeadlineKind, Indicator, ValueKind
from schemas.values import Quantity

#: Share of records right, by where they come from; multiplied by the words' own confidence. ``kehoach evaluate`` tells how it holds.
TABLE_CONFIDENCE, TEXT_CONFIDENCE, LEVEL_CONFIDENCE, BARE_CONFIDENCE = 0.99, 0.93, 0.8, 0.6
_AS_OF = regex.compile(r"\s*(?:tính\s+)?đến\s+(?:hết\s+)?ngày\s+(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>20\d\d)(?!\d)", regex.I)
_UNIT_OF_ALL = regex.compile(r"(?:đơn vị tính|đơn vị|đvt)\s*:\s*(?P<unit>[^()\n;.,]{1,30}?)\s*(?:[).;,]|$)", regex.I)
_YEARS = regex.compile(r"(?<!\d)20\d\d(?!\d)")
#: "…; đến năm 2030 đạt 75%": a later value of what the clause before it names
_NAMELESS = regex.compile(r"(?:(?:và|phấn đấu|đến|tới|vào|trong|hết|cuối|quý|tháng|năm|giai đoạn|[IVX]+|đạt|là|tăng|lên|giảm|xuống|còn|trên|dưới|ít nhất|tối thiểu|tỷ lệ này|khoảng|từ|trở lên)(?!\p{L})|[\s\d/.,:;%≥≤<>+-])+", regex.I)
#: "Ngoài các chỉ tiêu trên, phấn đấu:" opens a list and names nothing
_NO_SUBJECT = regex.compile(r"^(?:ngoài|bên cạnh|cùng với|đồng thời)(?!\p{L})|(?<!\p{L})(?:phấn đấu|đạt|cụ thể|như sau)\s*:?$", regex.I)
UNIT_UNKNOWN = "chưa rõ đơn vị tính"
#: A figure under no heading of goals, with its note: a duty ("bố trí ít nhất 1% ngân sách"), or what was reached.
OUTSIDE_CONFIDENCE, OUTSIDE = 0.85, "ngoài phần mục tiêu"


def extract(context: Context) -> None:
    """Appends the indicators of indicator tables, of targets in task cells and of running text, in this order."""
    for table in context.outline.tables:
        if table.kind is Kind.INDICATOR:
            of_table = doubt.of_table(table)
            for typed in resolved(typed_rows(table), merges_lost=context.merges_lost):
                _from_row(context, table, typed, of_table)
        elif table.kind is Kind.TASK:
            _from_task_table(context, table)
    _from_text(context)


# -- tables -----------------------------------------------------------------------------------------------------------


def _from_row(context: Context, table: LogicalTable, typed: TypedRow, of_table: list[str]) -> None:
    row = typed.row
    who = assignment(row, context.naming)
    context.result.units += who.all()
    unit_cell = row.cell("unit_of_measure")
    unit = (one_line(unit_cell.text) if unit_cell else "") or unit_in(typed.name) or _caption_unit(table)
    columns = row.layout.of("target_value")
    if not columns:
        _from_name(context, table, typed, who)
        return
    due_year = _due_year(row)
    caption_year = due_year or _caption_year(context, table)
    added = len(context.result.indicators)
    seen: set[int] = set()
    filled = sum(bool(c is not None and c.text.strip()) for c in (row.cells.get(k.index) for k in columns))
    of_row = [*of_table, *doubt.of_layout(row.layout), *doubt.of_name(typed.name), *doubt.of_units(who.all())]
    for column in columns:
        cell = row.cells.get(column.index)
        if cell is not None and id(cell) in seen and column.year is None:
            continue
        if cell is not None:
            seen.add(id(cell))
        raw = cell.text if cell is not None else ""
        notes: list[str] = list(column.notes)
        quantities = parse_value(raw, unit=column.unit or unit, name=typed.name) if raw.strip() else []
        if not raw.strip() and unit and not is_measure(unit) and len(columns) == 1:
            # the value stands in the column of the unit of measure: "Báo cáo | (empty)"
            moved = parse_value(unit, unit="", name=typed.name)
            if moved and moved[0].kind in (ValueKind.DELIVERABLE, ValueKind.LEVEL, ValueKind.ASSIGNED):
                quantities, raw, cell = moved, unit, unit_cell
                notes.append("giá trị nằm ở cột Đơn vị tính")
        if not quantities:
            if filled and column.year is None:
                continue
            quantities = [Quantity(ValueKind.NONE, raw.strip())]
        year = column.year or typed.year or caption_year
        if column.year is None and typed.year is None and due_year is None and _reports(row.layout, column):
            year = _reported_year(table)
            notes.append("kế hoạch của năm báo cáo (bảng có cột thực hiện)")
        if column.year is None and typed.year_note:
            notes.append(typed.year_note)
        # a row of words alone is less surely an indicator
        sure = TABLE_CONFIDENCE if raw.strip() or unit or who.all() else BARE_CONFIDENCE
        of_cell = [] if raw.strip() else ["ô giá trị để trống"]
        if column.year is None and any(k.year for k in columns):
            of_cell.append("cột không ghi năm như các cột khác")
        if column.year and context.issued_on and column.year < int(context.issued_on[:4]) and not PLANNED.search(fold(column.header)):
            of_cell.append("cột của năm trước năm ban hành, có thể là kết quả đã đạt")
        confidence = sure * row_confidence(row, typed.name_cell, cell, row.cell("lead_unit"), unit_cell)
        place = located(row.place(cell or typed.name_cell), row.words(), confidence)
        for q in quantities:
            doubts = [*of_row, *of_cell, *doubt.of_quantity(q), *doubt.of_rank(q)]
            _add(
                context, q, name=typed.name, year=year, part=table.part, section=typed.section or table.section if table.part == BODY_PART else typed.section,
                ordinal=typed.ordinal, who=who, scope="table", notes=[*notes, *row.notes, *doubts],
                column=column, unit_hint=unit if is_measure(unit) else "",
                where={**place, "confidence": share(doubt.lowered(confidence, doubts))},
            )
    _due(context, typed, context.result.indicators[added:])


def _caption_unit(table: LogicalTable) -> str:
    """The unit that stands over the whole table: "(Đơn vị tính: %)", "ĐVT: triệu đồng"; "" where a column says it."""
    if table.layout.of("unit_of_measure"):
        return ""
    lines = [*(p.text[:300] for p in table.captions[-4:]), *(p.text for p in table.above if len(p.text) <= 120)]
    found = next((m for text in reversed(lines) if (m := _UNIT_OF_ALL.search(text))), None)
    unit = one_line(found["unit"]) if found else ""
    return unit if is_measure(unit) else ""


def _reports(layout: Layout, column: Column) -> bool:
    """"Kế hoạch | Thực hiện 10 tháng | Ước cả năm", none with a year: what was planned for the year that the table reports on."""
    return bool(_BARE_PLAN.fullmatch(fold(column.header))) and any(c.year is None and _SO_FAR.search(fold(c.header)) for c in layout.of("actual"))


_BARE_PLAN = regex.compile(r"(?:ke hoach|kh|chi tieu)(?: (?:nam|giao|duoc giao|ca nam))?")
_SO_FAR = regex.compile(r"\b(?:\d{1,2} thang|uoc|quy [ivx1-4]+)\b")


def _reported_year(table: LogicalTable) -> int | None:
    """The year of the heading or the lines over a table that reports, not that of the plan's title."""
    for text in (*(p.text for p in reversed(table.above)), table.section, *(p.text for p in reversed(table.captions))):
        period = year_phrase(text) if len(text) <= 300 else None
        if period and not period.span:
            return period.year
    return None


def _due_year(row: LogicalRow) -> int | None:
    """Year of the row's own deadline ("31/12/2026", "Quý IV/2026"); a period or several times give none."""
    words = row.text("deadline", "deadline_end")
    due = head_year(words) if words and len(words) <= 60 and len(set(_YEARS.findall(words))) == 1 else None
    return due.year if due and not due.span else None


def _due(context: Context, typed: TypedRow, added: list[Indicator]) -> None:
    """The deadline of an indicator's row is a deadline of the plan (contract.md, ``deadlines``)."""
    cell = typed.row.cell("deadline", "deadline_end")
    if cell is None or not cell.text.strip() or not added:
        return
    for value in parse_deadline(cell.text, plan_year=context.plan_year, issued_on=context.issued_on):
        if value.kind not in (DeadlineKind.NONE, DeadlineKind.INVALID):
            add_deadline(context, value, located(typed.row.place(cell), cell.text, row_confidence(typed.row, cell)), record_id=added[0].indicator_id, action=typed.name)


def _from_name(context: Context, table: LogicalTable, typed: TypedRow, who: Assignment) -> None:
    """A list of indicators without a column of values: the targets stand in the names."""
    due = year_phrase(typed.row.text("deadline", "deadline_end"))
    default = typed.year or (due.year if due and not due.span else None) or _caption_year(context, table)
    found = find_targets(typed.name, default_year=default, in_goals=True)
    sure = TEXT_CONFIDENCE if found else BARE_CONFIDENCE
    where = located(typed.row.place(typed.name_cell, typed.name_start), typed.row.words(), sure * row_confidence(typed.row, typed.name_cell))
    for t in found:
        name = typed.name if len(found) == 1 else typed.name[t.clause_start : t.clause_end]
        _add(context, t.quantity, name=name, year=t.year or default, part=table.part, section=typed.section, ordinal=typed.ordinal, who=who, scope="table", notes=list(t.notes), where=where)
    if not found:
        _add(context, Quantity(ValueKind.NONE, ""), name=typed.name, year=default, part=table.part, section=typed.section, ordinal=typed.ordinal, who=who, scope="table",
             notes=["bảng không có cột giá trị"], where=where)


def _caption_year(context: Context, table: LogicalTable) -> int | None:
    """Year of the annex title, else of the plan's own title; a period ("2026-2030") in a title gives none."""
    for p in reversed(table.captions):
        period = year_phrase(p.text)
        if period and not period.span and not regex.match(r"\s*[(\[]?\s*(?:ban hành )?kèm theo", p.text, regex.I):
            return period.year
    return _title_year(context)


def _title_year(context: Context) -> int | None:
    title = year_phrase(context.outline.title())
    return title.year if title and not title.span else None


def _from_task_table(context: Context, table: LogicalTable) -> None:
    """Targets written inside task cells ("Phấn đấu đến hết năm 2025, 100% … , 80% …")."""
    of_title = _title_year(context)
    for typed in typed_rows(table):
        for t in find_targets(typed.name, default_year=of_title, in_goals=False):
            start = typed.name_start + t.clause_start
            _add(
                context, t.quantity, name=typed.name[t.clause_start : t.clause_end], year=t.year, part=table.part, section=typed.section, ordinal="", who=Assignment(), scope="text",
                notes=[*t.notes, f"trong nhiệm vụ {typed.ordinal}".strip()],
                where=located(typed.row.place(typed.name_cell, start, start + t.clause_end - t.clause_start), typed.name, OUTSIDE_CONFIDENCE * row_confidence(typed.row, typed.name_cell)),
            )


# -- running text -----------------------------------------------------------------------------------------------------


def _from_text(context: Context) -> None:
    with_targets: Counter[tuple[str, ...]] = Counter()  # heading paths that hold numeric targets, by parent
    silent: list[tuple[Item, str]] = []
    of_title = _title_year(context)
    for item in context.outline.items:
        if item.context != "body" or item.looks_back:
            continue
        p = item.paragraph
        text = p.text[item.body_start :]
        year = item.year or of_title
        if (day := _AS_OF.match(text)) and f"{day['y']}-{int(day['m']):02}-{int(day['d']):02}" < context.issued_on:
            continue  # "Đến ngày 30/6/2025, …" in a plan of a later day: how things stood
        if item.lead and not item.general_goal and not _NO_SUBJECT.search(item.lead):
            _of_year(context, item, text, of_title)
            continue
        targets = find_targets(text, default_year=year, in_goals=item.in_goals and not item.general_goal)
        if of_title and not item.in_goals:  # "Năm 2025, xã có 46% người dân …" in a plan for 2026: where it stands
            targets = [t for t in targets if not t.year or t.year >= of_title]
        subject = ""
        if context.issued_on and int(context.issued_on[:4]) <= (of_title or item.year or 0):  # "Năm 2025 toàn xã có 58% …; phấn đấu năm 2026 đạt 70%": no goal for a year that was past
            targets = [t for t in targets if not t.year or t.year >= int(context.issued_on[:4])]
        for t in targets:
            with_targets[item.path[:-1]] += 1
            clause = text[t.clause_start : t.clause_end]
            nameless = bool(_NAMELESS.fullmatch(clause))
            subject = subject if nameless else clause
            whole = len(targets) == 1 and item.in_goals and not item.is_heading and _is_list_item(text)
            start, end = (0, len(text)) if whole else (t.clause_start, t.clause_end)
            start_in, end_in = item.body_start + start, item.body_start + end
            sure, why = (TEXT_CONFIDENCE, ()) if item.in_goals and not item.general_goal else (OUTSIDE_CONFIDENCE, (OUTSIDE,))
            doubts = [*doubt.of_rank(t.quantity), *([UNIT_UNKNOWN] if t.quantity.kind is ValueKind.QUANTITY and not t.quantity.unit else [])]
            sure, why = doubt.lowered(sure, doubts), (*why, *doubts)
            where = located(p.place(start_in, end_in), passage(p.text, start_in, end_in), sure * p.confidence_of(start_in, end_in))
            _add(context, t.quantity, name=text[start:end], year=t.year or year, part=item.part, section=item.section, ordinal=item.ordinal if not item.is_heading else "",
                 who=Assignment(), scope="text", notes=[*t.notes, *why], where=where, subject=subject if nameless else "")
        if not targets and item.in_goals and not item.general_goal and not item.is_heading and item.path:
            silent.append((item, text))
    for item, text in silent:
        # a goal in words between groups of numeric ones, in the same list (contract.md: kind ``level``)
        if with_targets[item.path[:-1]] >= 3 and not with_targets[item.path] and is_qualitative_goal(text):
            where = located(item.paragraph.place(item.body_start), item.paragraph.text, LEVEL_CONFIDENCE * item.paragraph.confidence)
            _add(context, Quantity(ValueKind.LEVEL, text, qualifier=text), name=text, year=item.year or of_title, part=item.part, section=item.section, ordinal=item.ordinal, who=Assignment(),
                 scope="text", notes=["mục tiêu bằng lời, không có số"], where=where)


def _of_year(context: Context, item: Item, text: str, of_title: int | None) -> None:
    """"Năm 2027: 12 xã" under "Số xã … theo từng năm:": the value and year of that line, the name of the line above."""
    p = item.paragraph
    for t in find_targets(f"{item.lead}: {text}", default_year=item.year or of_title, in_goals=True)[:1]:
        where = located(p.place(item.body_start), p.text, TEXT_CONFIDENCE * p.confidence)
        _add(context, t.quantity, name=item.lead, year=t.year, part=item.part, section=item.section, ordinal=item.ordinal, who=Assignment(), scope="text", notes=list(t.notes), where=where)


def _is_list_item(text: str) -> bool:
    """One sentence: the whole item is the name, value words included."""
    return not regex.search(r"[.!?]\s+\p{Lu}", text.strip())


# -- the record -------------------------------------------------------------------------------------------------------


def _add(
    context: Context, q: Quantity, *, name: str, year: int | None, part: str, section: str, ordinal: str, who: Assignment, scope: str, notes: list[str], where: dict[str, Any],
    column: Column | None = None, unit_hint: str = "", subject: str = "",
) -> None:
    name = one_line(name)
    match = match_indicator(one_line(subject) or name, unit=q.unit, qualifier=q.qualifier if q.kind in (ValueKind.QUANTITY, ValueKind.ASSIGNED) else "", section=section)
    qualifier = q.qualifier or (column.qualifier if column else "")
    if q.kind is ValueKind.LEVEL and scope == "text":
        qualifier = ""
    context.result.indicators.append(
        Indicator(
            document_id=context.document_id, indicator_id=context.new_id("I"), part=part, section=section, ordinal=ordinal, name=name, catalog_id=match.catalog_id,
            catalog_score=round(match.score, 3), catalog_margin=round(match.margin, 3), year=year, comparator=q.comparator, value_min=q.value_min, value_max=q.value_max,
            unit=q.unit or (unit_hint if q.kind is ValueKind.QUANTITY else ""), kind=q.kind, qualifier=qualifier, raw_value=one_line(q.raw), denominator=q.denominator, scope=scope,
            notes="; ".join(dict.fromkeys((*notes, *q.notes))), **who.columns(), **where,
        )
    )
