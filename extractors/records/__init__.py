"""Document -> records. FIELDS lists the builders in order; a later one may use what earlier ones put into the result.

Adding a field = one file with ``extract(context)`` and one line here.
"""

from __future__ import annotations

from importlib import import_module

from extractors.outline import Outline
from extractors.records.context import Context, DocumentResult
from schemas.records import DocumentInfo

FIELDS = ("document_info", "indicators", "tasks", "deadlines", "references", "units", "structure")


def extract(outline: Outline, info: DocumentInfo) -> DocumentResult:
    """All records of one outlined document; ``info`` holds what is known of the file."""
    context = Context(outline, DocumentResult(info))
    for name in FIELDS:
        import_module(f"extractors.records.{name}").extract(context)
    return context.result
