"""What several rules need from the words of a plan: phrases of the vocabulary, list markers, annexes, unit lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex

from extractors.text import fold
from pipeline.audit.context import Plan, Row, in_text, units_in
from schemas import vocab


@dataclass(frozen=True)
class Phrase:
    """A row of ``audit_phrases.csv``: ``place`` title | record | body | any; ``unless`` explains the phrase away."""

    rule: str
    pattern: Any
    place: str
    unless: Any
    note: str


@vocab.compiled
def phrases(rule: str) -> tuple[Phrase, ...]:
    """Patterns match the text as written (NFC), without regard to case unless they say ``(?-i:…)``."""
    flags = regex.IGNORECASE
    return tuple(
        Phrase(r["rule"], regex.compile(r["pattern"], flags), r["place"], regex.compile(r["unless"], flags) if r["unless"] else None, r["note"])
        for r in vocab.rows("audit_phrases") if r["rule"] == rule)


def hit(rule: str, text: str, place: str = "") -> tuple[Phrase, Any] | None:
    """The first phrase of a rule (of ``place`` only) that stands in a text and is not explained away, and its match."""
    return next(((p, m) for p in phrases(rule) if place in ("", p.place) and (m := p.pattern.search(text)) and not (p.unless and p.unless.search(text))), None)


def title_row(plan: Plan) -> Row | None:
    """The paragraph that holds the title; else the document itself when it has one."""
    title = fold(plan.info.title)
    if not title:
        return None
    for p in plan.body[:40]:
        if fold(p.text) and (fold(p.text) in title or title in fold(p.text)):
            return p
    return plan.info


def record_texts(plan: Plan) -> Iterator[tuple[Row, str]]:
    """Words of the rows of tables: each task and each indicator row once."""
    for group in plan.indicator_rows:
        yield group[0], group[0].name
    for t in plan.tasks:
        yield t, t.name
        if t.output:
            yield t, t.output


def all_texts(plan: Plan) -> Iterator[tuple[Row, str]]:
    """Every paragraph, then the rows of tables (text targets repeat their paragraph and are left out)."""
    for p in plan.body:
        yield p, p.text
    for r, words in record_texts(plan):
        if r.table != "indicators" or not in_text(r) or not plan.body:
            yield r, words


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
MARKER = regex.compile(
    r"^\s*(?:(?P<roman>[IVX]{1,6})\s*[.\-–)]|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})(?P<dot>\.?)(?=\s|\p{L})|(?P<number>\d{1,2})(?P<sep>[.)])(?!\d)"
    r"|\((?P<paren>\d{1,2})\)|(?P<letter>[a-zđ])(?P<lsep>[),.])\s)\s*")


def roman(text: str) -> int:
    """Value of a Roman numeral up to XXXIX; 0 when it is not well formed."""
    if not regex.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", text):
        return 0
    total = 0
    for a, b in zip(text, [*text[1:], ""], strict=True):
        total += -_ROMAN[a] if b and _ROMAN[b] > _ROMAN[a] else _ROMAN[a]
    return total


def is_annex(part: str) -> bool:
    """Whether a part is an annex ("Phụ lục II")."""
    return fold(part).startswith("phu luc")


def heads(header: str) -> list[str]:
    """Heads of the columns of a table as ``tables.header`` joins them; of a head over several columns ("Đơn vị thực hiện" over "Chủ trì", "Phối hợp") only what tells each apart."""
    cells = [[x.strip() for x in regex.split(r"\s+/\s+", c)] for c in regex.split(r"\s*⇥\s*", header)]
    out = []
    for i, path in enumerate(cells):
        beside = [cells[k] for k in (i - 1, i + 1) if 0 <= k < len(cells)]
        shared = max((_shared_levels(path, other) for other in beside), default=0)
        out.append(" / ".join(path[min(shared, len(path) - 1):]))
    return out


def _shared_levels(a: list[str], b: list[str]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def is_aside(r: Row) -> bool:
    """A figure of running text under no heading of goals, or inside the row of a task: told by the note of its reading."""
    return in_text(r) and bool(_ASIDE.search(str(r.notes or "")))


_ASIDE = regex.compile(r"ngoài phần mục tiêu|trong nhiệm vụ")


def named_leads(r: Row) -> list[str]:
    """Lead units of a record; of an indicator with only monitoring units, those."""
    return units_in(r.lead_units) or units_in(r.monitoring_units)


def what_is(r: Row) -> str:
    """What a letter calls a record: "chỉ tiêu" or "nhiệm vụ"."""
    return "chỉ tiêu" if r.table == "indicators" else "nhiệm vụ"


def table_of(plan: Plan, r: Row) -> Row | None:
    """The table a record stands in, by block; by part where blocks are unknown and the part has one table of that kind."""
    kind = {"tasks": "task", "indicators": "indicator"}.get(r.table, "")
    same = [t for t in plan.tables if t.kind == kind]
    if r.block is not None:
        for t in same:
            if t.block == r.block:
                return t
    here = [t for t in same if t.part == r.part]
    return here[0] if here else None


def has_role(table: Row | None, *roles: str) -> bool | None:
    """Whether the table has a column of one of the roles; None when no table or no roles are known."""
    if table is None or not table.roles:
        return None
    have = {regex.sub(r"[\d:_-].*", "", x.strip()) or x.strip() for x in str(table.roles).split(";")}
    have |= {x.strip() for x in str(table.roles).split(";")}
    return any(r in have for r in roles)
