"""Which catalogue indicator a name means: rules keep different indicators apart, similarity orders what they leave.

The catalogue is data: ``indicators.csv`` (columns ``must``: groups of which one phrase each has to occur, ``must_not``:
phrases that rule it out) and ``indicator_variants.csv`` (wordings met in plans). How the method was chosen among others,
with figures on names that were held out, stands in docs/indicators.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.fields.indicator_names import Name, UnitKind, kind_in_name, normal_name, unit_kind
from extractors.fields.tfidf import TfIdf, char_ngrams
from schemas import vocab
from schemas.values import IndicatorMatch

#: The rules decide; these two stop a name that shares only a few words with a wording, or fits two indicators alike. Chosen on all
#: labelled names after each set had been scored unseen (docs/indicators.md): between the false matches (< 0.48) and the right ones.
MIN_SCORE = 0.50
MIN_MARGIN = 0.06
#: A sub-row such as "Cấp xã" takes the words of its group heading; longer names speak for themselves.
SHORT_NAME = 4

_GENERATION = regex.compile(r"\b[3-7][gG]\b")
#: "100% và sẵn sàng 6G": the value is that of the generation in the name
_NEXT_ONE = regex.compile(r"(?<!\p{L})(?:và|sẵn sàng|tiến tới|hướng tới|chuẩn bị)(?!\p{L})[^;]*[3-7]G", regex.I)
_NONE = IndicatorMatch("", 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue indicator; masks are bit sets over the phrases of all rules; ``variants``: rows of the wordings."""

    id: str
    must: tuple[int, ...]
    must_not: int
    unit: UnitKind
    variants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    entries_of: dict[int, tuple[Entry, ...]]  # bit of a phrase -> indicators whose first rule group has it
    phrases: object  # ahocorasick.Automaton over " phrase " -> bit
    wordings: TfIdf
    owners: tuple[str, ...]  # whose wording each row of ``wordings`` is


def match_indicator(name: str, *, unit: str = "", qualifier: str = "", section: str = "") -> IndicatorMatch:
    """Match the name of an indicator, as a plan writes it, to the catalogue.

    ``name`` may be a whole clause with its value ("Tỷ lệ giao dịch không dùng tiền mặt ≥ 80%."); ``unit`` keeps shares
    and counts apart; a network generation in ``qualifier`` ("6G") replaces the one in the name; ``section`` (the nearest
    group heading) is read only when the name is too short to mean anything alone. ``catalog_id`` is "" when no indicator
    fits or two fit alike; ``candidates`` are the best three with their scores (0–1).
    """
    generation = None if _NEXT_ONE.search(qualifier) else _GENERATION.search(qualifier)
    return _match(name, unit, generation.group().lower() if generation else "", section)


@vocab.memo(20_000)
def _match(name: str, unit: str, generation: str, section: str) -> IndicatorMatch:
    text = f"{_GENERATION.sub(' ', name)} {generation}" if generation else name
    normal = normal_name(text)
    kind = _kind(unit, normal)
    found = _rank(normal, kind)
    if not found.catalog_id and kind is UnitKind.ANY and len(unit.split()) > 2:  # "Chỉ số phát triển con người (HDI)"
        found = _rank(normal_name(f"{text} {unit}"), kind)
    if not found.catalog_id and section and len(normal.content) <= SHORT_NAME:
        joined = normal_name(f"{section} {text}")
        found = _rank(joined, _kind(unit, joined))
    return found


def nearest(name: str, n: int = 3) -> tuple[tuple[str, float], ...]:
    """The ``n`` indicators whose wordings are most like ``name``, rules or not: a hint for people, never a match."""
    catalogue = _catalogue()
    best: dict[str, float] = {}
    similar = catalogue.wordings.similarities(normal_name(name).content)
    for row in similar.argsort()[::-1][: n * 12]:
        best.setdefault(catalogue.owners[row], round(min(1.0, float(similar[row])), 4))
    return tuple(x for x in best.items() if x[1] > 0)[:n]


def _kind(unit: str, name: Name) -> UnitKind:
    return unit_kind(unit) if unit else kind_in_name(name)


def _rank(name: Name, kind: UnitKind) -> IndicatorMatch:
    catalogue = _catalogue()
    passing = admitted(name, kind)
    if not passing or not name.content:
        return _NONE
    rows = [v for e in passing for v in e.variants]
    similar = catalogue.wordings.similarities(name.content, rows)
    scores, at = [], 0
    for e in passing:
        scores.append((e.id, min(1.0, float(similar[at : at + len(e.variants)].max()))))
        at += len(e.variants)
    scores.sort(key=lambda s: (-s[1], s[0]))
    best, score = scores[0]
    margin = score - (scores[1][1] if len(scores) > 1 else 0.0)
    fits = score >= MIN_SCORE and margin >= MIN_MARGIN
    candidates = tuple((i, round(s, 4)) for i, s in scores[:3])
    return IndicatorMatch(best if fits else "", round(score, 4), round(margin, 4), candidates)


def admitted(name: Name, kind: UnitKind) -> list[Entry]:
    """Indicators whose rules the name meets and whose unit does not contradict ``kind``."""
    catalogue = _catalogue()
    bits = {bit for _, bit in catalogue.phrases.iter(name.padded)}  # type: ignore[attr-defined]
    seen = sum(bits)
    clash = {UnitKind.SHARE: UnitKind.COUNT, UnitKind.COUNT: UnitKind.SHARE}.get(kind)
    out: dict[str, Entry] = {}
    for bit in bits:
        for e in catalogue.entries_of.get(bit, ()):
            if e.unit is not clash and not seen & e.must_not and all(seen & m for m in e.must):
                out[e.id] = e
    return list(out.values())


@vocab.compiled
def _catalogue() -> Catalogue:
    import ahocorasick

    bits: dict[str, int] = {}

    def mask(group: str) -> int:
        out = 0
        for phrase in group.split("|"):
            out |= 1 << bits.setdefault(phrase.strip(), len(bits))
        return out

    wordings: list[tuple[str, ...]] = []
    rows_of: dict[str, list[int]] = {}
    written = [(r["canonical_id"], r["canonical_name_vi"]) for r in vocab.rows("indicators")]
    written += [(r["canonical_id"], r["variant"]) for r in vocab.rows("indicator_variants")]
    for i, text in written:
        rows_of.setdefault(i, []).append(len(wordings))
        wordings.append(normal_name(text).content)
    entries = tuple(
        Entry(
            r["canonical_id"],
            tuple(mask(g) for g in r["must"].split(";") if g.strip()),
            mask(r["must_not"]) if r["must_not"] else 0,
            unit_kind(r["unit"]),
            tuple(rows_of[r["canonical_id"]]),
        )
        for r in vocab.rows("indicators")
    )
    entries_of: dict[int, list[Entry]] = {}
    for e in entries:
        first = e.must[0]
        while first:  # each set bit of the first group
            entries_of.setdefault(first & -first, []).append(e)
            first &= first - 1
    automaton = ahocorasick.Automaton()
    for phrase, bit in bits.items():
        automaton.add_word(f" {phrase} ", 1 << bit)
    automaton.make_automaton()
    return Catalogue({b: tuple(es) for b, es in entries_of.items()}, automaton, TfIdf(wordings, char_ngrams), tuple(i for i, _ in written))
