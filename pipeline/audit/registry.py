"""The known documents as the citation rules need them: by symbol, with the day from which they are out of force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import regex
from rapidfuzz import fuzz

from extractors.text import fold
from schemas import vocab

#: Symbols that only one body can issue; others (129/KH-UBND) exist in every province and are never held against the list.
_NATIONAL = regex.compile(r"(?:/TW|/VPTW|/BCĐTW|/CQTTBCĐ|-CP|-TTg|-VPCP|/QH\d+)$")
#: What the list only has from one plan, or does not know for sure, is no ground for a reproach.
_CERTAIN = frozenset({"certain", "verified"})


@vocab.compiled
def _registry() -> dict[str, list[dict[str, str]]]:
    out: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in vocab.rows("known_documents"):
        out[r["symbol"]].append(r)
    return dict(out)


def entries_of(symbol: str) -> list[dict[str, str]]:
    """Known documents of a symbol that is unambiguous in the country; two may share one (a collision of years)."""
    return [e for e in _registry().get(symbol, []) if e["certainty"] in _CERTAIN] if _NATIONAL.search(symbol) else []


def entry_of(r: Any) -> dict[str, str] | None:
    """The known document a reference means: by date where two share a symbol; None when not known or not decided."""
    found = entries_of(r.symbol)
    if len(found) > 1:
        day = r.issued_on[:10]
        found = [e for e in found if day and e["issued_on"] == day]
    return found[0] if len(found) == 1 else None


def ceased_on(entry: dict[str, str]) -> date | None:
    """First day on which the document is out of force; None when the list knows of none."""
    last = entry.get("in_force_to", "")
    return date.fromisoformat(last) + timedelta(days=1) if last else None


def same_issuer(written: str, known: str) -> bool:
    """Whether the words after "của" can mean the known issuer: bodies, parts of bodies and their short names agree."""
    a, b = plain_issuer(written), plain_issuer(known)
    if not a or not b or a in b or b in a:
        return True
    if fuzz.token_set_ratio(a, b) >= 80:
        return True
    # the Politburo, the Secretariat and the Central Committee sign for the Party's centre; not the Government
    party = ("bo chinh tri", "ban bi thu", "trung uong", "ban chap hanh")
    return any(p in a for p in party) and any(p in b for p in party)


def plain_issuer(name: str) -> str:
    """A body's name without its short forms, folded."""
    name = fold(name).replace("ubnd", "uy ban nhan dan").replace("hdnd", "hoi dong nhan dan").replace("dong chi", "")
    return " ".join(name.split())
