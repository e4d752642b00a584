"""Finds the known names of organisations in a text: longest match first, marks and capitals judged, level suffix taken along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractors.fields.unit_lexicon import WORD, Head, Lexicon, Spelling, UnitRow, lexicon, stream, words_of
from extractors.text import fold_keep

_CHUNK = 400_000
_OVERLAP = 400  # longer than any spelling
_LEVEL = r"(?:xã|phường|đặc\s+khu|thị\s+trấn|tỉnh|thành\s+phố|huyện|quận|thị\s+xã|TP\.?|cấp\s+(?:xã|tỉnh|huyện))"
_CAPITAL = r"\p{Lu}[\p{L}\p{N}'’]*+"
#: What may follow a name without changing it: "(của) (UBND) xã", with or without the name of the place.
_SUFFIX = regex.compile(rf"\s*+\(?(?:(?:của|thuộc|tại|ở)\s+)?(?:(?:UBND|Ủy ban nhân dân|HĐND)\s+)?(?i:{_LEVEL})(?!\p{{L}})\)?")
_PLACE = regex.compile(rf"\s+(?P<name>(?:{_CAPITAL}|\d++)(?:(?:\s+|\s*-\s*)(?:{_CAPITAL}|\d++(?!\p{{L}}))){{0,5}}+)")
#: Abbreviations without vowels are no Vietnamese words, so their case does not matter in a cell ("hđnd xã").
_VOWEL = regex.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A known unit at ``start:end`` of the text. ``core_end``: where the name itself ends (before a suffix)."""

    start: int
    end: int
    core_end: int
    unit: UnitRow
    note: str = ""


def _short_ok(written: str, cell: bool) -> bool:
    letters = written.isupper() or (written[:1].isupper() and len(written) >= 4)
    return letters or (cell and len(written) >= 3 and not _VOWEL.search(fold_keep(written)))


def _agrees(raw: list[str], found: tuple[str, ...], s: Spelling, cell: bool) -> str | None:
    """None = no match; else a note ("" when the words are the same)."""
    if len(raw) != len(s.words):
        return None
    missing = conflict = first = 0
    for i, (r, f, w, short) in enumerate(zip(raw, found, s.words, s.short, strict=True)):
        if short and not _short_ok(r, cell):
            return None
        if f != w:
            bare = f.isascii() and not w.isascii()
            missing, conflict, first = missing + bare, conflict + (not bare), first + (i == 0)
    if not missing and not conflict:
        return ""
    n = len(raw)
    if not conflict and all(f.isascii() for f in found) and n >= 2:
        return "viết không dấu"
    if not cell:
        return "khác dấu" if not first and missing + conflict <= n // 4 else None
    if n == 1 or (n == 2 and (conflict and {fold_keep(f) for f, w in zip(found, s.words, strict=True) if f != w} & lexicon().heads.keys())):
        return None
    return "khác dấu" if missing + conflict <= max(1, n // 2) else None


def _pick(text: str, start: int, end: int, spellings: tuple[Spelling, ...], level: str, cell: bool) -> tuple[UnitRow, str] | None:
    raw = WORD.findall(text[start:end])
    found = words_of(text[start:end])
    best: tuple[int, UnitRow, str] | None = None
    for s in spellings:
        if not s.contexts <= ({level, "cell"} if cell else {level}):
            continue
        note = _agrees(raw, found, s, cell)
        if note is None:
            continue
        score = 2 * (note == "") + (level in s.contexts)
        if best is None or score > best[0]:
            best = score, lexicon().units[s.unit_id], note
    return best[1:] if best else None


def _raw_hits(text: str, lex: Lexicon) -> Iterator[tuple[int, int, tuple[Spelling, ...], Head | None]]:
    """All spellings and heads at word boundaries, as (start, end, spellings, head), chunk by chunk."""
    at = 0
    while at < len(text):
        cut = at + _CHUNK
        if cut < len(text):
            space = text.rfind(" ", at + _CHUNK // 2, cut)
            cut = space if space > 0 else cut
        part = text[at:cut + _OVERLAP]
        keys, offsets = stream(part)
        for last, (length, spellings, head) in lex.automaton.iter(keys):
            start, end = int(offsets[last - length + 1]), int(offsets[last]) + 1
            if at + start < cut and not part[end:end + 1].isalnum():
                yield at + start, at + end, spellings, head
        at = cut


def place_after(text: str, end: int, limit: int) -> int:
    """End of the place name that follows ``end`` ("xã| Võ Nhai"), or ``end``. A word that starts another unit is no place."""
    m = _PLACE.match(text, end, limit)
    if not m:
        return end
    lex, out = lexicon(), end
    for w in regex.finditer(r"[\p{L}\p{N}'’]+", m.group("name")):
        if fold_keep(w.group()) in lex.heads or (len(w.group()) > 1 and w.group().isupper() and not m.group("name").isupper()):
            break
        out = m.start("name") + w.end()
    return out


def extend(text: str, hit: Hit, limit: int) -> Hit:
    """The hit with the level and place written after it. ``limit``: where the next known name starts."""
    end = hit.end
    if not hit.unit.is_generic or hit.unit.level == "village":
        m = _SUFFIX.match(text, end, limit)
        has_level = bool(regex.search(rf"(?i:{_LEVEL})$", text[hit.start:end]))
        if m and not has_level:
            end = m.end()
            has_level = True
        if has_level or regex.search(r"(?i:tỉnh ủy|thành ủy|tỉnh uỷ|thành uỷ)$", text[hit.start:end]):
            end = place_after(text, end, limit)
        elif hit.unit.level == "province" or hit.unit.system == "enterprise":
            end = _province_after(text, end, limit)
    return Hit(hit.start, end, hit.core_end, hit.unit, hit.note)


def _province_after(text: str, end: int, limit: int) -> int:
    from extractors.fields.places import lookup_province

    m = _PLACE.match(text, end, limit)
    if not m or "\n" in m.group()[: m.start("name") - m.start()]:
        return end
    words = m.group("name").split(" ")
    for n in range(min(4, len(words)), 0, -1):
        name = " ".join(words[:n])
        if lookup_province(name).status in ("known", "former"):
            return m.start("name") + len(name)
    return end


def scan(text: str, level: str = "", *, cell: bool = False) -> tuple[list[Hit], list[tuple[int, int, Head]]]:
    """Known units, leftmost and longest, without overlap; and the head words that lie outside them.

    ``level`` (commune, province, national) decides spellings that mean another unit at each level ("Ban Chỉ đạo").
    """
    lex = lexicon()
    candidates: list[tuple[int, int, tuple[Spelling, ...]]] = []
    heads: list[tuple[int, int, Head]] = []
    for start, end, spellings, head in _raw_hits(text, lex):
        if spellings:
            candidates.append((start, end, spellings))
        if head is not None and words_of(text[start:end]) == words_of(head.word):
            heads.append((start, end, head))
    candidates.sort(key=lambda c: (c[0], -c[1]))
    hits: list[Hit] = []
    free = 0
    for start, end, spellings in candidates:
        if start < free:
            continue
        picked = _pick(text, start, end, spellings, level, cell)
        if picked:
            hits.append(Hit(start, end, end, *picked))
            free = end
    limits = [*(h.start for h in hits[1:]), len(text)]
    hits = [extend(text, h, limits[i]) for i, h in enumerate(hits)]
    inside = _inside(hits)
    return hits, sorted((h for h in heads if not inside(h[0])), key=lambda h: (h[0], -h[1]))


def _inside(hits: list[Hit]):  # type: ignore[no-untyped-def]
    from bisect import bisect_right

    starts = [h.start for h in hits]

    def check(offset: int) -> bool:
        i = bisect_right(starts, offset) - 1
        return i >= 0 and offset < hits[i].end

    return check
