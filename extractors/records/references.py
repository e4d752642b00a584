"""References: one record for each mention, in paragraphs and in table cells, checked against the registry together."""

from __future__ import annotations

from dataclasses import replace

from extractors.fields.reference_check import resolve
from extractors.fields.references import find_references
from extractors.outline import Item
from extractors.records.context import Context, located
from extractors.tables.model import LogicalTable
from schemas.document import Place
from schemas.records import Reference, ReferenceRole
from schemas.values import ReferenceMention

_CONTEXTS = {"title": "title", "basis": "basis", "annex_caption": "annex_caption"}


def extract(context: Context) -> None:
    found: list[tuple[ReferenceMention, Place, str, float]] = []
    for entry in context.outline.order:
        if isinstance(entry, LogicalTable):
            found += _of_table(entry)
        else:
            found += _of_item(entry)
    info = context.result.info
    resolved = resolve([m for m, *_ in found], own_symbol=info.symbol, document_date=info.issued_on)
    for mention, (_, place, words, confidence) in zip(resolved, found, strict=True):
        context.result.references.append(
            Reference(
                document_id=context.document_id, reference_id=context.new_id("R"), raw=mention.raw, symbol=mention.symbol, type=mention.type, issued_on=mention.issued_on,
                issuer=mention.issuer, role=mention.role, status=mention.status, registry_id=mention.registry_id, problem=mention.problem, **located(place, words, confidence),
            )
        )


def _of_item(item: Item) -> list[tuple[ReferenceMention, Place, str, float]]:
    if item.context == "letterhead":
        return []  # the document's own number is document information
    p = item.paragraph
    mentions = find_references(p.text, context=_CONTEXTS.get(item.context, "body"))
    return [(m, p.place(m.start, m.end), p.text, p.confidence_of(m.start, m.end) * (0.97 if m.symbol else 0.9)) for m in mentions]


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
                out.append((m, row.place(cell, m.start, m.end), cell.text, cell.confidence_of(m.start, m.end) * (0.97 if m.symbol else 0.9)))
    return out
