"""Units of running text; those of table cells were collected with their rows."""

from __future__ import annotations

from extractors.records.context import Context


def extract(context: Context) -> None:
    """Appends the organisations named in paragraphs."""
    for item in context.outline.items:
        if item.context in ("body", "basis", "recipients", "annex_caption"):
            context.result.units += context.naming.named(item.paragraph.text)
