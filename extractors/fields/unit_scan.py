"""Finds the known names of organisations in a text: longest match first, marks and capitals judged, level suffix taken along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import regex

from extractors.fields.unit_lexicon import Head, Lexicon, Spelling, UnitRow, lexicon, offsets, raw_words, stream, words_of
from extractors.text import fold_keep
from schemas import vocab

_CHUNK = 400_000
_OVERLAP = 400  # longer than any spelling
_LEVEL = r"(?:xã|phường|đặc\s+khu|thị\s+trấn|tỉnh|thành\s+phố|huyện|quận|thị\s+xã|TP\.?|cấp\s+(?:xã|tỉnh|huyện))"
_CAPITAL = r"\p{Lu}[\p{L}\p{N}'’]*+"
#: What may follow a name without changing it: "(của) (UBND) xã", with or without the name of the place.
_SUFFIX = regex.compile(rf"\s*+\(?(?:(?:của|thuộc|tại|ở)\s+)?(?:(?:UBND|Ủy ban nhân dân|HĐND)\s+)?(?i:{_LEVEL})(?!\p{{L}})\)?")
_PLACE = regex.compile(rf"\s+(?P<name>(?:{_CAPITAL}|\d++)(?:(?:\s+|\s*-\s*)(?:{_CAPITAL}|\d++(?!\p{{L}}))){{0,5}}+)")
#: Abbreviations without vowels are no Vietnamese words, so their case does not matter in a cell ("hđnd xã").
_ENDS_IN_LEVEL = regex.compile(rf"(?i:{_LEVEL})$")
_ENDS_IN_TU = regex.compile(r"(?i:tỉnh ủy|thành ủy|tỉnh uỷ|thành uỷ)$")
_GLUE = frozenset("-/–")
_SYMBOL = regex.compile(r"\d[^\s,;()]*[-–/]$")
_FIRST_WORD = regex.compile(r"\p{L}{1,7}(?!\p{L})")
#: first letters of what ``_SUFFIX`` matches in small letters
_MAY_EXTEND = frozenset("cthởxpđq")
_SPACED = regex.compile(r"[\p{L}\p{N}'’]+")
_SEPARATOR = regex.compile(r"\s*[,/&]\s*|\s+và\s+", regex.IGNORECASE)
_VOWEL = regex.compile(r"[aeiouy]")


@dataclass(slots=True)
class Hit:
    """A known unit at ``start:end`` of the text. ``core_end``: where the name itself ends (before a suffix)."""

    start: int
    end: int
    core_end: int
    unit: UnitRow
    note: str = ""


def _short_ok(written: str, cell: bool) -> bool:
    letters = written.isupper() or (written[:1].isupper() and len(written) >= 4)
    return letters or (cell and (len(written) >= 4 or (len(written) == 3 and not _VOWEL.search(fold_keep(written)))))


def _agrees(raw: list[str], found: tuple[str, ...], s: Spelling, cell: bool) -> str | None:
    """None = no match; else a note ("" when the words are the same)."""
    if len(raw) != len(s.words):
        return None
    missing = conflict = first = 0
    for i, (r, f, w, short) in enumerate(zip(raw, found, s.words, s.short, strict=True)):
        if short and not (_short_ok(r, cell) or (cell and len(raw) > 2 and not _VOWEL.search(fold_keep(r)))):
            return None  # "Vp HĐND&UBND": in a longer name its case does not matter
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


def _judge(written: str, spellings: tuple[Spelling, ...], level: str, cell: bool) -> tuple[UnitRow, str] | None:
    """The unit that ``written`` names among the spellings of one key, and a note; None when marks or capitals speak against it."""
    raw, found = raw_words(written), words_of(written)
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


@vocab.compiled
def _judgements() -> dict[tuple[str, str, bool], tuple[UnitRow, str] | None]:
    return {}


def _pick(written: str, spellings: tuple[Spelling, ...], level: str, cell: bool) -> tuple[UnitRow, str] | None:
    known = _judgements()
    at = (written, level, cell)
    if at not in known:
        if len(known) > 50_000:  # hostile text must not fill the memory
            known.clear()
        known[at] = _judge(written, spellings, level, cell)
    return known[at]


_Raw = list[tuple[int, int, tuple[Spelling, ...], Head | None]]


def _raw_hits(text: str, automaton: Any) -> _Raw:
    """All spellings and heads that end at a word boundary, as (start, -end, spellings, head), chunk by chunk."""
    out: _Raw = []
    if len(text) <= _CHUNK:
        _hits_of(text, 0, len(text), automaton, out)
        return out
    at = 0
    while at < len(text):
        cut = at + _CHUNK
        if cut < len(text):
            space = text.rfind(" ", at + _CHUNK // 2, cut)
            cut = space if space > 0 else cut
        _hits_of(text[at:cut + _OVERLAP], at, cut - at, automaton, out)
        at = cut
    return out


def _hits_of(part: str, at: int, own: int, automaton: Any, out: _Raw) -> None:
    """Adds what starts in the first ``own`` characters of ``part``, which stands at ``at`` of the text."""
    keys, kept = stream(part)
    ends = keys + "!"
    found = [hit for hit in automaton.iter(keys) if ends[hit[0] + 1] < "a"]  # with a small letter the word goes on
    if not found:
        return
    places, closed = offsets(kept), part + " "
    for last, (length, spellings, head) in found:
        end = int(places[last])
        if not closed[end].isalnum():
            start = int(places[last - length + 1]) - 1
            if start < own and (spellings or closed[start].isupper()):
                out.append((at + start, -at - end, spellings, head))


def place_after(text: str, end: int, limit: int) -> int:
    """End of the place name that follows ``end`` ("xã| Võ Nhai"), or ``end``. A word that starts another unit is no place."""
    m = _PLACE.match(text, end, limit)
    if not m:
        return end
    lex, out = lexicon(), end
    for w in _SPACED.finditer(m.group("name")):
        if fold_keep(w.group()) in lex.heads or (len(w.group()) > 1 and w.group().isupper() and not m.group("name").isupper()):
            break
        out = m.start("name") + w.end()
    return out


def extend(text: str, hit: Hit, limit: int) -> None:
    """Takes the level and place written after the hit into it. ``limit``: where the next known name starts."""
    end = hit.end
    if end >= limit or (hit.unit.is_generic and hit.unit.level != "village"):
        return
    after = text[end:end + 2]
    if after[0] != "(" and not (after[0].isspace() and (after[-1] in _MAY_EXTEND or not after[-1].islower())):
        return
    m = _SUFFIX.match(text, end, limit)
    in_level, in_tu = _ending(text[max(hit.start, end - 12):end])
    if m and not in_level:
        end = m.end()
        in_level = True
    if in_level or in_tu:
        end = place_after(text, end, limit)
    elif hit.unit.level == "province" or hit.unit.system == "enterprise":
        end = _province_after(text, end, limit)
    hit.end = end


@lru_cache(maxsize=10_000)
def _ending(name: str) -> tuple[bool, bool]:
    """Whether a name already ends in its level ("UBND xã"), or is a committee's that bears its area's name ("Tỉnh ủy")."""
    return _ENDS_IN_LEVEL.search(name) is not None, _ENDS_IN_TU.search(name) is not None


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


def _inside_word(text: str, start: int, lex: Lexicon) -> bool:
    """The word before and the first word of the name are one compound of another meaning ("chi bộ", "cơ sở")."""
    before = text[text.rfind(" ", max(0, start - 9), start - 1) + 1:start - 1] if text[start - 1:start] == " " else ""
    if not before.isalpha() or len(before) > 7 or (folded := _folded(before)) not in lex.openings:
        return False
    m = _FIRST_WORD.match(text, start, start + 8)
    return bool(m and f"{folded} {fold_keep(m.group())}" in lex.heads)


def _is_list(text: str, raw: _Raw, i: int, unit: UnitRow) -> bool:
    """A spelling found over a comma or "và" is two names: "Đảng ủy, UBND xã" is not "Đảng ủy UBND xã", "Hội LHPN, Tỉnh đoàn" not the
    women's union of the province. Both parts must be known names; a unit that bears the separator in its own name stays one."""
    start, minus_end = raw[i][:2]
    inside: dict[int, int] = {}  # known names that start inside: where the longest of each ends (negative)
    shorter: set[int] = set()  # ends of the shorter names that start with it
    for at, ends, spellings, _ in islice(raw, i + 1, None):
        if at >= -minus_end:
            break
        if spellings and at == start:
            shorter.add(-ends)
        elif spellings:
            inside.setdefault(at, ends)
    if not shorter or not inside:
        return False
    for sep in _SEPARATOR.finditer(text, start, -minus_end):
        right = inside.get(sep.end(), 0)
        if right > minus_end or not right or sep.start() not in shorter:
            continue
        own = "," in unit.name if "," in sep.group() else _SEPARATOR.search(unit.name)
        if right < minus_end or not (unit.is_generic or own):
            return True
    return False


_folded = lru_cache(maxsize=10_000)(fold_keep)


def scan(text: str, level: str = "", *, cell: bool = False) -> tuple[list[Hit], list[tuple[int, int, Head]]]:
    """Known units, leftmost and longest, without overlap; and, for running text, the head words that lie outside them.

    ``level`` (commune, province, national) decides spellings that mean another unit at each level ("Ban Chỉ đạo").
    """
    lex = lexicon()
    raw = _raw_hits(text, lex.cells if cell else lex.prose)
    if not raw:
        return [], []
    raw.sort()  # no two have the same start and end
    hits: list[Hit] = []
    heads: list[tuple[int, int, Head]] = []
    free = 0
    for i, (start, minus_end, spellings, head) in enumerate(raw):
        if start < free:
            continue
        if not cell and text[start - 1:start] in _GLUE and _SYMBOL.search(text, max(0, start - 24), start):
            continue  # 129/KH-UBND
        if (text[start].islower() or text.startswith("phi ", start - 4)) and _inside_word(text, start, lex):
            continue  # "chi bộ Công an", "cán bộ Tài chính", "phi Chính phủ"
        written = text[start:-minus_end]
        picked = _pick(written, spellings, level, cell) if spellings else None
        if picked and not cell and text[start].islower() and picked[0].unit_id.startswith("DIV."):
            picked = None  # "đầu tư phòng tin học": a room
        if picked and not (("," in written or " và " in written or "/" in written or "&" in written) and _is_list(text, raw, i, picked[0])):
            free = -minus_end
            hits.append(Hit(start, free, free, *picked))
        elif head is not None and (not heads or heads[-1][0] != start):
            heads.append((start, -minus_end, head))
    limit = len(text)
    for h in reversed(hits):
        extend(text, h, limit)
        limit = h.start
    return hits, heads
