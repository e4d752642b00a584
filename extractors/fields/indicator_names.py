"""Names of indicators in a normal form for matching: abbreviations spelled out, value words and fillers left out.

The rewriting rules are ``schemas/vocabulary/indicator_words.csv``; its words are folded (no marks, lower case).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from extractors.text import fold
from schemas import vocab

#: A clause longer than this holds no name; what follows is not looked at (linear time on hostile text).
MAX_LENGTH = 1_000

Phrases = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


class UnitKind(StrEnum):
    """What a unit says about an indicator: a share, a count (or amount), or nothing certain."""

    SHARE = "share"
    COUNT = "count"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Name:
    """``words``: all words, spelled out, for the rules; ``content``: those that carry meaning, for similarity."""

    words: tuple[str, ...]
    content: tuple[str, ...]

    @property
    def padded(self) -> str:
        """``words`` with a space at both ends, so that ``" thôn "`` is found only as a word of its own."""
        return f" {' '.join(self.words)} "


def normal_name(text: str) -> Name:
    """The name written in ``text`` (any Vietnamese clause; only its first 1,000 characters count)."""
    rewrite, stop, _ = _compiled()
    words = _rewrite(fold(text[:MAX_LENGTH]).replace("%", " ").split(), rewrite)
    words = [w for w in words if w[0] not in "<>≥≤"]
    content = [w for w in _rewrite(words, stop) if not w.isdigit()]
    return Name(tuple(words), tuple(content))


def unit_kind(unit: str) -> UnitKind:
    """Kind of a unit as a plan or the catalogue writes it: ``%``, ``% dân số`` → share; ``thôn`` → count; else any."""
    text = unit.strip()
    if text.startswith("%"):
        return UnitKind.SHARE
    folded = fold(text)
    if "%" in text or "(" in text:
        return UnitKind.ANY
    if folded in ("phan tram", "ty le", "ti le"):
        return UnitKind.SHARE
    first = folded.split("/")[0].strip()
    return UnitKind.COUNT if first in _compiled()[2] or any(first.startswith(f"{c} ") for c in _compiled()[2]) else UnitKind.ANY


def kind_in_name(name: Name) -> UnitKind:
    """What the first words of a name say when its unit is unknown: "Tỷ lệ …" a share, "Số hộ …" a count."""
    words = name.words
    if words[:2] in (("ty", "le"), ("ty", "trong")):
        return UnitKind.SHARE
    if "tang" in words or "giam" in words:  # "Số lượng đơn tăng bình quân" is a rate
        return UnitKind.ANY
    if words[:2] in (("so", "luong"), ("tong", "so")):
        return UnitKind.COUNT
    if words[:1] == ("so",) and (words[1:2] and words[1] in _compiled()[2] or " ".join(words[1:3]) in _compiled()[2]):
        return UnitKind.COUNT
    return UnitKind.ANY


@vocab.compiled
def _compiled() -> tuple[Phrases, Phrases, frozenset[str]]:
    """(rewriting phrases, filler phrases, words that name a thing counted), longest phrase first for each first word."""
    rewrite: Phrases = {}
    stop: Phrases = {}
    for row in vocab.rows("indicator_words"):
        written = tuple(row["written"].split())
        if row["kind"] in ("abbreviation", "synonym"):
            rewrite.setdefault(written[0], []).append((written, tuple(row["normal"].split())))
        elif row["kind"] == "stop":
            stop.setdefault(written[0], []).append((written, ()))
    for table in (rewrite, stop):
        for options in table.values():
            options.sort(key=lambda o: -len(o[0]))
    counts = frozenset(r["written"] for r in vocab.rows("indicator_words") if r["kind"] == "count_unit")
    return rewrite, stop, counts


def _rewrite(words: list[str], phrases: Phrases) -> list[str]:
    """Replace the longest phrase at each position; one pass, left to right."""
    out: list[str] = []
    i, n = 0, len(words)
    while i < n:
        for written, normal in phrases.get(words[i], ()):
            if words[i : i + len(written)] == list(written):
                out.extend(normal)
                i += len(written)
                break
        else:
            out.append(words[i])
            i += 1
    return out
