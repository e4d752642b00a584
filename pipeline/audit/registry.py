"""The known documents as the citation rules need them: by symbol, with the day from which they are out of force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import regex
from rapidfuzz import fuzz

from extractors.text import fold
from schemas import vocab

#: Symbols that only one body can issue; others (129/KH-UBND) exist in every province and are never held against the list.
_NATIONAL = regex.compile(r"(?:/TW|/VPTW|/BCĐTW|/CQTTBCĐ|-CP|-TTg|-VPCP|/QH\d+)$")
_CEASED = regex.compile(r"(?:ceased|expired|het hieu luc)\s*(?:on|tu)?\s*(\d{4}-\d\d-\d\d)")
_UNTIL = regex.compile(r"(?:in force until|to|until)\s*(\d{4}-\d\d-\d\d)")
_REPLACED = regex.compile(r"replaced by\s+(\S+)")


@vocab.compiled
def _registry() -> dict[str, list[dict[str, str]]]:
    out: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in vocab.rows("known_documents"):
        out[r.get("symbol", "")].append(r)
    return dict(out)


def entries_of(symbol: str) -> list[dict[str, str]]:
    """Known documents of a symbol that is unambiguous in the country; two may share one (a collision of years)."""
    return _registry().get(symbol, []) if _NATIONAL.search(symbol) else []


def entry_of(r: Any) -> dict[str, str] | None:
    """The known document a reference means: by date where two share a symbol; None when not known or not decided."""
    found = entries_of(r.symbol)
    if len(found) > 1:
        day = r.issued_on[:10]
        found = [e for e in found if day and (e.get("issued_on") or e.get("date_iso")) == day]
    return found[0] if len(found) == 1 else None


def ceased_on(entry: dict[str, str]) -> date | None:
    """First day on which the document is out of force: written in the list, or the day of what replaced it."""
    for column in ("ceased_on", "expires_on", "valid_to"):
        if entry.get(column):
            return _day(entry[column])
    status = fold_dates(entry.get("status") or entry.get("status_or_warning") or "")
    m = _CEASED.search(status)
    if m:
        return _day(m[1])
    m = _UNTIL.search(status)
    if m:
        last = _day(m[1])
        return date.fromordinal(last.toordinal() + 1) if last else None
    m = _REPLACED.search(status)
    if m:
        heir = _registry().get(m[1], [])
        if heir:
            effect = regex.search(r"in force (?:from )?(\d{4}-\d\d-\d\d)", heir[0].get("status") or heir[0].get("status_or_warning") or "")
            return _day(effect[1] if effect else heir[0].get("issued_on") or heir[0].get("date_iso") or "")
    return None


def fold_dates(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def same_issuer(written: str, known: str) -> bool:
    """Whether the words after "của" can mean the known issuer: bodies, parts of bodies and their short names agree."""
    a, b = _plain(written), _plain(known)
    if not a or not b or a in b or b in a:
        return True
    if fuzz.token_set_ratio(a, b) >= 80:
        return True
    # the Politburo, the Secretariat and the Central Committee sign for the Party's centre; not the Government
    party = ("bo chinh tri", "ban bi thu", "trung uong", "ban chap hanh")
    return any(p in a for p in party) and any(p in b for p in party)


def _plain(name: str) -> str:
    name = fold(name).replace("ubnd", "uy ban nhan dan").replace("hdnd", "hoi dong nhan dan").replace("dong chi", "")
    return " ".join(name.split())
