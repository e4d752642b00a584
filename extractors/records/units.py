"""Units of running text; those of table cells were collected with their rows."""

from __future__ import annotations

from extractors.fields.units import find_units
from extractors.records.context import Context


def extract(context: Context) -> None:
    """Appends the organisations named in paragraphs."""
    for item in context.outline.items:
        if item.context in ("body", "basis", "recipients", "annex_caption"):
            context.result.units += find_units(item.paragraph.text, context.result.info.issuer_level)
