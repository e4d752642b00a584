"""Years that headers, group rows and captions give to what stands under them: "Đến hết năm 2030", "Giai đoạn 2026-2030"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from extractors.text import fold

_YEAR = r"(?<![\d/.\-])(20[1-6]\d)(?![\d/]|\.\d)"
_SPAN = regex.compile(rf"(?:(?:giai đoạn|thời kỳ|từ năm|từ)\s+)?(?:năm\s+)?{_YEAR}\s*(?:[-–—]|đến(?:\s+năm)?)\s*(?:năm\s+)?(20[1-6]\d)(?!\d)", regex.I)
_ONE = regex.compile(rf"(?:(?:tính\s+)?(?:đến|hết|cuối|trong|vào|tới|cho|của|theo)\s+){{0,4}}(?:(?:hết|cuối)\s+)?(?:năm\s+)?{_YEAR}", regex.I)
#: A date before the year ("ngày 01/4/2025", "tháng 4 năm 2025") or a term ("nhiệm kỳ 2025 - 2030") is no target year.
_DATE = regex.compile(r"(?:ngày\s+[\d_.…]*\s*/?\s*|tháng\s+[\d_.…]*\s*/?\s*)[\d_.…]*\s*(?:tháng\s+\d+\s+)?(?:năm\s+)?20\d\d|\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*20\d\d|\d{1,2}/20\d\d|nhiệm kỳ\s+20\d\d\s*[-–—]\s*20\d\d|\d+/20\d\d/[\p{L}]+", regex.I)


@dataclass(frozen=True, slots=True)
class Period:
    """``year``: the (last) year; ``span``: the words gave a first and a last year; ``rest``: the other words."""

    year: int
    span: bool
    rest: str
    first: int | None = None


#: What a plan looks out to beyond its own years: "…, định hướng đến năm 2030", "…, tầm nhìn đến năm 2045".
_OUTLOOK = regex.compile(r"(?:định hướng|tầm nhìn|và những năm tiếp theo)(?:\s+(?:đến|tới|cho|trong))?(?:\s+(?:năm|giai đoạn))?\s*20[1-6]\d(?:\s*[-–—]\s*20[1-6]\d)?", regex.I)


def year_phrase(text: str) -> Period | None:
    """The year a header or heading gives, or None.

    Dates and terms of office are left out; of two years the last counts, an outlook ("định hướng đến năm 2030") only
    where it stands alone.
    """
    return _short(text) if len(text) <= 300 else _year_phrase(text)


def _year_phrase(text: str) -> Period | None:
    if "20" not in text:
        return None
    masked = _DATE.sub(lambda m: " " * len(m.group()), text)
    without = _OUTLOOK.sub(lambda m: " " * len(m.group()), masked)
    if without != masked and (_SPAN.search(without) or _ONE.search(without)):
        masked = without
    spans = list(_SPAN.finditer(masked))
    if spans:
        m = spans[-1]
        first, last = int(m.group(1)), int(m.group(2))
        if first <= last:
            return Period(last, True, _rest(text, m), first)
    found = list(_ONE.finditer(masked))
    if not found:
        return None
    m = found[-1]
    return Period(int(m.group(1)), False, _rest(text, m))


#: A point of time as the head of a column: "Đến 31/12/2026", "Đến hết tháng 6 năm 2026", "Quý II/2026".
_POINT = regex.compile(
    r"(?:(?:tính|đến|hết|cuối|trước|trong|vào|tới)\s+){0,3}(?:(?:ngày\s+)?(?:\d{1,2}\s*[/.\-]\s*){1,2}|(?:ngày\s+\d{1,2}\s+)?tháng\s+\d{1,2}\s*(?:[/.\-]|năm)\s*|quý\s+(?:[IVX]{1,3}|[1-4])\s*(?:[/.\-]|năm)\s*)(20[1-6]\d)(?![\d/])", regex.I
)


def head_year(text: str) -> Period | None:
    """The year that the head of a column gives: a year as in ``year_phrase``, else that of a day, month or quarter."""
    found = year_phrase(text)
    if found is None and (points := list(_POINT.finditer(text[:160]))):
        m = points[-1]
        return Period(int(m.group(1)), False, _rest(text, m))
    return found


_short = lru_cache(maxsize=10_000)(_year_phrase)  # headers, headings and group rows are alike in most plans


def _rest(text: str, m: regex.Match[str]) -> str:
    return (text[: m.start()] + " " + text[m.end() :]).strip(" :;,.-–()")


_EMPTY_WORDS = {"muc tieu", "chi tieu", "cac chi tieu", "muc tieu cu the", "phan dau", "giai doan", "ke hoach", "muc tieu phan dau", "nhiem vu", "cac muc tieu", "chi tieu phan dau", "cac chi tieu cu the", "chi tieu cu the", "moc", "lo trinh", "tam nhin"}


def is_only_year(period: Period) -> bool:
    """Nothing but the year and words like "mục tiêu": the row or heading is a year group, not a section."""
    rest = fold(period.rest)
    return not rest or rest in _EMPTY_WORDS or all(w in {"muc", "tieu", "chi", "cac", "phan", "dau", "den", "het", "cuoi", "nam", "dat", "duoc", "giai", "doan"} for w in rest.split())
