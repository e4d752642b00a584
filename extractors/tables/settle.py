"""Roles of columns that words alone cannot decide: by what the cells hold and by the other columns of the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import regex

from extractors.tables import profile
from extractors.tables.model import BY_CONTENTS, Column, Kind
from extractors.tables.words import meaning
from extractors.tables.years import year_phrase
from extractors.text import fold

NAME = {Kind.INDICATOR: "indicator_name", Kind.TASK: "task_name"}


def settle(columns: list[Column], body: list[list[str]], kind: Kind) -> list[Column]:
    """Uses what the cells hold where words alone cannot decide."""
    out = list(columns)
    for i, c in enumerate(out):
        shape = profile.of(body[i])
        if c.role == "unit_of_measure" and shape.organisations > 0.5:
            out[i] = replace(c, role="lead_unit")
        elif c.role == "lead_unit" and kind is Kind.INDICATOR and shape.measures > 0.5 and shape.organisations == 0:
            out[i] = replace(c, role="unit_of_measure")
        elif c.role == "output" and kind is Kind.TASK and shape.organisations > 0.6:
            out[i] = replace(c, role="lead_unit") if not any(x.role == "lead_unit" for x in out) else c
        elif c.role == "" and not c.header:
            if i == 0 and shape.ordinals > 0.5:
                out[i] = replace(c, role="ordinal")
            elif kind is Kind.INDICATOR and shape.values > 0.6 and c.year:
                out[i] = replace(c, role="target_value")
    if kind is Kind.INDICATOR and (first := next((c.index for c in out if c.role == NAME[kind]), 0)):
        # "Mục tiêu | Chỉ tiêu | ĐVT | Năm 2026": words left of the names are their groups
        out = [replace(c, role="group") if c.role == "target_value" and c.index < first and not c.year and _is_prose(body[c.index], 4) else c for c in out]
    out = _by_contents(_until(_ticked(_money(out, body), body)), body, kind)
    roles = {c.role for c in out}
    name = NAME[kind]
    if kind is Kind.INDICATOR and [c.role for c in out].count(name) == 1:
        # "Nội dung | ĐVT | Chỉ tiêu": the column called "chỉ tiêu" holds the values
        out = [replace(c, role="target_value") if c.role == name and profile.of(body[c.index]).values > 0.5 else c for c in out]
        roles = {c.role for c in out}
    if kind is Kind.INDICATOR and name not in roles and [c.role for c in out].count("target_value") > 1:
        # "Mục tiêu | Đơn vị | 2026 | 2027 …": prose under a word for targets is the name
        figures = any(profile.of(body[c.index]).values > 0.6 for c in out if c.role == "target_value" and c.year)
        prose = next((c for c in out if c.role == "target_value" and not c.year and _is_prose(body[c.index], 4 if figures else 15)), None)
        out = [replace(c, role=name) if c is prose else c for c in out]
        roles = {c.role for c in out}
    if kind is Kind.INDICATOR and name not in roles and {"unit_of_measure", "target_value"} & roles:
        # "Nội dung | ĐVT | Năm 2026": the names stand in a column that a task table would call its tasks
        out = _name_from(out, body, name)
    if kind is Kind.TASK and name not in roles and {"deadline", "lead_unit", "coord_unit", "lead_and_coord_unit"} & roles:
        out = _name_from(out, body, name)
    if [c.role for c in out].count(name) > 1:
        out = _second_name(out, body, kind)
    if kind is Kind.INDICATOR and not any(c.role == "target_value" for c in out):
        counted = "budget" not in roles and any(c.role == name and meaning(c.header, kind) for c in out)  # "Chỉ tiêu | ĐVT | Số lượng"
        for i, c in enumerate(out):
            if (c.role in ("", "output", "note") or c.role == "quantity" and counted) and profile.of(body[i]).values > 0.6:
                out[i] = replace(c, role="target_value")
                break
    if not any(c.role in ("lead_unit", "lead_and_coord_unit") for c in out):
        # contract.md: a lone "chủ trì … theo dõi" column names the lead; so does "Phụ trách" over organisations
        out = [replace(c, role="lead_unit") if c.role == "monitor_unit" and (regex.search(r"\bchu tri\b", h := fold(c.header)) or _IN_CHARGE.search(h) and profile.of(body[c.index]).organisations > 0.5) else c for c in out]
    return _qualified(_reported(out) if kind is Kind.INDICATOR else out)


_IN_CHARGE = regex.compile(r"\b(?:phu trach|chiu trach nhiem)\b")
_RESULT = regex.compile(r"\bket qua\b(?!.*\b(?:can dat|du kien|phan dau|muc tieu|yeu cau|dau ra|mong doi|ke hoach)\b)")
PLANNED = regex.compile(r"\b(?:muc tieu|chi tieu|ke hoach|phan dau)\b")


def _reported(columns: list[Column]) -> list[Column]:
    """"Kết quả 2025 | Mục tiêu 2026": beside what is planned, a result is what was reached."""
    planned = [c.year or 9999 for c in columns if c.role == "target_value" and PLANNED.search(fold(c.header))]
    return [replace(c, role="actual") if planned and c.role == "target_value" and _RESULT.search(h := fold(c.header)) and not PLANNED.search(h) and (c.year or 0) <= max(planned) else c for c in columns]


def _by_contents(columns: list[Column], body: list[list[str]], kind: Kind) -> list[Column]:
    """Under a head that nobody knows: bodies right of the names where no column says who leads, times where none says when."""
    roles = {c.role for c in columns}
    names = min((c.index for c in columns if c.role == NAME[kind] or c.role == "" and c.header and meaning(c.header, Kind.TASK)), default=len(columns))
    for c in columns:
        if c.role or not c.header:
            continue
        shape = profile.of(body[c.index])
        if c.index > names and shape.organisations > 0.6 and not roles & {"lead_unit", "lead_and_coord_unit", "monitor_unit"}:
            role = "lead_unit"
        elif kind is Kind.TASK and shape.times > 0.6 and not roles & {"deadline", "deadline_start", "deadline_end"}:
            role = "deadline"
        else:
            continue
        roles.add(role)
        columns = [replace(x, role=role, notes=(*x.notes, BY_CONTENTS)) if x is c else x for x in columns]
    return columns


def _is_prose(texts: list[str], length: int) -> bool:
    shape = profile.of(texts)
    return shape.values < 0.3 and shape.mean_length > length


def _name_from(columns: list[Column], body: list[list[str]], name: str) -> list[Column]:
    """The first column whose header names records of the other kind, or that has a header nobody knows and long words, is the name."""
    other = Kind.TASK if name == NAME[Kind.INDICATOR] else Kind.INDICATOR
    certain = {"lead_unit", "lead_and_coord_unit", "target_value"} & {c.role for c in columns} and {"deadline", "deadline_end", "unit_of_measure"} & {c.role for c in columns}
    length = 10 if certain else 30  # who and when tell a table of tasks, how much and of what one of indicators: shorter names will do
    for c in columns:
        found = meaning(c.header, other) if c.header and c.role in ("", "group", "output", "target_value") else None
        if (found and found.role in NAME.values()) or (c.role == "" and c.header and (shape := profile.of(body[c.index])).mean_length > length and not shape.organisations > 0.5):
            return [replace(x, role=name, notes=x.notes if found else (*x.notes, BY_CONTENTS)) if x.index == c.index else x for x in columns]
    return columns


_PRODUCT = regex.compile(r"\b(?:san pham|ket qua|dau ra)\b")


def _second_name(columns: list[Column], body: list[list[str]], kind: Kind) -> list[Column]:
    """Two columns of names: one that holds numbers is the target; one that repeats over rows, left of the other, is its group.

    "Nhiệm vụ chung (merged) | Nhiệm vụ cụ thể" -> group, name; "Chỉ tiêu | Chỉ tiêu năm" -> name, target.
    """
    named = [c for c in columns if c.role == NAME[kind]]
    products = [c for c in named if _PRODUCT.search(fold(c.header))]
    if kind is Kind.TASK and 0 < len(products) < len(named):  # "Nhiệm vụ | Hoạt động/Kết quả đầu ra"
        columns = [replace(c, role="output") if c in products else c for c in columns]
        named = [c for c in named if c not in products]
        if len(named) == 1:
            return columns
    if kind is Kind.INDICATOR:
        numbers = [c for c in named if profile.of(body[c.index]).values > 0.4]
        named = [c for c in named if c not in numbers] or named
    variety = {c.index: len({t.strip() for t in body[c.index] if t.strip()}) for c in named}
    specific = [c for c in named if regex.search(r"\b(?:cu the|chi tiet)\b", fold(c.header))]
    most = max(variety.values(), default=0)
    rich = [c for c in specific or named if variety[c.index] * 2 >= most]
    chosen = (specific or [max(rich, key=lambda c: (profile.of(body[c.index]).mean_length, -c.index))])[0] if kind is Kind.INDICATOR else (rich or named)[0]
    out = []
    for c in columns:
        if c.role != NAME[kind] or c.index == chosen.index:
            out.append(c)
        elif kind is Kind.INDICATOR and profile.of(body[c.index]).values > 0.4:
            out.append(replace(c, role="target_value"))
        else:
            out.append(replace(c, role="group" if c.index < chosen.index and variety.get(c.index, 0) < most else "note"))
    return out


_MONEY = regex.compile(r"(?:nghin|trieu|ty|ti) dong|\bdong\b|\bvnd\b")


def _money(columns: list[Column], body: list[list[str]]) -> list[Column]:
    """Years in a table of funds ("Tổng kinh phí | Năm 2026 | Năm 2027") head sums of money, not targets."""
    if not any(c.role == "budget" for c in columns):
        return columns
    measures = [t for c in columns if c.role == "unit_of_measure" for t in body[c.index] if t.strip()]
    if measures and not all(_MONEY.search(fold(t)) for t in measures):
        return columns
    bare = [c for c in columns if c.role in ("target_value", "deadline") and c.year and not regex.search(r"\b(?:muc tieu|chi tieu|phan dau)\b", fold(c.header))]
    return [replace(c, role="budget") if c in bare else c for c in columns]


def _ticked(columns: list[Column], body: list[list[str]]) -> list[Column]:
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
