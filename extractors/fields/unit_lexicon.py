"""Compiles the vocabularies of organisations into one automaton over folded text, with offsets kept.

The automaton does not see the text but its *stream*: only letters and digits, without marks, each word starting with a
capital, and so each letter after a digit ("Phòng VH – XH" -> "PhongVhXh", "Tổ 4a" -> "To4A"). Dashes, commas, brackets, blanks, line breaks, ``&`` and the word "và" therefore never
keep two spellings apart, while words stay whole. ``; : |`` stay as breaks that no name crosses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import regex

from extractors.text import fold, fold_keep, new_tones
from schemas import vocab

WORD = regex.compile(r"[\p{L}\p{N}]+")
_TOKEN = regex.compile(r"[\p{L}\p{N}]+|[;:|]")
_BREAKS = ";:|"
_BREAK = "!"  # what stands for all three in the stream
_BREAK_SIGNS = frozenset(_BREAKS)
_LUT_SIZE = 0x2000
_MAX_SPELLINGS = 2000
_AND = frozenset({"và", "va", "vá", "vả", "vã", "vạ"})  # with the slips of OCR; the stream cannot tell them apart


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of ``units.csv``."""

    unit_id: str
    name: str
    level: str
    system: str
    kind: str
    is_generic: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A word that starts an organisation's name ("Phòng"). ``flags``: text, extend, named, generic, or "not" (never one)."""

    word: str
    level: str
    system: str
    kind: str
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a unit. ``contexts``: levels of plan (commune …) or "cell" under which alone it holds."""

    unit_id: str
    contexts: frozenset[str]
    words: tuple[str, ...]  # lower case, with marks
    short: tuple[bool, ...]  # which words are abbreviations


@dataclass(frozen=True, slots=True)
class Lexicon:
    units: dict[str, UnitRow]
    cells: Any  # ahocorasick.Automaton for cells: stream key -> (key length, spellings, head or None)
    prose: Any  # the same for running text, without what only means an organisation in a cell ("người dân", "TT")
    heads: dict[str, Head]  # by word as it is written (small letters), and by folded word
    openings: frozenset[str]  # first words of the heads of two words
    by_head: dict[str, tuple[tuple[str, str], ...]]  # first folded word -> (folded spelling, unit_id), for near misses
    notes: frozenset[str]
    groups: frozenset[str]
    stops: frozenset[str]
    expand: tuple[Any, dict[str, str]]  # pattern of short forms that mean one thing, and what each is in full


def _table() -> np.ndarray:
    """Folded letter or digit of each character, ``?`` for one of another script, the breaks below "0", else 0."""
    lut = np.zeros(_LUT_SIZE, dtype=np.uint8)
    for code in range(_LUT_SIZE - 1):
        c = chr(code)
        if c.isalnum():
            f = "d" if c == "Ð" else fold_keep(c)
            lut[code] = ord(f) if len(f) == 1 and f.isascii() and f.isalnum() else ord("?")
        elif c in _BREAKS:
            lut[code] = ord(_BREAK)
    return lut


_LUT = _table()
_CODES = np.dtype(np.uint32)
_VA = tuple((b"Va" + end, b"\0\0" + end) for end in (b"\0", _BREAK.encode()))


def stream(text: str) -> tuple[str, bytes]:
    """Stream of ``text`` (NFC), and the text as the bytes it comes from: those that are not 0 stand, one each, for the
    characters of the stream, after one 0 more at the front (``offsets``). Linear, about 30 M characters/s."""
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), _CODES)
    kept = _LUT.take(codes, mode="clip").tobytes().title()  # the last entry of the table, for all that lies beyond it, is 0
    if b"Va" in kept:
        for va, nothing in _VA:
            kept = kept.replace(va, nothing)
    return kept.translate(None, b"\0").decode("ascii"), kept


def offsets(kept: bytes) -> np.ndarray:
    """Offset in the text of each character of its stream, plus one, from the second part of what ``stream`` gives."""
    return np.frombuffer(kept, np.uint8).nonzero()[0]


@lru_cache(maxsize=100_000)
def _part(token: str) -> str:
    folded = "".join("d" if c in "Ðð" else fold_keep(c) for c in token)
    if token in _BREAK_SIGNS:
        return _BREAK
    return folded.title().removesuffix("Va")


def key_of(text: str) -> str:
    """Stream of a short text without offsets; same form as ``stream``."""
    return "".join(_part(t) for t in _TOKEN.findall(text))


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words with marks in new-style tone placement, "và" left out."""
    return tuple(w for w in WORD.findall(new_tones(text.lower())) if w not in _AND)


def raw_words(text: str) -> list[str]:
    """The same words as written."""
    return [w for w in WORD.findall(text) if w.lower() not in _AND]


def _is_short(word: str) -> bool:
    return len(word) >= 2 and word.isupper()


def _spellings(variant: str, abbreviations: list[tuple[str, Any, str]], suffixes: dict[str, list[str]]) -> set[str]:
    forms = {variant}
    low = variant.lower().replace("–", "-")
    for full, pattern, short in abbreviations:
        if full in low and pattern.search(variant):
            forms |= {pattern.sub(short, f, count=1) for f in forms}
    for macro, words in suffixes.items():
        forms = {f.replace(macro, w) for f in forms for w in (words if macro in f else ("",))}
    if len(forms) > _MAX_SPELLINGS:
        raise ValueError(f"unit_variants.csv: {variant!r} gives {len(forms)} spellings")
    return forms


@lru_cache(maxsize=1_000)
def _whole(phrase: str) -> Any:
    return regex.compile(r"(?<!\p{L})" + regex.escape(phrase).replace("–", "[-–]") + r"(?!\p{L})", regex.IGNORECASE)


def _expansions(rows: list[dict[str, str]]) -> tuple[Any, dict[str, str]]:
    full = {r["word"]: r["value"] for r in rows}
    alternatives = "|".join(regex.escape(w) for w in sorted(full, key=len, reverse=True))
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{alternatives or '(?!)'})(?![\p{{L}}\p{{N}}/]|-\p{{L}})"), full


def _head(row: dict[str, str]) -> Head:
    level, system, kind, flags = row["value"].split("/")
    return Head(row["word"], level, system, kind, frozenset(flags.split()))


@vocab.compiled
def lexicon() -> Lexicon:
    """Everything compiled; raises ValueError for a variant with two meanings, an unknown unit_id or a repeated one."""
    import ahocorasick

    units: dict[str, UnitRow] = {}
    for r in vocab.rows("units"):
        if r["unit_id"] in units:
            raise ValueError(f"units.csv: {r['unit_id']} is there twice")
        units[r["unit_id"]] = UnitRow(r["unit_id"], r["name"], r["level"], r["system"], r["kind"], r["is_generic"] == "yes")
    words: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in vocab.rows("unit_words"):
        words[r["kind"]].append(r)
    abbreviations = [(r["word"].lower().replace("–", "-"), _whole(r["word"]), r["value"])
                     for r in sorted(words["abbreviation"], key=lambda r: -len(r["word"]))]
    suffixes: dict[str, list[str]] = defaultdict(list)
    for r in words["suffix"]:
        suffixes[r["word"]].append(r["value"])

    table: dict[str, dict[tuple[tuple[str, ...], frozenset[str]], Spelling]] = defaultdict(dict)
    near: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for r in vocab.rows("unit_variants"):
        if r["unit_id"] not in units:
            raise ValueError(f"unit_variants.csv: unit {r['unit_id']} is not in units.csv")
        contexts = frozenset(r["context"].split())
        for text in _spellings(r["variant"], abbreviations, suffixes):
            tokens = WORD.findall(text)
            raw = [w for w in tokens if w.lower() not in _AND]
            s = Spelling(r["unit_id"], contexts, tuple(new_tones(" ".join(raw).lower()).split(" ")), tuple(_is_short(w) for w in raw))
            other = table["".join(map(_part, raw))].setdefault((s.words, contexts), s)
            if other.unit_id != s.unit_id:
                raise ValueError(f"unit_variants.csv: {text!r} means both {other.unit_id} and {s.unit_id} (context {sorted(contexts)})")
            if not contexts and len(text) >= 9:
                folded = " ".join(_part(w).lower() or "va" for w in tokens)
                near[folded.split(" ")[0]].add((folded, r["unit_id"]))
    for r in vocab.rows("unit_divisions"):
        unit_id = f"DIV.{fold(r['name']).replace(' ', '-')}"
        for text in _spellings(r["name"], abbreviations, suffixes):
            raw = raw_words(text)
            key = "".join(map(_part, raw))
            if key not in table:  # a unit of units.csv goes before
                units.setdefault(unit_id, UnitRow(unit_id, r["name"], "", "state", "office", False))
                table[key][words_of(text), frozenset()] = Spelling(unit_id, frozenset(), words_of(text), tuple(map(_is_short, raw)))
    listed = [_head(r) for r in words["head"]] + [Head(r["word"], "", "", "", frozenset({"not"})) for r in words["not_unit"]]
    heads = {" ".join(words_of(h.word)): h for h in listed}
    for h in listed:  # "Ban" and "Bản" are one word without marks
        heads.setdefault(" ".join(fold_keep(w) for w in WORD.findall(h.word)), h)
    by_key = {key_of(h.word): h for h in heads.values()}
    cells, prose = ahocorasick.Automaton(), ahocorasick.Automaton()
    for key in {*table, *by_key}:
        spellings, head = tuple(table[key].values()) if key in table else (), by_key.get(key)
        if spellings:
            cells.add_word(key, (len(key), spellings, None))
        spellings = tuple(s for s in spellings if "cell" not in s.contexts)
        head = head if head and "text" in head.flags else None
        if spellings or head:
            prose.add_word(key, (len(key), spellings, head))
    cells.make_automaton()
    prose.make_automaton()
    openings = frozenset(h.split(" ")[0] for h in heads if h.count(" ") == 1)
    return Lexicon(units, cells, prose, heads, openings, {k: tuple(sorted(v)) for k, v in near.items()},
                   frozenset(" ".join(words_of(r["word"])) for r in words["note"]),
                   frozenset(" ".join(words_of(r["word"])) for r in words["group"]),
                   frozenset(" ".join(words_of(r["word"])) for r in words["stop"]), _expansions(words["expand"]))
