"""Cells that repeat the cell above: "nt", "-nt-", "Như trên", "″" (``ditto_marks.csv``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractors.tables.model import LogicalRow, TypedRow
from extractors.text import one_line
from schemas import vocab
from schemas.document import Cell

#: Roles of columns that a name, an ordinal or a group never stands in.
_REPEATED = frozenset({
    "lead_unit", "lead_and_coord_unit", "coord_unit", "monitor_unit", "approver", "person", "deadline", "deadline_start", "deadline_end", "output", "unit_of_measure", "target_value", "note", "legal_ref",
})
_AROUND = " -–—.()[]“”\t\n"


@dataclass(slots=True)
class _Resolved(LogicalRow):
    """A row whose repeated cells hold the words they repeat; ``words`` stay as written."""

    written: str = ""

    def words(self) -> str:
        return self.written


@vocab.compiled
def _marks() -> frozenset[str]:
    return frozenset(r["mark"].lower() for r in vocab.rows("ditto_marks"))


def is_ditto(text: str) -> bool:
    """Whether a cell only says "as above"."""
    if len(text) > 30:
        return False
    words = one_line(text).lower()
    return bool(words) and (words in _marks() or words.strip(_AROUND) in _marks())


def resolved(rows: Iterable[TypedRow]) -> Iterator[TypedRow]:
    """The rows with each ditto cell holding the words of the nearest record row above, and a note that says so.

    A ditto under nothing becomes empty: it names nobody.
    """
    above: dict[int, str] = {}
    for typed in rows:
        row = typed.row
        cells: dict[int, Cell] = {}
        for column in row.layout.columns:
            cell = row.cells.get(column.index)
            if cell is None or column.role not in _REPEATED:
                continue
            if is_ditto(cell.text):
                cells[column.index] = replace(cell, text=above.get(column.index, ""), spans=())
            else:
                above[column.index] = cell.text
        if cells:
            note = "“nt” đọc theo dòng trên"
            row = _Resolved(row.block, row.layout, {**row.cells, **cells}, row.parts, (*row.notes, note), row.words())
            typed = replace(typed, row=row)
        yield typed
