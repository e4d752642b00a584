"""Roles of columns that words alone cannot decide: by what the cells hold and by the other columns of the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import regex

from extractors.tables import profile
from extractors.tables.model import BY_CONTENTS, Column, Kind
from extractors.tables.names import NAME, is_prose, name_from, second_name
from extractors.tables.profile import Body
from extractors.tables.words import meaning
from extractors.tables.years import year_phrase
from extractors.text import fold


def settle(columns: list[Column], body: Body, kind: Kind) -> list[Column]:
    """Uses what the cells hold where words alone cannot decide."""
    out = _by_contents(_until(_ticked(_money(_each(columns, body, kind), body), body)), body, kind)
    out = _names(out, body, kind)
    if kind is Kind.INDICATOR:
        out = _reported(_values(out, body))
    return _qualified(_leads(out, body))


def _each(columns: list[Column], body: Body, kind: Kind) -> list[Column]:
    """Columns whose cells are not what their words say: "Đơn vị" over bodies or over units of measure, "Kết quả" over bodies."""
    out = list(columns)
    for i, c in enumerate(out):
        shape = body.shape(i)
        if c.role == "unit_of_measure" and shape.organisations > 0.5:
            out[i] = replace(c, role="lead_unit")
        elif c.role == "lead_unit" and kind is Kind.INDICATOR and shape.measures > 0.5 and shape.organisations == 0:
            out[i] = replace(c, role="unit_of_measure")
        elif c.role == "output" and kind is Kind.TASK and shape.organisations > 0.6:
            out[i] = replace(c, role="lead_unit") if not any(x.role == "lead_unit" for x in out) else c
        elif c.role == "monitor_unit" and _are_people(body[i]) and any(x.role in ("lead_unit", "lead_and_coord_unit") for x in columns):
            out[i] = replace(c, role="")
        elif c.role == "target_value" and not c.year and shape.times > 0.6 and _WAY.search(fold(c.header)):
            out[i] = replace(c, role="deadline")
        elif c.role == "" and i == 0 and shape.ordinals > (0.9 if c.header else 0.5):
            out[i] = replace(c, role="ordinal")  # also under a misread head: "SIT" in a scan
        elif c.role == "" and not c.header and kind is Kind.INDICATOR and shape.values > 0.6 and c.year:
            out[i] = replace(c, role="target_value")
    return out


_PERSON = regex.compile(r"(?:[-+]\s*)?(?i:ông|bà|đồng chí|đ/c|đc)\.?\s*:?\s*\p{Lu}")


def _are_people(texts: list[str]) -> bool:
    """"Đ/c Nguyễn Văn A - Phó Chủ tịch" under "Lãnh đạo phụ trách": a person answers for the row, no body watches it."""
    filled = [t for t in texts if t.strip()]
    return bool(filled) and sum(bool(_PERSON.match(t.strip())) for t in filled) * 2 > len(filled)


def _names(columns: list[Column], body: Body, kind: Kind) -> list[Column]:
    """One column of names: found where none is, told from groups, products and values where several are."""
    out, name = columns, NAME[kind]
    roles = [c.role for c in out]
    if kind is Kind.INDICATOR and name in roles:
        first = roles.index(name)
        # "Mục tiêu | Chỉ tiêu | ĐVT | Năm 2026": words left of the names are their groups
        out = [replace(c, role="group") if c.role == "target_value" and c.index < first and not c.year and is_prose(body.shape(c.index), 4) else c for c in out]
        if roles.count(name) == 1:
            # "Nội dung | ĐVT | Chỉ tiêu": the column called "chỉ tiêu" holds the values
            out = [replace(c, role="target_value") if c.role == name and body.shape(c.index).values > 0.5 else c for c in out]
    roles = [c.role for c in out]
    if kind is Kind.INDICATOR and name not in roles and roles.count("target_value") > 1:
        # "Mục tiêu | Đơn vị | 2026 | 2027 …": prose under a word for targets is the name
        figures = any(body.shape(c.index).values > 0.6 for c in out if c.role == "target_value" and c.year)
        prose = next((c for c in out if c.role == "target_value" and not c.year and is_prose(body.shape(c.index), 4 if figures else 15)), None)
        out = [replace(c, role=name) if c is prose else c for c in out]
        roles = [c.role for c in out]
    if name not in roles and not _EVIDENCE[kind].isdisjoint(roles):
        out = name_from(out, body, name)  # "Nội dung | ĐVT | Năm 2026": a word of the other kind of table
    return second_name(out, body, kind) if [c.role for c in out].count(name) > 1 else out


#: Roles without which a column of names is not looked for.
_EVIDENCE = {Kind.INDICATOR: frozenset({"unit_of_measure", "target_value"}), Kind.TASK: frozenset({"deadline", "lead_unit", "coord_unit", "lead_and_coord_unit"})}


def _values(columns: list[Column], body: Body) -> list[Column]:
    """Values under "Kết quả", "Ghi chú", a head nobody knows or, beside names of indicators, "Số lượng": where no column says how much."""
    if any(c.role == "target_value" for c in columns):
        return columns
    counted = not any(c.role == "budget" for c in columns) and any(c.role == "indicator_name" and meaning(c.header, Kind.INDICATOR) for c in columns)
    value = next((c for c in columns if (c.role in ("", "output", "note") or c.role == "quantity" and counted) and body.shape(c.index).values > 0.6), None)
    return [replace(c, role="target_value") if c is value else c for c in columns]


def _leads(columns: list[Column], body: Body) -> list[Column]:
    """contract.md: a lone "chủ trì … theo dõi" column names the lead; so does "Phụ trách" over organisations."""
    if any(c.role in ("lead_unit", "lead_and_coord_unit") for c in columns):
        return columns

    def leads(c: Column) -> bool:
        head = fold(c.header)
        return bool(_CHAIRS.search(head)) or bool(_IN_CHARGE.search(head)) and body.shape(c.index).organisations > 0.5

    return [replace(c, role="lead_unit") if c.role == "monitor_unit" and leads(c) else c for c in columns]


_WAY = regex.compile(r"\b(?:lo trinh|moc|thoi (?:han|gian|diem))\b")  # "Lộ trình" over days says when, not how much
_CHAIRS = regex.compile(r"\bchu tri\b")
_IN_CHARGE = regex.compile(r"\b(?:phu trach|chiu trach nhiem)\b")
_RESULT = regex.compile(r"\bket qua\b(?!.*\b(?:can dat|du kien|phan dau|muc tieu|yeu cau|dau ra|mong doi|ke hoach)\b)")
PLANNED = regex.compile(r"\b(?:muc tieu|chi tieu|ke hoach|phan dau)\b")


def _reported(columns: list[Column]) -> list[Column]:
    """"Kết quả 2025 | Mục tiêu 2026": beside what is planned, a result is what was reached."""
    last = max((c.year or 9999 for c in columns if c.role == "target_value" and PLANNED.search(fold(c.header))), default=None)
    if last is None:
        return columns

    def reached(c: Column) -> bool:
        head = fold(c.header)
        return c.role == "target_value" and bool(_RESULT.search(head)) and not PLANNED.search(head) and (c.year or 0) <= last

    return [replace(c, role="actual") if reached(c) else c for c in columns]


def _by_contents(columns: list[Column], body: Body, kind: Kind) -> list[Column]:
    """Under a head that nobody knows: bodies right of the names where no column says who leads, times where none says when."""
    roles = {c.role for c in columns}
    names = min((c.index for c in columns if c.role == NAME[kind] or c.role == "" and c.header and meaning(c.header, Kind.TASK)), default=len(columns))
    for c in columns:
        if c.role or not c.header:
            continue
        shape = body.shape(c.index)
        if c.index > names and shape.organisations > 0.6 and not roles & {"lead_unit", "lead_and_coord_unit", "monitor_unit"}:
            role = "lead_unit"
        elif shape.organisations > 0.6 and _JOINS_IN.search(fold(c.header)) and "lead_unit" in roles and "coord_unit" not in roles:
            role = "coord_unit"
        elif kind is Kind.TASK and shape.times > 0.6 and not roles & {"deadline", "deadline_start", "deadline_end"}:
            role = "deadline"
        else:
            continue
        roles.add(role)
        columns = [replace(x, role=role, notes=(*x.notes, BY_CONTENTS)) if x is c else x for x in columns]
    return columns


#: What is left of "Đơn vị phối hợp" in a misread head: "ơn vị p phối Đ Me,".
_JOINS_IN = regex.compile(r"\bphoi\b|\bhop\b")
_MONEY = regex.compile(r"(?:nghin|trieu|ty|ti) dong|\bdong\b|\bvnd\b")


def _money(columns: list[Column], body: Body) -> list[Column]:
    """Years in a table of funds ("Tổng kinh phí | Năm 2026 | Năm 2027") head sums of money, not targets."""
    if not any(c.role == "budget" for c in columns):
        return columns
    measures = [t for c in columns if c.role == "unit_of_measure" for t in body[c.index] if t.strip()]
    if measures and not all(_MONEY.search(fold(t)) for t in measures):
        return columns
    bare = [c for c in columns if c.role in ("target_value", "deadline") and c.year and not regex.search(r"\b(?:muc tieu|chi tieu|phan dau)\b", fold(c.header))]
    return [replace(c, role="budget") if c in bare else c for c in columns]


def _ticked(columns: list[Column], body: Body) -> list[Column]:
    """Columns of times that hold nothing but ticks ("x" under "2026") say when, not how much."""
    timed = [c for c in columns if c.role == "target_value" and (c.year or c.qualifier)]
    cells = [t.strip().lower() for c in timed for t in body[c.index] if t.strip()]
    if not cells or not all(map(profile.is_tick, cells)):
        return columns
    return [replace(c, role="deadline") if c in timed else c for c in columns]


def _until(columns: list[Column]) -> list[Column]:
    """"Bắt đầu | Hoàn thành": beside a start, the other column of times is the end."""
    starts = [c.index for c in columns if c.role == "deadline_start"]
    others = [c for c in columns if c.role == "deadline" and not c.year]
    if len(starts) != 1 or len(others) != 1 or others[0].index < starts[0] or any(c.role == "deadline_end" for c in columns):
        return columns
    return [replace(c, role="deadline_end") if c is others[0] else c for c in columns]


def _qualified(columns: list[Column]) -> list[Column]:
    """``qualifier`` = the header words of target columns that nothing else tells apart ("Chỉ tiêu tỉnh giao"), else empty."""
    years = Counter(c.year for c in columns if c.role == "target_value")
    out = []
    for c in columns:
        if c.role == "target_value":
            words = ""
            if years[c.year] > 1:
                leaf = c.header.rsplit(" / ", 1)[-1]
                period = year_phrase(leaf)
                words = (period.rest if period else leaf) or c.header
            c = replace(c, qualifier=words)
        out.append(c)
    return out
