"""The registry of known documents: what a citation is checked against.

A symbol alone is no key (942/QĐ-TTg exists in 2021 and 2022; 15-KH/TU in every province), so an entry's id is
``symbol@date``. Entries with a ``scope`` (a province) speak only for a citation that gives the same date.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import regex

from extractors.fields.symbols import codes
from extractors.text import fold
from schemas import vocab

#: Congress terms of the Party: numbers of Party documents start again with each (Điều lệ Đảng; Guideline 36-HD/VPTW).
TERMS = ("1996-07-01", "2001-04-22", "2006-04-25", "2011-01-19", "2016-01-28", "2021-02-01", "2026-01-23")


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """One row of ``known_documents.csv``. Dates ISO 8601; ``in_force_to`` is the last day in force, "" = not ended."""

    registry_id: str
    symbol: str
    type: str
    issued_on: str
    issuer: str
    scope: str
    title: str
    in_force_from: str
    in_force_to: str
    replaced_by: str
    certainty: str

    def in_force(self, day: str) -> bool:
        """Whether it is in force on ``day`` (ISO), as far as the registry knows."""
        return (self.in_force_from or self.issued_on) <= day and (not self.in_force_to or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class _Registry:
    by_symbol: dict[str, tuple[KnownDocument, ...]]
    by_id: dict[str, KnownDocument]
    nicknames: dict[tuple[str, int], tuple[tuple[str, str], ...]]  # (type, number) -> (registry_id, when)
    laws: dict[str, tuple[str, ...]]  # folded name -> registry ids
    law_name: regex.Pattern
    issuers: tuple[tuple[str, str], ...]  # (folded name, issuer code), longest first


@vocab.compiled
def registry() -> _Registry:
    """All of it, loaded once."""
    by_symbol: dict[str, list[KnownDocument]] = defaultdict(list)
    by_id: dict[str, KnownDocument] = {}
    for r in vocab.rows("known_documents"):
        d = KnownDocument(f"{r['symbol']}@{r['issued_on']}", r["symbol"], r["type"], r["issued_on"], r["issuer"], r["scope"], r["title"],
                          r["in_force_from"], r["in_force_to"], r["replaced_by"], r["certainty"])
        if d.registry_id in by_id and by_id[d.registry_id].scope == d.scope:
            raise ValueError(f"known_documents.csv: {d.registry_id} stands twice")
        by_symbol[d.symbol].append(d)
        by_id[d.registry_id] = d
    nicknames: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for r in vocab.rows("document_nicknames"):
        _known(r["registry_id"], by_id, "document_nicknames.csv")
        nicknames[r["type"], int(r["number"])].append((r["registry_id"], r["when"]))
    laws: dict[str, list[str]] = defaultdict(list)
    names: set[str] = set()
    for r in vocab.rows("law_names"):
        if r["registry_id"]:
            _known(r["registry_id"], by_id, "law_names.csv")
        for name in (r["name"], *filter(None, (a.strip() for a in r["aliases"].split(";")))):
            names.add(name)
            if r["registry_id"] and r["registry_id"] not in laws[fold(name)]:
                laws[fold(name)].append(r["registry_id"])
    words = "|".join(r"\s{1,4}".join(regex.escape(w) for w in n.split()) for n in sorted(names, key=len, reverse=True))
    issuers = {(fold(n), r["code"]) for r in vocab.rows("issuer_codes") if r["match"] != "prefix"
               for n in (r["name"], *filter(None, (a.strip() for a in r["names"].split(";"))))}
    return _Registry({k: tuple(v) for k, v in by_symbol.items()}, by_id, {k: tuple(v) for k, v in nicknames.items()},
                     {k: tuple(v) for k, v in laws.items()}, regex.compile(rf"(?i:{words})(?![\p{{L}}\d])"),
                     tuple(sorted(issuers, key=lambda p: (-len(p[0]), p))))


def _known(registry_id: str, by_id: dict[str, KnownDocument], file: str) -> None:
    if registry_id not in by_id:
        raise ValueError(f"{file}: {registry_id!r} is not in known_documents.csv")


def entry(registry_id: str) -> KnownDocument | None:
    """The document of an id as ``references.registry_id`` holds it."""
    return registry().by_id.get(registry_id)


def issuer_codes_of(written: str) -> frozenset[str]:
    """Issuer codes that an issuer as written may stand for; empty when the vocabulary does not know it.

    The longest known name that begins it decides: "Ban Thường vụ Tỉnh ủy Đồng Nai" -> {"TU"}.
    """
    w = fold(written)
    best = next((n for n, _ in registry().issuers if w == n or w.startswith(n + " ")), "")
    return frozenset(c for n, c in registry().issuers if n == best) if best else frozenset()


def agrees(written: str, issuer_code: str) -> bool | None:
    """Does the issuer as written go with the code in the symbol? None = cannot be told."""
    got = issuer_codes_of(written)
    first = issuer_code.split("/")[0].split("-")
    base = {c.rstrip("0123456789") for c in first}
    if not got or not any(c in codes().issuers or c in codes().numbered for c in base):
        return None
    return any(g == b or g.startswith(b) or b.startswith(g) for g in got for b in base)


def same_series(symbol: str, a: str, b: str) -> bool:
    """Do two dates lie in one run of numbers, so that one symbol can mean only one document?

    State documents are numbered by year (Decree 30/2020, Annex I), Party documents by congress term.
    """
    if "-" in symbol.split("/")[0]:
        return sum(t <= a for t in TERMS) == sum(t <= b for t in TERMS)
    return a[:4] == b[:4]
