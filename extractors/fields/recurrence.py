"""Rhythms: "hằng tháng, hằng quý, 06 tháng, 01 năm", "trước ngày 15 của tháng cuối quý", "02 lần/năm" as RFC 5545 rules.

Reporting periods and their closing days follow Nghị định 09/2019/NĐ-CP, articles 12 and 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

_N = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "chín": 9, "nửa": 0}
_FREQ = {"ngày": "DAILY", "tuần": "WEEKLY", "tháng": "MONTHLY", "quý": "MONTHLY;INTERVAL=3", "năm": "YEARLY", "kỳ": ""}
_DAYS = {"hai": "MO", "2": "MO", "ba": "TU", "3": "TU", "tư": "WE", "4": "WE", "năm": "TH", "5": "TH", "sáu": "FR", "6": "FR", "bảy": "SA", "7": "SA",
         "nhật": "SU"}
_UNIT = r"(?:ngày|tuần|tháng|quý|(?:cuối\s+|cả\s+)?năm)(?!\p{L})(?!\s*(?:\d{1,2}(?:\s*[/-]|\b(?!\s*(?:lần|tháng)))|\d{4}|(?-i:[IVX])|học\b|nay|sau|tới|qua|mới))"
_COUNT = r"(?:\d{1,2}|một|hai|ba|sáu|chín|nửa)"
_EVERY = r"(?:hằng|hàng|mỗi|từng)"
_ITEM = rf"(?:{_EVERY}\s+)?(?:(?P<n>{_COUNT})\s+)?(?P<u>{_UNIT})"
_CONT = rf"(?:\s*(?:,|;|/|&|-|\+|(?:và|hoặc|hoặc\s+là)(?!\p{{L}}))\s*(?:(?:định\s+kỳ\s+)?{_EVERY}\s+)?(?:(?:{_COUNT})\s+)?{_UNIT})"
RHYTHM = regex.compile(
    rf"""(?<!\p{{L}})(?:
      (?P<times>\d{{1,2}}|một|hai|ba)\s*lần\s*(?:/|trong|mỗi|một|trên|\s)\s*(?:0?1\s*|một\s*)?(?P<tu>ngày|tuần|tháng|quý|năm)(?!\p{{L}})
     |(?:mỗi|một|hằng|hàng)\s+(?P<tu>ngày|tuần|tháng|quý|năm)\s*,?\s*(?:(?:ít\s+nhất|tối\s+thiểu|tổ\s+chức|họp)\s+){{0,2}}(?P<times>0?[2-9]|1\d|hai|ba|bốn)\s+lần(?!\p{{L}})
     |(?:(?:định\s+kỳ|mỗi|cứ)\s+)?(?P<pn>{_COUNT}\s*)?(?P<pu>ngày|tuần|tháng|quý|năm)\s*(?:/\s*(?:0?1\s*|một\s*)?|0?1\s+|một\s+)lần(?!\p{{L}})
     |ngày\s+cuối\s+cùng\s+(?:của\s+)?(?:mỗi\s+)?(?P<lastday>tháng|quý)(?!\p{{L}}|\s*[\dIV])
     |(?P<last>(?:ngày\s+)?(?:cuối\s+cùng|cuối|đầu)\s+(?:của\s+)?)?(?P<list>(?:định\s+kỳ\s+(?:theo\s+|vào\s+)?(?:{_EVERY}\s+)?|{_EVERY}\s+|(?P<by>theo\s+(?:định\s+kỳ\s+)?)){_ITEM}{_CONT}{{0,7}}+)
    )""", regex.I | regex.X | regex.V1)
_PART = regex.compile(rf"(?:(?P<n>{_COUNT})\s+)?(?P<u>ngày|tuần|tháng|quý|năm)(?!\p{{L}})", regex.I)
#: "ngày 15 của tháng cuối quý", "ngày 20 của tháng cuối kỳ báo cáo"
QUARTER_END = regex.compile(r"(?:ngày\s*)?(?P<d>\d{1,2})\s*(?:của\s+|hằng\s+)?tháng\s+(?P<w>cuối(?:\s+cùng)?|đầu|thứ\s+ba)\s+(?:của\s+)?(?:mỗi\s+|hằng\s+|hàng\s+|từng\s+)?(?P<of>quý|kỳ)(?!\s*[IV\d])"
                            r"(?:\s+(?P<next>sau|tiếp theo|kế tiếp))?(?:\s+báo cáo)?", regex.I)
NEXT_MONTH = regex.compile(r"ngày\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*(?:của\s+)?tháng\s+(?:sau|kế\s+tiếp|tiếp\s+theo|liền\s+kề)(?!\p{L})", regex.I)
#: "ngày 15", "thứ Sáu" just before the rhythm
DAY_BEFORE = regex.compile(r"(?:ngày\s*)(?P<d>3[01]|[12]\d|0?[1-9])(?P<more>(?:\s*(?:,|&|và)\s*(?:ngày\s*)?(?:3[01]|[12]\d|0?[1-9])){0,3})(?:\s*(?:của|vào))?\s*$|(?P<w>thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)(?:\s*(?:của|,))?\s*$", regex.I)
#: "hằng tháng (trước ngày 25)", "Hằng tháng, chậm nhất ngày 20": the day after the rhythm; "hằng năm, trước ngày 15/12"
DAY_AFTER = regex.compile(r"\s*[,(:-]?\s*(?:gửi\s+|báo\s+cáo\s+|nộp\s+)?(?:(?P<b>trước|chậm\s+nhất(?:\s+là)?|muộn\s+nhất(?:\s+là)?|đến|vào|hạn)\s+)?(?:ngày\s*)?"
                          r"(?P<d>3[01]|[12]\d|0?[1-9])(?:\s*(?:/|tháng)\s*(?P<m>1[0-2]|0?[1-9]))?(?!\s*[/\d]|\s*(?:tháng|%|người|lần|ngày))(?:\s*\))?", regex.I)
#: "hằng tuần (chiều thứ 6)"
WEEKDAY_AFTER = regex.compile(r"\s*[,(:-]?\s*(?:vào\s+)?(?:(?:sáng|chiều|ngày)\s+)?(?P<w>thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)(?!\p{L})(?:\s*\))?", regex.I)
_DAY = regex.compile(r"\d+")
_BOUND_OF = {"trước": "before", "chậm": "by", "muộn": "by", "đến": "by", "hạn": "by"}


@dataclass(slots=True)
class Rhythm:
    start: int
    end: int
    rules: tuple[str, ...]
    notes: tuple[str, ...] = ()
    by_date: bool = False  # the text fixes a day of the month or week
    bound: str = ""  # of the day that stands after the rhythm


def every(unit: str, n: int = 1) -> str:
    """RRULE of "every n units" (``unit`` Vietnamese): every("tháng", 6) → FREQ=MONTHLY;INTERVAL=6."""
    unit = unit.lower()
    base = _FREQ[unit]
    if unit == "quý":
        return f"FREQ=MONTHLY;INTERVAL={3 * n}"
    return f"FREQ={base}" + (f";INTERVAL={n}" if n > 1 else "")


def _count(raw: str | None) -> int:
    raw = (raw or "").strip().lower()
    return int(raw) if raw.isdigit() else _N.get(raw, 1)


def rhythms(text: str) -> list[Rhythm]:
    """Rhythms of ``text`` (``amounts.plain`` form), in order."""
    out: list[Rhythm] = []
    low = text.lower()
    if "tháng" not in low and "quý" not in low and "năm" not in low and "ngày" not in low and "tuần" not in low:
        return out
    months = "tháng" in low
    for m in QUARTER_END.finditer(text) if months and ("cuối" in low or "đầu" in low or "thứ" in low) else ():
        if 1 <= int(m["d"]) <= 31:
            first = m["w"].lower() == "đầu" or bool(m["next"])
            last = "1,4,7,10" if first else "3,6,9,12"
            notes = ("kỳ báo cáo hiểu là quý",) if m["of"].lower() == "kỳ" else ()
            out.append(Rhythm(m.start(), m.end(), (f"FREQ=YEARLY;BYMONTH={last};BYMONTHDAY={int(m['d'])}",), notes, True))
    for m in NEXT_MONTH.finditer(text) if months else ():
        out.append(Rhythm(m.start(), m.end(), (f"FREQ=MONTHLY;BYMONTHDAY={int(m['d'])}",), ("ngày của tháng kế tiếp kỳ báo cáo",), True))
    for m in _found(text, low):
        if any(r.start < m.end() and m.start() < r.end for r in out):
            continue
        r = _read(text, m)
        if r:
            out.append(r)
    return sorted(out, key=lambda r: r.start) if out else out


#: how every rhythm without "lần" begins, in small letters
_RHYTHM_FIRST = re.compile(r"(?:ngày\s+)?(?:cuối|đầu)\s|định\s|hằng\s|hàng\s|mỗi\s|từng\s|theo\s")


def _found(text: str, low: str) -> Iterator[regex.Match[str]]:
    """Matches of the pattern, looked for only where one can begin."""
    if "lần" in low or len(low) != len(text):
        yield from RHYTHM.finditer(text)
        return
    pos = 0
    while first := _RHYTHM_FIRST.search(low, pos):
        m = RHYTHM.match(text, first.start())
        pos = max(first.start() + 1, m.end() if m else 0)
        if m:
            yield m


def _read(text: str, m: regex.Match[str]) -> Rhythm | None:
    if m["times"]:
        n, unit = _count(m["times"]), m["tu"].lower()
        if n < 1:
            return None
        if n == 1:
            return Rhythm(m.start(), m.end(), (every(unit),))
        if unit in ("năm", "quý") and {"năm": 12, "quý": 3}[unit] % n == 0:
            step = {"năm": 12, "quý": 3}[unit] // n
            return Rhythm(m.start(), m.end(), (every("tháng", step),), (f"{n} lần mỗi {unit}: chia đều",))
        return Rhythm(m.start(), m.end(), (every(unit),), (f"{n} lần mỗi {unit}, không rõ ngày",))
    if m["lastday"]:
        months = "FREQ=MONTHLY" if m["lastday"].lower() == "tháng" else "FREQ=YEARLY;BYMONTH=3,6,9,12"
        return Rhythm(m.start(), m.end(), (f"{months};BYMONTHDAY=-1",), (), True)
    if m["pu"]:
        if (m["pn"] or "").strip().lower() == "nửa":
            return _half(m.start(), m.end(), m["pu"].lower())
        n = _count(m["pn"])
        return Rhythm(m.start(), m.end(), (every(m["pu"], n),)) if n > 0 else None
    return _list(text, m)


def _half(start: int, end: int, unit: str) -> Rhythm | None:
    rule = {"năm": every("tháng", 6), "tháng": "FREQ=MONTHLY;BYMONTHDAY=1,15"}.get(unit)
    return Rhythm(start, end, (rule,), ("nửa tháng: ngày 1 và 15",) if unit == "tháng" else ()) if rule else None


def _list(text: str, m: regex.Match[str]) -> Rhythm | None:
    rules: list[str] = []
    notes: list[str] = []
    for part in _PART.finditer(m["list"]):
        raw, unit = (part["n"] or "").lower(), part["u"].lower()
        if raw == "nửa":
            half = _half(0, 0, unit)
            rules += half.rules if half else ()
            continue
        n = _count(raw)
        if n < 1:
            continue
        rules.append(every(unit, n))
    if not rules:
        return None
    start = m.start()
    if m["last"] and len(rules) == 1:
        rules, extra = _edge(rules[0], m["last"].lower())
        notes += extra
        return Rhythm(start, m.end(), tuple(rules), tuple(notes), True)
    if m["last"]:
        start = m.start("list")
    before = DAY_BEFORE.search(text[max(0, start - 40):start])
    if before and rules[0] in ("FREQ=MONTHLY", "FREQ=WEEKLY", "FREQ=MONTHLY;INTERVAL=3"):
        size = len(before.group())
        if before["d"] and rules[0] != "FREQ=WEEKLY":
            days = [before["d"], *_DAY.findall(before["more"])]
            rules[0] += f";BYMONTHDAY={','.join(str(int(d)) for d in days)}"
            return Rhythm(start - size, m.end(), tuple(rules), (), True)
        if before["w"] and rules[0] == "FREQ=WEEKLY":
            rules[0] += f";BYDAY={_DAYS[before['w'].lower().split()[-1]]}"
            return Rhythm(start - size, m.end(), tuple(rules), (), True)
    weekday = WEEKDAY_AFTER.match(text, m.end()) if rules == ["FREQ=WEEKLY"] else None
    if weekday:
        return Rhythm(start, weekday.end(), (f"FREQ=WEEKLY;BYDAY={_DAYS[weekday['w'].lower().split()[-1]]}",), (), True)
    after = DAY_AFTER.match(text, m.end())
    if after and len(rules) == 1 and (after["b"] or "ngày" in after.group().lower()):
        wanted = {"FREQ=MONTHLY": not after["m"], "FREQ=YEARLY": bool(after["m"])}.get(rules[0], False)
        if wanted:
            by = f";BYMONTH={int(after['m'])}" if after["m"] else ""
            bound = _BOUND_OF.get((after["b"] or "").split(" ")[0].lower(), "on")
            return Rhythm(start, after.end(), (f"{rules[0]}{by};BYMONTHDAY={int(after['d'])}",), (), True, bound)
    return Rhythm(start, m.end(), tuple(dict.fromkeys(rules)), tuple(notes))


def _edge(rule: str, words: str) -> tuple[list[str], list[str]]:
    """"cuối mỗi tháng", "đầu mỗi quý", "ngày cuối cùng hằng tháng"."""
    last = "cuối" in words
    if rule == "FREQ=MONTHLY":
        return ([rule + ";BYMONTHDAY=-1"], []) if last and ("ngày" in words or "cùng" in words) else ([rule], ["cuối kỳ" if last else "đầu kỳ"])
    if rule == "FREQ=MONTHLY;INTERVAL=3":
        return [f"FREQ=YEARLY;BYMONTH={'3,6,9,12' if last else '1,4,7,10'}"], []
    if rule == "FREQ=YEARLY":
        return [f"FREQ=YEARLY;BYMONTH={12 if last else 1}"], []
    return [rule], ["cuối kỳ" if last else "đầu kỳ"]
