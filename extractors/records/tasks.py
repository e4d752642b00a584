"""Tasks: one record for each row of a task table (contract.md, ``tasks``)."""

from __future__ import annotations

import regex

from extractors.fields.deadlines import in_a_row, parse_deadline, spanned
from extractors.records import doubt
from extractors.records.assignments import assignment
from extractors.records.context import Context, located, row_confidence
from extractors.records.deadlines import add_deadline
from extractors.records.ditto import resolved
from extractors.tables.model import Kind, LogicalTable, TypedRow
from extractors.tables.profile import is_tick
from extractors.tables.rows import typed_rows
from extractors.text import one_line
from schemas.document import Cell
from schemas.records import DeadlineKind, Task
from schemas.values import DeadlineValue


def extract(context: Context) -> None:
    """Appends the tasks of every task table, with their deadlines and units."""
    for table in context.outline.tables:
        if table.kind is Kind.TASK:
            of_table = doubt.of_table(table)
            for typed in resolved(typed_rows(table), merges_lost=context.merges_lost):
                _task(context, table, typed, of_table)


def _task(context: Context, table: LogicalTable, typed: TypedRow, of_table: list[str]) -> None:
    row = typed.row
    who = assignment(row, context.naming)
    context.result.units += who.all()
    raw, cell = _deadline_words(typed)
    values = parse_deadline(raw, plan_year=context.plan_year, issued_on=context.issued_on) if cell is not None else []
    main = main_deadline(values, raw)
    output = row.cell("output")
    task_id = context.new_id("T")
    doubts = [*of_table, *doubt.of_layout(row.layout), *doubt.of_name(typed.name), *doubt.of_bare_row(row), *doubt.of_units(who.all()), *doubt.of_deadline(main)]
    confidence = doubt.lowered(row_confidence(row, typed.name_cell, cell, output, row.cell("lead_unit", "lead_and_coord_unit"), row.cell("coord_unit")), doubts)
    context.result.tasks.append(
        Task(
            document_id=context.document_id, task_id=task_id, part=table.part, section=typed.section or "", ordinal=typed.ordinal, name=typed.name,
            output=one_line("; ".join(t for t in _texts(typed, "output") if t)),
            note=one_line("; ".join(t for t in _texts(typed, "legal_ref", "note") if t)),
            deadline_raw=one_line(raw), deadline_kind=main.kind if main else None, deadline_start=main.start if main else "",
            deadline_end=main.end if main else "", notes="; ".join(dict.fromkeys((*row.notes, *(main.notes if main else ()), *doubts))),
            **who.columns(), **located(row.place(typed.name_cell, typed.name_start), row.words(), confidence),
        )
    )
    if cell is not None:
        for value in values if main is None or main in values else [main, *values]:
            add_deadline(context, value, located(row.place(cell), cell.text, doubt.lowered(row_confidence(row, cell), doubt.of_deadline(value))), record_id=task_id, action=typed.name)


_BRACKET = regex.compile(r"\([^()]*\)")
_LETTERS = regex.compile(r"\p{L}")
#: Steps of one task, each with its time; a bare list of times ("Tháng 6, tháng 12") is work done again.
_STEPS = regex.compile(r";|\bđợt\b", regex.I)


def main_deadline(values: list[DeadlineValue], words: str) -> DeadlineValue | None:
    """Of several deadlines in a cell the task carries the time from the first step to the last, or over months in a row; else the first that has an end, else the first."""
    if values and values[0].kind in (DeadlineKind.ONGOING, DeadlineKind.RECURRING) and _BRACKET.sub("", words).strip() == values[0].raw:
        return values[0]  # "Thường xuyên (báo cáo trước ngày 15/12)"
    besides = words
    for v in values:
        besides = besides.replace(v.raw, " ")
    again = len({v.kind for v in values}) == 1 and not _LETTERS.search(regex.sub(r"\bvà\b", " ", besides))
    whole = in_a_row(values) if again else spanned(values) if _STEPS.search(words) else None
    return whole or next((v for v in values if v.end), values[0] if values else None)


def _texts(typed: TypedRow, *roles: str) -> list[str]:
    seen = {id(c): c.text.strip() for col in typed.row.layout.of(*roles) if (c := typed.row.cells.get(col.index)) is not None and c.text.strip()}
    return list(seen.values())


_YEARS = regex.compile(r"(20\d\d)\s*[-–]\s*(20\d\d)")


def _deadline_words(typed: TypedRow) -> tuple[str, Cell | None]:
    """(words of the deadline, its cell). Start and end columns are read as one period; "x" under "2026" or "Quý II" is that time."""
    row = typed.row
    columns = row.layout.of("deadline")
    marked = [(i, c) for i, c in enumerate(columns) if (cell := row.cells.get(c.index)) is not None and is_tick(cell.text)]
    if marked and len(columns) > 1:
        heads = [c.header.rsplit(" / ", 1)[-1] for _, c in marked]
        in_a_row = len(marked) > 1 and marked[-1][0] - marked[0][0] == len(marked) - 1
        first, last = _YEARS.sub(r"\1", heads[0]), _YEARS.sub(r"\2", heads[-1])
        words = f"từ {first} đến {last}" if in_a_row else ", ".join(heads)
        return words, row.cells[marked[0][1].index]
    for column in columns:
        cell = row.cells.get(column.index)
        if cell is not None and column.year and cell.text.strip():
            return (str(column.year) if is_tick(cell.text) else cell.text), cell
    first, last = row.cell("deadline_start"), row.cell("deadline_end")
    if first is not None and first is not last and last is not None and first.text.strip() and last.text.strip() and not columns:
        return f"từ {one_line(first.text)} đến {one_line(last.text)}", last
    cell = row.cell("deadline", "deadline_end", "deadline_start")
    return (cell.text if cell is not None else ""), cell
