"""Cells that repeat the cell above: "nt", "-nt-", "Như trên", "″" (``ditto_marks.csv``), and merged ones that a text file cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import regex

from extractors.tables.model import LogicalRow, TypedRow
from extractors.text import one_line
from schemas import vocab
from schemas.document import Cell
from schemas.spans import NO_SPANS

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


#: What becomes of two short strokes in a picture.
_STROKES = regex.compile(r"(?:[″\"'„“”`´#,;]{1,3}|t{1,2}|tr|[Il]{2}|[Ll][àa])")


def _misread(cell: Cell) -> bool:
    """Two strokes that were read as letters: in the column of units, surely no unit."""
    return cell.confidence < 0.9 and bool(_STROKES.fullmatch(cell.text.strip()))


#: Every row of a plan's table has somebody in charge: where a text file shows nobody, the cell above was merged over it.
_MERGED = frozenset({"lead_unit", "lead_and_coord_unit", "monitor_unit"})
DITTO, MERGED = "“nt” đọc theo dòng trên", "ô trống đọc theo dòng trên (ô gộp không còn trong tệp văn bản)"
MERGED_CONFIDENCE = 0.85  # of a cell read so


def resolved(rows: Iterable[TypedRow], *, merges_lost: bool = False) -> Iterator[TypedRow]:
    """The rows with each ditto cell holding the words of the nearest record row above, and a note that says so.

    A ditto under nothing becomes empty: it names nobody. ``merges_lost``: the file cannot show merged cells; an empty cell of
    who is in charge is read from the row above in its group, surely less than one that stands there.
    """
    rows = list(rows)
    merges_lost = merges_lost and not any(c.row_span > 1 for typed in rows for c in typed.row.cells.values())
    above: dict[int, str] = {}
    section = ""
    for typed in rows:
        row = typed.row
        cells: dict[int, Cell] = {}
        notes = []
        if merges_lost and typed.section != section:
            above = {}  # a merged cell does not reach over a group's heading
        section = typed.section
        for column in row.layout.columns:
            cell = row.cells.get(column.index)
            if cell is None or column.role not in _REPEATED:
                continue
            if is_ditto(cell.text) or column.role == "unit_of_measure" and _misread(cell) and above.get(column.index, ""):
                cells[column.index] = replace(cell, text=above.get(column.index, ""), spans=NO_SPANS)
                notes.append(DITTO)
            elif merges_lost and column.role in _MERGED and not cell.text.strip() and (words := above.get(column.index, "")):
                cells[column.index] = replace(cell, text=words, spans=NO_SPANS, confidence=MERGED_CONFIDENCE * cell.confidence)
                notes.append(MERGED)
            else:
                above[column.index] = cell.text
        if cells:
            row = _Resolved(row.block, row.layout, {**row.cells, **cells}, row.parts, (*row.notes, *dict.fromkeys(notes)), row.words())
            typed = replace(typed, row=row)
        yield typed
