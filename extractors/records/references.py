"""References: one record for each mention, in paragraphs and in table cells, checked against the registry together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from extractors.fields.citation_parts import type_word_at
from extractors.fields.reference_check import resolve
from extractors.fields.references import find_references
from extractors.fields.symbols import SYMBOL
from extractors.outline import Item
from extractors.records.context import Context, located
from extractors.tables.model import LogicalTable
from extractors.text import fold, passage
from schemas.document import Place
from schemas.records import Reference, ReferenceRole
from schemas.values import ReferenceMention

_CONTEXTS = {"title": "title", "basis": "basis", "annex_caption": "annex_caption"}
#: headings over a list of bases, their diacritics gone: "CĂN CỨ PHÁP LÝ", "Các căn cứ lập kế hoạch", "Cơ sở pháp lý"
_BASES = regex.compile(r"(?:\S{1,5}[.):]\s*)?(?:(?:cac|nhung) )?(?:can cu|co so phap ly|co so chinh tri)\b[^\d;]{0,70}")
_SYMBOL = regex.compile(SYMBOL)
_BLANK_NUMBER = regex.compile(r"[\s|*_]*S[ốỐ]\s*:[\s.…_]*[-/][\p{L}/-]{2,20}(?:[\s|*_,]+(?:\p{Lu}[\p{L}\s.-]{1,40},\s*)?ngày[^\p{L}]{0,20}tháng.{0,40})?[\s|*_]*")
#: the line of the document's own number, whatever stands beside it: "Số: 149/KH-UBND | Phú Xuân, ngày …"
_NUMBER_LINE = regex.compile(r"[\s|*_]*(?:S[ốỐ]\s*:?\s*)?$")
_BESIDE_NUMBER = regex.compile(r"[\s|*_,;]*(?:$|\n|(?:\p{Lu}[\p{L}\s.-]{1,40},\s*)?ngày\s|CỘNG\s|Cộng hòa|Độc lập|ĐỘC LẬP|V/v)")


def extract(context: Context) -> None:
    """Appends every mention in reading order; roles and status are settled over the whole document."""
    found: list[tuple[ReferenceMention, Place, str, float]] = []
    in_bases = False
    for entries in _grouped(context.outline.order):
        if isinstance(entries, LogicalTable):
            found += _of_table(entries)
            in_bases = False
        else:
            in_bases = _basis_list(entries[0], in_bases)
            found += _of_items(entries, context.result.info.symbol, in_bases)
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


def _says_basis(item: Item) -> bool:
    return fold(item.paragraph.text[:40]).lstrip("-+* ").startswith("can cu ")


def _basis_list(item: Item, before: bool) -> bool:
    """Is this paragraph one of a list of bases: "Căn cứ …;", one that follows in that run without the words, or under a heading of bases?"""
    if item.context == "basis":
        return True
    if item.context != "body":
        return False
    if _says_basis(item):
        return item.paragraph.text.rstrip().endswith(";")
    if any(_BASES.fullmatch(fold(h)) for h in item.path):
        return True
    return before and type_word_at(item.paragraph.text, 0) and item.paragraph.text.rstrip().endswith((";", ","))


def _of_items(items: list[Item], own: str, in_bases: bool) -> list[tuple[ReferenceMention, Place, str, float]]:
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
        if own and m.symbol == own and not shift and _NUMBER_LINE.match(text, 0, m.start) and (number := _SYMBOL.match(text, m.start)) and _BESIDE_NUMBER.match(text, number.end()):
            continue  # the document's own number is document information
        if not m.symbol and m.role == ReferenceRole.SELF and items[0].context == "body" and _BLANK_NUMBER.fullmatch(text):
            continue  # the same left blank
        if in_bases and m.role == ReferenceRole.MENTION and not _says_basis(items[0]):
            m = replace(m, role=ReferenceRole.BASIS)
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
