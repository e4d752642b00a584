"""Results of documents -> one dataset: rows in a fixed order, units counted over all, duplicates marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from extractors.records.context import DocumentResult
from schemas.dataset import TABLES, Dataset, frame
from schemas.values import UnitMention

_FROM_RESULT = ("indicators", "tasks", "deadlines", "references")
_RAW = ("paragraphs", "tables", "pages", "notes")


def normalise(results: Iterable[DocumentResult]) -> Dataset:
    """Every table of the dataset but comparison and findings. The order of ``results`` does not matter."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    mentions: list[UnitMention] = []
    seen: dict[str, str] = {}
    for r in sorted(results, key=lambda r: (r.info.file_name, r.info.sha256)):
        first = seen.setdefault(r.info.document_id, r.info.file_name) if r.info.sha256 else r.info.file_name
        info = r.info.model_dump()
        if first != r.info.file_name:
            info["duplicate_of"] = first  # the same bytes under another name: one set of records
        rows["documents"].append(info)
        if info["duplicate_of"]:
            continue
        for table in _FROM_RESULT:
            rows[table] += [x.model_dump() for x in getattr(r, table)]
        for table in _RAW:
            rows[table] += getattr(r, table)
        mentions += r.units
    rows["units"] = unit_rows(mentions)
    return {name: frame(name, rows[name]) for name in TABLES}


def unit_rows(mentions: list[UnitMention]) -> list[dict[str, Any]]:
    """One row a unit: how often it was met and in which spellings (most frequent first)."""
    by_id: dict[str, list[UnitMention]] = defaultdict(list)
    for m in mentions:
        by_id[m.unit_id].append(m)
    out = []
    for unit_id in sorted(by_id):
        group = by_id[unit_id]
        spellings = Counter(m.raw for m in group)
        out.append(
            {
                "unit_id": unit_id, "name": group[0].name, "level": group[0].level, "system": group[0].system, "is_generic": group[0].is_generic, "mentions": len(group),
                "variants": "; ".join(s.replace(";", ",") for s, _ in sorted(spellings.items(), key=lambda x: (-x[1], x[0]))), "status": group[0].status,
            }
        )
    return out
