"""When one target meets another: direction, comparator, unit, denominator, ordinal level. Pure; reads vocabulary only.

Nothing is converted and no year is interpolated: what cannot be set side by side is ``not_comparable`` with its reason.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

import regex

from schemas import vocab


class ComparisonVerdict(StrEnum):
    """Column ``verdict`` of ``comparison``: a plan's target beside one of a higher level."""

    MEETS = "meets"
    EXCEEDS = "exceeds"
    BELOW = "below"
    MISSING = "missing"
    NOT_COMPARABLE = "not_comparable"


class TargetLike(Protocol):
    """What both an indicator record and an upper target have. Empty text is "", an empty number None."""

    name: str
    catalog_id: str
    kind: str
    comparator: str
    value_min: float | None
    value_max: float | None
    unit: str
    qualifier: str
    denominator: str
    raw_value: str


@dataclass(slots=True)
class UpperTarget:
    """A target of a higher level: of an upper plan (``document_id``) or of the national vocabulary (``source``)."""

    name: str
    catalog_id: str
    year: int | None
    kind: str = "quantity"
    comparator: str = ""
    value_min: float | None = None
    value_max: float | None = None
    unit: str = ""
    qualifier: str = ""
    denominator: str = ""
    raw_value: str = ""
    document_id: str = ""
    label: str = ""  # what people call the source: "57-NQ/TW"
    source: str = ""
    certainty: str = ""
    issued: str = ""  # ISO date, or as much of one as is known


_SIGNS = {"eq": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "between": ""}
_FOLD = str.maketrans("đĐ", "dd")


def number(value: float | None) -> str:
    """A number as Vietnamese documents write it: ``1,5``; ``1.200``."""
    if value is None:
        return ""
    whole, _, part = f"{value:,.6f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + ("," + part if part else "")


def show(t: TargetLike) -> str:
    """The target as people write it: ``≥ 80%``, ``15–17%``, ``Thuộc nhóm khá của tỉnh``."""
    if t.kind == "quantity" and (t.value_min is not None or t.value_max is not None):
        unit = t.unit if t.unit.startswith("%") else (" " + t.unit if t.unit else "")
        if number(t.value_max) and regex.search(rf"(?<!\d){number(t.value_max)}(?!\d)", t.qualifier) and _RANK.search(folded(t.qualifier)):
            return t.qualifier  # "Thuộc nhóm 100 xã đứng đầu" says more than "≤ 100 hạng"
        if t.comparator == "between" or (t.value_min != t.value_max and t.value_min is not None and t.value_max is not None):
            text = f"{number(t.value_min)}–{number(t.value_max)}{unit}"
        else:
            text = f"{_SIGNS.get(t.comparator, '')}{number(t.value_min if t.value_min is not None else t.value_max)}{unit}"
        return text + (f" ({t.qualifier})" if thing(t.qualifier) else "")
    return t.raw_value or t.qualifier or "-"


@vocab.compiled
def catalogue() -> dict[str, dict[str, str]]:
    """Rows of ``indicators.csv`` by id."""
    return {r["canonical_id"]: r for r in vocab.rows("indicators")}


def direction(catalog_id: str) -> str:
    """``up`` (more is better), ``down`` (rank: less is better) or "" when the catalogue does not say."""
    d = catalogue().get(catalog_id, {}).get("direction", "")
    return d if d in ("up", "down") else ""


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Lower case without marks, blanks as one; kept apart from extractors (schemas import nothing of ours)."""
    text = unicodedata.normalize("NFD", text.lower()).translate(_FOLD)
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


@vocab.compiled
def _denominator_rows() -> list[tuple[Any, str, str, str]]:
    return [(regex.compile(r["pattern"]), r["denominator"], r["catalog_id"], r["status"]) for r in vocab.rows("audit_denominators")]


@vocab.compiled
def _denominator_cache() -> dict[tuple[str, str], tuple[str, str]]:
    return {}


def denominator(t: TargetLike) -> tuple[str, str]:
    """(what the share is of, status). ``status``: standard | accepted | drift | wrong | "" (nothing written, or not in the list).

    Read from the record's ``denominator`` and unit, else from its name, by the patterns of ``audit_denominators.csv``.
    """
    words = f"{t.denominator} | {t.unit.removeprefix('%')} | {t.name}"
    key = (t.catalog_id, words)
    cache = _denominator_cache()
    if key not in cache:
        found = _read_denominator(t.catalog_id, words)
        cache[key] = found if found[0] else (t.denominator, "")
    return cache[key]


def same_denominator(a: str, b: str) -> bool:
    """Two names of the vocabulary are one only when equal; as written elsewhere, one may hold the other in more words
    ("thủ tục hành chính", "thủ tục hành chính đủ điều kiện"). "" (not written) agrees with everything."""
    if a == b or not a or not b:
        return True
    if {a, b} <= _denominator_names():
        return False
    x, y = folded(a), folded(b)
    return x in y or y in x


@vocab.compiled
def _choices() -> dict[str, int]:
    count: dict[str, int] = {}
    for _, _, of, status in _denominator_rows():
        count[of] = count.get(of, 0) + (status != "wrong")
    return count


def _has_choice(catalog_id: str) -> bool:
    """Whether plans take this share of more than one whole, so that a share without one cannot be compared."""
    return _choices().get(catalog_id, 0) > 1


@vocab.compiled
def _denominator_names() -> frozenset[str]:
    return frozenset(name for _, name, _, _ in _denominator_rows())


@vocab.compiled
def _no_objects() -> frozenset[str]:
    return frozenset(folded(r["word"]) for r in vocab.rows("audit_qualifiers"))


#: "Top 30", "thuộc nhóm 100 xã đứng đầu": the number is the target, the rest is what is ranked.
_RANK = regex.compile(r"\b((?:top|nhom|hang|vi tri)(?: dau)?) \d+\b")


@vocab.compiled
def thing(qualifier: str) -> str:
    """The object a qualifier names ("5G"), folded; "" for words that only say how firm a target is ("phấn đấu") or add to it ("và sẵn sàng 6G").

    Of a rank the number is left out: "Top 30" and "Top 20" are targets for one thing.
    """
    words = folded(qualifier)
    return "" if words in _no_objects() or words.startswith("va ") else _RANK.sub(r"\1", words)


def _read_denominator(catalog_id: str, words: str) -> tuple[str, str]:
    text = folded(words)
    for pattern, name, of, status in _denominator_rows():
        if of == catalog_id and pattern.search(text):
            return name, status
    return "", ""


def known_denominators(catalog_id: str) -> list[str]:
    """Standard denominators of a catalogue indicator whose share means nothing without one; [] for all others."""
    return [name for _, name, of, status in _denominator_rows() if of == catalog_id and status == "standard"]


@vocab.compiled
def _levels() -> tuple[Any, dict[str, int]]:
    """One pattern over all words, longest first; with marks, because "báo cáo" is not "cao"."""
    ranks = {r["word"].lower(): int(r["rank"]) for r in vocab.rows("levels")}
    words = "|".join(regex.escape(w) for w in sorted(ranks, key=len, reverse=True))
    return regex.compile(rf"\b(?:{words})\b"), ranks


def level_rank(words: str) -> int | None:
    """Place of a level's words on the ordinal scale of ``levels.csv`` (higher is better); None when it is not there."""
    pattern, ranks = _levels()
    found = pattern.search(unicodedata.normalize("NFC", words).lower())
    return ranks[found[0]] if found else None


def bound(t: TargetLike, way: str) -> float | None:
    """What the target promises at least: the lower bound where more is better, the upper one where less is better."""
    return t.value_min if way == "up" else t.value_max


def unit_family(unit: str) -> str:
    """Units that may be set side by side have one family: all shares ("%", "% dân số") are "%", others are themselves, folded."""
    return "%" if unit.strip().startswith("%") else folded(unit)


def judge(own: TargetLike, upper: TargetLike) -> tuple[ComparisonVerdict, str]:
    """Verdict of ``own`` against ``upper`` and why, in Vietnamese. Both must be of the same indicator and year."""
    no = ComparisonVerdict.NOT_COMPARABLE
    if own.kind == "none":
        return ComparisonVerdict.MISSING, "Kế hoạch không đặt chỉ tiêu cho năm này (ghi “-” hoặc để trống)"
    if own.kind == "assigned":
        return no, "Kế hoạch ghi theo mức cấp trên giao, không có con số"
    if own.kind == upper.kind == "quantity" and thing(own.qualifier) and thing(upper.qualifier) and thing(own.qualifier) != thing(upper.qualifier):
        return no, f"Khác đối tượng: {own.qualifier} và {upper.qualifier}"
    if own.kind == "level" and upper.kind == "level":
        return _judge_levels(own, upper)
    if own.kind != "quantity" or upper.kind != "quantity":
        return no, "Một bên là con số, một bên là mô tả hoặc sản phẩm" if own.kind != upper.kind else "Không phải chỉ tiêu định lượng"
    a, b = denominator(own)[0], denominator(upper)[0]
    if not same_denominator(a, b):
        return no, f"Khác mẫu số: kế hoạch tính trên {a}, cấp trên tính trên {b}"
    if bool(a) != bool(b) and _has_choice(own.catalog_id or upper.catalog_id):
        return no, f"Một bên không nêu mẫu số ({a or b} ở bên kia) mà chỉ tiêu này được tính theo nhiều mẫu số"
    if unit_family(own.unit) and unit_family(upper.unit) and unit_family(own.unit) != unit_family(upper.unit):
        return no, f"Khác đơn vị tính: {own.unit} và {upper.unit}"
    way = direction(own.catalog_id or upper.catalog_id)
    if not way:
        return no, "Danh mục chưa xác định chiều tốt lên của chỉ tiêu"
    verdict, why = _judge_bounds(own, upper, way)
    if verdict != no and bool(a) != bool(b):
        why += "; một bên không nêu mẫu số"
    return verdict, why


def _judge_levels(own: TargetLike, upper: TargetLike) -> tuple[ComparisonVerdict, str]:
    a, b = level_rank(own.qualifier or own.raw_value), level_rank(upper.qualifier or upper.raw_value)
    if a is None or b is None:
        return ComparisonVerdict.NOT_COMPARABLE, "Mức xếp loại không có trong thang đã biết"
    verdict = ComparisonVerdict.MEETS if a == b else ComparisonVerdict.EXCEEDS if a > b else ComparisonVerdict.BELOW
    return verdict, f"So theo thang bậc: “{show(own)}” và “{show(upper)}”"


def _judge_bounds(own: TargetLike, upper: TargetLike, way: str) -> tuple[ComparisonVerdict, str]:
    mine, theirs = bound(own, way), bound(upper, way)
    if mine is None or theirs is None:
        return ComparisonVerdict.NOT_COMPARABLE, "Dấu so sánh không cho biết mức cam kết tối thiểu"
    sides = f"{show(own)} so với {show(upper)}"
    if abs(mine - theirs) < 1e-9:
        strict = {"up": "gt", "down": "lt"}[way]
        if upper.comparator == strict and own.comparator != strict:
            return ComparisonVerdict.BELOW, f"{sides}: cấp trên yêu cầu vượt mức {number(theirs)}"
        if own.comparator == strict and upper.comparator != strict:
            return ComparisonVerdict.EXCEEDS, sides
        return ComparisonVerdict.MEETS, sides
    better = mine > theirs if way == "up" else mine < theirs
    return (ComparisonVerdict.EXCEEDS if better else ComparisonVerdict.BELOW), sides
