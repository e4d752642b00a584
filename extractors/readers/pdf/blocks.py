"""A read page → Paragraphs and Tables in reading order, and the ledger of its glyphs."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.frame import Frame
from extractors.readers.pdf.layout import Zone, cell_column, side_column, zones
from extractors.readers.pdf.lines import Line, make_rows, whole
from extractors.readers.pdf.native import NativePage
from extractors.readers.pdf.paragraphs import MARKER, Column, centered_group, join_words, measure, paragraph, split
from extractors.readers.pdf.tables import Grid, GridCell
from schemas.document import Block, Box, Cell, Ledger, Paragraph, Role, Table
from schemas.spans import NO_SPANS, Spans


@dataclass(slots=True)
class Flow:
    """Blocks of one page and what is needed to join its first and last paragraph with the neighbouring pages."""

    blocks: list[Block]
    first: tuple[Paragraph, list[Line]] | None = None
    last: tuple[Paragraph, list[Line]] | None = None
    column: Column | None = None
    counts: Ledger = field(default_factory=Ledger)


def make_blocks(p: NativePage, roles: dict[int, Role], column: Column | None) -> Flow:
    """Blocks of one page; ``roles`` are the rows that are furniture, ``column`` the usual margins of such pages."""
    flow = Flow([])
    ledger = flow.counts
    ledger.glyphs = p.glyphs
    head = [_set_aside(p.rows[i], role) for i, role in roles.items() if _in_upper_half(p, i)]
    foot = [_set_aside(p.rows[i], role) for i, role in roles.items() if not _in_upper_half(p, i)]
    ledger.in_furniture = sum(w.n for i in roles for ln in p.rows[i] for w in ln.words)
    body = [r for i, r in enumerate(p.rows) if i not in roles]
    own = measure([ln for r in body for ln in r if len(r) == 1], [g.bbox for g in p.grids], p.frame.read_size[0])
    enough = sum(len(r) == 1 for r in body) >= 8
    flow.column = own if own and (enough or column is None) else column
    flow.blocks.extend(head)
    low = [s for s in p.stamps if s.base >= p.frame.read_size[1] / 2]
    flow.blocks.extend(_stamps([s for s in p.stamps if s not in low], ledger))
    grids = sorted(p.grids, key=lambda g: (g.bbox[1], g.bbox[0]))
    at = 0
    for k, g in enumerate([*grids, None]):
        limit = g.bbox[1] + 1 if g else float("inf")
        part = []
        while at < len(body) and body[at][0].base < limit:
            part.append(body[at])
            at += 1
        if part:
            _running(part, flow, page_top=k == 0)
        if g:
            flow.blocks.append(_table(g, p.page.number, p.frame, ledger))
            flow.last = None
            if flow.first is None:
                flow.first = (Paragraph(""), [])  # a table stands first: nothing to join
    flow.blocks.extend(_stamps(low, ledger))
    flow.blocks.extend(foot)
    flow.blocks.extend(paragraph([ln], role=Role.LEFTOVER) for ln in p.hidden)
    ledger.leftover = max(0, ledger.glyphs - ledger.in_paragraphs - ledger.in_cells - ledger.in_furniture)
    return flow


def line_by_line(p: NativePage) -> Flow:
    """A paragraph for each line: what is left to do when nothing is understood."""
    flow = Flow([paragraph([whole(row)]) for row in p.rows])
    flow.blocks.extend(paragraph([ln], role=Role.STAMP) for ln in p.stamps)
    flow.counts.glyphs = p.glyphs
    flow.counts.in_paragraphs = sum(w.n for rows in (p.rows, [p.stamps]) for row in rows for ln in row for w in ln.words)
    flow.blocks.extend(paragraph([ln], role=Role.LEFTOVER) for ln in p.hidden)
    flow.counts.leftover = sum(w.n for ln in p.hidden for w in ln.words)
    return flow


def _in_upper_half(p: NativePage, i: int) -> bool:
    return p.rows[i][0].base < p.frame.read_size[1] / 2


def _set_aside(row: Sequence[Line], role: Role) -> Paragraph:
    return paragraph([whole(row)], role=role)


def _stamps(lines: list[Line], ledger: Ledger) -> list[Block]:
    """One paragraph for the lines of each stamp (lines under one another)."""
    groups: list[list[Line]] = []
    for ln in lines:
        near = groups and -1 < ln.base - groups[-1][-1].base < 2.5 * ln.size and ln.x0 < groups[-1][-1].x1 and groups[-1][-1].x0 < ln.x1
        if near:
            groups[-1].append(ln)
        else:
            groups.append([ln])
    ledger.in_paragraphs += sum(w.n for ln in lines for w in ln.words)
    return [paragraph(g, role=Role.STAMP) for g in groups]


def _running(rows: list[list[Line]], flow: Flow, *, page_top: bool) -> None:
    for zone in zones(rows, flow.column, page_top=page_top and flow.first is None):
        if zone.side_by_side:
            _side_by_side(zone, flow)
            continue
        lines = zone.columns[0]
        column = flow.column or measure(lines)
        if column is None:
            continue
        for group in split(lines, column):
            para = paragraph(group, centered=centered_group(group, column))
            _add(flow, para, group)


def _side_by_side(zone: Zone, flow: Flow) -> None:
    role = Role.LETTERHEAD if zone.letterhead else Role.BODY
    x0, x1 = (flow.column.x0, flow.column.x1) if flow.column else (0.0, max(ln.x1 for ln in zone.columns[1]))
    for lines, limits in zip(zone.columns, ((x0, zone.middle), (zone.middle, x1)), strict=True):
        column = side_column(lines, limits)
        for group in split(lines, column):
            _add(flow, paragraph(group, role=role, centered=centered_group(group, column)), group)
            flow.last = None  # a column never goes on over the page


def _add(flow: Flow, para: Paragraph, group: list[Line]) -> None:
    if any(w.stamp for ln in group for w in ln.words):
        para.role = Role.STAMP
    flow.blocks.append(para)
    flow.counts.in_paragraphs += sum([w.n for ln in group for w in ln.words])
    if flow.first is None:
        flow.first = (para, group)
    flow.last = (para, group)


def _table(g: Grid, number: int, frame: Frame, ledger: Ledger) -> Table:
    shown = frame.shown_all([c.bbox for c in g.cells])
    cells = [_cell(c, box, number, ledger) for c, box in zip(g.cells, shown, strict=True)]
    return Table(0, g.n_rows, g.n_cols, cells, (Box(number, frame.shown(g.bbox)),), notes=g.notes)


def _cell(c: GridCell, shown: tuple[float, float, float, float], number: int, ledger: Ledger) -> Cell:
    boxes = (Box(number, shown),)
    words = c.words
    if not words:
        return Cell("", NO_SPANS, boxes, 1.0, (), c.row, c.col, c.row_span, c.col_span)
    if len(words) == 1:  # every other cell: an ordinal, a number, a unit
        w = words[0]
        text, spans, n, bold = w.text, Spans.of(array("d", (0, len(w.text), number, *w.shown, w.confidence))), w.n, w.bold and w.n > 0
    else:
        lines = [whole(row) for row in make_rows(words, number)]
        text, spans = join_words(lines, _cell_breaks(c, lines) if len(lines) > 1 else frozenset())
        n = sum([w.n for w in words])
        bold = 2 * sum([w.n for w in words if w.bold]) > n
    ledger.in_cells += n
    return Cell(text, spans, boxes, 1.0, (), c.row, c.col, c.row_span, c.col_span, bold)


def _cell_breaks(c: GridCell, lines: Sequence[Line]) -> frozenset[int]:
    """Lines of a cell that clearly begin a paragraph: their first word, no lower-case one, would have found room in the line before.

    No word processor wraps a word that fits. A list marker after a line that has ended needs no such proof.
    """
    out: set[int] = set()
    column: Column | None = None
    for i in range(1, len(lines)):
        before, first = lines[i - 1], lines[i].words[0]
        ended = before.words[-1].text[-1:] in ".;:"
        lower = first.text[:1].islower()
        if not ended and lower and first.text[1:2].isalpha():  # no marker begins so
            continue
        marked = MARKER.match(lines[i].text) is not None
        if marked and ended:
            out.add(i)
        elif marked or not lower:
            column = column or cell_column(c.bbox, lines)
            room = column.x1 - before.x1 - 0.25 * before.size
            if first.x1 - first.x0 < room - 1:
                out.add(i)
    return frozenset(out)
