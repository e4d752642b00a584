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
from pipeline.audit.context import Row, plans_by_id, rows_of
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
        label=label[0] if label else r["source"], source=r["source"], certainty=r["certainty"], issued=r["date"])


def _float(text: str) -> float | None:
    return float(text) if text else None


def duplicates(dataset: Mapping[str, Any]) -> dict[str, str]:
    """Document → the first document that is the same plan: the same bytes, or the same issuer and number with the same targets
    and tasks (a plan as DOCX, PDF and scan is counted once; a draft and its signed version with other numbers are two).

    Plans without any indicator or task are only compared by bytes.
    """
    prints = Prints()
    for table in Prints.COLUMNS:
        prints.add(table, rows_of(dataset.get(table), table))
    return repeated(rows_of(dataset.get("documents"), "documents"), prints)


class Prints:
    """What each plan sets, as one number a plan, whatever the order of its rows: taken in batch by batch, so that memory stays flat."""

    COLUMNS: dict[str, tuple[str, ...]] = {"indicators": ("catalog_id", "name", "year", "value_min", "value_max", "kind"), "tasks": ("name", "deadline_raw")}

    def __init__(self) -> None:
        self.sums: dict[str, int] = {}

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Takes rows of indicators or tasks in (their columns of ``COLUMNS`` and ``document_id``)."""
        for r in rows:
            if table == "indicators":
                words: tuple[str, ...] = (table, fold(r.catalog_id or r.name)[:60], str(r.year), str(r.value_min), str(r.value_max), r.kind)
            else:
                words = (table, fold(r.name)[:60], fold(r.name), fold(r.deadline_raw))
            line = hashlib.blake2b("|".join(words).encode(), digest_size=32).digest()
            self.sums[r.document_id] = self.sums.get(r.document_id, 0) + int.from_bytes(line, "little")


def repeated(documents: Iterable[Row], prints: Prints) -> dict[str, str]:
    """``duplicates`` from rows of documents and what was taken in of their records."""
    first: dict[Any, str] = {}
    out: dict[str, str] = {}
    for d in sorted(documents, key=lambda d: d.text_source == "ocr"):  # a scan stands back for the file it was printed from
        if d.duplicate_of:  # the same bytes under another name: one id, whose records stand once and count
            continue
        keys: list[Any] = [d.sha256] if d.sha256 else []
        if d.document_id in prints.sums:
            keys.append((fold(d.commune), fold(d.province), d.issuer_level, fold(d.symbol), prints.sums[d.document_id]))
        known = next((first[k] for k in keys if k in first), None)
        if known is not None and known != d.document_id:  # one file given twice has one id, and its records stand once
            out[d.document_id] = known
        for k in keys:
            first.setdefault(k, known or d.document_id)
    return out


def upper_documents(dataset: Mapping[str, Any], explicit: Iterable[str] = ()) -> dict[str, list[str]]:
    """Document → its upper documents in the dataset: those marked by the user, and those of a higher level that it cites, or of
    its own province. A document is never its own upper; lower and equal levels are not (unless marked)."""
    documents = {i: p.info for i, p in plans_by_id(rows_of(dataset.get("documents"), "documents")).items()}
    cited: Cited = defaultdict(set)
    for r in rows_of(dataset.get("references"), "references"):
        if r.symbol and r.status != "self":
            cited[r.document_id].add((r.symbol, r.issued_on[:10]))
    return above(documents, cited, explicit)


Cited = dict[str, set[tuple[str, str]]]  # document -> (symbol, day or "") of what it cites


def above(documents: Mapping[str, Row], cited: Cited, explicit: Iterable[str] = ()) -> dict[str, list[str]]:
    """``upper_documents`` from rows of documents by id and what each cites. Looks only where an upper can be: by symbol and by province."""
    marked = [i for i in explicit if i in documents]
    order = {ident: n for n, ident in enumerate(documents)}
    by_symbol: dict[str, list[Row]] = defaultdict(list)
    by_province: dict[str, list[Row]] = defaultdict(list)
    for u in documents.values():
        if u.symbol:
            by_symbol[u.symbol].append(u)
        if u.issuer_level == "province":
            by_province[fold(u.province)].append(u)
    out: dict[str, list[str]] = {}
    for d in documents.values():
        if d.document_id in marked:
            continue
        mine = cited.get(d.document_id, set())
        near = {u.document_id: u for s, _ in mine for u in by_symbol.get(s, ())} | {u.document_id: u for u in by_province.get(fold(d.province), ()) if d.province}
        automatic = [i for i, u in near.items() if u is not d and _above(u, d) and _belongs(u, d, mine)]
        out[d.document_id] = list(dict.fromkeys([*marked, *sorted(automatic, key=order.__getitem__)]))
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
    out: dict[str, list[UpperTarget]] = {i: [] for i in ids}
    labels = {d.document_id: d.symbol or d.file_name for d in reversed(rows_of(dataset.get("documents"), "documents"))}
    add_targets(out, rows_of(dataset.get("indicators"), "indicators"), labels)
    return out


def add_targets(out: dict[str, list[UpperTarget]], indicators: Iterable[Row], labels: Mapping[str, str]) -> None:
    """Adds the targets among ``indicators`` to those documents that are keys of ``out``."""
    for r in indicators:
        if r.document_id in out and r.kind in ("quantity", "level") and r.catalog_id:
            out[r.document_id].append(UpperTarget(
                r.name, r.catalog_id, r.year, r.kind, r.comparator, r.value_min, r.value_max, r.unit, r.qualifier, r.denominator,
                r.raw_value, r.document_id, labels[r.document_id], labels[r.document_id], "đọc từ văn bản trong bộ dữ liệu"))
