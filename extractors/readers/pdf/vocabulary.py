"""Header words of tables (``table_headers.csv``) as the table finder asks for them."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from extractors.text import fold
from schemas import vocab

_YEAR = regex.compile(r"^(?:nam )?20\d\d$|^(?:giai doan|den nam|ke hoach|chi tieu) ")


@vocab.compiled
def known_headers() -> tuple[frozenset[str], frozenset[str]]:
    """Folded header words; those of ordinal columns."""
    rows = vocab.rows("table_headers")
    return frozenset(fold(r["header"]) for r in rows), frozenset(fold(r["header"]) for r in rows if r["role"] == "ordinal")


def count_known(texts: Iterable[str]) -> int:
    """How many of the headings are known, or years."""
    known, _ = known_headers()
    return sum(bool((t := fold(text)) and (t in known or _YEAR.match(t))) for text in texts)


def is_ordinal_header(text: str) -> bool:
    """Is it the heading of a column of row numbers (TT, STT)?"""
    return fold(text) in known_headers()[1]
