"""Rows of ``paragraphs``, ``tables``, ``pages`` and ``notes``: where everything stands, for rules on text and structure."""

from __future__ import annotations

from extractors.records.context import Context, located
from extractors.tables.headers import MAX_HEADER
from extractors.text import one_line
from schemas.document import FURNITURE, Paragraph, Table


def extract(context: Context) -> None:
    """Appends the rows of ``paragraphs``, ``tables``, ``pages`` and ``notes``."""
    _paragraphs(context)
    _tables(context)
    _pages(context)


def _paragraphs(context: Context) -> None:
    for item in context.outline.items:
        p = item.paragraph
        where = located(p.place(), p.text, p.confidence)
        context.result.paragraphs.append(
            {
                "document_id": context.document_id, "block": p.block, "page": where["page"], "bbox": where["bbox"], "role": p.role.value, "context": item.context, "part": item.part,
                "section": item.section, "ordinal": item.ordinal, "level": len(item.path) if item.is_heading else None, "is_heading": item.is_heading, "in_goals": item.in_goals,
                "text": one_line(p.text), "confidence": where["confidence"],
            }
        )
    for b in context.outline.document.blocks:
        if isinstance(b, Paragraph) and b.role in FURNITURE:
            where = located(b.place(), b.text, b.confidence)
            context.result.paragraphs.append(
                {
                    "document_id": context.document_id, "block": b.block, "page": where["page"], "bbox": where["bbox"], "role": b.role.value, "context": "furniture", "part": "",
                    "section": "", "ordinal": "", "level": None, "is_heading": False, "in_goals": False, "text": one_line(b.text), "confidence": where["confidence"],
                }
            )


def _tables(context: Context) -> None:
    for n, t in enumerate(context.outline.tables, 1):
        first = next((b for b in context.outline.document.blocks if isinstance(b, Table) and b.block == t.blocks[0]), None)
        box = first.boxes[0] if first and first.boxes else None
        context.result.tables.append(
            {
                "document_id": context.document_id, "table_id": f"{context.document_id}-B{n:02d}", "part": t.part, "kind": t.kind.value, "block": t.blocks[0], "page": box.page if box else None,
                "bbox": " ".join(f"{v:.1f}" for v in box.bbox) if box else "", "n_rows": len(t.rows), "n_cols": len(t.layout.columns),
                "header": " ⇥ ".join(c.header for c in t.layout.columns), "roles": ";".join(c.role for c in t.layout.columns), "continued": len(t.blocks) > 1,
                "caption": one_line(" ".join(p.text for p in t.captions)), "rows_joined": sum(r.parts > 1 for r in t.rows),
            }
        )
        for c in t.layout.columns:
            if t.kind.value != "other" and not c.role and c.header and len(c.header) <= MAX_HEADER:
                context.note("column_not_understood", f"Cột “{c.header}” của bảng ở {t.part or 'thân văn bản'} chưa được hiểu, nội dung được giữ nguyên trong văn bản.", box.page if box else None)
        for words in t.notes:
            context.note("row_not_understood", f"Bảng ở {t.part}: {words}", box.page if box else None)
        if t.kind.value == "other":
            context.note("table_other", f"Bảng ở {t.part} không phải bảng chỉ tiêu hay nhiệm vụ ({t.layout.columns[0].header} …), không trích bản ghi.", box.page if box else None)
    for raw in context.outline.not_understood:
        page = raw.boxes[0].page if raw.boxes else None
        words = one_line(" | ".join(c.text for c in raw.cells if c.text.strip()))[:160]
        context.note("table_not_understood", f"Có bảng không hiểu được tiêu đề ({raw.n_rows} dòng × {raw.n_cols} cột): “{words}”.", page)


def _pages(context: Context) -> None:
    document = context.outline.document
    for p in document.pages:
        led = p.ledger
        context.result.pages.append(
            {
                "document_id": context.document_id, "page": p.number, "width": round(p.width, 1), "height": round(p.height, 1), "rotation": p.rotation, "text_source": p.text_source.value,
                "needs_ocr": p.needs_ocr, "glyphs": led.glyphs if led else None, "in_paragraphs": led.in_paragraphs if led else None, "in_cells": led.in_cells if led else None,
                "in_furniture": led.in_furniture if led else None, "leftover": led.leftover if led else None, "lost": led.lost if led else None,
            }
        )
    for note in document.notes:
        context.note(note.code, note.message, note.page)
