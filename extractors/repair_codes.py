"""Abbreviations that a scan pulled apart, ran together or wrote with a letter too many: "UBN Dxã", "HĐND&UB ND", "VH-xH", "VNeITD".

Known are the abbreviations of the vocabularies; a word is changed only where one of them is left, and words read with
certainty stay.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.repair_tones import CERTAIN
from extractors.text import fold_keep, new_tones
from schemas import vocab

#: Tables of names and their short forms.
_TABLES = ("units", "unit_variants", "issuer_codes", "document_types", "known_documents", "indicators", "indicator_variants", "broken_abbreviations")
_SHORT = regex.compile(r"(?<!\p{L})\p{Lu}{2,8}(?!\p{L})")
_COMPOUND = regex.compile(r"(?<!\p{L})\p{Lu}{2,6}[&\-–]\p{Lu}{2,6}(?!\p{L})")
_MIXED = regex.compile(r"(?<!\p{L})\p{Lu}{2,}\p{Ll}\p{Lu}{2,}(?!\p{L})")
#: A key of a vocabulary ("STI.AI_IOT_APPLY"), no word of the language.
_KEY = regex.compile(r"\p{Lu}{2,5}\.[\p{Lu}\d_]+")
_TAIL = regex.compile(r"(?:^|[&\-–/(])(\p{Lu}{1,6})$")
_ENDS_COMPOUND = regex.compile(r"\p{Lu}{2,6}[&\-–]\p{Lu}{1,5}$")
_HEAD = regex.compile(r"^(\p{Lu})(\p{Ll}{1,6})?([.,;:)]*)$")
_PARTS = regex.compile(r"([&\-–])")
_RUN_TOGETHER = regex.compile(r"^(\p{Lu}?\p{Ll}+)(\p{Lu}\p{Ll}*)([.,;:)]*)$")
_ODD_CASE = regex.compile(r"\p{Lu}[&\-–](?:\p{Ll}\p{Lu}|\p{Lu}\p{Ll}\p{Lu})")
_CORE = regex.compile(r"^(\P{L}*+)(\p{L}.*?)([.,;:)”\"]*)$")


@vocab.compiled
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations in capitals, two joined by a sign as well, and tokens of capitals round one small letter (VNeID)."""
    texts = [v for t in _TABLES for row in vocab.rows(t) for v in row.values() if not _KEY.fullmatch(v)]
    short = frozenset(m for t in texts for pattern in (_SHORT, _COMPOUND) for m in pattern.findall(t))
    return short, frozenset(m for t in texts for m in _MIXED.findall(t))


@vocab.compiled
def _words() -> frozenset[str]:
    """Small words of the same tables."""
    return frozenset(new_tones(m) for t in _TABLES for row in vocab.rows(t)
                     for v in row.values() for m in regex.findall(r"(?<!\p{L})\p{Ll}+(?!\p{L})", v))  # fmt: skip


def right_codes(words: Sequence[str], sure: Sequence[float]) -> list[str]:
    """``words`` with abbreviations as they must have stood; as many come back, "" for one that was joined to the word before it."""
    out = [_one(w) if s < CERTAIN or _ODD_CASE.search(w) else w for w, s in zip(words, sure, strict=True)]
    for i in range(len(out) - 1):
        if min(sure[i], sure[i + 1]) < CERTAIN:
            out[i], out[i + 1] = _two(out[i], out[i + 1])
    return out


def _two(a: str, b: str) -> tuple[str, str]:
    """A letter of an abbreviation that went to the next word, or a last piece that stands alone."""
    if b.isupper() and len(b) < 4 and (compound := _ENDS_COMPOUND.search(a)) and compound[0] + b in _known()[0]:
        return a + b, ""
    tail = _TAIL.search(a)
    if tail is None or tail[1] in _known()[0]:
        return a, b
    head = _HEAD.match(b)
    if head and tail[1] + head[1] in _known()[0] and (not head[2] or new_tones(head[2]) in _words()):
        return (a + head[1], head[2] + head[3]) if head[2] else (a + b, "")
    return (a + b, "") if b.isupper() and len(b) < 4 and tail[1] + b in _known()[0] else (a, b)


def _one(word: str) -> str:
    m = _CORE.match(word)
    if m is None:
        return word
    short, mixed = _known()
    core = m[2]
    if sum(c.isupper() for c in core) >= 2 and core not in mixed:
        if any(k.casefold() == core.casefold() for k in mixed):
            return word  # "VneID": as some write it
        alike = {k for k in mixed if k in _shorter(core) or k == core.replace("l", "I").replace("1", "I")}
        if len(alike) == 1:
            return m[1] + alike.pop() + m[3]
        parts = _PARTS.split(core)
        if len(parts) > 1:
            return m[1] + "".join(p if p in "&-–" else _part(p, short) for p in parts) + m[3]
        return m[1] + _part(core, short) + m[3]
    run = _RUN_TOGETHER.match(core)
    if run and fold_keep(run[1]) != run[1] and new_tones(run[1].lower()) in _words() and (len(run[2]) == 1 or new_tones(run[2].lower()) in _words()):
        return f"{m[1]}{run[1]} {run[2]}{m[3]}"  # only a word with marks: names of products have none
    return word


def _part(part: str, short: frozenset[str]) -> str:
    """One abbreviation: the case of a letter, or a letter written twice, once small ("XxH")."""
    if part in short or len(part) < 2 or sum(c.isupper() for c in part) * 2 < len(part) or part.isupper():
        return part
    once = {part[:i] + part[i + 1 :] for i, c in enumerate(part) if c.islower() and c.upper() in part[max(0, i - 1) : i + 2]}
    return next((w for w in (*sorted(once), part.upper()) if w in short), part)


def _shorter(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
