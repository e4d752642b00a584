"""What the words of a header mean: exact, misspelt, prefixed, or by pattern (``table_headers.csv``, ``table_header_patterns.csv``)."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from rapidfuzz import fuzz, process

from extractors.text import fold
from schemas import vocab

MAX_HEADER = 160  # characters; longer cells are content
_BARE = frozenset({"co quan"})  # says who, not what they do: the words after it decide
PARENTHESIS = regex.compile(r"\(([^()]{1,40})\)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says: ``role`` as in ``table_headers.csv``; ``strength`` as evidence that it is a header."""

    role: str
    strength: float  # 1 exact, 0.9 fuzzy, 0.8 prefix, 0.6 pattern


@vocab.compiled
def _words() -> dict[str, dict[str, str]]:
    """table kind -> folded header -> role."""
    out: dict[str, dict[str, str]] = {"any": {}, "indicator": {}, "task": {}}
    for r in vocab.rows("table_headers"):
        key = fold(r["header"]) or r["header"]
        other = out[r["table"]].get(key)
        if other and other != r["role"]:
            raise ValueError(f"table_headers.csv: {r['header']!r} is both {other} and {r['role']} in table kind {r['table']}")
        out[r["table"]][key] = r["role"]
    return out


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of one kind of table, ready to be looked through; its own win over those of any table."""

    roles: dict[str, str]
    squeezed: dict[str, str]  # without blanks, for letter-spaced or broken headings: "S TT", "Ghi ch ú"
    fuzzy: list[str]
    prefixes: list[str]


@vocab.compiled
def _known(kind: str) -> _Known:
    roles = _words()[kind] | {k: v for k, v in _words()["any"].items() if k not in _words()[kind]}
    squeezed: dict[str, str] = {}
    for known, role in roles.items():
        squeezed.setdefault(known.replace(" ", ""), role)
    return _Known(roles, squeezed, [w for w in roles if len(w) >= 5], [w for w in roles if len(w) >= 7 and " " in w and w not in _BARE])


@vocab.compiled
def _patterns() -> list[tuple[list[str], list[str], str, str]]:
    rows = sorted(vocab.rows("table_header_patterns"), key=lambda r: int(r["priority"]))
    return [([fold(w) for w in r["all_words"].split("|")], [fold(w) for w in r["none_words"].split("|") if w], r["role"], r["table"]) for r in rows]


@vocab.compiled
def _meaning_cache() -> dict[tuple[str, str], Meaning | None]:
    return {}


def meaning(header: str, kind: str) -> Meaning | None:
    """Role of a header's words in a table of ``kind``; None = not understood."""
    key = (header, kind)
    cache = _meaning_cache()
    if key not in cache:
        if len(cache) > 20_000:
            cache.clear()
        cache[key] = _after_stroke(header, kind) or _meaning(fold(PARENTHESIS.sub(" ", header)) or fold(header) or header.strip(), kind)
    return cache[key]


def _after_stroke(header: str, kind: str) -> Meaning | None:
    """"Nhóm chỉ tiêu/Chỉ tiêu cụ thể": groups and, under them, the names."""
    if header.count("/") != 1 or len(header) > MAX_HEADER:
        return None
    roles = _known(kind).roles
    before, after = (roles.get(fold(w)) for w in header.split("/"))
    return Meaning(after, 0.8) if before == "group" and after in ("indicator_name", "task_name") else None


def _meaning(folded: str, kind: str) -> Meaning | None:
    if not folded or len(folded) > MAX_HEADER:
        return None
    words = _known(kind)
    if folded in words.roles:
        return Meaning(words.roles[folded], 1.0)
    role = words.squeezed.get(folded.replace(" ", ""))
    if role is not None:
        return Meaning(role, 0.95)
    if len(folded) >= 5:
        best = process.extractOne(folded, words.fuzzy, scorer=fuzz.ratio, score_cutoff=88)
        if best:
            return Meaning(words.roles[best[0]], 0.9)
    prefixes = [w for w in words.prefixes if folded.startswith(w) and folded[len(w) : len(w) + 1] == " " and len(folded) <= 4 * len(w)]
    if prefixes:
        return Meaning(words.roles[max(prefixes, key=len)], 0.8)
    if len(folded.split()) > 14:
        return None
    padded = f" {folded} "
    for need, never, role, table in _patterns():
        if table in (kind, "any") and all(f" {w} " in padded for w in need) and not any(f" {w} " in padded for w in never):
            return Meaning(role, 0.6)
    return None
