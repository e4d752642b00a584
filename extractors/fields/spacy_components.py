"""All fields as components of a spaCy pipeline, for texts outside this one (docs/spacy.md).

Each component adds a span group to ``doc.spans``; ``span._.value`` is the value object of ``schemas.values``. Factories are
registered under ``kehoach_*`` by entry points, so ``nlp.add_pipe("kehoach_references")`` works once the package is installed.

spaCy is imported with this module, which nothing else of ours imports: registering factories needs it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

import regex
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from extractors.fields.deadlines import find_deadlines
from extractors.fields.places import lookup_commune, lookup_province
from extractors.fields.references import find_references
from extractors.fields.targets import find_targets
from extractors.fields.units import find_units
from schemas import vocab
from schemas.values import PlaceMatch

#: (start, end, value) in characters of the text given.
Found = tuple[int, int, Any]
Finder = Callable[[str], Iterable[Found]]

#: Component names in the order that ``make_nlp`` adds them.
COMPONENTS = ("kehoach_references", "kehoach_deadlines", "kehoach_targets", "kehoach_units", "kehoach_places")
#: Longest text of ``make_nlp`` in characters; spaCy's own default of 1,000,000 is meant for parsers.
MAX_LENGTH = 20_000_000

_PLACE = regex.compile(
    r"(?<!\p{L})(?P<kind>[xX]ã|XÃ|[pP]hường|PHƯỜNG|[đĐ]ặc khu|ĐẶC KHU|[tT]hị trấn|THỊ TRẤN|[tT]ỉnh|TỈNH|[tT]hành phố|THÀNH PHỐ|TP\.?)\s"
    r"(?P<name>(?:\p{Lu}[\p{L}'’]*|\d{1,2}(?!\d))(?:[ -](?:\p{Lu}[\p{L}'’]*|\d{1,2}(?!\d))){0,5})"
)
_SMALL = "".join(c for c in map(chr, range(0x1F00)) if c.islower())
#: a cheap look: the end of a kind before a capital or a number
_PLACE_FIRST = re.compile(rf"(?:ã|Ã|ường|ƯỜNG|hu|HU|rấn|RẤN|ỉnh|ỈNH|hố|HỐ|P\.?)\s[^\W_{_SMALL}]")
_PROVINCIAL = ("tỉnh", "thành phố", "tp", "tp.")
_KEY = "kehoach"


def _value(span: Span) -> Any:
    """What the component found at this span; None for a span of somebody else."""
    return span.doc.user_data.get(_key(span))


def _key(span: Span) -> Any:
    """Label and number of the mention: two mentions at one place keep a value each."""
    return _KEY, span.label_, span.id_


if not Span.has_extension("value"):
    Span.set_extension("value", getter=_value)


def make_nlp() -> Language:
    """A blank multilingual pipeline with all five components.

    ``xx`` rather than ``vi``: the Vietnamese tokenizer needs another package and splits document numbers.
    """
    import spacy

    nlp = spacy.blank("xx")
    nlp.max_length = MAX_LENGTH
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


class Component:
    """Runs ``find`` on every line of the text and stores the spans (whole tokens) under ``spans_key``."""

    def __init__(self, label: str, spans_key: str, find: Finder) -> None:
        self.label, self.spans_key, self.find = label, spans_key, find

    def __call__(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        text, offsets = composed(doc.text)
        for at, line in lines(text):
            for start, end, value in self.find(line):
                a, b = at + start, at + end
                if offsets is not None:
                    a, b = offsets[a], offsets[b]
                span = doc.char_span(a, b, label=self.label, span_id=f"{self.label}:{len(spans)}", alignment_mode="expand")
                if span is not None:
                    doc.user_data[_key(span)] = value
                    spans.append(span)
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=spans)
        return doc


def composed(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC and, where that changed it, the offset in ``text`` of each of its characters and of its end."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    for cluster in regex.findall(r"\X", text):
        whole = unicodedata.normalize("NFC", cluster)
        out.append(whole)
        offsets += [at] * len(whole)
        at += len(cluster)
    return "".join(out), [*offsets, at]


def lines(text: str) -> Iterator[tuple[int, str]]:
    """(offset, line) of each line: fields read paragraphs."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def find_places(text: str) -> list[Found]:
    """Communes and provinces named with their kind ("xã Võ Nhai", "tỉnh Thái Nguyên") that the register knows.

    A commune whose name several provinces have is settled by the one province the line names; otherwise it stays
    ``ambiguous``. Words that are no place ("xã Hội") are left out.
    """
    out: list[Found] = []
    if not _PLACE_FIRST.search(text):
        return out
    communes: list[tuple[int, int, str, str]] = []
    for m in _PLACE.finditer(text):
        kind, name, start = m["kind"].lower(), m["name"], m.start("name")
        if kind in _PROVINCIAL:
            hit = _province()(name)
            if hit:
                out.append((m.start(), start + hit[0], hit[1]))
                continue
            kind = "thành phố"
        communes.append((m.start(), start, name, kind))
    provinces = {v.province for _, _, v in out}
    province = provinces.pop() if len(provinces) == 1 else ""
    for begin, start, name, kind in communes:
        hit = _commune(name, province, kind) or _commune(name, "", kind)
        if hit:
            out.append((begin, start + hit[0], hit[1]))
    return sorted(out, key=lambda f: f[0])


def _commune(name: str, province: str, kind: str) -> tuple[int, PlaceMatch] | None:
    return _communes()(name, province, kind)


@vocab.compiled
def _communes() -> Callable[[str, str, str], tuple[int, PlaceMatch] | None]:
    """Looked up once a name, as long as the vocabulary lives: a plan names its own commune hundreds of times."""
    return lru_cache(maxsize=20_000)(lambda name, province, kind: _longest(name, partial(lookup_commune, province=province, kind=kind)))


@vocab.compiled
def _province() -> Callable[[str], tuple[int, PlaceMatch] | None]:
    return lru_cache(maxsize=5_000)(lambda name: _longest(name, lookup_province))


def _longest(name: str, look: Callable[[str], PlaceMatch]) -> tuple[int, PlaceMatch] | None:
    """(length, match) of the longest beginning of ``name`` that is a place."""
    ends = [*(m.start() for m in regex.finditer(r"[ -]", name)), len(name)]
    for end in reversed(ends):
        match = look(name[:end])
        if match.status != "unknown":
            return end, match
    return None


@Language.factory("kehoach_references", default_config={"spans_key": "references"})
def references(nlp: Language, name: str, spans_key: str) -> Component:
    """Documents cited; ``_.value``: ReferenceMention."""
    return Component("REFERENCE", spans_key, lambda text: [(m.start, m.end, m) for m in find_references(text)])


@Language.factory("kehoach_deadlines", default_config={"spans_key": "deadlines", "plan_year": None, "issued_on": ""})
def deadlines(nlp: Language, name: str, spans_key: str, plan_year: int | None, issued_on: str) -> Component:
    """Due dates and rhythms; ``_.value``: DeadlineMention. ``plan_year`` fills years that the words leave out."""
    return Component("DEADLINE", spans_key, lambda text: [(m.start, m.end, m) for m in find_deadlines(text, plan_year=plan_year, issued_on=issued_on)])


@Language.factory("kehoach_targets", default_config={"spans_key": "targets"})
def targets(nlp: Language, name: str, spans_key: str) -> Component:
    """Targets (the span is the clause that names and values it); ``_.value``: Target."""
    return Component("TARGET", spans_key, lambda text: [(t.clause_start, t.clause_end, t) for t in find_targets(text)])


@Language.factory("kehoach_units", default_config={"spans_key": "units"})
def units(nlp: Language, name: str, spans_key: str) -> Component:
    """Organisations; ``_.value``: UnitMention."""
    return Component("UNIT", spans_key, lambda text: [(m.start, m.end, m) for m in find_units(text)])


@Language.factory("kehoach_places", default_config={"spans_key": "places"})
def places(nlp: Language, name: str, spans_key: str) -> Component:
    """Communes and provinces; ``_.value``: PlaceMatch."""
    return Component("PLACE", spans_key, find_places)
