"""Deadlines: of task rows (added by tasks.py) and of running text."""

from __future__ import annotations

from typing import Any

import regex

from extractors.fields.deadlines import find_deadlines
from extractors.records.context import Context, located
from extractors.text import one_line, passage
from schemas.records import Deadline
from schemas.values import DeadlineValue

_LABEL_LINE = regex.compile(r"\s*[-–+*•]?\s*(?:\([a-z]\)|[a-zđ]\))?\s*(?:(?:cơ quan|đơn vị|bộ phận)\s+)?(?:chủ trì|phối hợp|thực hiện|thời (?:gian|hạn)|tiến độ|sản phẩm|kết quả|kinh phí|nguồn)\b[^:]{0,40}:", regex.I)
_READ = ("body",)  # contexts of running text that can set a deadline


def extract(context: Context) -> None:
    """Appends the deadlines of running text."""
    above = ""  # the last words that say what is to be done: a line "Thời hạn: …" speaks of them
    for item in context.outline.items:
        if item.context not in _READ:
            continue
        p = item.paragraph
        for m in find_deadlines(p.text, plan_year=context.plan_year, issued_on=context.issued_on):
            confidence = 0.95 * p.confidence_of(m.start, m.end)
            add_deadline(context, m.value, located(p.place(m.start, m.end), passage(p.text, m.start, m.end), confidence), action=m.action or above)
        if not _LABEL_LINE.match(p.text):
            above = one_line(p.text[item.body_start :])[:200]


def add_deadline(context: Context, value: DeadlineValue, where: dict[str, Any], *, record_id: str = "", action: str = "") -> None:
    """Appends one deadline. ``where``: what ``located`` gives; ``record_id``: its task; ``action``: what is due."""
    context.result.deadlines.append(
        Deadline(
            document_id=context.document_id, deadline_id=context.new_id("D"), record_id=record_id, raw=value.raw, kind=value.kind, start=value.start, end=value.end,
            bound=value.bound, edtf=value.edtf, rrule=value.rrule, condition=value.condition, action=action, notes="; ".join(value.notes), **where,
        )
    )
