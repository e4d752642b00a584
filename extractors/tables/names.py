"""Which column holds the names of the records, where words alone leave it open: none, or more than one."""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.tables.model import BY_CONTENTS, Column, Kind
from extractors.tables.profile import Body, Profile
from extractors.tables.words import meaning
from extractors.text import fold

NAME = {Kind.INDICATOR: "indicator_name", Kind.TASK: "task_name"}


def is_prose(shape: Profile, length: int) -> bool:
    """Words rather than values, longer than ``length`` letters on the average."""
    return shape.values < 0.3 and shape.mean_length > length


def name_from(columns: list[Column], body: Body, name: str) -> list[Column]:
    """The first column whose header names records of the other kind, or that has a header nobody knows and long words, is the name."""
    other = Kind.TASK if name == NAME[Kind.INDICATOR] else Kind.INDICATOR
    certain = {"lead_unit", "lead_and_coord_unit", "target_value"} & {c.role for c in columns} and {"deadline", "deadline_end", "unit_of_measure"} & {c.role for c in columns}
    length = 10 if certain else 30  # who and when tell a table of tasks, how much and of what one of indicators: shorter names will do
    for c in columns:
        found = meaning(c.header, other) if c.header and c.role in ("", "group", "output", "target_value") else None
        if (found and found.role in NAME.values()) or (c.role == "" and c.header and (shape := body.shape(c.index)).mean_length > length and not shape.organisations > 0.5):
            return [replace(x, role=name, notes=x.notes if found else (*x.notes, BY_CONTENTS)) if x.index == c.index else x for x in columns]
    return columns


_PRODUCT = regex.compile(r"\b(?:san pham|ket qua|dau ra)\b")


_MEASURED = regex.compile(r"(?:tỷ|tỉ)\s+(?:lệ|trọng)|số\s|tổng\s+số|mức\s|chỉ\s+số|điểm\s", regex.I)


def _are_measured(texts: list[str]) -> bool:
    filled = [t.strip() for t in texts if t.strip()]
    return bool(filled) and sum(bool(_MEASURED.match(t)) for t in filled) * 2 > len(filled)


def second_name(columns: list[Column], body: Body, kind: Kind) -> list[Column]:
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
        numbers = [c for c in named if body.shape(c.index).values > 0.4]
        named = [c for c in named if c not in numbers] or named
    variety = {c.index: len({t.strip() for t in body[c.index] if t.strip()}) for c in named}
    specific = [c for c in named if regex.search(r"\b(?:cu the|chi tiet)\b", fold(c.header))]
    if kind is Kind.INDICATOR and len(measured := [c for c in named if _are_measured(body[c.index])]) == 1:
        specific = measured  # "Phát triển chính quyền số | Tỷ lệ hồ sơ số hóa": what is measured, not what for
    most = max(variety.values(), default=0)
    rich = [c for c in specific or named if variety[c.index] * 2 >= most]
    chosen = (specific or [max(rich, key=lambda c: (body.shape(c.index).mean_length, -c.index))])[0] if kind is Kind.INDICATOR else (rich or named)[0]
    out = []
    for c in columns:
        if c.role != NAME[kind] or c.index == chosen.index:
            out.append(c)
        elif kind is Kind.INDICATOR and body.shape(c.index).values > 0.4:
            out.append(replace(c, role="target_value"))
        elif c.index < chosen.index and variety.get(c.index, 0) < most:
            out.append(replace(c, role="group"))
        else:
            out.append(replace(c, role="note", notes=(*c.notes, BY_CONTENTS)))
    return out
