"""What plans are held against: national targets of the vocabulary, upper plans in the dataset; and which documents are one.

Used by the comparison and the audit alike, so that both hold a plan against the same things.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import regex

from extractors.text import fold
from pipeline.audit.context import Row, rows_of
from schemas import vocab
from schemas.targets import UpperTarget, catalogue

_RANK = {"national": 3, "province": 2, "commune": 1}
#: Certainties of ``national_targets.csv`` under which a text of the target itself was seen.
_SHOWN = frozenset({"source", "possibly draft"})


def national_targets(*, certain_only: bool = True) -> list[UpperTarget]:
    """Targets of ``national_targets.csv`` that are set for every level (``scope`` all; targets of the country alone stay out).

    With ``certain_only`` those from memory or from a plan stay out too: nobody is told to be below a number that no source shows.
    """
    out = []
    for r in vocab.rows("national_targets"):
        if certain_only and r["certainty"] not in _SHOWN:
            continue
        if r["scope"] == "all" and r["year"].isdigit():
            out.append(_national(r))
    return out


def _national(r: Mapping[str, str]) -> UpperTarget:
    label = regex.search(r"\d+(?:/\d{4})?[-/]\p{Lu}[\p{L}\d]*(?:[-/]\p{L}+)?", r["source"])
    return UpperTarget(
        name=r["quoted_text"] or catalogue().get(r["canonical_id"], {}).get("canonical_name_vi", ""), catalog_id=r["canonical_id"],
        year=int(r["year"]), comparator=r["comparator"], value_min=_float(r["value_min"]), value_max=_float(r["value_max"]), unit=r["unit"],
        denominator=r["denominator"], raw_value=r["quoted_text"], document_id=f"national:{label[0] if label else 'vocabulary'}",
        label=label[0] if label else r["source"], source=r["source"], certainty=r["certainty"])


def _float(text: str) -> float | None:
    return float(text) if text else None


def duplicates(dataset: Mapping[str, Any]) -> dict[str, str]:
    """Document → the first document that is the same plan: the same bytes, or the same issuer and number with the same targets
    and tasks (a plan as DOCX, PDF and scan is counted once; a draft and its signed version with other numbers are two).

    Plans without any indicator or task are only compared by bytes.
    """
    prints: dict[str, list[str]] = defaultdict(list)
    for table, names in (("indicators", ("catalog_id", "year", "value_min", "value_max", "kind")), ("tasks", ("name", "deadline_raw"))):
        for r in rows_of(dataset.get(table), table):
            words = r.catalog_id or r.name
            prints[r.document_id].append("|".join([table, fold(words)[:60], *(fold(str(getattr(r, n))) for n in names)]))
    first: dict[Any, str] = {}
    out: dict[str, str] = {}
    for d in rows_of(dataset.get("documents"), "documents"):
        if d.duplicate_of and d.duplicate_of != d.document_id:
            out[d.document_id] = d.duplicate_of
            continue
        keys: list[Any] = [d.sha256] if d.sha256 else []
        mine = prints.get(d.document_id)
        if mine:
            content = hashlib.sha256("\n".join(sorted(mine)).encode()).hexdigest()
            keys.append((fold(d.commune), fold(d.province), d.issuer_level, fold(d.symbol), content))
        known = next((first[k] for k in keys if k in first), None)
        if known is not None and known != d.document_id:  # one file given twice has one id, and its records stand once
            out[d.document_id] = known
        for k in keys:
            first.setdefault(k, known or d.document_id)
    return out


def upper_documents(dataset: Mapping[str, Any], explicit: Iterable[str] = ()) -> dict[str, list[str]]:
    """Document → its upper documents in the dataset: those marked by the user, and those of a higher level that it cites, or of
    its own province. A document is never its own upper; lower and equal levels are not (unless marked)."""
    documents = {d.document_id: d for d in rows_of(dataset.get("documents"), "documents") if d.status != "failed"}
    marked = [i for i in explicit if i in documents]
    cited: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for r in rows_of(dataset.get("references"), "references"):
        if r.symbol and r.status != "self":
            cited[r.document_id].add((r.symbol, r.issued_on[:10]))
    out: dict[str, list[str]] = {}
    for d in documents.values():
        if d.document_id in marked:
            continue
        automatic = [u.document_id for u in documents.values() if u is not d and _above(u, d) and _belongs(u, d, cited[d.document_id])]
        out[d.document_id] = list(dict.fromkeys([*marked, *automatic]))
    return out


def _above(upper: Row, own: Row) -> bool:
    return _RANK.get(upper.issuer_level, 0) > _RANK.get(own.issuer_level, 9)


def _belongs(upper: Row, own: Row, cited: set[tuple[str, str]]) -> bool:
    if upper.issuer_level == "province" and own.province and upper.province and fold(own.province) != fold(upper.province):
        return False  # 129/KH-UBND of another province
    if upper.symbol and any(s == upper.symbol and (not day or not upper.issued_on or day == upper.issued_on[:10]) for s, day in cited):
        return True
    return upper.issuer_level == "province" and bool(own.province) and fold(own.province) == fold(upper.province)


def upper_targets(dataset: Mapping[str, Any], ids: Iterable[str]) -> dict[str, list[UpperTarget]]:
    """Targets (with a number or a level) of the documents ``ids``, by document."""
    wanted = set(ids)
    labels = {d.document_id: d.symbol or d.file_name for d in rows_of(dataset.get("documents"), "documents")}
    out: dict[str, list[UpperTarget]] = {i: [] for i in wanted}
    for r in rows_of(dataset.get("indicators"), "indicators"):
        if r.document_id in wanted and r.kind in ("quantity", "level") and r.catalog_id:
            out[r.document_id].append(UpperTarget(
                r.name, r.catalog_id, r.year, r.kind, r.comparator, r.value_min, r.value_max, r.unit, r.qualifier, r.denominator,
                r.raw_value, r.document_id, labels[r.document_id], labels[r.document_id], "đọc từ văn bản trong bộ dữ liệu"))
    return out
