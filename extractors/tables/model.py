"""What a table means: its columns by role, its rows joined over pages. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from extractors.text import one_line
from schemas.document import Cell, Paragraph, Place


class Kind(StrEnum):
    """What a table lists."""

    INDICATOR = "indicator"
    TASK = "task"
    OTHER = "other"  # understood as a table, but of neither kind: reported, not read



#: Note of a column whose head nobody knows, but whose cells tell what it is.
BY_CONTENTS = "có cột hiểu theo nội dung, tiêu đề chưa biết"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``role`` as in vocabulary ``table_headers.csv`` ("" = not understood), ``header`` as written."""

    index: int
    role: str
    header: str = ""
    year: int | None = None
    unit: str = ""  # unit of measure given in the header: "Mục tiêu (%)"
    qualifier: str = ""  # what tells two target columns of one year apart: "Chỉ tiêu tỉnh giao"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """``header_rows`` = rows from the top that are header (0 for a part that goes on without repeating it)."""

    kind: Kind
    header_rows: int
    columns: tuple[Column, ...]
    score: float
    title: str = ""  # a title row inside the table, above its header
    _of: dict[tuple[str, ...], tuple[Column, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, *roles: str) -> tuple[Column, ...]:
        """Columns of any of the roles, from left to right."""
        known = self._of.get(roles)  # asked for several times a row
        if known is None:
            known = self._of[roles] = tuple(c for c in self.columns if c.role in roles)
        return known


@dataclass(slots=True)
class LogicalRow:
    """A row as the author wrote it: ``cells`` by column index; parts cut by a page are joined in one Cell."""

    block: int
    layout: Layout
    cells: dict[int, Cell]
    parts: int = 1  # over how many pages' parts it went
    notes: tuple[str, ...] = ()
    _words: str | None = field(default=None, init=False, repr=False, compare=False)

    def cell(self, *roles: str) -> Cell | None:
        """First non-empty cell of a role, else the first cell, else None."""
        first = None
        for column in self.layout.of(*roles):
            cell = self.cells.get(column.index)
            if cell is None:
                continue
            if cell.text and not cell.text.isspace():
                return cell
            first = cell if first is None else first
        return first

    def text(self, *roles: str) -> str:
        """Words of ``cell``, "" when there is none."""
        c = self.cell(*roles)
        return c.text if c else ""

    def words(self) -> str:
        """The words of the row as they stand there, cell by cell from the left, a merged cell once: "1 | Hạ tầng số | 80%".

        Kept: a row's cells are final once its table is joined.
        """
        if self._words is None:
            seen: dict[int, str] = {}
            for i in sorted(self.cells):
                c = self.cells[i]
                if c.text and not c.text.isspace() and id(c) not in seen:
                    seen[id(c)] = one_line(c.text)
            self._words = " | ".join(seen.values())
        return self._words

    def place(self, cell: Cell, start: int = 0, end: int | None = None) -> Place:
        """Where characters ``start:end`` of one of its cells stand (to the end when None)."""
        return Place(self.block, cell.row, cell.col, cell.boxes_of(start, len(cell.text) if end is None else end))


@dataclass(slots=True)
class LogicalTable:
    """A whole table: parts on consecutive pages joined, repeated headers dropped."""

    layout: Layout
    rows: list[LogicalRow]
    blocks: list[int]
    part: str = ""
    section: str = ""
    captions: list[Paragraph] = field(default_factory=list)
    above: list[Paragraph] = field(default_factory=list)  # the two lines right over it: "Đơn vị tính: %"
    notes: list[str] = field(default_factory=list)
    header_repeats: int = 0
    typed: list[TypedRow] | None = None  # what ``rows.typed_rows`` made of it

    @property
    def kind(self) -> Kind:
        """What its rows are."""
        return self.layout.kind

    def is_money(self) -> bool:
        """No unit of measure but money: a table of funds when it also stands under a heading about them."""
        units = [u for r in self.rows if (u := r.text("unit_of_measure").strip().lower())]
        return all("đồng" in u or u in ("đ", "vnđ", "vnd") for u in units)


@dataclass(slots=True)
class TypedRow:
    """One record row: group rows have become ``section`` and ``year``."""

    row: LogicalRow
    ordinal: str
    name: str
    name_cell: Cell
    name_start: int  # where the name begins in ``name_cell.text``
    section: str = ""
    year: int | None = None
    year_note: str = ""
