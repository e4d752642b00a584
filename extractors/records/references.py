"""References: one record for each mention, in paragraphs and in table cells, checked against the registry together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.fields.reference_check import resolve
from extractors.fields.references import find_references
from extractors.outline import Item
from extractors.records.context import Context, located
from extractors.tables.model import LogicalTable
from extractors.text import passage
from schemas.document import Place
from schemas.records import Reference, ReferenceRole
from schemas.values import ReferenceMention

_CONTEXTS = {"title": "title", "basis": "basis", "annex_caption": "annex_caption"}


def extract(context: Context) -> None:
    """Appends every mention in reading order; roles and status are settled over the whole document."""
    found: list[tuple[ReferenceMention, Place, str, float]] = []
    for entries in _grouped(context.outline.order):
        if isinstance(entries, LogicalTable):
            found += _of_table(entries)
        else:
            found += _of_items(entries)
    info = context.result.info
    resolved = resolve([m for m, *_ in found], own_symbol=info.symbol, document_date=info.issued_on)
    for mention, (_, place, words, confidence) in zip(resolved, found, strict=True):
        context.result.references.append(
            Reference(
                document_id=context.document_id, reference_id=context.new_id("R"), raw=mention.raw, symbol=mention.symbol, type=mention.type, issued_on=mention.issued_on,
                issuer=mention.issuer, role=mention.role, status=mention.status, registry_id=mention.registry_id, problem=mention.problem, **located(place, words, confidence),
            )
        )


def _grouped(order: list[Item | LogicalTable]) -> Iterator[list[Item] | LogicalTable]:
    """Lines of one title are read together: an issuer may stand on the line under its number."""
    lines: list[Item] = []
    for entry in order:
        if isinstance(entry, LogicalTable):
            if lines:
                yield lines
            lines = []
            yield entry
            continue
        joins = bool(lines) and entry.context == lines[-1].context and entry.part == lines[-1].part and entry.context in ("title", "annex_title")
        if lines and not joins:
            yield lines
            lines = []
        lines.append(entry)
    if lines:
        yield lines


def _of_items(items: list[Item]) -> list[tuple[ReferenceMention, Place, str, float]]:
    if items[0].context == "letterhead":
        return []  # the document's own number is document information
    text, starts = "", []
    for item in items:
        text += " " if text else ""
        starts.append(len(text))
        text += item.paragraph.text
    out = []
    for m in find_references(text, context=_CONTEXTS.get(items[0].context, "body")):
        at = max(i for i, s in enumerate(starts) if s <= m.start)
        p, shift = items[at].paragraph, starts[at]
        out.append((m, p.place(m.start - shift, m.end - shift), passage(text, m.start, m.end), p.confidence_of(m.start - shift, m.end - shift) * (0.97 if m.symbol else 0.9)))
    return out


def _of_table(table: LogicalTable) -> list[tuple[ReferenceMention, Place, str, float]]:
    out = []
    for row in table.rows:
        seen: set[int] = set()
        for column in sorted(row.layout.columns, key=lambda c: c.index):
            cell = row.cells.get(column.index)
            if cell is None or id(cell) in seen or not cell.text.strip():
                continue
            seen.add(id(cell))
            assigns = column.role == "legal_ref"
            for m in find_references(cell.text, context="assign_column" if assigns else "body"):
                if assigns and m.role == ReferenceRole.MENTION:
                    m = replace(m, role=ReferenceRole.ASSIGNS)
                out.append((m, row.place(cell, m.start, m.end), passage(cell.text, m.start, m.end), cell.confidence_of(m.start, m.end) * (0.97 if m.symbol else 0.9)))
    return out
