"""Short forms that a plan explains itself: "Phòng Xây dựng chính quyền và Công tác thanh niên (XDCQ&CTTN)" makes "Phòng XDCQ&CTTN" readable.

A short form counts when its letters are the first letters of the words before the bracket ("và" and signs may be left out), or
when the bracket says so ("sau đây gọi tắt là TCTDA") behind the name of an organisation. Lists of abbreviations ("CTTN: Công tác
thanh niên") count by their letters too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import regex

from extractors.fields.unit_lexicon import WORD
from extractors.text import fold_keep, one_line
from schemas import vocab

_SHORT = r"(?P<short>\p{Lu}[\p{L}\p{N}]{0,14}(?:\s?[&\-–./]\s?\p{L}[\p{L}\p{N}]{0,14}){0,3})"
_SAYS = r"(?P<says>(?:sau đây\s+)?(?:(?:được\s+)?(?:gọi|viết)\s+)?tắt\s*(?:là|:)?\s*:?\s*)?"
_BRACKET = regex.compile(rf"\(\s*+(?i:{_SAYS})[\"“'‘]?(?:\p{{Lu}}\p{{Ll}}+\s+){{0,2}}{_SHORT}[\"”'’]?\s*+\)")
_LISTED = regex.compile(rf"(?<![\p{{L}}\p{{N}}&/.-]){_SHORT}\s?(?::|=|\blà\b(?: viết tắt của)?)\s+(?P<words>\p{{L}}[^;.()\n:]{{5,120}})")
_TOKEN = regex.compile(r"\p{Lu}\p{Ll}{0,2}|\p{N}+")
_CLAUSE = regex.compile(r"[;:.()\[\]\n•]")
_SKIPPED = frozenset({"và", "của", "về", "các", "cho"})
#: What may stand behind the words that the letters are of: "Trung tâm Phục vụ hành chính công xã (TTPVHCC)"
_BEHIND = 6
_BEFORE = 220  # characters before a bracket that are looked at
_MOST = 300  # short forms of one document


def defined(texts: Iterable[str]) -> dict[str, str]:
    """Short form -> words, of all that the texts explain; the first explanation of a form stands. Linear in the texts."""
    out: dict[str, str] = {}
    for text in texts:
        if "(" not in text and ":" not in text and "=" not in text:
            continue
        line = one_line(text)
        for m in _BRACKET.finditer(line):
            short = _joined(m["short"])
            if short not in out and _is_short(short):
                words = _before(line, m.start(), short) or (_organisation(line, m.start()) if m["says"] else "")
                if words and (len(_tokens(short)) > 2 or words.istitle()):  # of two letters only names of places: "TT" is many things
                    out[short] = words
        for m in _LISTED.finditer(line):
            short = _joined(m["short"])
            if short not in out and len(_tokens(short)) > 2 and _is_short(short) and (words := _first(m["words"], short)):
                out[short] = words
        if len(out) >= _MOST:
            break
    return out


def whole(text: str) -> str:
    """``text`` with known abbreviations that a narrow column or OCR cut inside ("UB ND", "HĐ\\nND") in one piece."""
    return _cut().sub(lambda m: "".join(m.group().split()), text)


@vocab.compiled
def _cut() -> regex.Pattern[str]:
    words = sorted((r["abbreviation"] for r in vocab.rows("broken_abbreviations") if r["abbreviation"].isupper() and r["abbreviation"].isalpha() and len(r["abbreviation"]) > 2), key=len, reverse=True)
    return regex.compile(r"(?<![\p{L}\p{N}])(?:" + "|".join(r"\s?".join(w) for w in words) + r")(?![\p{L}\p{N}])")


def written_out(text: str, shorts: Mapping[str, str]) -> str:
    """``text`` with the short forms in full, each where it stands as a word of its own."""
    for short in sorted((s for s in shorts if s in text or "&" in s), key=len, reverse=True):
        text = _pattern(short).sub(lambda _, full=shorts[short]: full, text)
    return text


def _pattern(short: str) -> regex.Pattern[str]:
    form = r"\s?".join(map(regex.escape, filter(None, regex.split(r"([&\-–./])", short))))
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}&]|[/–-])(?:{form})(?![\p{{L}}\p{{N}}]|[&/–-]\p{{L}})")


def _joined(short: str) -> str:
    return "".join(short.split())


def _is_short(short: str) -> bool:
    """At least two capitals and no word of small letters."""
    return sum(c.isupper() for c in short) >= 2 and all(len(t) <= 3 for t in regex.split(r"[^\p{L}]|(?=\p{Lu})", short) if t)


def _tokens(short: str) -> list[str]:
    return [fold_keep(t) for t in _TOKEN.findall(short)]


def _fits(words: list[str], tokens: list[str]) -> bool:
    return len(words) == len(tokens) and all(fold_keep(w).startswith(t) for w, t in zip(words, tokens, strict=True))


def _before(line: str, end: int, short: str) -> str:
    """The words that end before ``end`` (or a few words earlier: the level, the place) and begin with the letters of ``short``."""
    start = max(0, end - _BEFORE)
    for cut in _CLAUSE.finditer(line, start, end):
        start = cut.end()
    tokens = _tokens(short)
    words = [m for m in WORD.finditer(line, start, end) if m.group().lower() not in _SKIPPED]
    for behind in range(min(_BEHIND, len(words))):
        last = len(words) - behind
        found = words[max(0, last - len(tokens)):last]
        if _fits([w.group() for w in found], tokens):
            return line[found[0].start():found[-1].end()]
        if behind == 0 and not (last and words[-1].group().lower() in _LEVELS or words[-1].group()[:1].isupper()):
            break
    return ""


_LEVELS = frozenset({"xã", "phường", "khu", "tỉnh", "phố", "trấn"})


def _first(words: str, short: str) -> str:
    """The words at the beginning that the letters stand for."""
    tokens = _tokens(short)
    found = [m for m in WORD.finditer(words) if m.group().lower() not in _SKIPPED][:len(tokens)]
    return words[found[0].start():found[-1].end()] if found and _fits([w.group() for w in found], tokens) else ""


def _organisation(line: str, end: int) -> str:
    """The organisation whose name ends right before the bracket."""
    from extractors.fields.units import find_units

    start = max(0, end - _BEFORE)
    found = [m for m in find_units(line[start:end]) if not line[start + m.end:end].strip(' "”')]
    return found[-1].raw if found and " " in found[-1].raw else ""
