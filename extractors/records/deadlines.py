"""Deadlines: of task rows (added by tasks.py) and of running text."""

from __future__ import annotations

from typing import Any

from extractors.fields.deadlines import find_deadlines
from extractors.records.context import Context, located
from schemas.records import Deadline
from schemas.values import DeadlineValue

_READ = ("body",)  # contexts of running text that can set a deadline


def extract(context: Context) -> None:
    for item in context.outline.items:
        if item.context not in _READ:
            continue
        p = item.paragraph
        for m in find_deadlines(p.text, plan_year=context.plan_year, issued_on=context.issued_on):
            confidence = 0.95 * p.confidence_of(m.start, m.end)
            add_deadline(context, m.value, located(p.place(m.start, m.end), p.text, confidence), action=m.action)


def add_deadline(context: Context, value: DeadlineValue, where: dict[str, Any], *, record_id: str = "", action: str = "") -> None:
    context.result.deadlines.append(
        Deadline(
            document_id=context.document_id, deadline_id=context.new_id("D"), record_id=record_id, raw=value.raw, kind=value.kind, start=value.start, end=value.end,
            bound=value.bound, edtf=value.edtf, rrule=value.rrule, condition=value.condition, action=action, notes="; ".join(value.notes), **where,
        )
    )
