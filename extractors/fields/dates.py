"""Stretches of the calendar as Vietnamese plans write them: days, months, quarters, halves, years and their lists.

``stretches`` lexes a text into ``Stretch`` objects; what binds them (trước, đến hết, từ … đến …) is read in
``deadline_grammar``. EDTF (ISO 8601-2): quarters are seasons 33–36, halves 40 and 41.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import regex

from schemas.records import DeadlineKind as K

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS = {"một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
           "mười một": 11, "mười hai": 12, "chạp": 12}
_Y = r"(?:19|20)\d\d(?!\d)"
_OF = r"(?:\s*[/-]\s*(?:năm\s*)?|\s*,?\s*(?:của\s+)?(?:năm\s+))"
_YEAR = rf"(?:{_OF}(?P<y>{_Y})|\s*,?\s*(?:của\s+)?(?P<this>năm\s+nay|năm\s+(?:sau|tới)))?"
_ITEM_M = r"(?:1[0-2]|0?[1-9])(?!\d)"
#: OCR and typing take l and 1 for the I of a Roman number ("Quý Il", "Quý lV"); a lone 1 is the digit, which means the same
_ITEM_Q = r"(?:[Il1]V|[Il][Il1]{0,2}|1[Il]{1,2}|[1-4])(?![\p{L}\d])"
_TERM = r"(?:I{1,2}|[12])(?![\p{L}\d])"
_SEP = r"\s*(?:,|;|&|\+|và|hoặc)\s*"
_LEX = regex.compile(
    rf"""(?<![\p{{L}}\d/.,])(?<!(?<!(?:19|20)\d\d\s?)-)(?:
    (?P<part>(?:đầu|giữa|cuối|(?:những|các)\ (?:ngày|tháng|tuần)\ (?:đầu|cuối)|tuần\ (?:thứ\ )?(?:\d|I{{1,3}}|IV|nhất|hai|ba|tư|đầu|cuối)(?:\ của)?)\s+)?(?:
      (?:(?:ngày|mùng|mồng)\s*)?(?:(?P<d0>3[01]|[12]\d|0?[1-9])\s*(?:-|đến)\s*(?:ngày\s*)?)?(?P<d>3[01]|[12]\d|0?[1-9])\s*(?:(?P<sep>[/.-])\s*(?P<mo>{_ITEM_M})\s*(?P=sep)\s*(?P<dy>{_Y}|\d\d(?![\d/]))
          |,?\s*tháng\s*(?P<mo2>{_ITEM_M})(?:\s*(?:[/.-]|,?\s*năm)\s*(?P<dy2>{_Y}))?
          |/\s*(?P<mo3>{_ITEM_M})(?!\s*/\s*(?:[\dA-ZĐ]|năm)|[-/]\p{{L}})(?:\s+năm\s+(?P<dy3>{_Y}))?)
     |(?:tháng\s*|T\.?\s?)(?P<m>{_ITEM_M})(?:\s*(?:-|đến)\s*(?:tháng\s*|T\.?\s?)?(?P<m9>{_ITEM_M})(?!\s*/\s*\d{{1,2}}(?!\d)){_YEAR}|(?P<mlist>(?:{_SEP}(?:tháng\s*)?{_ITEM_M}(?!\s*/\s*{_ITEM_M}(?!\d)|\s*(?:lần|ngày|tháng\ (?:đầu|cuối)|người|%))){{1,11}})?{_YEAR})
     |tháng\s+(?P<mw>mười\ một|mười\ hai|giêng|chạp|một|hai|ba|tư|bốn|năm(?!\s*\d)|sáu|bảy|tám|chín|mười)(?!\p{{L}}){_YEAR}
     |(?:(?P<m0>{_ITEM_M})\s*-\s*)?(?P<m2>{_ITEM_M})(?:\s*[/-]\s*|\.)(?P<my>{_Y})(?!\s*[/-]\s*(?!\d{{1,2}}\s*/\s*\d{{4}})[\p{{L}}\d])
     |(?:quý|Q(?:\.(?=\s?[IVl]))?)\s*(?P<q>{_ITEM_Q})(?:\s*(?:-|đến)\s*(?:quý\s*|Q(?=\d))?(?P<q9>{_ITEM_Q}){_YEAR}|(?P<qlist>(?:{_SEP}(?:quý\s*)?{_ITEM_Q}(?!\s*/\s*\d{{1,2}}(?!\d))){{1,3}})?{_YEAR})
     |(?:0?6|sáu)\s*tháng\s*(?P<h>đầu|cuối)(?:\s*(?:của\s+)?năm|(?=\s*[/-]?\s*20\d\d))(?:\s*[/-]?\s*(?P<hy>{_Y}))?
     |nửa\s+(?P<h2>đầu|cuối)\s+(?:của\s+)?năm(?:\s*(?P<hy2>{_Y}))?
     |(?P<nm>0?3|0?9|ba|chín)\s*tháng\s*(?P<nh>đầu|cuối)\s*năm(?:\s*(?P<ny>{_Y}))?
     |(?:học\s+kỳ\s*(?P<term>{_TERM})\s*[,(-]?\s*(?:của\s+)?)?(?P<opening>khai\s+giảng\s+)?năm\s+học\s*(?P<sy>{_Y})\s*[-/]\s*(?P<sy9>{_Y})\)?
     |(?P<summer>(?:dịp|nghỉ|kỳ\s+nghỉ|trong)\s+hè(?!\s*phố)(?:\s*năm(?=\s*\d))?(?:\s*(?P<uy>{_Y}))?|(?<!vỉa\ )hè\s*(?:năm\s*)?(?P<uy>{_Y}))
     |(?P<whole>cả\s+)?(?:năm\s*)?(?P<yy>{_Y})(?![/.]\d|/\p{{L}})
     |(?:cả\s+|trong\s+)?(?P<ny2>năm\s+nay|trong\s+năm|cả\s+năm|toàn\s+năm|cuối\s+năm|đầu\s+năm|giữa\s+năm|hết\s+năm)(?![\p{{L}}]|\s+(?:\d|học))
    ))""",
    regex.IGNORECASE | regex.VERBOSE | regex.V1)
#: how every match of the big pattern begins, in small letters; these places are found many times as fast
_FIRST = re.compile(r"\d|ngày|tháng|năm|quý|m[ùồ]ng|(?:đầu|giữa|cuối|những|các|tuần|sáu|nửa|ba|chín|cả|trong|toàn|hết|dịp|nghỉ|kỳ nghỉ|hè|học\s+kỳ|khai\s+giảng)\s|t\.?\s?\d|q\.?\s*[\dil]")
_LISTED = regex.compile(r"\s*(?:[,;&+-]|và|hoặc|đến|đến hết|tới|cho đến|đến ngày|đến hết ngày)\s*", regex.I)
_RANGE_SIGN = regex.compile(r"-|đến|tới")
_BLANKS = regex.compile(r"\s+")
_LATER = regex.compile(r"sau|tới")
_DAY_WORD = regex.compile(r"\s*(?:ngày|m[ùồ]ng)", regex.I)
_NUMBERS = regex.compile(r"\d+")
_QUARTER_LIST = regex.compile(r"quý|và|hoặc", regex.I)


@dataclass(slots=True)
class Stretch:
    """``first``–``last`` are the days covered. ``year_given`` is False where the year came from the plan."""

    start: int
    end: int
    kind: K  # DATE, MONTH, QUARTER, HALF, YEAR or PERIOD
    first: date
    last: date
    edtf: str
    year_given: bool = True
    no_year: bool = False  # no year in the words and none known: first and last hold the year 4 and are not to be shown
    notes: tuple[str, ...] = ()
    bare_day: bool = False  # "15/12" without "ngày": a date only where a date is expected
    lexed_range: bool = False  # "tháng 3 - 5/2026": "từ" before it opens the range
    part: str = ""  # đầu, giữa, cuối, hết, trong


def month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def quarter_span(year: int, quarter: int) -> tuple[date, date]:
    return date(year, 3 * quarter - 2, 1), month_span(year, 3 * quarter)[1]


def of_year(s: Stretch, year: int) -> Stretch:
    """The same stretch in another year (29 February becomes 28 where needed)."""
    def move(d: date) -> date:
        return d.replace(year=year, day=min(d.day, calendar.monthrange(year, d.month)[1]))
    old = f"{s.first.year:04d}"
    last = move(s.last)
    if s.kind is not K.DATE and s.last.month == 2:
        last = month_span(year, 2)[1]
    return replace(s, first=move(s.first), last=last, edtf=s.edtf.replace(old, f"{year:04d}"), no_year=False)


def stretches(text: str, plan_year: int | None) -> list[Stretch]:
    """Calendar stretches of ``text`` (``amounts.plain`` form), left to right. Impossible dates (31/02) are left out."""
    out: list[Stretch] = []
    pos = 0
    low = text.lower()
    low = low if len(low) == len(text) else text
    while first := _FIRST.search(low, pos):
        m = _LEX.match(text, first.start())
        pos = first.start() + 1
        if m:
            out.extend(_read(m, plan_year))
            pos = max(pos, m.end())
    return _share_years(text, out) if len(out) > 1 else out


def _share_years(text: str, found: list[Stretch]) -> list[Stretch]:
    """"quý II và quý IV/2026": the year written once, last, holds for those before it in the same list or range."""
    for i in range(len(found) - 2, -1, -1):
        a, b = found[i], found[i + 1]
        if not a.year_given and b.year_given and _LISTED.fullmatch(text[a.end:b.start]):
            year = b.first.year - (1 if a.kind is b.kind and _RANGE_SIGN.search(text[a.end:b.start]) and
                                   (a.first.month, a.first.day) > (b.first.month, b.first.day) else 0)
            found[i] = replace(of_year(a, year), year_given=True, notes=tuple(n for n in a.notes if n != FROM_PLAN))
    return found


FROM_PLAN = "năm lấy theo kế hoạch"
SCHOOL_YEAR = "năm học tính từ tháng 9 đến hết tháng 5"
SUMMER = "hè tính từ tháng 6 đến tháng 8"


def _quarter(raw: str) -> int:
    return int(raw) if raw.isdigit() and len(raw) == 1 else _ROMAN[raw.lower().replace("l", "i").replace("1", "i")]


def _school_year(make: Callable[..., Stretch], m: regex.Match[str], year: int) -> Iterator[Stretch]:
    """"Năm học 2026-2027", "học kỳ I năm học 2026-2027". The school year opens in September and closes by 31 May, its first term
    ends in January (framework of the Ministry of Education, renewed every year with the same months)."""
    end = int(m["sy9"])
    if not year < end <= year + 10:
        return
    first, last = (year, 9), (end, 5)
    if m["term"]:
        first, last = ((year, 9), (year + 1, 1)) if m["term"].lower() in ("i", "1") else ((year + 1, 1), (year + 1, 5))
    s = make(K.PERIOD, date(*first, 1), month_span(*last)[1], f"{first[0]}-{first[1]:02d}/{last[0]}-{last[1]:02d}")
    s.notes = (*s.notes, SCHOOL_YEAR)
    if m["opening"]:
        s.part = "đầu"
    yield s


def _read(m: regex.Match[str], plan_year: int | None) -> Iterator[Stretch]:
    part = (m["part"] or "").strip().lower()
    part = "tuần trong" if part.startswith("tuần") else part.split(" ")[-1]
    if m["ny2"]:
        word = _BLANKS.sub(" ", m["ny2"].lower())
        part = part or {"cuối năm": "cuối", "đầu năm": "đầu", "giữa năm": "giữa", "hết năm": "hết"}.get(word, "trong")
    part = "trong" if m["whole"] else part
    raw_year = m["dy"] or m["dy2"] or m["dy3"] or m["y"] or m["my"] or m["hy"] or m["hy2"] or m["ny"] or m["yy"] or m["sy"] or m["uy"]
    if raw_year and len(raw_year) == 2:
        raw_year = "20" + raw_year
    next_year = bool(m["this"] and _LATER.search(m["this"]))
    year = int(raw_year) if raw_year else (plan_year + next_year if plan_year else 4)
    notes = () if raw_year else ((FROM_PLAN,) if plan_year else ("không rõ năm",))
    if part not in ("", "hết", "trong"):
        notes = (*notes, f"{part} kỳ")

    def make(kind: K, first: date, last: date, edtf: str, **kw: bool) -> Stretch:
        return Stretch(m.start(), m.end(), kind, first, last, edtf, bool(raw_year), not raw_year and not plan_year, notes, part=part, **kw)

    y = f"{year:04d}"
    day, month = m["d"], m["mo"] or m["mo2"] or m["mo3"]
    if day:
        try:
            d = date(year, int(month), int(day))
            first_day = date(year, int(month), int(m["d0"])) if m["d0"] else d
        except ValueError:
            return
        if first_day < d:
            yield make(K.PERIOD, first_day, d, f"{first_day.isoformat()}/{d.isoformat()}", lexed_range=True)
            return
        yield make(K.DATE, d, d, d.isoformat(), bare_day=bool(m["mo3"]) and not _DAY_WORD.match(m.group()))
    elif (m["m"] and m["m9"]) or m["m0"]:
        a, b = (int(m["m"]), int(m["m9"])) if m["m"] else (int(m["m0"]), int(m["m2"]))
        if a < b:
            yield make(K.PERIOD, month_span(year, a)[0], month_span(year, b)[1], f"{y}-{a:02d}/{y}-{b:02d}", lexed_range=True)
    elif m["m"] or m["m2"] or m["mw"]:
        first = int(m["m"] or m["m2"] or _MONTHS[_BLANKS.sub(" ", m["mw"].lower())])
        for n in (first, *(int(x) for x in _NUMBERS.findall(m["mlist"] or ""))):
            yield make(K.MONTH, *month_span(year, n), f"{y}-{n:02d}")
    elif m["q9"]:
        a, b = _quarter(m["q"]), _quarter(m["q9"])
        if a < b:
            yield make(K.PERIOD, quarter_span(year, a)[0], quarter_span(year, b)[1], f"{y}-{32 + a}/{y}-{32 + b}", lexed_range=True)
    elif m["q"]:
        found = [m["q"], *regex.findall(_ITEM_Q, _QUARTER_LIST.sub(" ", m["qlist"] or ""), flags=regex.I)]
        for x in found:
            n = _quarter(x)
            yield make(K.QUARTER, *quarter_span(year, n), f"{y}-{32 + n}")
    elif m["h"] or m["h2"]:
        second = (m["h"] or m["h2"]).lower() == "cuối"
        yield make(K.HALF, date(year, 7 if second else 1, 1), date(year, 12, 31) if second else date(year, 6, 30), f"{y}-{41 if second else 40}")
    elif m["nm"]:
        n = 3 if m["nm"].lower() in ("3", "03", "ba") else 9
        lo, hi = (1, n) if m["nh"].lower() == "đầu" else (13 - n, 12)
        yield make(K.PERIOD, date(year, lo, 1), month_span(year, hi)[1], f"{y}-{lo:02d}/{y}-{hi:02d}")
    elif m["sy"]:
        yield from _school_year(make, m, year)
    elif m["summer"]:
        yield replace(make(K.PERIOD, date(year, 6, 1), date(year, 8, 31), f"{y}-22"), notes=(*notes, SUMMER))
    else:
        yield make(K.YEAR, date(year, 1, 1), date(year, 12, 31), y)
